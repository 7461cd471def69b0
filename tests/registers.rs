//! Registers and portfolio folders with one fault, and the messages about it.

use flowdown::catalogue::Catalogue;
use flowdown::intake::workbook::{self, Limits};
use flowdown::intake::{portfolio, register};
use insta::assert_snapshot;

use crate::drawing;
use crate::rejections::drawn;
use crate::support::catalogue;

const SUPPLIERS: &str = "
    | Supplier ID | Name | Country |
    | S-1         | Acme | DE      |
";
const ENGAGEMENTS: &str = "
    | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start       |
    | E-1           | S-1         | D-1     | restricted       | DE             | @2026-01-15 |
";

/// The problems of a register in which these sheets replace the good ones.
fn refused_register(sheets: &[(&str, &str)]) -> String {
    let good = [("Suppliers", SUPPLIERS), ("Engagements", ENGAGEMENTS)];
    let replaced = |name: &str| sheets.iter().any(|(other, _)| *other == name);
    let kept = good.into_iter().filter(|(name, _)| !replaced(name));
    let all: Vec<(&str, &str)> = kept.chain(sheets.iter().copied()).collect();
    let book = workbook::read("register.xlsx", &drawing::workbook(&all), &Limits::default());
    let sources = [("register.xlsx".to_owned(), book.unwrap().sheets)];
    let Catalogue { vocabulary, policy, controls, .. } = catalogue();
    drawn(register::read(&sources, vocabulary, policy, controls).unwrap_err())
}

#[test]
fn a_tier_nobody_knows() {
    let engagements = "
        | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start       |
        | E-1           | S-1         | D-1     | restrited        | DE             | @2026-01-15 |
    ";
    assert_snapshot!(refused_register(&[("Engagements", engagements)]), @r##"
    error: `restrited` is no tier
    --> register.xlsx › Engagements!D2
     = help: did you mean `restricted`?
    "##);
}

#[test]
fn two_suppliers_with_one_id() {
    let suppliers = "
        | Supplier ID | Name | Country |
        | S-1         | Acme | DE      |
        | S-1         | Bolt | FR      |
    ";
    assert_snapshot!(refused_register(&[("Suppliers", suppliers)]), @r##"
    error: `S-1` stands twice; first at Suppliers!A2
    --> register.xlsx › Suppliers!A3
     = help: give each row an id of its own
    "##);
}

#[test]
fn an_engagement_of_an_unknown_supplier() {
    let engagements = "
        | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start       |
        | E-1           | S-2         | D-1     | restricted       | DE             | @2026-01-15 |
    ";
    assert_snapshot!(refused_register(&[("Engagements", engagements)]), @r##"
    error: `S-2` is no supplier of the register
    --> register.xlsx › Engagements!B2
     = help: did you mean `S-1`?
    "##);
}

#[test]
fn shares_that_are_none() {
    let subcontracts = "
        | Engagement ID | From supplier ID | To supplier ID | Share |
        | E-1           | S-1              | S-2            | 0     |
        | E-1           | S-1              | S-3            | 1.2   |
        | E-1           | S-1              | S-4            | 50%   |
        | E-1           | S-1              | S-5            | 1     |
    ";
    assert_snapshot!(refused_register(&[("Subcontracts", subcontracts)]), @r##"
    error: Share is `0`
    --> register.xlsx › Subcontracts!D2
     = help: write a number above 0 and up to 1

    error: Share is `1.2`
    --> register.xlsx › Subcontracts!D3
     = help: write a number above 0 and up to 1

    error: `50%` is no number
    --> register.xlsx › Subcontracts!D4
     = help: write digits alone, with a decimal point or comma and no unit
    "##);
}

#[test]
fn a_date_that_can_mean_two_days() {
    let engagements = "
        | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start      |
        | E-1           | S-1         | D-1     | restricted       | DE             | 03/04/2026 |
    ";
    assert_snapshot!(refused_register(&[("Engagements", engagements)]), @r##"
    error: `03/04/2026` can mean two different days
    --> register.xlsx › Engagements!F2
     = help: write it as 2026-10-31
    "##);
}

#[test]
fn a_control_reference_stored_as_a_number() {
    let certificates = "
        | Supplier ID | Scheme    | Covers | Excluded controls |
        | S-1         | ISO 27001 | all    | 8.1               |
        | S-1         | ISO 27001 | all    | \"8.1; 8.10\"     |
    ";
    assert_snapshot!(refused_register(&[("Certificates", certificates)]), @r##"
    error: the control reference is stored as a number: 8.1 may be 8.10
    --> register.xlsx › Certificates!D2
     = help: format the column as text, then write the references again
    "##);
}

#[test]
fn all_problems_of_a_register_are_said_at_once() {
    let suppliers = "
        | Supplier ID | Name | Country |
        | S-1         |      | Germny  |
    ";
    let engagements = "
        | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start    | Volume |
        | E-1           | S-1         |         | 5                | DE             | tomorrow | -1     |
    ";
    let sheets = [("Suppliers", suppliers), ("Engagements", engagements)];
    assert_snapshot!(refused_register(&sheets), @r##"
    error: Name is blank
    --> register.xlsx › Suppliers!B2
     = help: fill the cell, or take the row out

    error: `Germny` is no country
    --> register.xlsx › Suppliers!C2
     = help: did you mean `Germany`?

    error: Deal ID is blank
    --> register.xlsx › Engagements!C2
     = help: fill the cell, or take the row out

    error: `5` is no tier
    --> register.xlsx › Engagements!D2
     = help: known are public, internal, confidential, restricted, critical

    error: `tomorrow` is no date
    --> register.xlsx › Engagements!F2
     = help: write it as 2026-10-31

    error: Volume is `-1`
    --> register.xlsx › Engagements!G2
     = help: write a number above 0
    "##);
}

/// The problems of a portfolio folder with these files, all empty.
fn refused_folder(files: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        std::fs::write(folder.path().join(file), "").unwrap();
    }
    let problems = drawn(portfolio::discover(folder.path()).unwrap_err());
    problems.replace(&folder.path().display().to_string(), "PORTFOLIO")
}

#[test]
fn a_portfolio_without_a_register() {
    assert_snapshot!(refused_folder(&["notes.txt"]), @r##"
    error: the folder holds no register
    --> PORTFOLIO
     = help: `flowdown init FOLDER` writes a template; with --from FILE it takes a list of suppliers over
    "##);
}

#[test]
fn a_portfolio_with_two_registers() {
    assert_snapshot!(refused_folder(&["register.xlsx", "register.ods"]), @r##"
    error: there are several registers: register.ods, register.xlsx
    --> PORTFOLIO
     = help: keep one and move the others away
    "##);
}

/// The output of `flowdown init`, and its exit status.
fn init(folder: &std::path::Path, args: &[&str]) -> (String, Option<i32>) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_flowdown"))
        .args(["--as-of", "2026-11-23", "init"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let text =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (text, output.status.code())
}

/// The texts of a sheet, row by row.
fn texts(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let book = workbook::read("register.xlsx", bytes, &Limits::default()).unwrap();
    let grid = book.sheets.into_iter().find(|grid| *grid.name == *sheet).unwrap();
    let shown = |cell: &flowdown::intake::grid::Cell| {
        flowdown::intake::value::shown(&cell.value).into_owned()
    };
    grid.rows().map(|row| row.iter().map(shown).collect()).collect()
}

const INVENTORY: &str = "
    | Vendor inventory |
    | Vendor ID | Vendor Name | Country | Contact      | Tier   | =cmd        |
    | V001      | Alder Tools | Germany | a@alder.test | Tier 1 | =1+1        |
    |           | Birch Lines | Global  | Kim          | High   | @SUM(1)     |
    | Total: 2 |
";

#[test]
fn a_register_is_made_of_a_list_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let other = "| Notes |\n| spare |";
    let list = drawing::workbook(&[
        ("Notes", other),
        ("Vendors 2026", &INVENTORY.replace("@SUM", "=SUM")),
    ]);
    std::fs::write(at("list.xlsx"), list).unwrap();
    let (said, status) = init(folder.path(), &["new", "--from", "list.xlsx", "--dry-run"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(!at("new").exists());
    assert_snapshot!(said, @"
    list.xlsx › Vendors 2026, header in row 2: 2 suppliers
      A   Vendor ID: used as Supplier ID; by its header
      B   Vendor Name: used as Name; by its header
      C   Country: used as Country; by its header
      D   Contact: used as Contact; by its header
      E   Tier: kept as a remark; words for sensitivity: which tier each means is for you to say (High: 1, Tier 1: 1)
      F   =cmd: kept as a remark; holds text; the register has no such column of suppliers
      1 ids made; 1 countries to fill in
      row 1 not used: the row stands above the header
      row 5 not used: one cell alone: a heading or a footer
      sheet Notes not read; name it with --sheet to take it
    nothing was written
    ");
    let (said, status) = init(folder.path(), &["new", "--from", "list.xlsx"]);
    assert_eq!(status, Some(0), "{said}");
    let register = std::fs::read(at("new/register.xlsx")).unwrap();
    assert_eq!(texts(&register, "Suppliers")[1], ["V001", "Alder Tools", "DE", "a@alder.test"]);
    assert_eq!(texts(&register, "Suppliers")[2], ["BIRCH-LINES", "Birch Lines", "Kim"]);
    assert_eq!(texts(&register, "Engagements").len(), 1);
    // Every text of the list is on the sheet, formulas included, as text.
    let imported = texts(&register, "Imported").concat();
    for line in INVENTORY.replace("@SUM", "=SUM").lines() {
        for text in line.split('|').map(str::trim).filter(|text| !text.is_empty()) {
            assert!(imported.iter().any(|cell| cell.contains(text)), "{text}: {imported:?}");
        }
    }
    let book = workbook::read("register.xlsx", &register, &Limits::default()).unwrap();
    assert!(book.sheets.iter().all(|grid| grid.cells.iter().all(|cell| !cell.formula)));
    // The register's own reader reports what must be filled in, and accepts the sheet Imported.
    let sources = [("register.xlsx".to_owned(), book.sheets)];
    let Catalogue { vocabulary, policy, controls, .. } = catalogue();
    let open = register::read(&sources, vocabulary, policy, controls).unwrap_err();
    assert_eq!(
        open.to_string(),
        "register.xlsx › Suppliers!C3: Country is blank (help: fill the cell, or take the row out)"
    );
    let (said, status) = init(folder.path(), &["new", "--from", "list.xlsx"]);
    assert_eq!(status, Some(2));
    assert!(
        said.contains("register.xlsx is already there") && said.contains("nothing is overwritten"),
        "{said}"
    );
    assert_eq!(std::fs::read(at("new/register.xlsx")).unwrap(), register);
}

#[test]
fn a_list_may_be_text_and_on_any_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("list.csv"), "Lieferant;Land;E-Mail\nErle GmbH;Schweiz;a@erle.test\n")
        .unwrap();
    let (said, status) = init(folder.path(), &["text", "--from", "list.csv"]);
    assert_eq!(status, Some(0), "{said}");
    let register = std::fs::read(at("text/register.xlsx")).unwrap();
    assert_eq!(texts(&register, "Suppliers")[1], ["ERLE-GMBH", "Erle GmbH", "CH", "a@erle.test"]);
    let list =
        drawing::workbook(&[("One", "| Name | Country |\n| A | DE |"), ("Two", "| Name |\n| B |")]);
    std::fs::write(at("list.xlsx"), list).unwrap();
    let (_, status) = init(folder.path(), &["two", "--from", "list.xlsx", "--sheet", "Two"]);
    assert_eq!(status, Some(0));
    let register = std::fs::read(at("two/register.xlsx")).unwrap();
    assert_eq!(texts(&register, "Suppliers")[1], ["B", "B"]);
    let (said, status) = init(folder.path(), &["three", "--from", "list.xlsx", "--sheet", "Three"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("there is no sheet `Three`; there are One, Two"), "{said}");
    assert!(!at("three").exists());
}

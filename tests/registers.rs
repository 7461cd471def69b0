//! Registers and portfolio folders with one thing wrong, and what people read about it.

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

/// The problems of a register of which these sheets stand in the place of good ones.
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

/// The problems of a portfolio folder that holds these files, all empty.
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
     = help: `flowdown init FOLDER` writes a template
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

//! Several portfolios as one run: nothing depends on how suppliers and engagements are divided among folders.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

use flowdown::catalogue::Catalogue;
use flowdown::intake::grid::{Grid, Value};
use flowdown::intake::portfolio::discover_all;
use flowdown::intake::register::{self, RegisterSource};
use flowdown::intake::workbook::{self, Limits};
use flowdown::model::{Covers, Date, EngagementId, Register};
use flowdown::{cache::Cache, pipeline};
use insta::assert_snapshot;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::drawing;
use crate::program::{assess_sample, contents, root};
use crate::rejections::drawn;
use crate::support::catalogue;

const NAMES: [&str; 2] = ["emea", "apac"];

/// The folder of the sample to which a file or row with this number belongs.
fn turn(number: usize) -> usize {
    (number * 7 / 3) % 2
}

fn date_time(day: Date, hours: f64) -> ExcelDateTime {
    let (year, month) = (u16::try_from(day.year()).unwrap(), u8::try_from(day.month()).unwrap());
    let time = ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).unwrap()).unwrap();
    let minutes = (hours * 60.0).round() as u16;
    time.and_hms(minutes / 60, u8::try_from(minutes % 60).unwrap(), 0.0).unwrap()
}

/// A workbook with the cells of these sheets in the rows that `goes` picks; a row keeps its number.
fn part(grids: &[Grid], goes: impl Fn(&Grid, u32) -> bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for grid in grids {
        let page = book.add_worksheet().set_name(&*grid.name).unwrap();
        for cell in grid.cells.iter().filter(|cell| goes(grid, cell.at.row)) {
            let (row, column) = (cell.at.row, u16::try_from(cell.at.column).unwrap());
            match &cell.value {
                Value::Text(text) => page.write_string(row, column, &**text),
                Value::Number(number) => page.write_number(row, column, *number),
                Value::Bool(truth) => page.write_boolean(row, column, *truth),
                Value::Date(date, hours) => {
                    page.write_datetime_with_format(row, column, date_time(*date, *hours), &day)
                }
                Value::Error(error) => panic!("the sample's register holds {error}"),
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The text in the first column of a row.
fn first(grid: &Grid, row: u32) -> &str {
    text(grid, row, 0)
}

fn text(grid: &Grid, row: u32, column: u32) -> &str {
    let cell = grid.cells.iter().find(|cell| cell.at.row == row && cell.at.column == column);
    match cell.map(|cell| &cell.value) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// The folder that a row goes to; `None` goes to both: headers, remarks, every third supplier. So do certificates, as `all`
/// speaks of one's own register; a waiver goes to the engagement of its supplier.
fn folder_of(grids: &[Grid], grid: &Grid, row: u32) -> Option<usize> {
    let number = usize::try_from(row).unwrap();
    let engagements = grids.iter().find(|grid| &*grid.name == "Engagements").unwrap();
    let of_engagement = |id: &str| {
        let row = (0..200).find(|row| first(engagements, *row) == id).unwrap_or(1);
        turn(usize::try_from(row).unwrap())
    };
    let header = if &*grid.name == "Certificates" { 2 } else { 0 };
    match &*grid.name {
        _ if row <= header => None,
        "Suppliers" | "Evidence" if number % 3 == 0 => None,
        "Certificates" => None,
        "Waivers" => {
            let supplier = text(grid, row, 1);
            let own = (1..200).find(|row| text(engagements, *row, 1) == supplier).unwrap();
            Some(turn(usize::try_from(own).unwrap()))
        }
        "Engagements" | "Phases" | "Subcontracts" => Some(of_engagement(first(grid, row))),
        "Responses" => Some(turn_of_file(first(grid, row))),
        _ => Some(turn(number)),
    }
}

/// Files of one supplier stay together, as a form names the one it was filled in from.
fn turn_of_file(below: &str) -> usize {
    turn(below.split('/').next().unwrap().bytes().map(usize::from).sum())
}

/// The sample portfolio divided into two folders.
fn divided() -> TempDir {
    let home = TempDir::new().unwrap();
    let sample = root().join("sample-data/portfolio");
    let bytes = std::fs::read(sample.join("register.xlsx")).unwrap();
    let grids = workbook::read("register.xlsx", &bytes, &Limits::default()).unwrap().sheets;
    let write = |path: PathBuf, bytes: &[u8]| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    for (number, name) in NAMES.into_iter().enumerate() {
        let goes = |grid: &Grid, row| folder_of(&grids, grid, row).is_none_or(|one| one == number);
        write(home.path().join(name).join("register.xlsx"), &part(&grids, goes));
        let settings = std::fs::read(sample.join("flowdown.toml")).unwrap();
        write(home.path().join(name).join("flowdown.toml"), &settings);
    }
    for (below, bytes) in contents(&sample.join("responses")) {
        let name = NAMES[turn_of_file(&below)];
        write(home.path().join(name).join("responses").join(below), &bytes);
    }
    home
}

static DIVIDED: LazyLock<TempDir> = LazyLock::new(divided);

/// Runs the program in a folder; the exit status and what it printed.
fn run(home: &Path, arguments: &[&str]) -> (i32, String) {
    let program = Command::new(env!("CARGO_BIN_EXE_flowdown"))
        .args(arguments)
        .current_dir(home)
        .output()
        .unwrap();
    let said = [program.stdout, program.stderr].concat();
    (program.status.code().unwrap(), String::from_utf8(said).unwrap())
}

fn assess(order: [&str; 2], out: &str, more: &[&str]) -> PathBuf {
    let home = DIVIDED.path();
    let told = ["assess", order[0], order[1], "--out", out];
    let (status, said) = run(home, &[&told[..], more].concat());
    assert_eq!(status, 3, "{said}");
    home.join(out).join("2026-10-31")
}

/// The engagements of `decisions.json`, without names of folders.
fn engagements(run: &Path) -> Json {
    let text = std::fs::read_to_string(run.join("decisions.json")).unwrap();
    let text = NAMES.iter().fold(text, |text, name| text.replace(&format!("{name}/"), ""));
    serde_json::from_str::<Json>(&text).unwrap()["engagements"].take()
}

#[test]
fn a_divided_portfolio_is_decided_as_the_whole_one() {
    let whole = TempDir::new().unwrap();
    let whole = engagements(&assess_sample(whole.path(), "2"));
    let first = assess(NAMES, "first", &["--no-cache"]);
    let both = engagements(&first);
    assert!(whole.as_array().unwrap().len() > 20);
    for (one, other) in whole.as_array().unwrap().iter().zip(both.as_array().unwrap()) {
        assert_same(one, other);
    }
    assert_eq!(whole.as_array().unwrap().len(), both.as_array().unwrap().len());
    let other = assess(["apac", "emea"], "other", &["--threads", "1", "--no-cache"]);
    assert!(contents(&first) == contents(&other), "the order of folders, or of threads, shows");
    for out in ["kept", "known"] {
        let cached = assess(NAMES, out, &[]);
        assert!(contents(&first) == contents(&cached), "{out}: the cache shows");
    }
    assert!(DIVIDED.path().join("emea/.flowdown-cache").exists(), "the first folder's");
    assert!(!DIVIDED.path().join("apac/.flowdown-cache").exists());
    let record = std::fs::read_to_string(first.join("run.json")).unwrap();
    for path in ["apac/register.xlsx", "emea/register.xlsx", "apac/flowdown.toml"] {
        assert!(record.contains(&format!("\"{path}\"")), "{path}");
    }
    for name in NAMES {
        let files = record.matches(&format!("\"{name}/responses/")).count();
        assert!(files > 5, "{name}: {files}");
    }
    // The run is verified against both folders, in any order, and not against one alone.
    let told = ["verify", "first/2026-10-31", "--portfolio", "apac", "--portfolio", "emea"];
    let (status, said) = run(DIVIDED.path(), &[&told[..], &["--rerun"]].concat());
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("0 changed, 0 no longer there"), "{said}");
    let (status, said) = run(DIVIDED.path(), &told[..4]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("0 changed") && said.contains("emea/register.xlsx"), "{said}");
    let (status, said) = run(DIVIDED.path(), &[&told[..4], &["--rerun"]].concat());
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("the run was made of apac, emea"), "{said}");
    // What it held would seem to be mended: a run of one of the two does not go on from it.
    let later = ["assess", "apac", "--out", "first", "--as-of", "2026-12-31", "--no-cache"];
    let (_, said) = run(DIVIDED.path(), &later);
    assert!(said.contains("first/2026-10-31 is a run of other portfolios"), "{said}");
}

/// Compares field by field, so that a failure names the field.
fn assert_same(one: &Json, other: &Json) {
    let (one, other) = (one.as_object().unwrap(), other.as_object().unwrap());
    let id = &one["engagement"];
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    // The digest covers the paths as they are.
    for (key, value) in one.iter().filter(|(key, _)| *key != "digest") {
        assert_eq!(value, &other[key], "{id}: {key}");
    }
}

const SUPPLIERS: &str = "
    | Supplier ID | Name | Country | Parent ID | Contact  | Email           | Aliases |
    | S-1         | Acme | DE      |           | Jane Roe |                 | A-1     |
    | S-2         | Bolt | FR      |           |          | bolt@example.com |        |
";
const ENGAGEMENTS: &str = "
    | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start       |
    | E-1           | S-1         | D-1     | restricted       | DE             | @2026-01-15 |
";
const OTHER_ENGAGEMENTS: &str = "
    | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start       |
    | E-2           | S-1         | D-1     | restricted       | DE             | @2026-01-15 |
";

/// Two registers as one: the usual one, and one with these sheets.
fn joined(first: &[(&str, &str)], other: &[(&str, &str)]) -> Result<Register, String> {
    let usual = [("Suppliers", SUPPLIERS), ("Engagements", ENGAGEMENTS)];
    let files = |name: &str, sheets: &[(&str, &str)]| {
        let book = workbook::read(name, &drawing::workbook(sheets), &Limits::default());
        vec![(format!("{name}/register.xlsx"), book.unwrap().sheets)]
    };
    let sheets = [files("apac", &[&usual[..], first].concat()), files("emea", other)];
    let sources: Vec<RegisterSource<'_>> = ["apac", "emea"]
        .into_iter()
        .zip(&sheets)
        .map(|(name, files)| RegisterSource { portfolio: Some(Arc::from(name)), files })
        .collect();
    let Catalogue { vocabulary, policy, controls, .. } = catalogue();
    register::read_all(&sources, vocabulary, policy, controls).map_err(drawn)
}

#[test]
fn a_supplier_of_two_registers_is_one() {
    let suppliers = "
        | Supplier ID | Name  | Country | Parent ID | Contact  | Email            | Aliases  |
        | S-1         | ACME. | Germany | S-2       | jane roe | acme@example.com | A-1; A-2 |
    ";
    let certificates = "
        | Supplier ID | Scheme    | Number | Expires     |
        | S-1         | ISO 27001 | 12     | @2027-01-15 |
    ";
    let more = "
        | Supplier ID | Scheme    | Number | Expires     |
        | S-1         | ISO 27001 | 12     | @2027-01-15 |
        | S-2         | ISO 27001 | 13     | @2027-01-15 |
    ";
    let other =
        [("Suppliers", suppliers), ("Engagements", OTHER_ENGAGEMENTS), ("Certificates", more)];
    let found = joined(&[("Certificates", certificates)], &other).unwrap();
    let ids: Vec<&str> = found.suppliers.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["S-1", "S-2"]);
    let one = &found.suppliers[0];
    assert_eq!((one.name.as_str(), one.contact.as_deref()), ("Acme", Some("Jane Roe")));
    assert_eq!(one.parent.as_ref().unwrap().as_str(), "S-2", "a parent of the other register");
    assert_eq!(one.email.as_deref(), Some("acme@example.com"));
    assert_eq!(one.aliases, ["A-1", "A-2"]);
    let numbers: Vec<&str> =
        found.certificates.iter().map(|one| one.number.as_deref().unwrap()).collect();
    assert_eq!(numbers, ["12", "13"]);
    assert_eq!(found.engagements.len(), 2);
}

#[test]
fn contradictions_are_named_with_both_cells() {
    let suppliers = "
        | Supplier ID | Name | Country | Parent ID | Contact | Email |
        | S-2         | Nut  | DE      |           |         | nut@example.com |
        | S-1         | Acme | Germany |           | J. Doe  |       |
    ";
    let other = [("Suppliers", suppliers), ("Engagements", OTHER_ENGAGEMENTS)];
    assert_snapshot!(joined(&[], &other).unwrap_err(), @r##"
    error: Name of `S-2` is `Nut` here and `Bolt` at apac/register.xlsx › Suppliers!B3
    --> emea/register.xlsx › Suppliers!B2
     = help: make both cells say the same, or give two suppliers two ids

    error: Country of `S-2` is `DE` here and `FR` at apac/register.xlsx › Suppliers!C3
    --> emea/register.xlsx › Suppliers!C2
     = help: make both cells say the same, or give two suppliers two ids

    error: Email of `S-2` is `nut@example.com` here and `bolt@example.com` at apac/register.xlsx › Suppliers!F3
    --> emea/register.xlsx › Suppliers!F2
     = help: make both cells say the same, or give two suppliers two ids

    error: Contact of `S-1` is `J. Doe` here and `Jane Roe` at apac/register.xlsx › Suppliers!E2
    --> emea/register.xlsx › Suppliers!E3
     = help: make both cells say the same, or give two suppliers two ids
    "##);
}

/// Whoever wrote a row without an engagement did not see those of the other register.
#[test]
fn what_names_no_engagement_speaks_of_its_own_register() {
    let certificates = "
        | Supplier ID | Scheme    | Number | Covers | Expires     |
        | S-1         | ISO 27001 | 12     | all    | @2027-01-15 |
    ";
    let waivers = "
        | Waiver ID | Supplier ID | Engagement ID | Rule or control | Reason | Requested by | Approved by | Approved on | Expires     |
        | W-1       | S-1         |               | coverage-low    | known  | A. Bee       | C. Dee      | @2026-01-15 | @2026-12-15 |
        | W-2       | S-1         | E-1           | coverage-low    | known  | A. Bee       | C. Dee      | @2026-01-15 | @2026-12-15 |
    ";
    let other = [
        ("Suppliers", SUPPLIERS),
        ("Engagements", OTHER_ENGAGEMENTS),
        ("Certificates", certificates),
        ("Waivers", waivers),
    ];
    let found = joined(&[], &other).unwrap();
    let [own, others] = ["E-2", "E-1"].map(EngagementId::new);
    assert_eq!(found.certificates[0].covers, Covers::Engagements(vec![own.clone()]));
    let [all, named] = &found.waivers[..] else { panic!("{:?}", found.waivers) };
    assert!(all.covers(&own) && !all.covers(&others));
    assert!(!named.covers(&own) && named.covers(&others), "who names it means it");
    // Both registers say it: then it covers the engagements of both.
    let found = joined(&[("Certificates", certificates)], &other).unwrap();
    assert_eq!(found.certificates.len(), 1);
    assert_eq!(found.certificates[0].covers, Covers::Engagements(vec![others, own]));
    let suspended = certificates.replace("Covers", "Status").replace("| all ", "| suspended ");
    let said = joined(&[("Certificates", &suspended)], &other).unwrap_err();
    assert!(said.contains("the certificate `12` of `S-1` is said otherwise at apac/"), "{said}");
}

#[test]
fn ids_stand_once_in_all_registers() {
    let waivers = "
        | Waiver ID | Supplier ID | Rule or control | Reason | Requested by | Approved by | Approved on | Expires     |
        | W-1       | S-1         | response-stale  | trial  | Jane Roe     | Jo Doe      | @2026-01-15 | @2026-12-31 |
    ";
    let incidents = "
        | Incident ID | Supplier ID | Detected    |
        | I-1         | S-1         | @2026-01-15 |
    ";
    let more = [("Waivers", waivers), ("Incidents", incidents)];
    let suppliers = "
        | Supplier ID | Name | Country |
        | S-3         | Cog  | JP      |
    ";
    let other = [("Suppliers", suppliers), ("Engagements", ENGAGEMENTS), more[0], more[1]];
    assert_snapshot!(joined(&more, &other).unwrap_err(), @r##"
    error: `E-1` stands twice; first at apac/register.xlsx › Engagements!A2
    --> emea/register.xlsx › Engagements!A2
     = help: give each row an id of its own

    error: `W-1` stands twice; first at apac/register.xlsx › Waivers!A2
    --> emea/register.xlsx › Waivers!A2
     = help: give each row an id of its own

    error: `I-1` stands twice; first at apac/register.xlsx › Incidents!A2
    --> emea/register.xlsx › Incidents!A2
     = help: give each row an id of its own
    "##);
}

#[test]
fn links_and_stages_stand_with_their_engagement() {
    let phases = "
        | Engagement ID | Phase | Information tier |
        | E-1           | Trial | internal         |
    ";
    let subcontracts = "
        | Engagement ID | From supplier ID | To supplier ID |
        | E-2           | S-1              | S-2            |
        | E-1           | S-1              | S-2            |
    ";
    let suppliers = "
        | Supplier ID | Name | Country |
        | S-3         | Cog  | JP      |
    ";
    let other = [
        ("Suppliers", suppliers),
        ("Engagements", OTHER_ENGAGEMENTS),
        ("Phases", phases),
        ("Subcontracts", subcontracts),
    ];
    assert_snapshot!(joined(&[], &other).unwrap_err(), @r##"
    error: `E-1` stands in another register, at apac/register.xlsx › Engagements!A2
    --> emea/register.xlsx › Phases!A2
     = help: move the row into that register, or mend the id

    error: `E-1` stands in another register, at apac/register.xlsx › Engagements!A2
    --> emea/register.xlsx › Subcontracts!A3
     = help: move the row into that register, or mend the id
    "##);
}

/// Two folders, each with a register and these settings.
fn folders(settings: [&str; 2]) -> TempDir {
    let home = TempDir::new().unwrap();
    let parts = ["emea", "apac"].into_iter().zip([ENGAGEMENTS, OTHER_ENGAGEMENTS]).zip(settings);
    for ((name, engagements), settings) in parts {
        let folder = home.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        let book = drawing::workbook(&[("Suppliers", SUPPLIERS), ("Engagements", engagements)]);
        std::fs::write(folder.join("register.xlsx"), book).unwrap();
        std::fs::write(folder.join("flowdown.toml"), settings).unwrap();
    }
    home
}

#[test]
fn settings_must_not_differ() {
    let home = folders([
        "as_of = 2026-10-31\nscoring = \"rules\"\nout = \"here\"\n",
        "as_of = 2026-09-30\nout = \"there\"\n[limits]\nsheets = 3\n",
    ]);
    let (status, said) = run(home.path(), &["assess", "emea", "apac", "--out", "out"]);
    assert_eq!(status, 2);
    assert_snapshot!(said, @r##"
    error: `scoring` is not set here and emea/rules in emea/flowdown.toml
    --> apac/flowdown.toml
     = help: portfolios that are read as one have the same settings; write the same in both
    error: `as_of` is 2026-09-30 here and 2026-10-31 in emea/flowdown.toml
    --> apac/flowdown.toml
     = help: portfolios that are read as one have the same settings; write the same in both
    error: `[limits]` differs from that in emea/flowdown.toml
    --> apac/flowdown.toml
     = help: portfolios that are read as one have the same settings; write the same in both
    3 problems; nothing was written
    "##);
    assert!(!home.path().join("out").exists());
}

#[test]
fn folders_are_told_apart_and_the_run_has_a_place() {
    let home = folders(["name = \"Europe\"\nas_of = 2026-10-31\n", "as_of = 2026-10-31\n"]);
    let (status, said) = run(home.path(), &["assess", "emea", "apac"]);
    assert_eq!(status, 2);
    assert_snapshot!(said, @r##"
    as of 2026-10-31
    error: several portfolios are assessed as one, and no output folder is named
    help: say with --out where the run belongs
    "##);
    let (status, said) = run(home.path(), &["assess", "emea", "apac/../emea", "--out", "out"]);
    assert_eq!(status, 2);
    assert_snapshot!(said, @r##"
    error: the folder is named twice
    --> apac/../emea
     = help: name it once
    1 problem; nothing was written
    "##);
    let (status, said) = run(home.path(), &["assess", "emea", "apac", "--out", "apac/responses"]);
    assert_eq!(status, 2);
    assert!(said.contains("lies in responses/, which is read"), "{said}");
    let found = discover_all(&NAMES.map(|name| home.path().join(name))).unwrap();
    assert_eq!(found.settings.name.as_deref(), Some("apac + Europe"));
}

/// A row of Responses names a file of its own folder, though the other folder has a file of the same name.
#[test]
fn rows_of_responses_speak_of_their_own_folder() {
    let home = folders([""; 2]);
    let questions = &catalogue().native().unwrap().questions;
    let rows: String = questions.iter().map(|one| format!("| {} | yes |\n", one.id)).collect();
    let form = drawing::workbook(&[("Questionnaire", &format!("| ID | Answer |\n{rows}"))]);
    for (name, supplier, missing) in [("emea", "S-1", "only-apac.csv"), ("apac", "S-2", "no.csv")] {
        let folder = home.path().join(name);
        std::fs::create_dir(folder.join("responses")).unwrap();
        std::fs::write(folder.join("responses/returned.xlsx"), &form).unwrap();
        let engagements = if name == "emea" { ENGAGEMENTS } else { OTHER_ENGAGEMENTS };
        let rows = format!(
            "| File | Supplier ID |\n| returned.xlsx | {supplier} |\n| {missing} | {supplier} |\n"
        );
        let book = drawing::workbook(&[
            ("Suppliers", SUPPLIERS),
            ("Engagements", engagements),
            ("Responses", &rows),
        ]);
        std::fs::write(folder.join("register.xlsx"), book).unwrap();
    }
    std::fs::write(home.path().join("apac/responses/only-apac.csv"), "").unwrap();
    let found = discover_all(&NAMES.map(|name| home.path().join(name))).unwrap();
    let read = pipeline::read(&found, catalogue(), &Cache::off(), &|| ()).unwrap();
    let of = |path: &str| {
        let file = read.files.iter().find(|file| &*file.file == path).unwrap();
        file.supplier.as_ref().map(|id| id.as_str().to_owned())
    };
    assert_eq!(of("emea/responses/returned.xlsx").as_deref(), Some("S-1"));
    assert_eq!(of("apac/responses/returned.xlsx").as_deref(), Some("S-2"));
    let strays: Vec<&str> =
        read.register.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(
        strays.contains(&"there is no file `only-apac.csv` below emea/responses/"),
        "{strays:?}"
    );
    assert!(strays.contains(&"there is no file `no.csv` below apac/responses/"), "{strays:?}");
}

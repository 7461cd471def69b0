//! `flowdown map`: from an unknown form to one that is read like any other.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use flowdown::catalogue::Catalogue;
use flowdown::digest::sha256;
use flowdown::intake::accepted;
use flowdown::intake::discover::{Discovery, discover};
use flowdown::intake::grid::{Grid, Value};
use flowdown::intake::proposal::Proposer;
use flowdown::intake::value::shown;
use flowdown::intake::workbook::{self, Limits};
use flowdown::model::{CellRef, Date};
use flowdown::outgoing::mapping::{self, MapOrder};
use insta::assert_snapshot;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use serde_json::Value as Json;

use crate::drawing;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

const DAY: Date = Date::constant(2026, 11, 23);

/// Made-up wording, with the header in row 3, a heading, and an answer of unknown meaning.
const FORM: &str = "
    | Works supplier questions |
    | Please fill in column D |
    | No. | Area | What we ask | Your answer | Your remarks |
    | W-01 | Sign-in | Is a second factor needed to sign in from outside? | yes | |
    | W-02 | Sign-in | Are access rights taken away on the day somebody leaves? | no | |
    | Machines |
    | W-03 | Machines | Are backups kept where an intruder can't change them? | partly | |
    | W-04 | Machines | Do you look for malware on all devices? | green | |
    | W-05 | Machines | Which colour has the door? | blue | |
    | W-06 | Machines | Is a weekly menu agreed with the canteen? | n/a | |
";

fn grids(bytes: &[u8]) -> Vec<Grid> {
    workbook::read("form.xlsx", bytes, &Limits::default()).unwrap().sheets
}

fn form(drawing: &str) -> Vec<u8> {
    drawing::workbook(&[("Works", drawing)])
}

/// The workbook of `map` for a form.
fn mapped(bytes: &[u8]) -> Vec<u8> {
    let grids = grids(bytes);
    let discovery = discover(&grids, &CATALOGUE);
    let sha256 = sha256(bytes);
    let order = MapOrder {
        file: "form.xlsx",
        sha256: &sha256,
        id: "works",
        as_of: DAY,
        grids: &grids,
        discovery: &discovery,
    };
    mapping::workbook(&CATALOGUE, &order).unwrap()
}

/// The workbook after a person changed cells: sheet, text in the first column, column title, new text.
fn changed(bytes: &[u8], changes: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for grid in grids(bytes) {
        let page = book.add_worksheet().set_name(&*grid.name).unwrap();
        for cell in &grid.cells {
            let column = u16::try_from(cell.at.column).unwrap();
            page.write_string(cell.at.row, column, &*shown(&cell.value)).unwrap();
        }
        for (_, first, title, text) in changes.iter().filter(|change| change.0 == &*grid.name) {
            let is = |cell: &Value, text: &str| shown(cell) == text;
            let row = grid.cells.iter().find(|cell| cell.at.column == 0 && is(&cell.value, first));
            let column = grid.cells.iter().find(|cell| is(&cell.value, title));
            let (row, column) = (row.unwrap().at.row, column.unwrap().at.column);
            let column = u16::try_from(column).unwrap();
            match text.strip_prefix('=') {
                Some(formula) => page.write_formula(row, column, formula).unwrap(),
                None => page.write_string(row, column, *text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// The program's standard output, standard error and exit status.
fn flowdown(folder: &Path, args: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_flowdown"))
        .args(["--as-of", "2026-11-23"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn an_unknown_form_is_described_once_and_then_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("form.xlsx"), form(FORM)).unwrap();
    let (said, _, status) = flowdown(folder.path(), &["map", "form.xlsx", "--out", "map.xlsx"]);
    assert_eq!(status, Some(0));
    assert_snapshot!(said, @"
    form.xlsx: 6 questions
      Works: 6 questions, header in row 3, ids column; sure: high
    wrote map.xlsx
    next: open it, choose controls, then
      flowdown map --accept map.xlsx --to DIR
    ");
    let done = changed(
        &std::fs::read(at("map.xlsx")).unwrap(),
        &[
            ("Questions", "W-01", "Control", "ACC-03"),
            ("Questions", "W-01", "Relation", "equal"),
            ("Questions", "W-04", "Control", "OPS-01"),
            ("Questions", "W-06", "Reason for none", "about lunch"),
            ("Form", "green", "Means", "yes"),
        ],
    );
    std::fs::write(at("map.xlsx"), done).unwrap();
    let (said, errors, status) =
        flowdown(folder.path(), &["map", "--accept", "map.xlsx", "--to", "rules"]);
    assert_eq!((errors.as_str(), status), ("", Some(0)));
    assert_snapshot!(said, @"
    wrote rules/adapters/form.toml
    wrote rules/crosswalks/form.toml
    2 of 6 questions reach a control
    tried on form.xlsx: 6 of 6 questions found
    answers: yes 2, partial 1, no 1, not applicable 1, unanswered 0, unreadable 0
    use it with --questionnaires rules
    ");
    let check = ["--questionnaires", "rules", "check", "form.xlsx", "--json"];
    let report: Json = serde_json::from_str(&flowdown(folder.path(), &check).0).unwrap();
    let file = &report["files"][0];
    assert_eq!(file["adapter"], "form");
    assert_eq!((&file["answers"]["yes"], &file["controls_reached"]), (&2.into(), &2.into()));
    // The form's wording stays in the workbook.
    for name in ["rules/adapters/form.toml", "rules/crosswalks/form.toml"] {
        let text = std::fs::read_to_string(at(name)).unwrap();
        assert!(!text.contains("second factor") && !text.contains("canteen"), "{text}");
    }
    let again = flowdown(folder.path(), &["map", "--accept", "map.xlsx", "--to", "rules"]);
    assert_eq!(again.2, Some(2));
    let forced = ["map", "--accept", "map.xlsx", "--to", "rules", "--force"];
    assert_eq!(flowdown(folder.path(), &forced).2, Some(0));
}

#[test]
fn what_is_no_questionnaire_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let register = drawing::workbook(&[(
        "Vendors",
        "
        | Vendor ID | Vendor | Service | Requirements | Status |
        | V-01 | Alpha | Parts | 5 | Active |
        | V-02 | Beta | Paint | 3 | Active |
        | V-03 | Gamma | Steel | 4 | Active |
        ",
    )]);
    std::fs::write(folder.path().join("r.xlsx"), register).unwrap();
    let (said, errors, status) = flowdown(folder.path(), &["map", "r.xlsx"]);
    assert_eq!((errors.as_str(), status), ("", Some(3)));
    assert!(said.contains("no questions were found; nothing was written"), "{said}");
    assert!(!folder.path().join("r-map.xlsx").exists());
}

fn found(sheets: &[(&str, &str)]) -> Discovery {
    discover(&grids(&drawing::workbook(sheets)), &CATALOGUE)
}

/// The sheet, header row, columns and id rule of each table found, and the ids of its questions.
fn picture(discovery: &Discovery) -> String {
    let tables = discovery.tables.iter().map(|table| {
        let letter = |column: Option<u32>| {
            column.map_or("-".to_owned(), |column| {
                CellRef::new(0, column).to_string().trim_end_matches('1').to_owned()
            })
        };
        let columns = table.columns;
        let ids: Vec<&str> = table.rows.iter().map(|row| row.id.as_str()).collect();
        format!(
            "{} header {:?} id {} question {} answer {} comment {} by {}: {}\n",
            table.name,
            table.header.map(|(first, last)| (first + 1, last + 1)),
            letter(columns.id),
            letter(Some(columns.question)),
            letter(columns.answer),
            letter(columns.comment),
            table.ids.word(),
            ids.join(" ")
        )
    });
    tables.collect()
}

#[test]
fn tables_stand_anywhere() {
    let third = "
        | Title |
        | |
        | | | Q ID | Area | What is asked | Vendor Response | Notes |
        | | | G-01 | A | Is the door shut at night? | Yes | |
        | | | G-02 | A | Are keys counted each week? | No | seldom |
        | | | G-03 | B | Do guards write a book? | Yes | |
    ";
    let one = "
        | # | Question | Response |
        | Q1 | Is the door shut at night? | Yes |
        | Q2 | Are keys counted each week? | No |
        | Q3 | Do guards write a book? | Yes |
    ";
    let left = "
        | Vendor Scoring | A. Doors | Vendor Comments |
        | 5 | 1. Will shut the door at night. | |
        | 0 | 2. Will count keys each week. | |
        | Vendor Scoring | B. Guards | Vendor Comments |
        | 2 | 1. Will keep a guard book. | |
    ";
    let prefixed = "
        | Question | Answer |
        | A.1.1 - Is the door shut at night? | Yes |
        | A.1.2 - Are keys counted each week? | No |
        | AI.1 Do guards write a book? | Yes |
    ";
    assert_snapshot!(picture(&found(&[("Third", third)])), @"Third header Some((3, 3)) id C question E answer F comment G by column: G-01 G-02 G-03");
    assert_snapshot!(picture(&found(&[("One", one), ("Two", one)])), @"
    One header Some((1, 1)) id A question B answer C comment - by column, per sheet: One#Q1 One#Q2 One#Q3
    Two header Some((1, 1)) id A question B answer C comment - by column, per sheet: Two#Q1 Two#Q2 Two#Q3
    ");
    assert_snapshot!(picture(&found(&[("Left", left)])), @"Left header Some((1, 1)) id - question B answer A comment C by counted: Left#1 Left#2 Left#3");
    assert_snapshot!(picture(&found(&[("Text", prefixed)])), @"Text header Some((1, 1)) id - question A answer B comment - by in the question: A.1.1 A.1.2 AI.1");
}

/// A form of unanswered questions, with a column of flags under the given header.
fn flagged(header: &str) -> String {
    let rows = (1..=6).map(|at| {
        let flag = if at % 2 == 0 { "Yes" } else { "No" };
        format!("| Q-{at} | Is door {at} shut at night? | {flag} |\n")
    });
    format!("| Code | Question | {header} |\n{}", rows.collect::<String>())
}

#[test]
fn a_flag_is_no_answer() {
    for header in [
        "response_required",
        "Mandatory",
        "Answer mandatory?",
        "Applicable",
        "In scope (yes/no)",
        "Required",
        "Pflichtfrage",
        "Réponse obligatoire",
        "Obligatorio",
        "Obbligatorio",
        "Obrigatório",
        "Wymagane",
        "Verplicht",
        "必須",
        "是否必填",
        "필수 여부",
    ] {
        let picture = picture(&found(&[("S", &flagged(header))]));
        assert!(picture.contains("id A question B answer - "), "{header}: {picture}");
    }
    for header in
        ["Response", "Answer (Yes / No / Not applicable)", "Your answer (required)", "Antwort"]
    {
        let picture = picture(&found(&[("S", &flagged(header))]));
        assert!(picture.contains("answer C "), "{header}: {picture}");
    }
}

#[test]
fn what_is_the_same_in_every_row_is_no_answer() {
    let constant = "
        | Code | Statement | Column 1 | Column 2 |
        | Q-1 | The door is shut at night. | Yes | Yes |
        | Q-2 | Keys are counted each week. | Yes | No |
        | Q-3 | Guards write a book of the night. | Yes | Yes |
    ";
    let both = "
        | Code | Statement | Column 1 | Column 2 |
        | Q-1 | The door is shut at night. | Yes | Partly |
        | Q-2 | Keys are counted each week. | No | No |
        | Q-3 | Guards write a book of the night. | Yes | Yes |
    ";
    let alone = "
        | Code | Question | Column 1 |
        | Q-1 | Is the door shut at night? | Yes |
        | Q-2 | Are keys counted each week? | Yes |
        | Q-3 | Do guards write a book? | Yes |
    ";
    for (drawing, answer) in [(constant, "answer D"), (both, "answer D"), (alone, "answer -")] {
        let picture = picture(&found(&[("S", drawing)]));
        assert!(picture.contains(answer), "{picture}");
    }
}

#[test]
fn guidance_below_a_question_is_no_question() {
    let guided = |id: fn(usize) -> String, lines: usize| {
        let mut drawing = "| Stream | Level | Practice | Position | Notes |\n".to_owned();
        for at in 1..=8 {
            let answer = if at % 3 == 0 { "Yes" } else { "No" };
            let id = id(at);
            drawing
                .push_str(&format!("| {id} | 1 | Do you keep list {at} of keys? | {answer} | |\n"));
            for _ in 0..lines {
                drawing.push_str(&format!(
                    "| | | You keep list {at} of keys where all can read it | | |\n"
                ));
            }
        }
        found(&[("S", &drawing)])
    };
    for lines in 0..3 {
        let ids = guided(|at| format!("G-SM-A-{at}-1"), lines);
        assert_eq!(ids.questions(), 8, "{lines} lines");
        assert!(picture(&ids).contains("id A question C answer D"), "{}", picture(&ids));
        assert_eq!(guided(|_| String::new(), lines).questions(), 8, "{lines} lines, no ids");
        assert!(ids.tables[0].rows.iter().all(|row| row.group.is_empty()));
    }
}

#[test]
fn columns_without_a_header_are_listed_by_their_letters() {
    let bare = "
        | Q-1 | Is the door shut at night? | Yes | some words |
        | Q-2 | Are keys counted each week? | No | |
        | Q-3 | Do guards write a book? | Partly | |
    ";
    let book = mapped(&form(bare));
    let grids = grids(&book);
    let page = grids.iter().find(|grid| &*grid.name == "Form").unwrap();
    let row = |row: &[flowdown::intake::grid::Cell]| {
        row.iter().map(|cell| shown(&cell.value).into_owned()).collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<String> = page.rows().map(row).collect();
    for line in ["Works id A", "Works question B", "Works answer C", "Works D"] {
        assert!(lines.iter().any(|one| one.trim() == line), "{line}: {lines:#?}");
    }
}

/// The controls proposed for a question, the best first.
fn proposed(question: &str) -> Vec<&'static str> {
    let proposer = Proposer::new(&CATALOGUE);
    let candidates = proposer.propose(question);
    candidates.iter().map(|one| CATALOGUE.controls.list()[one.control].id.as_str()).collect()
}

#[test]
fn questions_find_the_controls_they_are_about() {
    let english = proposed("Do remote staff and admins log in with 2FA?");
    assert!(english.contains(&"ACC-03"), "{english:?}");
    let german = proposed("Gibt es für den Fernzugriff eine Mehr-Faktor-Authentifizierung?");
    assert!(german.contains(&"ACC-03"), "{german:?}");
    assert_eq!(proposed("Which colour has the door of the canteen?"), Vec::<&str>::new());
}

#[test]
fn a_workbook_nobody_touched_reaches_no_control() {
    let bytes = form(FORM);
    let untouched = accepted::read("map.xlsx", &mapped(&bytes), &CATALOGUE).unwrap();
    assert_eq!(untouched.questions.len(), 6);
    for question in &untouched.questions {
        assert!(question.links.is_empty());
        assert_eq!(question.reason.as_deref(), Some("not mapped yet"));
    }
    let layout = accepted::layout("map.xlsx", &untouched, &grids(&bytes), true).unwrap();
    let text = mapping::adapter(&untouched, &layout) + &mapping::crosswalk(&untouched, &CATALOGUE);
    assert!(!text.contains("reaches"));
}

#[test]
fn what_a_person_wrote_wrongly_is_said_all_at_once() {
    let long = "x".repeat(5_000);
    let bytes = changed(
        &mapped(&form(FORM)),
        &[
            ("Questions", "W-01", "Control", "ACC-3"),
            ("Questions", "W-02", "Relation", "equals"),
            ("Questions", "W-03", "Group", "g"),
            ("Questions", "W-04", "Control", "=1+1"),
            ("Questions", "W-05", "Control", "ACC-01"),
            ("Questions", "W-06", "Reason for none", &long),
            ("Form", "green", "Means", "fine"),
            ("Form", "Works", "Header rows", "3-1"),
        ],
    );
    let problems = accepted::read("map.xlsx", &bytes, &CATALOGUE).unwrap_err();
    assert_snapshot!(problems.to_string(), @"
    map.xlsx › Form!C10: `3-1` are no header rows (help: write a row such as 3, or rows such as 2-4)
    map.xlsx › Form!B21: `fine` is not known here (help: known are yes, partial, no, not applicable, unanswered)
    map.xlsx › Questions!I2: `ACC-3` is no control (help: did you mean `ACC-03`?)
    map.xlsx › Questions!J3: `equals` is not known here (help: did you mean `equal`?)
    map.xlsx › Questions!K4: only subset links have a group (help: choose subset, or take the group out)
    map.xlsx › Questions!I5: the cell holds a formula (help: write the value itself)
    map.xlsx › Questions!M6: a question that asks for words is never scored, so it reaches no control (help: choose choice, or write none under Control)
    map.xlsx › Questions!N7: the text has more than 400 characters (help: write it shorter)
    ");
}

/// A form with its rows in the given order, and with text that looks dangerous.
fn shuffled(order: &[usize]) -> Vec<u8> {
    let lines: Vec<&str> = FORM.lines().filter(|line| line.contains("W-")).collect();
    let header = "| No. | Area | What we ask | Your answer | Your remarks |\n";
    let rows: Vec<&str> = order.iter().map(|at| lines[*at]).collect();
    form(&format!("{header}{}", rows.join("\n")))
}

/// Candidates by id, as the workbook shows them.
fn candidates(bytes: &[u8]) -> Vec<(String, String)> {
    let grids = grids(&mapped(bytes));
    let page = grids.iter().find(|grid| &*grid.name == "Questions").unwrap();
    let text = |row: u32, column| {
        page.get(CellRef::new(row, column)).map(|cell| shown(&cell.value).into_owned())
    };
    let rows = (1..=6).map(|row| {
        let all: Vec<String> = (5..8).map(|column| text(row, column).unwrap_or_default()).collect();
        (text(row, 0).unwrap(), all.join("; "))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_rows_changes_no_proposal(
        order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        prop_assert_eq!(candidates(&shuffled(&order)), candidates(&shuffled(&[0, 1, 2, 3, 4, 5])));
    }

    #[test]
    fn any_grid_is_looked_at_without_harm(
        cells in prop::collection::vec((0_u32..80, 0_u32..12, "\\PC{0,40}\\??"), 0..200),
    ) {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        for (row, column, text) in &cells {
            page.write_string(*row, u16::try_from(*column).unwrap(), text).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let again = mapped(&bytes);
        prop_assert_eq!(&again, &mapped(&bytes));
        let _ = accepted::read("map.xlsx", &again, &CATALOGUE);
    }
}

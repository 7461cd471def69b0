mod foreign;
mod laws;

use std::sync::Arc;

use super::*;
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::testing::{catalogue, sheet};
use crate::model::{Code, Place, Reading};

/// The reader of our own form.
fn native() -> FormReader<'static> {
    FormReader::all(catalogue())
        .into_iter()
        .find(|one| one.adapter.own)
        .unwrap_or_else(|| panic!("no adapter"))
}

fn read_grids(grids: &[Grid]) -> Option<Form> {
    let sheets = Sheets::new(&Arc::from("responses/a.xlsx"), grids, true);
    native().read(&sheets).ok()
}

fn form(grids: &[Grid]) -> Form {
    read_grids(grids).unwrap_or_else(|| panic!("no form"))
}

fn readings(form: &Form) -> Vec<Reading> {
    form.answers.iter().map(|answer| answer.reading).collect()
}

fn unaccounted(form: &Form) -> Vec<String> {
    form.ledger.unaccounted.iter().map(Place::within).collect()
}

/// Codes with their cells; findings about the file as a whole are left out.
fn findings(form: &Form) -> Vec<(Code, String)> {
    let of_cells = form.findings.iter().filter_map(|finding| {
        let place = finding.place.as_ref()?;
        place.sheet.as_ref().map(|_| (finding.code, place.within()))
    });
    of_cells.collect()
}

#[test]
fn answers_are_read_by_the_kind_of_their_question() {
    let form = form(&[sheet(
        "Questionnaire",
        "
        | ID        | Domain | Answer           | Comment | Evidence      |
        | FD-GOV-01 | GOV    | Ja.              | see b   | Policy v2     |
        | fd-gov-02 | GOV    | TRUE             | n/a     | tbd           |
        | FD-GOV-03 |        | 1                |         | TRUE          |
        | FD-GOV-04 |        | 12,5             |         |               |
        | FD-GOV-05 |        | Yse              |         |               |
        | FD-ACC-01 |        |                  |         |               |
        | FD-ACC-02 |        | #REF!            |         |               |
        | FD-ACC-03 |        | =Yes             |         |               |
        | FD-ACC-04 |        | =                |         |               |
    ",
    )]);
    use Reading::{Blank, Number, Unreadable, Yes};
    assert_eq!(
        readings(&form),
        [Yes, Yes, Unreadable, Number(12.5), Unreadable, Blank, Unreadable, Yes, Unreadable]
    );
    let named: Vec<_> =
        form.answers[..3].iter().map(|answer| (answer.has_reason, answer.has_evidence)).collect();
    assert_eq!(named, [(true, true), (false, false), (false, false)]);
    assert_eq!(unaccounted(&form), Vec::<String>::new());
    assert_eq!(form.answers[5].spot.cell.to_string(), "C7");
    let cell = |code: Code, cell: &str| (code, format!("Questionnaire!{cell}"));
    assert_eq!(
        findings(&form),
        [
            cell(Code::AnswerUnreadable, "C4"),
            cell(Code::AnswerUnreadable, "C6"),
            cell(Code::AnswerUnreadable, "C8"),
            cell(Code::AnswerFormula, "C9"),
            cell(Code::AnswerUnreadable, "C10"),
        ]
    );
    let yse = form
        .findings
        .iter()
        .find(|finding| finding.subject == "FD-GOV-05")
        .map(|finding| finding.help.as_str());
    assert_eq!(yse, Some("did you mean `yes`?"));
}

#[test]
fn number_and_date_questions_know_no_words_but_not_applicable() {
    let form = form(&[sheet(
        "Questionnaire",
        "
        | ID        | Answer |
        | FD-GOV-04 | N/A    |
        | FD-GOV-04 | yes    |
        | FD-GOV-04 | 72 hours |
        | FD-GOV-04 | 1,000  |
        | FD-GOV-04 | @2026-01-01 |
        | FD-GOV-04 | TRUE   |
    ",
    )]);
    use Reading::{NotApplicable, Unreadable};
    assert_eq!(
        readings(&form),
        [NotApplicable, Unreadable, Unreadable, Unreadable, Unreadable, Unreadable]
    );
    assert_eq!((form.found, form.repeated), (1, 5));
}

#[test]
fn what_the_supplier_moved_and_added_is_found_or_listed() {
    let form = form(&[
        sheet("Our notes", "| hello |"),
        sheet(
            "Data",
            "
            | flowdown supplier security questionnaire |           |       |      |
            | Please be kind                           |           |       |      |
            | Priority | Answer  | Question ID | Answer |
            | high     | Yes     | FD-GOV-01   | No     |
            | Governance |       |             |        |
            | Priority | Answer  | Question ID |        |
            |          | No      | FD-GOV-01   |        |
            |          | Yes     | FD-GOV-99   |        |
            |          | Partial | FD-GOV-02   |        |
        ",
        ),
    ]);
    // Of two columns of answers that differ, the worse counts.
    assert_eq!(readings(&form), [Reading::No, Reading::No, Reading::Partial]);
    assert_eq!((form.found, form.repeated, form.added), (2, 1, 1));
    assert_eq!(
        unaccounted(&form),
        [
            "Our notes!A1",
            "Data!A2",
            "Data!A3",
            "Data!A4",
            "Data!A5",
            "Data!A6",
            "Data!B8",
            "Data!C8",
        ]
    );
    let codes: Vec<Code> = findings(&form).into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        [
            Code::AnswersDiffer,
            Code::QuestionRepeated,
            Code::QuestionUnknown,
            Code::AnswerWithoutQuestion
        ]
    );
    let whole: Vec<_> =
        form.findings.iter().filter(|finding| finding.code == Code::QuestionMissing).collect();
    assert_eq!(whole.len(), 1);
}

#[test]
fn our_own_header_counts_beside_an_added_one() {
    let form = form(&[sheet(
        "Questionnaire",
        "
        | No. | ID        | Response | Answer |
        | 1   | FD-GOV-01 | by Kim   | No     |
    ",
    )]);
    assert_eq!(readings(&form), [Reading::No]);
    assert_eq!(unaccounted(&form), ["Questionnaire!A1", "Questionnaire!A2", "Questionnaire!C2"]);
    assert_eq!(findings(&form), [(Code::HeaderRepeated, "Questionnaire!A1".to_owned())]);
}

#[test]
fn the_vocabulary_knows_every_header_and_label() {
    for key in ["id", "domain", "question", "answer", "comment", "evidence", "guidance"] {
        assert!(!catalogue().vocabulary.canonical("form", key).is_empty(), "{key}");
    }
    for key in ["supplier-id", "questionnaire", "edition", "completed-on"] {
        assert!(!catalogue().vocabulary.canonical("cover", key).is_empty(), "{key}");
    }
}

#[test]
fn a_cover_is_known_by_its_name_or_two_labels() {
    const FORM: &str = "
        | ID | Answer |
        | FD-GOV-01 | Yes |
    ";
    let cover = "
        | Supplier ID:  | S1                  |         |
        | Completed on  | @2026-10-05         | (today) |
        | Completed by  |                     |         |
        | Supplier ID   | S2                  |         |
        | Remarks       | none                |         |
    ";
    let form = form(&[sheet("Deckblatt", cover), sheet("Questionnaire", FORM)]);
    assert_eq!(form.cover.values("supplier-id").count(), 2);
    assert_eq!(form.cover.text("completed-on").as_deref(), Some("2026-10-05"));
    assert_eq!(form.cover.text("completed-by"), None);
    assert_eq!(unaccounted(&form), ["Deckblatt!C2", "Deckblatt!A5", "Deckblatt!B5"]);
    assert_eq!(findings(&form), [(Code::CoverConflict, "Deckblatt!B4".to_owned())]);
    let one_label = self::form(&[sheet("Sheet1", "| Edition | 3 |"), sheet("Questionnaire", FORM)]);
    assert_eq!(unaccounted(&one_label), ["Sheet1!A1", "Sheet1!B1"]);
    let one_sheet = self::form(&[sheet(
        "a.csv",
        "
        | Supplier ID | S1         |
        | Edition     | 2026-11    |
        | ID          | Answer     |
        | FD-GOV-01   | Yes        |
    ",
    )]);
    assert_eq!(
        (one_sheet.cover.text("supplier-id").as_deref(), one_sheet.ledger.unaccounted.len()),
        (Some("S1"), 0)
    );
}

#[test]
fn our_own_sheets_are_known_and_what_is_added_there_is_not() {
    let mut lists = sheet(
        "Lists",
        "
        | Answer |
        | Yes    |
        | No     |
        | maybe  |
    ",
    );
    lists.visible = false;
    let instructions = sheet(
        "Instructions",
        "
        | How to fill in this form |
        | We have a question       |
    ",
    );
    let form = form(&[
        instructions,
        lists,
        sheet(
            "Questionnaire",
            "
        | ID | Answer |
        | FD-GOV-01 | Yes |
    ",
        ),
    ]);
    assert_eq!(unaccounted(&form), ["Instructions!A2", "Lists!A4"]);
}

#[test]
fn answers_on_a_hidden_sheet_are_read_and_said() {
    let mut grid = sheet(
        "Questionnaire",
        "
        | ID        | Question                      | Answer |
        | FD-GOV-01 | Do you like security at all?  | Yes    |
    ",
    );
    grid.visible = false;
    let form = form(&[grid]);
    let codes: Vec<Code> = form.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::SheetHidden, Code::QuestionMissing, Code::QuestionReworded]);
    assert_eq!(readings(&form), [Reading::Yes]);
}

#[test]
fn other_layouts_are_no_form() {
    assert!(read_grids(&[sheet("A", "| Control | State |")]).is_none());
    assert!(
        read_grids(&[sheet(
            "A",
            "
        | ID | Answer |
        | X1 | Yes    |
    "
        )])
        .is_none()
    );
}

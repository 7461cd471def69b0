//! Forms of other people.

use super::*;
use crate::model::{CellRef, Polarity};

/// A CAIQ whose first answers are as given, and whose other answers are yes.
fn caiq(answers: &[&str]) -> Form {
    let form = FormReader::all(catalogue()).into_iter().find(|one| one.adapter.id == "caiq-4");
    let form = form.unwrap_or_else(|| panic!("no adapter"));
    let questions = form.questionnaire.map_or(&[][..], |one| &one.questions);
    let mut drawing = String::from("| Question ID | Question | CSP CAIQ Answer |\n");
    for (index, question) in questions.iter().enumerate() {
        let answer = answers.get(index).unwrap_or(&"Yes");
        drawing.push_str(&format!("| {} | do you? | {answer} |\n", question.id));
    }
    let grids = [sheet("CAIQv4.0.3", &drawing)];
    let sheets = Sheets::new(&Arc::from("responses/a.xlsx"), &grids, true);
    form.read(&sheets).unwrap_or_else(|miss| panic!("{}", miss.why))
}

/// A formula is read by its stored result, and reported; one without a result is not silence.
#[test]
fn formulas_and_errors_in_answer_cells_are_said() {
    let reply = caiq(&["=Yes", "=#REF!", "=", "No"]);
    let readings: Vec<Reading> = reply.answers.iter().take(4).map(|given| given.reading).collect();
    use Reading::{No, Unreadable, Yes};
    assert_eq!(readings, [Yes, Unreadable, Unreadable, No]);
    let of = |code: Code| {
        let all = reply.findings.iter().filter(move |finding| finding.code == code);
        all.filter_map(|finding| Some(finding.place.as_ref()?.within())).collect::<Vec<_>>()
    };
    assert_eq!(of(Code::AnswerFormula), ["CAIQv4.0.3!C2", "CAIQv4.0.3!C3"]);
    assert_eq!(of(Code::AnswerUnreadable), ["CAIQv4.0.3!C3", "CAIQv4.0.3!C4"]);
    assert_eq!(reply.ledger.unaccounted.len(), 0);
}

/// The form's own schemes see the raw answer of each question.
#[test]
fn rows_hold_what_was_typed() {
    let reply = caiq(&["yes ", "1) No"]);
    let typed: Vec<&str> = reply.rows.iter().take(3).map(|row| row.answer.as_ref()).collect();
    assert_eq!(typed, ["yes", "1) No", "Yes"]);
    assert_eq!(reply.rows.len(), reply.expected);
}

/// A list of no known form, read by the general adapter that finds most questions.
fn list(grids: &[Grid]) -> Form {
    let sheets = Sheets::new(&Arc::from("responses/a.xlsx"), grids, true);
    let readers = FormReader::all(catalogue());
    let general = readers.iter().filter(|one| one.adapter.general);
    let forms = general.filter_map(|one| one.read(&sheets).ok());
    forms.max_by_key(|form| form.found).unwrap_or_else(|| panic!("no form"))
}

const QUESTIONS: &str = "
    | ID   | Question                | Answer | Comment |
    | A-01 | Is there a door?        | Yes    |         |
    | A-02 | Is the door locked?     | Maybe  |         |
    | A-03 | Is there a second door? | No     |         |
    | A-04 | Is that one locked?     | Yes    |         |
    | A-05 | Is there a window?      | Yes    |         |
    | A-06 | Is it barred?           | No     |         |
";

/// Blanks before an id, however many, are not part of it.
#[test]
fn an_indented_id_is_an_id() {
    let mut grid = sheet("Questions", QUESTIONS);
    let padded = |cell: &mut Cell| {
        if let Value::Text(text) = &cell.value
            && text.starts_with("A-")
        {
            cell.value = Value::Text(format!("{}{text}", " ".repeat(40)).into());
        }
    };
    let plain = list(std::slice::from_ref(&grid));
    grid.cells.iter_mut().for_each(padded);
    let form = list(&[grid]);
    assert_eq!((form.found, readings(&form)), (plain.found, readings(&plain)));
    assert_eq!(plain.found, 6);
}

/// Findings are in the order of the sheets, also those of sheets without a table.
#[test]
fn stray_answers_are_named_where_their_sheet_stands() {
    let stray = sheet("Notes", "| Yes |\n| No |\n| Yes |\n| Yes |");
    let form = list(&[stray.clone(), sheet("Questions", QUESTIONS), stray]);
    let codes: Vec<Code> = findings(&form).into_iter().map(|(code, _)| code).collect();
    let expected =
        [Code::AnswerWithoutQuestion, Code::AnswerUnreadable, Code::AnswerWithoutQuestion];
    assert_eq!(codes, expected);
}

/// The reading of the first question of CAIQ 3.0.1 whose good answer is no, with these marks; the others are marked
/// yes.
fn marked(yes: &str, no: &str) -> Reading {
    let form = FormReader::all(catalogue()).into_iter().find(|one| one.adapter.id == "caiq-3.0.1");
    let form = form.unwrap_or_else(|| panic!("no adapter"));
    let questions = form.questionnaire.map_or(&[][..], |one| &one.questions);
    let asked = questions.iter().position(|one| one.good == Polarity::No);
    let asked = asked.unwrap_or_else(|| panic!("no such question"));
    let mut drawing = String::from("| CID | Consensus Assessment Questions | Yes | No | N/A |\n");
    for (index, question) in questions.iter().enumerate() {
        let (yes, no) = if index == asked { (yes, no) } else { ("x", "") };
        drawing.push_str(&format!("| {} | do you? | {yes} | {no} | |\n", question.id));
    }
    let grids = [sheet("CAIQ", &drawing)];
    let sheets = Sheets::new(&Arc::from("responses/a.xlsx"), &grids, true);
    let form = form.read(&sheets).unwrap_or_else(|miss| panic!("{}", miss.why));
    form.answers[asked].reading
}

#[test]
fn words_beside_a_mark_are_no_good_answer_where_no_is_the_good_one() {
    assert_eq!([marked("x", ""), marked("", "x")], [Reading::Yes, Reading::No]);
    assert_eq!(marked("x", "see note"), Reading::Yes);
    assert_eq!(marked("see note", "x"), Reading::Unreadable);
}

#[test]
fn an_answer_merged_over_rows_counts_in_a_second_column_too() {
    let mut grid = sheet(
        "List",
        "
        | ID   | Question                | Answer | Response |
        | A-01 | Is there a door?        | Yes    | No       |
        | A-02 | Is the door locked?     | Yes    |          |
        | A-03 | Is there a second door? | Yes    |          |
        | A-04 | Is that one locked?     | Yes    | Yes      |
        | A-05 | Is there a window?      | Yes    | Yes      |
        ",
    );
    grid.look.merged.push((CellRef::new(1, 3), CellRef::new(3, 3)));
    let form = list(&[grid]);
    let readings: Vec<Reading> = form.answers.iter().map(|given| given.reading).collect();
    assert_eq!(readings, [Reading::No, Reading::No, Reading::No, Reading::Yes, Reading::Yes]);
    let merged = form.findings.iter().filter(|one| one.code == Code::AnswerMerged).count();
    assert_eq!(merged, 1);
}

#[test]
fn words_in_a_second_column_of_answers_are_kept() {
    let grid = sheet(
        "List",
        "
        | ID   | Question                | Answer | Response            |
        | A-01 | Is there a door?        | Yes    | Yes, since the fire |
        | A-02 | Is the door locked?     | Yes    | Yes                 |
        | A-03 | Is there a second door? | No     | No                  |
        | A-04 | Is that one locked?     | Yes    | Yes                 |
        | A-05 | Is there a window?      | Yes    | Yes                 |
        ",
    );
    let form = list(&[grid]);
    let comment = form.answers[0].comment.as_deref().unwrap_or_default();
    assert!(comment.contains("since the fire"), "{comment}");
    assert_eq!(form.ledger.unaccounted.len(), 0);
}

#[test]
fn words_beside_every_part_of_a_question_are_kept() {
    let form =
        FormReader::all(catalogue()).into_iter().find(|one| one.adapter.id == "nist-800-171");
    let form = form.unwrap_or_else(|| panic!("no adapter"));
    let questions = form.questionnaire.map_or(&[][..], |one| &one.questions);
    let first = questions[0].id.as_str();
    let mut drawing = String::from("| Requirement | Text | Status | Comments |\n");
    drawing.push_str(&format!("| {first}[a] | do you? | Yes | the list of users |\n"));
    drawing.push_str(&format!("| {first}[b] | do you? | No | nobody knows |\n"));
    for question in &questions[1..] {
        drawing.push_str(&format!("| {} | do you? | Yes | |\n", question.id));
    }
    let grids = [sheet("Assessment", &drawing)];
    let sheets = Sheets::new(&Arc::from("responses/a.xlsx"), &grids, true);
    let form = form.read(&sheets).unwrap_or_else(|miss| panic!("{}", miss.why));
    let given = &form.answers[0];
    let comment = given.comment.as_deref().unwrap_or_default();
    assert_eq!((given.reading, comment), (Reading::No, "nobody knows; the list of users"));
}

#[test]
fn an_assessors_column_is_one_whatever_sign_ends_its_header() {
    for header in ["Auditor compliant?", "Auditor      compliant", "Auditor compliant"] {
        let drawing = format!(
            "
            | ID   | Question                | Answer | {header} |
            | A-01 | Is there a door?        | Yes    | No  |
            | A-02 | Is the door locked?     | Yes    | Yes |
            | A-03 | Is there a second door? | No     | No  |
            | A-04 | Is that one locked?     | Yes    | Yes |
            | A-05 | Is there a window?      | Yes    | Yes |
            "
        );
        let form = list(&[sheet("List", &drawing)]);
        assert_eq!(form.answers[0].reading, Reading::No, "{header}");
    }
}

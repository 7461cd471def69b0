use std::sync::Arc;

use super::*;
use crate::intake::testing::{catalogue, sheet};
use crate::model::{Code, Reading};

/// A CAIQ in which the first answers are said as given, and the others are yes.
fn caiq(answers: &[&str]) -> Reply {
    let form = Foreign::all(catalogue()).into_iter().find(|one| one.adapter.id == "caiq-4");
    let form = form.unwrap_or_else(|| panic!("no adapter"));
    let questions = form.questionnaire.map_or(&[][..], |one| &one.questions);
    let mut drawing = String::from("| Question ID | Question | CSP CAIQ Answer |\n");
    for (index, question) in questions.iter().enumerate() {
        let answer = answers.get(index).unwrap_or(&"Yes");
        drawing.push_str(&format!("| {} | do you? | {answer} |\n", question.id));
    }
    let grids = [sheet("CAIQv4.0.3", &drawing)];
    let sheets = Sheets::new(&Arc::from("responses/a.xlsx"), &grids, true);
    form.read(&sheets, &catalogue().vocabulary).unwrap_or_else(|miss| panic!("{}", miss.why))
}

/// Formulas are read by what they came to, and said; without a result they are no silence.
#[test]
fn formulas_and_errors_in_answer_cells_are_said() {
    let reply = caiq(&["=Yes", "=#REF!", "=", "No"]);
    let readings: Vec<Reading> =
        reply.form.answers.iter().take(4).map(|given| given.reading).collect();
    use Reading::{No, Unreadable, Yes};
    assert_eq!(readings, [Yes, Unreadable, Unreadable, No]);
    let of = |code: Code| {
        let all = reply.form.findings.iter().filter(move |finding| finding.code == code);
        all.filter_map(|finding| Some(finding.place.as_ref()?.within())).collect::<Vec<_>>()
    };
    assert_eq!(of(Code::AnswerFormula), ["CAIQv4.0.3!C2", "CAIQv4.0.3!C3"]);
    assert_eq!(of(Code::AnswerUnreadable), ["CAIQv4.0.3!C3", "CAIQv4.0.3!C4"]);
    assert_eq!(reply.form.ledger.unaccounted.len(), 0);
}

/// The form's own schemes see the raw answer of each question.
#[test]
fn rows_hold_what_was_typed() {
    let reply = caiq(&["yes ", "1) No"]);
    let typed: Vec<&str> = reply.rows.iter().take(3).map(|row| row.answer.as_ref()).collect();
    assert_eq!(typed, ["yes", "1) No", "Yes"]);
    assert_eq!(reply.rows.len(), reply.expected);
}

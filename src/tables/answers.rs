//! Table `answers`: every row of every response, with its cell.

use polars::prelude::PolarsResult;

use super::frame::{Frame, FrameBuilder};
use super::stamp::Stamp;
use crate::catalogue::Catalogue;
use crate::model::{GivenAnswer, Reading, Response};

/// The controls of each question of each questionnaire, as one text.
pub(super) struct Reached(Vec<Vec<String>>);

impl Reached {
    /// Looks them up once, instead of for each row.
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let controls = catalogue.controls.list();
        let of_question = |question: &crate::catalogue::Question| {
            let ids = question.reaches.iter().map(|reach| controls[reach.control].id.as_str());
            ids.collect::<Vec<_>>().join(";")
        };
        let questionnaires = catalogue.questionnaires.iter();
        Self(questionnaires.map(|one| one.questions.iter().map(of_question).collect()).collect())
    }
}

/// A response and one of its rows.
type ResponseRow<'t> = (&'t Response, &'t GivenAnswer);

/// The table of the answers in some responses.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn frame(
    responses: &[&Response],
    catalogue: &Catalogue,
    reached: &Reached,
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    let rows: Vec<ResponseRow<'_>> = responses
        .iter()
        .flat_map(|response| response.answers.iter().map(move |given| (*response, given)))
        .collect();
    let questionnaire = |row: &ResponseRow<'_>| usize::from(row.0.questionnaire);
    let question = |row: &ResponseRow<'_>| row.1.question.get();
    let asked = |row: &ResponseRow<'_>| {
        catalogue.questionnaires.get(questionnaire(row))?.questions.get(question(row))
    };
    let sheet = |row: &ResponseRow<'_>| usize::from(row.1.spot.sheet);
    FrameBuilder::of(&rows, stamp)
        .word("file", |row| Some(&row.0.file))
        .word("supplier", |row| Some(row.0.supplier.as_str()))
        .word("questionnaire", |row| {
            catalogue.questionnaires.get(questionnaire(row)).map(|one| one.id.as_str())
        })
        .day("completed_on", |row| row.0.completed_on)
        .word("question", |row| asked(row).map(|question| question.id.as_str()))
        .word("controls", |row| {
            let texts = reached.0.get(questionnaire(row))?;
            texts.get(question(row)).map(String::as_str)
        })
        .word("reading", |row| Some(word(row.1.reading)))
        .number("number", |row| match row.1.reading {
            Reading::Number(value) => Some(value),
            _ => None,
        })
        .day("date", |row| match row.1.reading {
            Reading::Date(date) => Some(date),
            _ => None,
        })
        .text("comment", |row| row.1.comment.as_deref())
        .text("evidence", |row| row.1.evidence.as_deref())
        .word("sheet", |row| row.0.sheets.get(sheet(row)).map(|sheet| &**sheet))
        .coded("cell", |row| Some(row.1.spot.cell))
        .frame()
}

/// The word for what a cell says, before polarity and thresholds. Written by hand, as numbers and dates have columns of
/// their own.
const fn word(reading: Reading) -> &'static str {
    match reading {
        Reading::Yes => "yes",
        Reading::Partial => "partial",
        Reading::No => "no",
        Reading::NotApplicable => "not-applicable",
        Reading::Number(_) => "number",
        Reading::Date(_) => "date",
        Reading::Blank => "blank",
        Reading::Unreadable => "unreadable",
    }
}

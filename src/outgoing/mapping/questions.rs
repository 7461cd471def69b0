//! The sheet `Questions`: one row for each question of the form, with candidates and drop-downs.

use rayon::prelude::*;
use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

use super::order::MapOrder;
use crate::catalogue::Catalogue;
use crate::intake::accepted::words::{CONTROLS, NONE, QUESTION_COLUMNS, QUESTIONS};
use crate::intake::discover::{FoundRow, QuestionTable, looks_like_question};
use crate::intake::proposal::{Candidate, Proposer};
use crate::model::CellRef;
use crate::sheet::fillable::{self, text};

const WIDTHS: [f64; 14] =
    [14.0, 18.0, 20.0, 56.0, 18.0, 26.0, 26.0, 26.0, 11.0, 11.0, 10.0, 9.0, 9.0, 26.0];
/// The index of the first column that a person fills in.
const CONTROL: u16 = 8;
const RELATION: u16 = 9;
const GOOD: u16 = 11;
const KIND: u16 = 12;

pub(super) fn write(
    page: &mut Worksheet,
    catalogue: &Catalogue,
    order: &MapOrder<'_>,
) -> Result<(), XlsxError> {
    page.set_name(QUESTIONS)?;
    for (column, (title, width)) in (0..).zip(QUESTION_COLUMNS.iter().zip(WIDTHS)) {
        page.set_column_width(column, width)?;
        page.write_string_with_format(0, column, *title, &fillable::header(column >= CONTROL))?;
    }
    page.set_row_height(0, 32)?;
    let proposer = Proposer::new(catalogue);
    // A sheet without an answer column may be read once a person has named that column.
    let wanted = |table: &&QuestionTable| table.read || table.columns.answer.is_none();
    let tables = order.discovery.tables.iter().filter(wanted);
    let asked: Vec<(&str, u32, &FoundRow)> = tables
        .flat_map(|table| {
            table.rows.iter().map(move |row| (&*table.name, table.columns.question, row))
        })
        .collect();
    let proposed: Vec<(Vec<Candidate>, bool)> = asked
        .par_iter()
        .map(|(_, _, row)| {
            (proposer.propose(&row.question), is_for_words(&proposer, catalogue, row))
        })
        .collect();
    for (at, ((sheet, column, row), (candidates, words))) in (1..).zip(asked.iter().zip(&proposed))
    {
        let place = format!("{sheet}!{}", CellRef::new(row.row, *column));
        line(page, at, row, &place, &told(catalogue, candidates), *words)?;
    }
    let last = u32::try_from(asked.len()).unwrap_or(u32::MAX).max(1);
    rules(page, last, catalogue)?;
    page.autofilter(0, 0, last, 13)?;
    fillable::printed(page, true, true)?;
    page.set_freeze_panes(1, 4)?;
    Ok(())
}

/// Whether a text is a heading, or asks for words rather than a choice.
fn is_for_words(proposer: &Proposer<'_>, catalogue: &Catalogue, row: &FoundRow) -> bool {
    let heading = row.own_id.is_empty()
        && row.answer.is_empty()
        && !looks_like_question(&row.question, &catalogue.mapping);
    heading || proposer.asks_for_words(&row.question)
}

/// The candidates as shown to people: `ACC-02 title (0.43)`.
fn told(catalogue: &Catalogue, candidates: &[Candidate]) -> [String; 3] {
    std::array::from_fn(|index| {
        candidates.get(index).map_or_else(String::new, |candidate| {
            let control = &catalogue.controls.list()[candidate.control];
            format!("{} {} ({:.2})", control.id, control.title, candidate.similarity)
        })
    })
}

fn line(
    page: &mut Worksheet,
    at: u32,
    row: &FoundRow,
    place: &str,
    candidates: &[String; 3],
    words: bool,
) -> Result<(), XlsxError> {
    let (open, shut) = (fillable::open(), fillable::shut());
    let [first, second, third] = candidates;
    let found = [&row.id, place, &row.group, &row.question, &row.answer, first, second, third];
    for (column, value) in (0..).zip(found) {
        text(page, at, column, value, &shut)?;
    }
    // A question is linked only if a person chooses a control; the relation that is offered is an overlap.
    let kind = if words { "text" } else { "choice" };
    for (column, value) in (CONTROL..).zip([NONE, "intersect", "", "yes", kind, ""]) {
        text(page, at, column, value, &open)?;
    }
    let lines = |text: &str, letters: usize| text.chars().count().div_ceil(letters).max(1);
    let most = candidates.iter().map(|one| lines(one, 23)).max().unwrap_or(1);
    let most = most.max(lines(&row.question, 52)).clamp(1, 12);
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    page.set_row_height(at, most as f64 * 15.0 + 4.0)?;
    Ok(())
}

/// Adds the drop-downs of the columns that a person fills in.
fn rules(page: &mut Worksheet, last: u32, catalogue: &Catalogue) -> Result<(), XlsxError> {
    let controls = catalogue.controls.list().len() + 2;
    let range = Formula::new(format!("={CONTROLS}!$A$2:$A${controls}"));
    let rule = DataValidation::new().allow_list_formula(range);
    page.add_data_validation(1, CONTROL, last, CONTROL, &rule)?;
    let lists: [(u16, &[&str]); 3] = [
        (RELATION, &["intersect", "subset", "equal", "superset"]),
        (GOOD, &["yes", "no"]),
        (KIND, &["choice", "text"]),
    ];
    for (column, words) in lists {
        let rule = DataValidation::new().allow_list_strings(words)?;
        page.add_data_validation(1, column, last, column, &rule)?;
    }
    Ok(())
}

//! The sheet `Form`: how the form was recognised.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DataValidation, Format, Worksheet, XlsxError};

use super::order::MapOrder;
use crate::catalogue::Catalogue;
use crate::intake::accepted::words::{
    ANSWER_COLUMNS, FORM, FORM_LABELS, MEANINGS, PART_COLUMNS, PARTS, READ, SHEET_COLUMNS,
};
use crate::intake::discover::{IdRule, QuestionTable, is_own_text};
use crate::intake::value::{cut, shown};
use crate::model::CellRef;
use crate::sheet::fillable::{self, text};

/// The most answers without a known meaning that are listed.
const MOST_ANSWERS: usize = 200;
/// The most characters of a header that are shown.
const LONGEST_HEADER: usize = 120;
/// The most further columns of a sheet that are listed.
const MOST_COLUMNS: usize = 60;
/// The word for the column of the form's own text.
const OWN: &str = PARTS[5];

pub(super) fn write(
    page: &mut Worksheet,
    catalogue: &Catalogue,
    order: &MapOrder<'_>,
) -> Result<(), XlsxError> {
    page.set_name(FORM)?;
    for (column, width) in (0..).zip([36.0, 18.0, 13.0, 34.0, 9.0, 44.0]) {
        page.set_column_width(column, width)?;
    }
    page.write_string_with_format(0, 0, "What was recognised", &fillable::title())?;
    let edition = order.as_of.strftime("%Y-%m").to_string();
    let values = [order.id, "My form", &edition, order.file, order.sha256];
    for (row, (label, value)) in (2..).zip(FORM_LABELS.iter().zip(values)) {
        text(page, row, 0, label, &fillable::header(true))?;
        text(page, row, 1, value, &fillable::open().unset_text_wrap())?;
    }
    let mut page = FormSheet { page, row: 8, open: fillable::open(), shut: fillable::shut() };
    page.sheets(order)?;
    page.parts(catalogue, order)?;
    page.answers(catalogue, order)?;
    fillable::printed(page.page, true, false)
}

/// The sheet while it is written from top to bottom.
struct FormSheet<'p> {
    page: &'p mut Worksheet,
    row: u32,
    open: Format,
    shut: Format,
}

impl FormSheet<'_> {
    fn header(&mut self, titles: &[&str]) -> Result<(), XlsxError> {
        for (column, title) in (0..).zip(titles) {
            self.page.write_string_with_format(
                self.row,
                column,
                *title,
                &fillable::header(true),
            )?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes a line whose cells in the range `open` may be changed.
    fn line(&mut self, values: &[&str], open: std::ops::Range<usize>) -> Result<(), XlsxError> {
        for (index, value) in values.iter().enumerate() {
            let style = if open.contains(&index) { &self.open } else { &self.shut };
            text(self.page, self.row, u16::try_from(index).unwrap_or(0), value, style)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Adds a drop-down to a column, from the given row to the current one.
    fn list(&mut self, from: u32, column: u16, words: &[&str]) -> Result<(), XlsxError> {
        if from < self.row {
            let rule = DataValidation::new().allow_list_strings(words)?;
            self.page.add_data_validation(from, column, self.row - 1, column, &rule)?;
        }
        Ok(())
    }

    fn sheets(&mut self, order: &MapOrder<'_>) -> Result<(), XlsxError> {
        self.header(&SHEET_COLUMNS)?;
        let from = self.row;
        for table in &order.discovery.tables {
            let count = table.rows.len().to_string();
            let sure = match table.columns.answer {
                None => "no answer column was found: name its letter below",
                Some(_) if !table.read => "its ids come from elsewhere than on the other sheets",
                Some(_) => table.sureness.word(),
            };
            let header = header_rows(table.header);
            let read = if table.read { "yes" } else { "no" };
            self.line(&[&*table.name, read, &header, table.ids.word(), &count, sure], 1..4)?;
        }
        for passed in &order.discovery.passed {
            self.line(&[&passed.name, "no", "", "", "0", passed.reason], 1..4)?;
        }
        self.list(from, 1, &READ)?;
        self.list(from, 3, &IdRule::ALL.map(IdRule::word))?;
        self.row += 1;
        Ok(())
    }

    fn parts(&mut self, catalogue: &Catalogue, order: &MapOrder<'_>) -> Result<(), XlsxError> {
        self.header(&PART_COLUMNS)?;
        let from = self.row;
        for table in &order.discovery.tables {
            for (part, column) in parts(table) {
                let header = column.map(|column| header_text(order, table, column));
                let letter = column.map(letters).unwrap_or_default();
                let values = [&*table.name, part, &letter, &header.unwrap_or_default()];
                self.line(&values, 1..3)?;
            }
            for column in further(order, table) {
                let header = header_text(order, table, column);
                let part = if is_own_text(&header, catalogue) { OWN } else { "" };
                self.line(&[&*table.name, part, &letters(column), &header], 1..3)?;
            }
        }
        self.list(from, 1, &PARTS)?;
        self.row += 1;
        Ok(())
    }

    fn answers(&mut self, catalogue: &Catalogue, order: &MapOrder<'_>) -> Result<(), XlsxError> {
        self.header(&ANSWER_COLUMNS)?;
        let from = self.row;
        let strange = order.discovery.strange_answers(&catalogue.vocabulary);
        for (answer, count) in strange.iter().take(MOST_ANSWERS) {
            self.line(&[answer, "", &count.to_string()], 0..2)?;
        }
        self.list(from, 1, &MEANINGS)
    }
}

/// The rows of a header, counted from 1: `3`, `2-4`, or nothing.
fn header_rows(header: Option<(u32, u32)>) -> String {
    match header {
        None => String::new(),
        Some((first, last)) if first == last => (first + 1).to_string(),
        Some((first, last)) => format!("{}-{}", first + 1, last + 1),
    }
}

/// The parts of a table with their columns; the answer is listed even if no column was found for it.
fn parts(table: &QuestionTable) -> Vec<(&'static str, Option<u32>)> {
    let columns = &table.columns;
    let [id, question, answer, comment, evidence, own] = PARTS;
    let all = [
        (id, columns.id),
        (question, Some(columns.question)),
        (answer, columns.answer),
        (comment, columns.comment),
        (evidence, columns.evidence),
        (own, columns.group),
    ];
    let wanted = |(part, column): &(&str, Option<u32>)| column.is_some() || *part == answer;
    all.into_iter().filter(wanted).collect()
}

/// The columns of a table that hold none of the parts, with a header or without.
fn further(order: &MapOrder<'_>, table: &QuestionTable) -> Vec<u32> {
    let Some(grid) = order.grids.get(usize::from(table.sheet)) else { return Vec::new() };
    let top = table.header.map(|(first, _)| first).or(table.rows.first().map(|row| row.row));
    let Some(top) = top else { return Vec::new() };
    let known: Vec<u32> = parts(table).into_iter().filter_map(|(_, column)| column).collect();
    let below = grid.cells.iter().filter(|cell| cell.at.row >= top);
    let columns = below.map(|cell| cell.at.column);
    let further: BTreeSet<u32> = columns.filter(|column| !known.contains(column)).collect();
    further.into_iter().take(MOST_COLUMNS).collect()
}

/// The letters of a column: `C`, `AB`.
fn letters(column: u32) -> String {
    CellRef::new(0, column).to_string().trim_end_matches('1').to_owned()
}

/// The header text of a column: that of the lowest header row that has one.
fn header_text(order: &MapOrder<'_>, table: &QuestionTable, column: u32) -> String {
    let Some((first, last)) = table.header else { return String::new() };
    let Some(grid) = order.grids.get(usize::from(table.sheet)) else { return String::new() };
    let texts = (first..=last).rev().filter_map(|row| grid.get(CellRef::new(row, column)));
    let mut texts = texts.map(|cell| cut(&shown(&cell.value), LONGEST_HEADER).into_owned());
    texts.next().unwrap_or_default()
}

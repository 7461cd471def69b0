//! The sheet `Form`: what was recognised.

use rust_xlsxwriter::{DataValidation, Format, Worksheet, XlsxError};

use super::{MapOrder, text};
use crate::catalogue::Catalogue;
use crate::intake::accepted::words::{
    ANSWER_COLUMNS, FORM, FORM_LABELS, MEANINGS, PART_COLUMNS, PARTS, SHEET_COLUMNS,
};
use crate::intake::discover::{IdRule, Table};
use crate::intake::value::{cut, shown};
use crate::model::CellRef;
use crate::report::paper;

/// Answers without a known meaning that are listed.
const MOST_ANSWERS: usize = 200;
/// Characters of a header that are kept.
const LONGEST_HEADER: usize = 120;

/// Writes the sheet.
pub(super) fn write(
    page: &mut Worksheet,
    catalogue: &Catalogue,
    order: &MapOrder<'_>,
) -> Result<(), XlsxError> {
    page.set_name(FORM)?;
    for (column, width) in (0..).zip([36.0, 18.0, 13.0, 34.0, 9.0, 44.0]) {
        page.set_column_width(column, width)?;
    }
    page.write_string_with_format(0, 0, "What was recognised", &paper::title())?;
    let edition = order.as_of.strftime("%Y-%m").to_string();
    let values = [order.id, "My form", &edition, order.file, order.sha256];
    for (row, (label, value)) in (2..).zip(FORM_LABELS.iter().zip(values)) {
        text(page, row, 0, label, &paper::header(true))?;
        text(page, row, 1, value, &paper::open().set_text_wrap())?;
    }
    let mut page = Page { page, row: 8, open: paper::open(), shut: paper::shut() };
    page.sheets(order)?;
    page.parts(order)?;
    page.answers(catalogue, order)?;
    paper::printed(page.page, true, false)
}

/// The sheet while it is written, from top to bottom.
struct Page<'p> {
    page: &'p mut Worksheet,
    row: u32,
    open: Format,
    shut: Format,
}

impl Page<'_> {
    fn header(&mut self, titles: &[&str]) -> Result<(), XlsxError> {
        for (column, title) in (0..).zip(titles) {
            self.page.write_string_with_format(self.row, column, *title, &paper::header(true))?;
        }
        self.row += 1;
        Ok(())
    }

    /// A line whose first `open` cells may be changed.
    fn line(&mut self, values: &[&str], open: std::ops::Range<usize>) -> Result<(), XlsxError> {
        for (index, value) in values.iter().enumerate() {
            let style = if open.contains(&index) { &self.open } else { &self.shut };
            text(self.page, self.row, u16::try_from(index).unwrap_or(0), value, style)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A drop-down in a column, for the lines from a row to here.
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
            let (read, sure) = match table.columns.answer {
                Some(_) => ("yes", table.sureness.word().to_owned()),
                None => ("no", "no answer column was found: name its letter below".to_owned()),
            };
            let header = header_rows(table.header);
            let values = [&*table.name, read, &header, table.ids.word(), &count, &sure];
            self.line(&values, 1..4)?;
        }
        for passed in &order.discovery.passed {
            self.line(&[&passed.name, "no", "", "", "0", passed.reason], 0..0)?;
        }
        self.list(from, 1, &["yes", "no"])?;
        self.list(from, 3, &IdRule::ALL.map(IdRule::word))?;
        self.row += 1;
        Ok(())
    }

    fn parts(&mut self, order: &MapOrder<'_>) -> Result<(), XlsxError> {
        self.header(&PART_COLUMNS)?;
        let from = self.row;
        for table in &order.discovery.tables {
            for (part, column) in parts(table) {
                let letter = column.map(letters).unwrap_or_default();
                let header = column.map(|column| header_text(order, table, column));
                let values = [&*table.name, part, &letter, &header.unwrap_or_default()];
                self.line(&values, 1..4)?;
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

/// `3`, `2-4`, or nothing.
fn header_rows(header: Option<(u32, u32)>) -> String {
    match header {
        None => String::new(),
        Some((first, last)) if first == last => (first + 1).to_string(),
        Some((first, last)) => format!("{}-{}", first + 1, last + 1),
    }
}

/// The parts of a table with their columns; those that every form needs stand there in any case.
fn parts(table: &Table) -> Vec<(&'static str, Option<u32>)> {
    let columns = &table.columns;
    let values = [
        columns.id,
        Some(columns.question),
        columns.answer,
        columns.comment,
        columns.evidence,
        columns.group,
    ];
    let needed = |part: &str| matches!(part, "question" | "answer");
    let all = PARTS.into_iter().zip(values);
    all.filter(|(part, column)| column.is_some() || needed(part)).collect()
}

/// Letters of a column: `C`, `AB`.
fn letters(column: u32) -> String {
    CellRef::new(0, column).to_string().trim_end_matches('1').to_owned()
}

/// The text above a column: of the header's lowest row that has one.
fn header_text(order: &MapOrder<'_>, table: &Table, column: u32) -> String {
    let Some((first, last)) = table.header else { return String::new() };
    let Some(grid) = order.grids.get(usize::from(table.sheet)) else { return String::new() };
    let texts = (first..=last).rev().filter_map(|row| grid.get(CellRef::new(row, column)));
    let mut texts = texts.map(|cell| cut(&shown(&cell.value), LONGEST_HEADER).into_owned());
    texts.next().unwrap_or_default()
}

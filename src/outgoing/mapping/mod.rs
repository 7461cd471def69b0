//! The workbook of `flowdown map`: how an unknown form was recognised, and candidate controls for its questions. A
//! person accepts or changes it; `flowdown map --accept` reads it back.
//!
//! It has four sheets: `How to`, `Form`, `Questions`, `Controls`.

mod form;
mod order;
mod questions;
mod toml;
mod words;

pub use self::order::MapOrder;
pub use self::toml::{adapter, crosswalk};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::catalogue::Catalogue;
use crate::intake::accepted::words::{CONTROLS, NONE};
use crate::sheet::fillable::{self, text};

/// The workbook as `.xlsx`.
///
/// # Errors
/// When it can't be written.
pub fn workbook(catalogue: &Catalogue, order: &MapOrder<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book: Workbook = fillable::workbook("Links to our controls", order.as_of)?;
    how_to(book.add_worksheet())?;
    form::write(book.add_worksheet(), catalogue, order)?;
    questions::write(book.add_worksheet(), catalogue, order)?;
    controls(book.add_worksheet(), catalogue)?;
    book.save_to_buffer()
}

fn how_to(page: &mut Worksheet) -> Result<(), XlsxError> {
    page.set_name(words::HOW_TO)?;
    page.set_column_width(0, 100)?;
    page.write_string_with_format(0, 0, "Links to our controls", &fillable::title())?;
    let line = rust_xlsxwriter::Format::new().set_text_wrap();
    for (row, text) in (2..).zip(words::STEPS) {
        page.set_row_height(row, 32)?.write_string_with_format(row, 0, *text, &line)?;
    }
    fillable::printed(page, false, false)?;
    fillable::protected(page);
    Ok(())
}

fn controls(page: &mut Worksheet, catalogue: &Catalogue) -> Result<(), XlsxError> {
    page.set_name(CONTROLS)?;
    for (column, (title, width)) in
        (0..).zip([("Control", 12.0), ("Title", 60.0), ("Domain", 30.0)])
    {
        page.set_column_width(column, width)?;
        page.write_string_with_format(0, column, title, &fillable::header(true))?;
    }
    let style = fillable::shut();
    text(page, 1, 0, NONE, &style)?;
    text(page, 1, 1, "No control of ours; say why under Reason for none", &style)?;
    text(page, 1, 2, "", &style)?;
    for (row, control) in (2..).zip(catalogue.controls.list()) {
        text(page, row, 0, control.id.as_str(), &style)?;
        text(page, row, 1, &control.title, &style)?;
        text(page, row, 2, &catalogue.policy.domains[control.domain].title, &style)?;
    }
    fillable::printed(page, false, true)?;
    fillable::protected(page);
    Ok(())
}

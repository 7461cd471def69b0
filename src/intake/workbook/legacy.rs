//! `.xls`: the only format whose cells calamine holds as full rectangles.

use std::io::{Cursor, Read, Seek};

use calamine::{Reader, Xls, XlsError};

use super::error::ReadError;
use super::sheet::{Budget, Sheet};
use super::value;
use super::xlsx::{is_visible, worksheets};
use crate::intake::grid::Grid;
use crate::model::CellRef;

/// The sheets of an `.xls` that [`super::biff::check`] accepted.
pub(super) fn read_xls(bytes: &[u8], budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    let book: Result<Xls<_>, _> = calamine::open_workbook_from_rs(Cursor::new(bytes));
    read_rectangles(book, budget, |problem| match problem {
        XlsError::Password => ReadError::Encrypted,
        other => ReadError::damaged(other),
    })
}

fn read_rectangles<S: Read + Seek, R: Reader<S>>(
    book: Result<R, R::Error>,
    budget: &mut Budget<'_>,
    error: impl Fn(R::Error) -> ReadError,
) -> Result<Vec<Grid>, ReadError> {
    let mut book = book.map_err(&error)?;
    let mut grids = Vec::new();
    for declared in &worksheets(book.sheets_metadata(), budget)? {
        let range = book.worksheet_range(&declared.name).map_err(&error);
        let range = range.map_err(|error| error.in_sheet(&declared.name))?;
        let mut sheet = Sheet::new(&declared.name, is_visible(declared), budget)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let at = CellRef::new(absolute(top, row), absolute(left, column));
            value::put_data(&mut sheet, at, value)
                .map_err(|error| error.in_sheet(&declared.name))?;
        }
        grids.push(sheet.finish().map_err(|error| error.in_sheet(&declared.name))?);
    }
    Ok(grids)
}

/// A row or column of the sheet: calamine counts from the first used cell.
fn absolute(start: u32, offset: usize) -> u32 {
    u32::try_from(offset).map_or(u32::MAX, |offset| start.saturating_add(offset))
}

//! `.xlsb`, `.xls` and `.ods`.

use std::io::{Cursor, Read, Seek};

use calamine::{Ods, OdsError, Reader, Sheet as Declared, Xls, XlsError, Xlsb, XlsbError};

use super::error::ReadError;
use super::look::{Tally, xlsb};
use super::package::Package;
use super::sheet::{Budget, Sheet};
use super::xlsx::{is_visible, worksheets};
use super::{hidden, parts, value};
use crate::intake::grid::Grid;
use crate::model::CellRef;

/// The sheets of an `.xlsb`, cell by cell. calamine passes over formulas whose result is an error.
pub(super) fn read_xlsb(
    bytes: &[u8],
    package: &mut Package<'_>,
    budget: &mut Budget<'_>,
) -> Result<Vec<Grid>, ReadError> {
    let parts = parts::of_xlsb(package)?;
    let mut part = Vec::new();
    let tally = &mut Tally::new(budget.limits);
    let palette = xlsb::Palette::of(package, tally)?;
    let mut book: Xlsb<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(xlsb_error)?;
    let mut grids = Vec::new();
    for declared in &worksheets(book.sheets_metadata(), budget)? {
        let grid = read_xlsb_sheet(&mut book, declared, budget);
        let mut grid = grid.map_err(|error| error.in_sheet(&declared.name))?;
        if let Some(path) = parts.get(&declared.name)
            && package.read_into(path, &mut part)?
        {
            grid.hidden_rows = hidden::of_records(&part).into();
            let mut look = palette.sheet(&part, tally)?;
            xlsb::read_notes(&mut look, package, path, tally)?;
            look.settle(&mut grid);
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn read_xlsb_sheet<R: Read + Seek>(
    book: &mut Xlsb<R>,
    declared: &Declared,
    budget: &mut Budget<'_>,
) -> Result<Grid, ReadError> {
    let mut sheet = Sheet::new(&declared.name, is_visible(declared), budget)?;
    let mut cells = book.worksheet_cells_reader(&declared.name).map_err(xlsb_error)?;
    while let Some(cell) = cells.next_cell().map_err(xlsb_error)? {
        let (row, column) = cell.get_position();
        let at = CellRef::new(row, column);
        value::put(&mut sheet, at, cell.get_value().clone(), false)?;
    }
    sheet.finish()
}

/// The sheets of an `.xls` that [`super::biff::check`] accepted.
pub(super) fn read_xls(bytes: &[u8], budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    let book: Result<Xls<_>, _> = calamine::open_workbook_from_rs(Cursor::new(bytes));
    read_rectangles(book, budget, |problem| match problem {
        XlsError::Password => ReadError::Encrypted,
        other => ReadError::damaged(other),
    })
}

/// The sheets of an `.ods` that [`super::opendocument::check`] accepted.
pub(super) fn read_ods(bytes: &[u8], budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    let book: Result<Ods<_>, _> = calamine::open_workbook_from_rs(Cursor::new(bytes));
    read_rectangles(book, budget, |problem| match problem {
        OdsError::Password => ReadError::Encrypted,
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
        let range = book.worksheet_range(&declared.name).map_err(&error)?;
        let mut sheet = Sheet::new(&declared.name, is_visible(declared), budget)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let at = CellRef::new(absolute(top, row), absolute(left, column));
            value::put_data(&mut sheet, at, value)
                .map_err(|error| error.in_sheet(&declared.name))?;
        }
        grids.push(sheet.finish()?);
    }
    Ok(grids)
}

/// calamine counts from the first used cell.
fn absolute(start: u32, offset: usize) -> u32 {
    u32::try_from(offset).map_or(u32::MAX, |offset| start.saturating_add(offset))
}

fn xlsb_error(problem: XlsbError) -> ReadError {
    match problem {
        XlsbError::Password => ReadError::Encrypted,
        other => ReadError::damaged(other),
    }
}

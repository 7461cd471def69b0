//! The register as a workbook: empty with drop-downs for `flowdown init`, or with rows for sample portfolios.

mod columns;
mod imported;
mod rows;
#[cfg(test)]
mod tests;
mod write;

use jiff::civil::Date;
use rust_xlsxwriter::Workbook;

pub use self::columns::{Holds, RegisterColumn, SHEETS, SheetColumns};
pub use self::imported::{Imported, told};
pub use self::rows::{RegisterCell, RegisterError, RegisterRow, RegisterRows};
use crate::catalogue::Catalogue;
use crate::sheet::fillable;

/// An empty register with headers, notes and drop-downs.
///
/// # Errors
/// When the vocabulary lacks a header, or the file can't be written.
pub fn template(catalogue: &Catalogue, as_of: Date) -> Result<Vec<u8>, RegisterError> {
    register(catalogue, &RegisterRows::default(), as_of)
}

/// A register with rows in it.
///
/// # Errors
/// Those of [`template`], and when a row names a column that does not exist.
pub fn register(
    catalogue: &Catalogue,
    rows: &RegisterRows,
    as_of: Date,
) -> Result<Vec<u8>, RegisterError> {
    Ok(book(catalogue, rows, as_of)?.save_to_buffer()?)
}

/// A register of the suppliers in a list, with a sheet that says how the list was used.
///
/// # Errors
/// Those of [`template`].
pub fn of_list(
    catalogue: &Catalogue,
    list: &Imported<'_>,
    as_of: Date,
) -> Result<Vec<u8>, RegisterError> {
    let mut book = book(catalogue, &list.rows(), as_of)?;
    imported::sheet(book.add_worksheet(), catalogue, list)?;
    Ok(book.save_to_buffer()?)
}

fn book(
    catalogue: &Catalogue,
    rows: &RegisterRows,
    as_of: Date,
) -> Result<Workbook, RegisterError> {
    rows.check()?;
    let mut book = fillable::workbook("flowdown register", as_of)?;
    let lists = write::Lists::new(catalogue);
    for sheet in SHEETS {
        write::sheet(book.add_worksheet(), catalogue, sheet, rows.of(sheet.key), &lists)?;
    }
    write::lists(book.add_worksheet(), catalogue, &lists)?;
    Ok(book)
}

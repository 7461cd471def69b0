//! `.xlsx` and `.xlsm`: one streaming pass a sheet.

use std::io::Cursor;

use calamine::{Reader, Sheet as Declared, SheetType, SheetVisible, Xlsx, XlsxError};

use super::error::ReadError;
use super::sheet::{Budget, Sheet};
use super::value;
use crate::intake::grid::Grid;
use crate::model::CellRef;

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// All worksheets in the order of their tabs.
pub(super) fn read(bytes: &[u8], budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    let mut book: Book<'_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(error)?;
    let declared = worksheets(book.sheets_metadata(), budget)?;
    let mut grids = Vec::with_capacity(declared.len());
    for sheet in &declared {
        let grid = read_sheet(&mut book, sheet, budget);
        grids.extend(grid.map_err(|error| error.in_sheet(&sheet.name))?);
    }
    Ok(grids)
}

/// The sheets that hold cells. Sheets are found by name, so no two may share one.
pub(super) fn worksheets(
    all: &[Declared],
    budget: &Budget<'_>,
) -> Result<Vec<Declared>, ReadError> {
    super::sheet::within(all.len(), budget.limits.max_sheets, "sheets")?;
    for (index, sheet) in all.iter().enumerate() {
        if all[..index].iter().any(|other| other.name == sheet.name) {
            return Err(ReadError::damaged(format_args!("two sheets are named `{}`", sheet.name)));
        }
    }
    Ok(all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect())
}

/// Whether a person sees the sheet on opening the file.
pub(super) fn is_visible(sheet: &Declared) -> bool {
    sheet.visible == SheetVisible::Visible
}

/// A sheet's cells; none for a part that turns out to be no worksheet.
fn read_sheet(
    book: &mut Book<'_>,
    declared: &Declared,
    budget: &mut Budget<'_>,
) -> Result<Option<Grid>, ReadError> {
    let mut sheet = Sheet::new(&declared.name, is_visible(declared), budget)?;
    let mut cells = match book.worksheet_cells_reader(&declared.name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(part)) if part == "worksheet" => {
            return sheet.finish().map(Some);
        }
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(problem) => return Err(error(problem)),
    };
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(error)? {
        let (row, column) = cell.pos;
        value::put(&mut sheet, CellRef::new(row, column), cell.value, cell.formula.is_some())?;
    }
    sheet.finish().map(Some)
}

fn error(problem: XlsxError) -> ReadError {
    match problem {
        XlsxError::Password => ReadError::Encrypted,
        XlsxError::CellError(text) => {
            ReadError::damaged(format_args!("`{text}` is no error value a cell can have"))
        }
        XlsxError::Unrecognized { typ: "sheet:type", val } => ReadError::damaged(format_args!(
            "`{val}` is a sheet of an unknown kind, such as old macros"
        )),
        XlsxError::WorksheetNotFound(name) => {
            ReadError::damaged(format_args!("the part of sheet `{name}` is missing"))
        }
        other => ReadError::damaged(other),
    }
}

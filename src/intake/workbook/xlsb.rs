//! `.xlsb`: cell by cell, from records that are counted first.
//!
//! calamine reads most cells. Those that it skips are read here: rich text in a cell, and formulas whose result is an
//! error. A cell in a short form of the format, which no known program writes, is refused: its place follows from the
//! cell before, which calamine does not report.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};

use calamine::{Reader, Sheet as Declared, Xlsb, XlsbError};

use super::census::Census;
use super::error::ReadError;
use super::look::xlsb::{XlsbPalette, read_notes};
use super::look::{Found, LookTally};
use super::package::Package;
use super::parts::{self, BinaryRecords, WORKBOOK_BIN, wide};
use super::sheet::{Budget, Sheet};
use super::xlsx::{is_visible, worksheets};
use super::{hidden, value};
use crate::intake::grid::{Grid, Value};
use crate::model::CellRef;
use crate::model::excel::MAX_ROWS;

const ROW: u16 = 0x0000;
/// A formula whose result is an error.
const FORMULA_ERROR: u16 = 0x000B;
/// Short forms of cells, from blank to shared string, which don't state their place.
const SHORT_CELLS: std::ops::RangeInclusive<u16> = 0x000C..=0x0012;
const RICH_TEXT: u16 = 0x003E;
/// A name, and the sheets that names refer to.
const NAMES: [u16; 2] = [0x0027, 0x016A];

/// All worksheets in the order of their tabs.
pub(super) fn read(
    bytes: &[u8],
    package: &mut Package<'_>,
    budget: &mut Budget<'_>,
) -> Result<Vec<Grid>, ReadError> {
    let mut census = Census::new(budget.limits);
    let (parts, mut part) = (parts::of_xlsb(package, &mut census)?, Vec::new());
    let tally = &mut LookTally::new(budget.limits);
    let palette = XlsbPalette::of(package, tally, &mut census)?;
    let mut seen = BTreeMap::new();
    for (sheet, path) in &parts {
        let read = census.binary(package, path, &mut part).and_then(|()| {
            let unread = SkippedCells::of(&part)?;
            let mut look = palette.sheet(&part, tally)?;
            read_notes(&mut look, package, path, tally, &mut census)?;
            Ok(XlsbExtras { unread, hidden: hidden::of_records(&part), look })
        });
        seen.insert(sheet.as_str(), read.map_err(|error| error.in_sheet(sheet))?);
    }
    let nameless = nameless(package)?;
    let bytes = nameless.as_deref().unwrap_or(bytes);
    let mut book: Xlsb<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(error)?;
    let mut grids = Vec::new();
    for declared in &worksheets(book.sheets_metadata(), budget)? {
        let told = seen.remove(declared.name.as_str()).unwrap_or_default();
        let grid = read_sheet(&mut book, declared, told.unread, budget);
        let mut grid = grid.map_err(|error| error.in_sheet(&declared.name))?;
        grid.hidden_rows = told.hidden.into();
        told.look.settle(&mut grid);
        grids.push(grid);
    }
    Ok(grids)
}

/// What calamine doesn't report about a sheet.
#[derive(Default)]
struct XlsbExtras {
    unread: SkippedCells,
    hidden: Vec<(u32, u32)>,
    look: Found,
}

fn read_sheet<R: Read + Seek>(
    book: &mut Xlsb<R>,
    declared: &Declared,
    unread: SkippedCells,
    budget: &mut Budget<'_>,
) -> Result<Grid, ReadError> {
    let mut sheet = Sheet::new(&declared.name, is_visible(declared), budget)?;
    let mut cells = book.worksheet_cells_reader(&declared.name).map_err(error)?;
    while let Some(cell) = cells.next_cell().map_err(error)? {
        let (row, column) = cell.get_position();
        let at = CellRef::new(row, column);
        value::put(&mut sheet, at, cell.get_value().clone(), false)?;
    }
    for (at, value) in unread.0 {
        match value {
            Value::Text(text) => sheet.text(at, &text, false)?,
            value => sheet.value(at, value, false)?,
        }
    }
    sheet.finish()
}

/// Cells that calamine skips.
#[derive(Debug, Default)]
struct SkippedCells(Vec<(CellRef, Value)>);

impl SkippedCells {
    /// Reads every record of a sheet, so that no cell before or after the others is missed.
    fn of(part: &[u8]) -> Result<Self, ReadError> {
        let (mut cells, mut row) = (Vec::new(), 0);
        for (kind, data) in BinaryRecords(part) {
            if !is_whole(kind, data) {
                return Err(ReadError::damaged("a row or cell ends too early"));
            }
            match kind {
                ROW => row = row_of(data)?,
                RICH_TEXT | FORMULA_ERROR => {
                    let value = if kind == RICH_TEXT { rich_text(data) } else { error_value(data) };
                    let cell = number(data, 0).zip(value);
                    cells.extend(cell.map(|(column, value)| (CellRef::new(row, column), value)));
                }
                kind if SHORT_CELLS.contains(&kind) => {
                    let message = "it holds cells in a short form that is not read";
                    return Err(ReadError::damaged(message));
                }
                _ => {}
            }
        }
        Ok(Self(cells))
    }
}

/// Whether a record is long enough for its kind: calamine would take what is missing from the record before.
fn is_whole(kind: u16, data: &[u8]) -> bool {
    let least = match kind {
        ROW => 4,
        0x0001 => 8,
        0x0003 | 0x0004 | 0x000A | FORMULA_ERROR => 9,
        0x0002 | 0x0007 => 12,
        0x0005 | 0x0009 => 16,
        0x0006 | 0x0008 => return data.get(8..).is_some_and(|text| wide(text).is_some()),
        RICH_TEXT => return data.get(9..).is_some_and(|text| wide(text).is_some()),
        _ => 0,
    };
    data.len() >= least
}

/// The row of a record. calamine takes a row outside of every sheet for the end.
fn row_of(data: &[u8]) -> Result<u32, ReadError> {
    let row = number(data, 0).unwrap_or(u32::MAX);
    if row < MAX_ROWS {
        return Ok(row);
    }
    Err(ReadError::damaged("a row lies outside every sheet"))
}

fn number(data: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(offset..)?.first_chunk::<4>()?))
}

/// Column, style, a byte of flags, then the text.
fn rich_text(data: &[u8]) -> Option<Value> {
    Some(Value::Text(wide(data.get(9..)?)?.0.into()))
}

/// Column, style, then the error's number.
fn error_value(data: &[u8]) -> Option<Value> {
    Some(Value::Error(match data.get(8)? {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2B => "#GETTING_DATA",
        _ => "#N/A",
    }))
}

/// The package without names, whose formulas calamine would write out as text: some bytes of one can refer to the whole
/// text of another. `None` if it holds no name.
fn nameless(package: &mut Package<'_>) -> Result<Option<Vec<u8>>, ReadError> {
    let Some(place) = package.position(WORKBOOK_BIN) else { return Ok(None) };
    let mut part = Vec::new();
    package.read_into(WORKBOOK_BIN, &mut part)?;
    let mut kept = Vec::with_capacity(part.len());
    let mut rest = BinaryRecords(&part);
    loop {
        let before = rest.0;
        let Some((kind, _)) = rest.next() else { break };
        if !NAMES.contains(&kind) {
            kept.extend_from_slice(&before[..before.len() - rest.0.len()]);
        }
    }
    if kept.len() == part.len() {
        return Ok(None);
    }
    kept.extend_from_slice(rest.0);
    let packed = package.with(&BTreeMap::from([(place, kept)])).map_err(ReadError::damaged)?;
    Ok(Some(packed))
}

fn error(problem: XlsbError) -> ReadError {
    match problem {
        XlsbError::Password => ReadError::Encrypted,
        other => ReadError::damaged(other),
    }
}

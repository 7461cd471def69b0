//! Cells of a row: as they stand, and put together.

use super::columns::Columns;
use super::sheets::SheetRow;
use crate::catalogue::Part;
use crate::intake::grid::{Cell, Value};
use crate::intake::value::shown;
use crate::model::Spot;

/// A cell's text as it stands: formulas of a form compare it so.
pub(super) fn raw(line: SheetRow<'_>, column: u32) -> String {
    match line.at(column).map(|(_, cell)| &cell.value) {
        Some(Value::Text(text)) => text.to_string(),
        Some(value) => shown(value).into_owned(),
        None => String::new(),
    }
}

/// The question of a row: the cell of its column, else the first text of several words that is no part of the
/// answer.
pub(super) fn wording(line: SheetRow<'_>, columns: &Columns) -> Option<(Box<str>, Spot)> {
    let asks = columns.column(Part::Question);
    let cell = match asks {
        Some(column) => line.at(column).map(|(_, cell)| cell)?,
        None => line.cells.iter().find(|cell| {
            matches!(columns.part(cell.at.column), None | Some(Part::Furniture))
                && matches!(&cell.value, Value::Text(text) if text.trim().contains(' '))
        })?,
    };
    Some((shown(&cell.value).into(), line.spot(cell)))
}

/// Adds a cell's text to what stands in other cells of its part.
pub(super) fn join(to: &mut Option<Box<str>>, cell: &Cell) {
    add(to, &shown(&cell.value));
}

/// Adds a text, if there is one, to those before it.
pub(super) fn add(to: &mut Option<Box<str>>, text: &str) {
    if text.is_empty() {
        return;
    }
    *to = Some(match to.take() {
        Some(before) => format!("{before}; {text}").into(),
        None => text.into(),
    });
}

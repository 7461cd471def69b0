//! The score that the file itself states, in stored cells.

use crate::catalogue::official::{InFile, Official};
use crate::catalogue::vocabulary::normalise;
use crate::intake::form::Sheets;
use crate::intake::grid::{Grid, Value};
use crate::intake::value::shown;
use crate::model::{CellRef, Spot, StatedScore};

fn number(grid: &Grid, at: CellRef) -> Option<f64> {
    match grid.get(at)?.value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// The cells of the score and of the maximum. If a label is repeated, the last one with a number counts: a total is
/// below its parts.
fn cells(grid: &Grid, entry: &InFile) -> Option<(CellRef, Option<CellRef>)> {
    if let Some(cell) = &entry.cell {
        return Some((CellRef::parse(cell)?, None));
    }
    let label = normalise::header(entry.label.as_deref()?);
    let is_label = |value: &Value| {
        matches!(value, Value::Text(_)) && normalise::header(&shown(value)) == label
    };
    let labels = grid.cells.iter().rev().filter(|cell| is_label(&cell.value));
    labels
        .map(|cell| {
            let right = |columns| CellRef::new(cell.at.row, cell.at.column + columns);
            (right(entry.score), entry.maximum.map(right))
        })
        .find(|(score, _)| number(grid, *score).is_some())
}

/// The score in the first of the form's places for it that holds a number.
pub(super) fn find(scheme: &Official, sheets: &Sheets<'_>) -> Option<StatedScore> {
    scheme.in_file.iter().find_map(|entry| {
        let mut all = (0..=u16::MAX).zip(sheets.grids);
        let (sheet, grid) = all.find(|(_, grid)| normalise::fits(&entry.sheet, &grid.name))?;
        let (score, maximum) = cells(grid, entry)?;
        Some(StatedScore {
            score: number(grid, score)?,
            maximum: maximum.and_then(|at| number(grid, at)),
            place: sheets.place(Spot { sheet, cell: score }),
        })
    })
}

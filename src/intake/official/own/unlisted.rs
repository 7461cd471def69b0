//! Answers to questions that the form's crosswalk does not know, such as those of other editions. They are found right
//! of their ids, in the column in which most known questions of the sheet are answered.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::intake::form::Sheets;
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::official::FormRows;
use crate::intake::value::shown;
use crate::model::CellRef;

/// Longest id, in bytes.
const LONGEST: usize = 16;

/// Answers by id.
pub(super) struct Unlisted<'g>(HashMap<&'g str, Cow<'g, str>>);

fn id(cell: &Cell) -> Option<&str> {
    let Value::Text(text) = &cell.value else { return None };
    let text = text.trim();
    (text.len() <= LONGEST && text.contains('-')).then_some(text)
}

impl<'g> Unlisted<'g> {
    pub(super) fn new(rows: &FormRows<'_>, sheets: &Sheets<'g>) -> Self {
        let mut all = HashMap::new();
        for (sheet, column) in columns(rows) {
            if let Some(grid) = sheets.grids.get(usize::from(sheet)) {
                collect(grid, column, &mut all);
            }
        }
        Self(all)
    }

    /// The answer to a question; blank if there is none.
    pub(super) fn answer(&self, id: &str) -> Cow<'_, str> {
        self.0.get(id).map_or(Cow::Borrowed(""), |answer| Cow::Borrowed(answer.as_ref()))
    }
}

/// The column in which most questions of each sheet are answered.
fn columns(rows: &FormRows<'_>) -> BTreeMap<u16, u32> {
    let mut counts: BTreeMap<(u16, u32), usize> = BTreeMap::new();
    for spot in rows.spots() {
        *counts.entry((spot.sheet, spot.cell.column)).or_default() += 1;
    }
    let mut best: BTreeMap<u16, (usize, u32)> = BTreeMap::new();
    for ((sheet, column), count) in counts {
        let known = best.entry(sheet).or_insert((count, column));
        if count > known.0 {
            *known = (count, column);
        }
    }
    best.into_iter().map(|(sheet, (_, column))| (sheet, column)).collect()
}

fn collect<'g>(grid: &'g Grid, column: u32, all: &mut HashMap<&'g str, Cow<'g, str>>) {
    for cell in grid.cells.iter().filter(|cell| cell.at.column < column) {
        let answer = || grid.get(CellRef::new(cell.at.row, column));
        if let Some((id, answer)) = id(cell).zip(answer()) {
            all.entry(id).or_insert_with(|| shown(&answer.value));
        }
    }
}

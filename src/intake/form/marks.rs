//! Which cells are accounted for.

use std::collections::BTreeMap;

use super::Sheets;
use crate::intake::grid::Grid;
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Ledger, Spot, Unaccounted};

/// Marks on the cells of one sheet, and on its formulas without a stored result.
#[derive(Debug)]
pub(in crate::intake::form) struct CellMarks {
    cells: Vec<bool>,
    formulas: Vec<(CellRef, bool)>,
}

impl CellMarks {
    pub(in crate::intake::form) fn new(grid: &Grid) -> Self {
        let mut formulas: Vec<_> = grid.empty_formulas.iter().map(|at| (*at, false)).collect();
        formulas.sort_unstable();
        formulas.dedup();
        Self { cells: vec![false; grid.cells.len()], formulas }
    }

    /// Accounts for a cell, by its index in the sheet.
    pub(in crate::intake::form) fn mark(&mut self, cell: usize) {
        if let Some(mark) = self.cells.get_mut(cell) {
            *mark = true;
        }
    }

    /// Whether a cell is accounted for, by its index in the sheet.
    pub(in crate::intake::form) fn is_marked(&self, cell: usize) -> bool {
        self.cells.get(cell).copied().unwrap_or_default()
    }

    /// Accounts for everything on the sheet.
    pub(in crate::intake::form) fn mark_all(&mut self) {
        self.cells.fill(true);
        self.formulas.iter_mut().for_each(|(_, mark)| *mark = true);
    }

    /// Accounts for every formula without a result in some columns.
    pub(in crate::intake::form) fn mark_formulas_in(&mut self, is_own: impl Fn(u32) -> bool) {
        let own = self.formulas.iter_mut().filter(|(at, _)| is_own(at.column));
        own.for_each(|(_, mark)| *mark = true);
    }

    /// Accounts for a formula without a result, if there is one at a place.
    pub(in crate::intake::form) fn mark_formula(&mut self, at: CellRef) -> bool {
        let found = self.formulas.binary_search_by_key(&at, |(at, _)| *at);
        if let Ok(index) = found {
            self.formulas[index].1 = true;
        }
        found.is_ok()
    }

    /// Cells and formulas with their marks, in the order of rows and columns.
    fn all(&self, grid: &Grid) -> Vec<(CellRef, bool)> {
        let filled =
            grid.cells.iter().zip(&self.cells).filter(|(cell, _)| !shown(&cell.value).is_empty());
        let mut all: Vec<_> = filled.map(|(cell, mark)| (cell.at, *mark)).collect();
        if !self.formulas.is_empty() {
            all.extend(&self.formulas);
            // Two sorted runs, which a stable sort merges.
            all.sort_by_key(|(at, _)| *at);
            all.dedup_by_key(|(at, _)| *at);
        }
        all
    }
}

/// Characters of an unaccounted cell's text that are shown.
const SHOWN: usize = 40;

/// The ledger of a file, from the marks of its sheets.
pub(in crate::intake::form) fn ledger(sheets: &Sheets<'_>, marks: &[CellMarks]) -> Ledger {
    let mut ledger = Ledger::default();
    for ((sheet, grid), marks) in (0..=u16::MAX).zip(sheets.grids).zip(marks) {
        let mut columns: BTreeMap<u32, Unaccounted> = BTreeMap::new();
        for (cell, marked) in marks.all(grid) {
            ledger.seen += 1;
            if marked {
                ledger.accounted += 1;
                continue;
            }
            let place = sheets.place(Spot { sheet, cell });
            let column = columns.entry(cell.column).or_insert_with(|| Unaccounted {
                first: place.clone(),
                last: cell,
                cells: 0,
                text: text(grid, cell),
            });
            column.last = cell;
            column.cells += 1;
            ledger.unaccounted.push(place);
        }
        ledger.columns.extend(columns.into_values());
    }
    ledger
}

/// The text of a cell, cut.
fn text(grid: &Grid, at: CellRef) -> Box<str> {
    grid.get(at).map_or_else(|| "".into(), |cell| cut(&shown(&cell.value), SHOWN).into())
}

/// The ledger of a file whose form is not known.
pub fn nothing_accounted(sheets: &Sheets<'_>) -> Ledger {
    let marks: Vec<CellMarks> = sheets.grids.iter().map(CellMarks::new).collect();
    ledger(sheets, &marks)
}

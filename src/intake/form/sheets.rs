//! The sheets of one file, with what every adapter asks of their cells worked out once.

use std::sync::{Arc, OnceLock};

use super::{heads, ids};
use crate::catalogue::adapter::folded;
use crate::catalogue::{Part, Vocabulary};
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::shown;
use crate::model::{Place, Spot};

/// Longest text that can be a header, in bytes.
const LONGEST_HEADER: usize = 200;

/// Longest text in which an id or an edition is looked for, in bytes.
pub(super) const LONGEST_ID: usize = 300;

/// The sheets of one file.
#[derive(Debug, Clone)]
pub struct Sheets<'g> {
    /// Path below the portfolio folder.
    pub file: Arc<str>,
    /// Names for places; empty for a format without sheets.
    pub names: Arc<[Arc<str>]>,
    /// The sheets.
    pub grids: &'g [Grid],
    words: Vec<OnceLock<Vec<Option<Box<str>>>>>,
    common: Vec<OnceLock<Vec<Option<Part>>>>,
    id_like: OnceLock<Vec<Vec<usize>>>,
}

/// A row of a sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'g> {
    pub(super) sheet: u16,
    /// Index of its first cell in the sheet.
    pub(super) start: usize,
    pub(super) cells: &'g [Cell],
}

impl<'g> Line<'g> {
    pub(super) fn spot(&self, cell: &Cell) -> Spot {
        Spot { sheet: self.sheet, cell: cell.at }
    }

    /// The row's number, from 0.
    pub(super) fn row(&self) -> u32 {
        self.cells.first().map_or(0, |cell| cell.at.row)
    }

    /// The cell in a column, with its index in the row.
    pub(super) fn at(&self, column: u32) -> Option<(usize, &'g Cell)> {
        let index = self.cells.binary_search_by_key(&column, |cell| cell.at.column).ok()?;
        Some((index, &self.cells[index]))
    }
}

impl<'g> Sheets<'g> {
    /// The sheets of a file; `named` is false for a format without sheets.
    pub fn new(file: &Arc<str>, grids: &'g [Grid], named: bool) -> Self {
        let names = grids.iter().filter(|_| named).map(|grid| Arc::clone(&grid.name)).collect();
        let words = grids.iter().map(|_| OnceLock::new()).collect();
        let common = grids.iter().map(|_| OnceLock::new()).collect();
        let id_like = OnceLock::new();
        Self { file: Arc::clone(file), names, grids, words, common, id_like }
    }

    /// The number of each sheet.
    pub(super) fn all(&self) -> impl Iterator<Item = u16> + use<> {
        (0..=u16::MAX).take(self.grids.len())
    }

    /// The rows of a sheet that hold anything.
    pub(super) fn lines(&self, sheet: u16) -> Vec<Line<'g>> {
        let mut start = 0;
        let grid: &'g Grid = &self.grids[usize::from(sheet)];
        let line = |cells: &'g [Cell]| {
            let line = Line { sheet, start, cells };
            start += cells.len();
            line
        };
        grid.rows().map(line).collect()
    }

    /// What the cells of a row would say as headers: letters and digits.
    pub(super) fn words(&self, line: Line<'_>) -> &[Option<Box<str>>] {
        let word = |cell: &Cell| match &cell.value {
            Value::Text(text) if text.len() <= LONGEST_HEADER => {
                Some(folded(&shown(&cell.value)).into_boxed_str()).filter(|word| !word.is_empty())
            }
            _ => None,
        };
        let sheet = usize::from(line.sheet);
        let of = || self.grids[sheet].cells.iter().map(word).collect();
        &self.words[sheet].get_or_init(of)[line.start..line.start + line.cells.len()]
    }

    /// What the cells of a row say as headers in the words of the vocabulary.
    pub(super) fn common(&self, line: Line<'_>, vocabulary: &Vocabulary) -> &[Option<Part>] {
        let sheet = usize::from(line.sheet);
        let common = |cell: &Cell| heads::common(&cell.value, vocabulary);
        let of = || self.grids[sheet].cells.iter().map(common).collect();
        &self.common[sheet].get_or_init(of)[line.start..line.start + line.cells.len()]
    }

    /// Cells of a sheet that may hold an id, by their index.
    pub(super) fn id_like(&self, sheet: u16) -> &[usize] {
        let is_like = |cell: &Cell| match &cell.value {
            Value::Text(text) => text.len() <= LONGEST_ID && ids::is_like(text),
            Value::Number(_) => true,
            _ => false,
        };
        let of = |grid: &Grid| {
            let cells = grid.cells.iter().enumerate();
            cells.filter(|(_, cell)| is_like(cell)).map(|(index, _)| index).collect()
        };
        let all = self.id_like.get_or_init(|| self.grids.iter().map(of).collect());
        &all[usize::from(sheet)]
    }

    /// The place of a cell.
    pub fn place(&self, spot: Spot) -> Place {
        let sheet = self.names.get(usize::from(spot.sheet)).cloned();
        Place { file: Arc::clone(&self.file), sheet, cell: Some(spot.cell) }
    }

    /// The place of a sheet as a whole.
    pub(super) fn sheet_place(&self, sheet: u16) -> Place {
        let name = self.names.get(usize::from(sheet)).cloned();
        Place { file: Arc::clone(&self.file), sheet: name, cell: None }
    }
}

//! The sheets of one file. What all adapters need to know about their cells is computed once.

use std::sync::{Arc, OnceLock};

use super::ids::{IdCell, Shapes};
use super::{heads, ids};
use crate::catalogue::adapter::folded;
use crate::catalogue::{Adapter, Part, Vocabulary};
use crate::intake::answer::Memo;
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::shown;
use crate::model::{Place, Spot};

/// Longest text that can be a header, in bytes.
const LONGEST_HEADER: usize = 200;

/// Longest text that is searched for an id or an edition, in bytes.
pub(super) const LONGEST_ID: usize = 300;

/// A value for each cell of a sheet, computed when it is first needed.
type Once<T> = OnceLock<Box<[OnceLock<T>]>>;

/// Cells that may hold an id of one adapter: sheet, and index among those that may hold any.
pub(super) type Fitting = Vec<(u16, u32)>;

/// The sheets of one file.
#[derive(Debug, Clone)]
pub struct Sheets<'g> {
    /// The file's path below the portfolio folder.
    pub file: Arc<str>,
    /// Names for places; empty for a format without sheets.
    pub names: Arc<[Arc<str>]>,
    /// The sheets.
    pub grids: &'g [Grid],
    words: Arc<[Once<Option<Box<str>>>]>,
    common: Arc<[Once<Option<Part>>]>,
    id_like: Arc<OnceLock<Vec<Vec<ids::Like<'g>>>>>,
    fitting: Arc<OnceLock<Vec<Fitting>>>,
    /// By the number of each adapter.
    id_cells: Arc<OnceLock<Vec<OnceLock<Vec<IdCell>>>>>,
    /// How the adapter that reads them now understood their texts.
    pub(super) memo: Memo,
}

/// A row of a sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct SheetRow<'g> {
    pub(super) sheet: u16,
    /// Index of its first cell in the sheet.
    pub(super) start: usize,
    pub(super) cells: &'g [Cell],
}

impl<'g> SheetRow<'g> {
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
        Self {
            file: Arc::clone(file),
            names,
            grids,
            words,
            common,
            id_like: Arc::default(),
            fitting: Arc::default(),
            id_cells: Arc::default(),
            memo: Memo::default(),
        }
    }

    /// The same sheets for one adapter: what all adapters share is kept, how one of them understood the texts is not.
    pub(super) fn for_adapter(&self) -> Self {
        Self { memo: Memo::default(), ..self.clone() }
    }

    /// The number of each sheet.
    pub(super) fn all(&self) -> impl Iterator<Item = u16> + use<> {
        (0..=u16::MAX).take(self.grids.len())
    }

    /// The rows of a sheet that hold anything.
    pub(super) fn lines(&self, sheet: u16) -> Vec<SheetRow<'g>> {
        let mut start = 0;
        let grid: &'g Grid = &self.grids[usize::from(sheet)];
        let line = |cells: &'g [Cell]| {
            let line = SheetRow { sheet, start, cells };
            start += cells.len();
            line
        };
        grid.rows().map(line).collect()
    }

    /// The text of a cell, folded as a header.
    pub(super) fn word(&self, line: SheetRow<'_>, index: usize) -> Option<&str> {
        let cell = &line.cells[index];
        let word = || match &cell.value {
            Value::Text(text) if text.len() <= LONGEST_HEADER => {
                Some(folded(&shown(&cell.value)).into_boxed_str()).filter(|word| !word.is_empty())
            }
            _ => None,
        };
        self.once(&self.words, line, index).get_or_init(word).as_deref()
    }

    /// The meaning of a cell as a header in the words of the vocabulary.
    pub(super) fn common(
        &self,
        line: SheetRow<'_>,
        index: usize,
        vocabulary: &Vocabulary,
    ) -> Option<Part> {
        let common = || heads::common(&line.cells[index].value, vocabulary);
        *self.once(&self.common, line, index).get_or_init(common)
    }

    fn once<'o, T>(&self, all: &'o [Once<T>], line: SheetRow<'_>, index: usize) -> &'o OnceLock<T> {
        let sheet = usize::from(line.sheet);
        let of = || self.grids[sheet].cells.iter().map(|_| OnceLock::new()).collect();
        &all[sheet].get_or_init(of)[line.start + index]
    }

    /// Cells of each sheet that may hold an id.
    pub(super) fn id_like(&self) -> &[Vec<ids::Like<'g>>] {
        let of = |grid: &'g Grid| grid.cells.iter().filter_map(ids::Like::of).collect();
        self.id_like.get_or_init(|| self.grids.iter().map(of).collect())
    }

    /// The cells that hold an id of an adapter, in the order of the file. They are kept by the number of the adapter,
    /// so the sheets serve the readers of one catalogue only.
    pub(super) fn id_cells(&self, adapter: &Adapter, shapes: &Shapes, number: usize) -> &[IdCell] {
        let cells = self.id_like();
        let all = || (0..shapes.len()).map(|_| OnceLock::new()).collect();
        let of = || {
            let fitting = &self.fitting.get_or_init(|| shapes.fitting(cells))[number];
            let id = |(sheet, at): &(u16, u32)| {
                let cell = &cells[usize::from(*sheet)][*at as usize];
                Some(IdCell { sheet: *sheet, at: cell.at, id: cell.id(adapter)? })
            };
            fitting.iter().filter_map(id).collect()
        };
        self.id_cells.get_or_init(all)[number].get_or_init(of)
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

//! The native form, as `flowdown request` writes it and as suppliers send it back.
//!
//! Headers are found by name and rows by id, on any sheet, whatever was moved, hidden, sorted or
//! added. Every non-empty cell is an answer, a comment, evidence or known furniture, or it is
//! listed: see [`Ledger`].

mod answer;
mod columns;
mod cover;
pub mod foreign;
mod furniture;
mod marks;
mod native;
mod remarks;
mod rows;
mod scan;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

pub use self::cover::{Cover, Entry};
pub use self::furniture::{INSTRUCTIONS, PREFILLED};
pub use self::marks::nothing_accounted;
pub use self::native::Native;

use self::scan::Scan;
use super::grid::{Cell, Grid, Value};
use super::value::shown;
use crate::catalogue::Vocabulary;
use crate::catalogue::adapter::folded;
use crate::model::{Finding, GivenAnswer, Ledger, Place, Spot};

/// Longest text that can be a header, in bytes.
const LONGEST_HEADER: usize = 200;

/// The sheets of one file.
#[derive(Debug, Clone)]
pub struct Sheets<'g> {
    /// Path below the portfolio folder.
    pub file: Arc<str>,
    /// Names for places; empty for a format without sheets.
    pub names: Arc<[Arc<str>]>,
    /// The sheets.
    pub grids: &'g [Grid],
    /// What each cell of each sheet would say as a header, once somebody asked.
    words: OnceLock<Vec<Vec<Option<Box<str>>>>>,
}

impl<'g> Sheets<'g> {
    /// The sheets of a file; `named` is false for a format without sheets.
    pub fn new(file: &Arc<str>, grids: &'g [Grid], named: bool) -> Self {
        let names = grids.iter().filter(|_| named).map(|grid| Arc::clone(&grid.name)).collect();
        Self { file: Arc::clone(file), names, grids, words: OnceLock::new() }
    }

    /// What the cells of a sheet would say as headers: worked out once, as every adapter asks it of every cell.
    pub(super) fn words(&self, sheet: u16) -> &[Option<Box<str>>] {
        let word = |cell: &Cell| match &cell.value {
            Value::Text(text) if text.len() <= LONGEST_HEADER => {
                Some(folded(&shown(&cell.value)).into_boxed_str()).filter(|word| !word.is_empty())
            }
            _ => None,
        };
        let of = |grid: &Grid| grid.cells.iter().map(word).collect();
        let all = self.words.get_or_init(|| self.grids.iter().map(of).collect());
        all.get(usize::from(sheet)).map_or(&[], Vec::as_slice)
    }

    /// The place of a cell.
    pub fn place(&self, spot: Spot) -> Place {
        let sheet = self.names.get(usize::from(spot.sheet)).cloned();
        Place { file: Arc::clone(&self.file), sheet, cell: Some(spot.cell) }
    }
}

/// What a form says.
#[derive(Debug, Clone)]
pub struct Form {
    /// A row for each known question, in the order of the file.
    pub answers: Vec<GivenAnswer>,
    /// What its cover says.
    pub cover: Cover,
    /// Every non-empty cell.
    pub ledger: Ledger,
    /// What a person should know.
    pub findings: Vec<Finding>,
    /// Questions that it holds, each once.
    pub found: usize,
    /// Rows whose id is not of the questionnaire.
    pub added: usize,
    /// Rows beyond the first of a question.
    pub repeated: usize,
    /// Questions whose text is not the questionnaire's, in the order of the file.
    pub reworded: Vec<u32>,
}

/// Reads the sheets as a form of a questionnaire; none if they hold no question of it.
pub fn read(sheets: &Sheets<'_>, native: &Native<'_>, vocabulary: &Vocabulary) -> Option<Form> {
    if !sheets.grids.iter().any(|grid| scan::asks(grid, native, vocabulary)) {
        return None;
    }
    let mut scan = Scan::new(sheets, native, vocabulary);
    for sheet in (0..=u16::MAX).take(sheets.grids.len()) {
        scan.sheet(sheet);
    }
    scan.finish()
}

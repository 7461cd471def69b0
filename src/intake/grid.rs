//! A sheet as a list of its non-empty cells: what every reader produces and every layout reads.

use std::sync::Arc;

use crate::model::{CellRef, Date};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, as stored (not trimmed); never empty.
    Text(Box<str>),
    /// A number.
    Number(f64),
    /// A truth value.
    Bool(bool),
    /// A day, with the hours after its 00:00 in [0, 24).
    Date(Date, f64),
    /// A stored error such as `#REF!`.
    Error(&'static str),
}

/// A non-empty cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its row and column.
    pub at: CellRef,
    /// What it holds; for a formula its stored result.
    pub value: Value,
    /// Whether it holds a formula (known for `.xlsx` and `.xlsm` only).
    pub formula: bool,
}

/// A sheet: its non-empty cells, row by row, each row from left to right.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The sheet's name; the file's name for `.csv` and `.tsv`.
    pub name: Arc<str>,
    /// Whether the sheet is visible when the file is opened.
    pub visible: bool,
    /// The cells, sorted by row, then column; no two at one place.
    pub cells: Vec<Cell>,
    /// Formulas without a stored result: there is nothing to read.
    pub empty_formulas: Vec<CellRef>,
    /// Rows that are hidden when the file is opened.
    pub hidden_rows: HiddenRows,
    /// How cells look, where that changes their meaning.
    pub look: Look,
}

/// How the cells of a sheet look, where that changes their meaning. Each list is sorted by its (first) cell and names a
/// cell once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Areas merged into one cell: their first and last cell.
    pub merged: Vec<(CellRef, CellRef)>,
    /// Cells with struck-out text, each with the text that is not struck out (trimmed; empty if all of it is).
    pub struck: Vec<(CellRef, Box<str>)>,
    /// Texts of notes and comments on cells, blank cells too.
    pub notes: Vec<(CellRef, Box<str>)>,
    /// Cells with a number that is shown as a percentage.
    pub percents: Vec<CellRef>,
}

impl Look {
    /// The merged area that contains a cell.
    pub fn area(&self, at: CellRef) -> Option<(CellRef, CellRef)> {
        let holds = |(first, last): &&(CellRef, CellRef)| {
            (first.row..=last.row).contains(&at.row)
                && (first.column..=last.column).contains(&at.column)
        };
        // An area that begins after the cell can't contain it.
        let before = self.merged.partition_point(|(first, _)| *first <= at);
        self.merged[..before].iter().rev().find(holds).copied()
    }

    /// The merged areas of several rows that contain cells of a column, from top to bottom; no two of them share a row.
    pub fn areas_of(&self, column: u32) -> Vec<(CellRef, CellRef)> {
        let holds = |(first, last): &&(CellRef, CellRef)| {
            first.row < last.row && (first.column..=last.column).contains(&column)
        };
        self.merged.iter().filter(holds).copied().collect()
    }

    /// The part of a cell's text that is not struck out; `None` if nothing of it is struck out.
    pub fn unstruck(&self, at: CellRef) -> Option<&str> {
        let found = self.struck.binary_search_by_key(&at, |(cell, _)| *cell).ok()?;
        Some(&self.struck[found].1)
    }

    /// Whether a number is shown as a percentage.
    pub fn is_percent(&self, at: CellRef) -> bool {
        self.percents.binary_search(&at).is_ok()
    }
}

/// Rows that are hidden, by hand or by a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HiddenRows(Vec<(u32, u32)>);

impl HiddenRows {
    /// Whether a row (from 0) is one of them.
    pub fn contains(&self, row: u32) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= row);
        after.checked_sub(1).is_some_and(|at| row <= self.0[at].1)
    }

    /// Whether no row is hidden.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<(u32, u32)>> for HiddenRows {
    /// From first and last rows (from 0) in any order, which may overlap.
    fn from(mut spans: Vec<(u32, u32)>) -> Self {
        spans.sort_unstable();
        spans.dedup_by(|next, span| {
            let joins = next.0 <= span.1.saturating_add(1);
            if joins {
                span.1 = span.1.max(next.1);
            }
            joins
        });
        Self(spans)
    }
}

impl Grid {
    /// The cell at a place.
    pub fn get(&self, at: CellRef) -> Option<&Cell> {
        self.cells.binary_search_by_key(&at, |cell| cell.at).ok().map(|index| &self.cells[index])
    }

    /// The rows that hold anything, top down, each as its cells from left to right.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|a, b| a.at.row == b.at.row)
    }
}

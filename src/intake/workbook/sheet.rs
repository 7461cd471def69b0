//! Builds grids cell by cell, within the limits on a whole file.

use std::sync::Arc;

use super::error::ReadError;
use super::limits::Limits;
use crate::catalogue::vocabulary::normalise;
use crate::intake::grid::{Cell, Grid, HiddenRows, Look, Value};
use crate::model::CellRef;
use crate::model::excel::{MAX_COLUMNS, MAX_ROWS};

/// How much of the limits on one file was used.
pub(super) struct Budget<'l> {
    pub(super) limits: &'l Limits,
    cells: usize,
    text: usize,
    sheets: usize,
}

impl<'l> Budget<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self { limits, cells: 0, text: 0, sheets: 0 }
    }

    /// Accounts for one more sheet.
    pub(super) fn sheet(&mut self) -> Result<(), ReadError> {
        self.sheets += 1;
        within(self.sheets, self.limits.max_sheets, "sheets")
    }

    fn cell(&mut self) -> Result<(), ReadError> {
        self.cells += 1;
        within(self.cells, self.limits.max_cells, "cells")
    }

    /// Accounts for a text before it is copied.
    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        let limit = self.limits.max_cell_chars;
        if text.len() > limit {
            within(text.chars().count(), limit, "characters in one cell")?;
        }
        self.text += text.len();
        within(self.text, self.limits.max_text_bytes, "bytes of text")
    }
}

/// An error if `count` is above `limit`; `what` names the things in the plural.
pub(super) fn within<N: Into<Count>>(
    count: N,
    limit: N,
    what: &'static str,
) -> Result<(), ReadError> {
    let (Count(count), Count(limit)) = (count.into(), limit.into());
    if count > limit { Err(ReadError::too_large(what, limit)) } else { Ok(()) }
}

/// A number of things.
pub(super) struct Count(u64);

impl From<usize> for Count {
    fn from(count: usize) -> Self {
        Self(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

impl From<u64> for Count {
    fn from(count: u64) -> Self {
        Self(count)
    }
}

/// A sheet while it is read.
pub(super) struct Sheet<'b, 'l> {
    grid: Grid,
    sorted: bool,
    budget: &'b mut Budget<'l>,
}

impl<'b, 'l> Sheet<'b, 'l> {
    pub(super) fn new(
        name: &str,
        visible: bool,
        budget: &'b mut Budget<'l>,
    ) -> Result<Self, ReadError> {
        budget.sheet()?;
        let grid = Grid {
            name: Arc::from(name),
            visible,
            cells: Vec::new(),
            empty_formulas: Vec::new(),
            hidden_rows: HiddenRows::default(),
            look: Look::default(),
        };
        Ok(Self { grid, sorted: true, budget })
    }

    /// Adds a cell's text; a blank text is no cell.
    pub(super) fn text(&mut self, at: CellRef, text: &str, formula: bool) -> Result<(), ReadError> {
        if is_blank(text) {
            return self.blank(at, formula);
        }
        self.budget.text(text)?;
        self.value(at, Value::Text(text.into()), formula)
    }

    /// The same for a text that need not be copied.
    pub(super) fn owned(
        &mut self,
        at: CellRef,
        text: String,
        formula: bool,
    ) -> Result<(), ReadError> {
        if is_blank(&text) {
            return self.blank(at, formula);
        }
        self.budget.text(&text)?;
        self.value(at, Value::Text(text.into_boxed_str()), formula)
    }

    /// Adds a cell that is not text.
    pub(super) fn value(
        &mut self,
        at: CellRef,
        value: Value,
        formula: bool,
    ) -> Result<(), ReadError> {
        self.place(at)?;
        self.budget.cell()?;
        self.sorted &= self.grid.cells.last().is_none_or(|last| last.at < at);
        self.grid.cells.push(Cell { at, value, formula });
        Ok(())
    }

    /// Notes a formula without a stored result; any other blank cell is left out.
    pub(super) fn blank(&mut self, at: CellRef, formula: bool) -> Result<(), ReadError> {
        self.place(at)?;
        if formula {
            self.budget.cell()?;
            self.grid.empty_formulas.push(at);
        }
        Ok(())
    }

    fn place(&self, at: CellRef) -> Result<(), ReadError> {
        if at.row < MAX_ROWS && at.column < MAX_COLUMNS {
            return Ok(());
        }
        Err(ReadError::damaged(format_args!("cell {at} lies outside every sheet")))
    }

    /// The grid, sorted. Two cells at one place are an error: it is unclear which of them counts.
    pub(super) fn finish(mut self) -> Result<Grid, ReadError> {
        let cells = &mut self.grid.cells;
        if !self.sorted {
            cells.sort_by_key(|cell| cell.at);
            if let Some(pair) = cells.windows(2).find(|pair| pair[0].at == pair[1].at) {
                return Err(ReadError::damaged(format_args!("cell {} is there twice", pair[0].at)));
            }
        }
        self.grid.empty_formulas.sort_unstable();
        Ok(self.grid)
    }
}

/// Whether a text shows nothing: it is empty, white space, or invisible characters.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(normalise::is_blank)
}

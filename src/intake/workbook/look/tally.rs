//! Counts what is kept of the look of a file's cells.

use super::super::error::ReadError;
use super::super::limits::Limits;
use super::super::sheet::within;

/// Fonts, formats and styles of a file, of each kind. Excel itself holds some 65,490 styles.
const MAX_STYLES: usize = 1 << 16;
/// Merged areas of a file: finding the one of a cell may scan all of them.
const MAX_AREAS: usize = 1 << 16;

/// The counts so far.
pub(in super::super) struct LookTally<'l> {
    limits: &'l Limits,
    areas: usize,
    marks: usize,
    text: usize,
}

impl<'l> LookTally<'l> {
    pub(in super::super) fn new(limits: &'l Limits) -> Self {
        Self { limits, areas: 0, marks: 0, text: 0 }
    }

    pub(super) fn area(&mut self) -> Result<(), ReadError> {
        self.areas += 1;
        within(self.areas, MAX_AREAS, "merged areas")
    }

    /// Accounts for a note, or for a cell with a look of its own.
    pub(super) fn mark(&mut self) -> Result<(), ReadError> {
        self.marks += 1;
        within(self.marks, self.limits.max_cells, "notes, struck-out cells and percentages")
    }

    /// Accounts for a text before it is copied; `what` names it if it is too long.
    pub(super) fn text(&mut self, text: &str, what: &'static str) -> Result<(), ReadError> {
        let limit = self.limits.max_cell_chars;
        if text.len() > limit {
            within(text.chars().count(), limit, what)?;
        }
        self.text += text.len();
        within(self.text, self.limits.max_text_bytes, "bytes of text")
    }
}

/// Checks that there is room for one more font, format or style.
pub(super) fn room(known: usize) -> Result<(), ReadError> {
    within(known + 1, MAX_STYLES, "styles")
}

/// Adds to a list of fonts, formats or styles.
pub(super) fn push<T>(list: &mut Vec<T>, one: T) -> Result<(), ReadError> {
    room(list.len())?;
    list.push(one);
    Ok(())
}

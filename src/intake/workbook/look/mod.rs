//! How cells look, where that changes their meaning: merged areas, struck-out text, notes, percentages. calamine reads
//! none of these (or only in a second pass over the whole file).
//!
//! | | merged | struck-out cells | struck-out letters | notes | percentages |
//! |---|---|---|---|---|---|
//! | `.xlsx`, `.xlsm` | yes | yes | yes | notes and threaded comments | by number format |
//! | `.xlsb` | yes | yes | yes | notes and threaded comments | by number format |
//! | `.xls` of Excel 97 and later | yes | yes | yes, but of texts that a cell holds itself (`RSTRING`) | notes | by number format |
//! | `.xls` of Excel 95 | yes | yes | no | no | by number format |
//! | `.ods` | yes | yes | yes | annotations | by the cell's type |
//!
//! Not read: strike-outs by a conditional format or a table's style, and lines that are drawn over a cell.
//!
//! A text is struck out if its cell's font is; a run of letters with a font of its own follows that one. A number
//! format shows a percentage if one of its sections does.

pub(super) mod ods;
mod runs;
mod tally;
pub(super) mod xls;
pub(super) mod xlsb;
pub(super) mod xlsx;
mod xml;

use std::mem;

use self::runs::Remains;
pub(super) use self::tally::LookTally;
use super::error::ReadError;
use crate::intake::grid::{Grid, Look, Value};
use crate::intake::value::trimmed;
use crate::model::CellRef;
use crate::model::excel::{MAX_COLUMNS, MAX_ROWS};

/// What a style says about a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Style {
    struck: bool,
    percent: bool,
}

/// How the cells of a sheet look, as found: in the order of the file, including cells that turn out to hold nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found(Look);

impl Found {
    /// Adds an area of more than one cell.
    fn area(
        &mut self,
        first: CellRef,
        last: CellRef,
        tally: &mut LookTally<'_>,
    ) -> Result<(), ReadError> {
        let is_area = first != last && first.row <= last.row && first.column <= last.column;
        if is_area && is_on_a_sheet(last) {
            tally.area()?;
            self.0.merged.push((first, last));
        }
        Ok(())
    }

    /// Adds a cell with its style; `remains` is the unstruck part of its text, if that has letters with fonts of their
    /// own.
    fn cell(
        &mut self,
        at: CellRef,
        style: Style,
        remains: Option<&Remains>,
        tally: &mut LookTally<'_>,
    ) -> Result<(), ReadError> {
        let left = match remains {
            Some(remains) => remains.of(style.struck),
            None => style.struck.then_some(""),
        };
        if let Some(left) = left {
            tally.mark()?;
            tally.text(left, "characters in one cell")?;
            self.0.struck.push((at, left.into()));
        }
        if style.percent {
            tally.mark()?;
            self.0.percents.push(at);
        }
        Ok(())
    }

    /// Adds a note that is not blank.
    fn note(
        &mut self,
        at: CellRef,
        text: &str,
        tally: &mut LookTally<'_>,
    ) -> Result<(), ReadError> {
        let text = trimmed(text);
        if !text.is_empty() && is_on_a_sheet(at) {
            tally.mark()?;
            tally.text(text, "characters in one note")?;
            self.0.notes.push((at, text.into()));
        }
        Ok(())
    }

    /// Gives a sheet its look: sorted, each cell once, and only for cells that hold a text or number.
    pub(super) fn settle(self, grid: &mut Grid) {
        let Look { mut merged, mut struck, notes, mut percents } = self.0;
        merged.sort_unstable();
        merged.dedup_by_key(|(first, _)| *first);
        struck.sort_by_key(|(at, _)| *at);
        struck.dedup_by_key(|(at, _)| *at);
        struck.retain(|(at, _)| grid.get(*at).is_some());
        percents.sort_unstable();
        percents.dedup();
        let number =
            |at: &CellRef| grid.get(*at).is_some_and(|cell| matches!(cell.value, Value::Number(_)));
        percents.retain(number);
        grid.look = Look { merged, struck, notes: joined(notes), percents };
    }
}

fn is_on_a_sheet(at: CellRef) -> bool {
    at.row < MAX_ROWS && at.column < MAX_COLUMNS
}

/// Joins the notes of each cell, one per line.
fn joined(mut notes: Vec<(CellRef, Box<str>)>) -> Vec<(CellRef, Box<str>)> {
    notes.sort_by_key(|(at, _)| *at);
    let same_cell = notes.chunk_by_mut(|(one, _), (next, _)| one == next);
    let joined = same_cell.map(|notes| match notes {
        [(at, text)] => (*at, mem::take(text)),
        notes => {
            let texts: Vec<&str> = notes.iter().map(|(_, text)| &**text).collect();
            (notes[0].0, texts.join("\n").into())
        }
    });
    joined.collect()
}

/// Whether a number format shows a percentage: `0%`, but not `0"%"` and not `0\%`.
fn is_percent(code: &str) -> bool {
    let mut letters = code.chars();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            _ if quoted => {}
            // The next character is shown, left as room, or repeated.
            '\\' | '_' | '*' => _ = letters.next(),
            '%' => return true,
            _ => {}
        }
    }
    false
}

/// Whether a built-in format shows a percentage; its code is not in the file.
const fn is_built_in_percent(format: u32) -> bool {
    matches!(format, 9 | 10)
}

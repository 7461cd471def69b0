//! A table on a sheet of the form itself: its header row is found by its words, wherever it is.

use std::borrow::Cow;

use crate::catalogue::vocabulary::normalise;
use crate::intake::form::Sheets;
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::shown;
use crate::model::{CellRef, Spot};

/// Rows that are searched for a header.
const TOP: u32 = 64;

/// Longest text that can be a header, in bytes.
const LONGEST: usize = 80;

/// A table, with its columns in the order of the words that were searched for.
pub(super) struct ScoreTable<'g> {
    pub(super) sheet: u16,
    pub(super) grid: &'g Grid,
    header: u32,
    columns: Vec<Option<u32>>,
}

/// The column of each list of header words in a row.
fn columns(row: &[Cell], words: &[Vec<String>]) -> Vec<Option<u32>> {
    let header = |cell: &Cell| match &cell.value {
        Value::Text(text) if text.len() <= LONGEST => Some(normalise::header(text)),
        _ => None,
    };
    let headers: Vec<(u32, String)> =
        row.iter().filter_map(|cell| Some((cell.at.column, header(cell)?))).collect();
    let column = |words: &Vec<String>| {
        let fits = |header: &str| words.iter().any(|word| word == header);
        headers.iter().find(|(_, header)| fits(header)).map(|(column, _)| *column)
    };
    words.iter().map(column).collect()
}

impl<'g> ScoreTable<'g> {
    /// The table on the first sheet of a name. Its header is the row that holds most of the words, the first of equals;
    /// without such a row, the table has no columns. `None` if there is no such sheet.
    pub(super) fn find(sheets: &Sheets<'g>, name: &str, words: &[&[String]]) -> Option<Self> {
        let mut all = (0..=u16::MAX).zip(sheets.grids);
        let (sheet, grid) = all.find(|(_, grid)| normalise::fits(name, &grid.name))?;
        let folded = |words: &&[String]| words.iter().map(|word| normalise::header(word)).collect();
        let words: Vec<Vec<String>> = words.iter().map(folded).collect();
        let mut best = Self { sheet, grid, header: 0, columns: vec![None; words.len()] };
        let known = |columns: &[Option<u32>]| columns.iter().flatten().count();
        let top = grid.rows().take_while(|row| row.first().is_some_and(|cell| cell.at.row < TOP));
        for row in top {
            let found = columns(row, &words);
            if known(&found) > known(&best.columns) {
                (best.header, best.columns) = (row.first().map_or(0, |cell| cell.at.row), found);
            }
        }
        Some(best)
    }

    pub(super) fn has(&self, part: usize) -> bool {
        self.columns.get(part).is_some_and(Option::is_some)
    }

    /// The rows below the header that hold anything, as their cells.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'g [Cell]> {
        let header = self.header;
        self.grid.rows().filter(move |row| row.first().is_some_and(|cell| cell.at.row > header))
    }

    /// The cell of a part in a row; the start of the header if the part has no column.
    pub(super) fn spot(&self, row: u32, part: usize) -> Spot {
        let column = self.columns.get(part).copied().flatten();
        let cell = column.map_or(CellRef::new(self.header, 0), |column| CellRef::new(row, column));
        Spot { sheet: self.sheet, cell }
    }

    /// The start of its header.
    pub(super) fn top(&self) -> Spot {
        Spot { sheet: self.sheet, cell: CellRef::new(self.header, 0) }
    }

    pub(super) fn value(&self, row: u32, part: usize) -> Option<&'g Value> {
        let column = self.columns.get(part).copied().flatten()?;
        Some(&self.grid.get(CellRef::new(row, column))?.value)
    }

    pub(super) fn number(&self, row: u32, part: usize) -> Option<f64> {
        match self.value(row, part)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A cell's text. A formula that refers to a blank cell shows 0, which counts as blank.
    pub(super) fn text(&self, row: u32, part: usize) -> Cow<'g, str> {
        match self.value(row, part) {
            None => Cow::Borrowed(""),
            Some(Value::Number(number)) if *number == 0.0 => Cow::Borrowed(""),
            Some(Value::Text(text)) => Cow::Borrowed(text.trim()),
            Some(value) => shown(value),
        }
    }
}

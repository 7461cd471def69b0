//! Cells of sheets and places in files, shown as Excel shows them.

use super::excel::{MAX_COLUMNS, MAX_ROWS};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::shared;

/// A cell of a sheet. Row and column count from zero; it prints as Excel shows it (`C5`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    /// Row, zero-based.
    pub row: u32,
    /// Column, zero-based.
    pub column: u32,
}

impl CellRef {
    /// The cell at a zero-based row and column.
    pub const fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }

    /// Parses a reference such as `M4`. `None` if it is not one, or lies outside the largest sheet that Excel can hold.
    pub fn parse(text: impl AsRef<[u8]>) -> Option<Self> {
        let text = text.as_ref();
        let letters = text.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let (letters, digits) = text.split_at(letters);
        let digit = |digit: &u8| digit.is_ascii_digit();
        if !(1..=3).contains(&letters.len())
            || !(1..=7).contains(&digits.len())
            || digits[0] == b'0'
            || !digits.iter().all(digit)
        {
            return None;
        }
        let column =
            letters.iter().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
        let row = digits.iter().fold(0, |row, digit| row * 10 + u32::from(digit - b'0'));
        if row > MAX_ROWS {
            return None;
        }
        (column <= MAX_COLUMNS).then(|| Self::new(row - 1, column - 1))
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = [0_u8; 7];
        let mut length = 0;
        let mut rest = u64::from(self.column) + 1;
        while rest > 0 && length < letters.len() {
            let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
            letters[length] = b'A' + digit;
            length += 1;
            rest = (rest - 1) / 26;
        }
        for letter in letters[..length].iter().rev() {
            write!(f, "{}", char::from(*letter))?;
        }
        write!(f, "{}", u64::from(self.row) + 1)
    }
}

/// A cell of one sheet of a file that is known from the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// The sheet, as an index into the file's sheets.
    pub sheet: u16,
    /// The cell.
    pub cell: CellRef,
}

/// A file, a sheet of it, or a cell; prints as `file › Sheet!C5`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path below the portfolio folder, with `/` between its parts.
    #[serde(with = "shared")]
    pub file: Arc<str>,
    /// The sheet's name; `None` for a file as a whole or a format without sheets.
    #[serde(with = "shared::optional")]
    pub sheet: Option<Arc<str>>,
    /// The cell.
    pub cell: Option<CellRef>,
}

impl Default for Place {
    /// An empty path: no place.
    fn default() -> Self {
        Self::file("")
    }
}

impl Place {
    /// A file as a whole.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), sheet: None, cell: None }
    }

    /// A cell of a sheet.
    pub fn cell(file: &Arc<str>, sheet: &Arc<str>, cell: CellRef) -> Self {
        Self { file: Arc::clone(file), sheet: Some(Arc::clone(sheet)), cell: Some(cell) }
    }

    /// `Sheet!C5` alone, without the file.
    pub fn within(&self) -> String {
        match (&self.sheet, self.cell) {
            (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
            (Some(sheet), None) => sheet.to_string(),
            (None, Some(cell)) => cell.to_string(),
            (None, None) => String::new(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.sheet.is_some() || self.cell.is_some() {
            write!(f, " › {}", self.within())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_print_as_excel_shows_them() {
        let shown = |row, column| CellRef::new(row, column).to_string();
        assert_eq!(shown(0, 0), "A1");
        assert_eq!(shown(4, 25), "Z5");
        assert_eq!(shown(9, 26), "AA10");
        assert_eq!(shown(1_048_575, 16_383), "XFD1048576");
    }
}

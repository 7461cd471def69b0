//! The rows of a register, and why it can't be written.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::columns::SHEETS;

/// Why a register can't be written.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The vocabulary has no spelling for a header or a sheet.
    #[error("the vocabulary has no `{key}` in `{group}`")]
    NoSpelling {
        /// The group of the vocabulary.
        group: String,
        /// The key within it.
        key: String,
    },
    /// A row names a sheet or column that a register does not have.
    #[error("a register has no column `{column}` on a sheet `{sheet}`")]
    UnknownColumn {
        /// The key of the sheet.
        sheet: String,
        /// The key of the column.
        column: String,
    },
    /// The workbook can't be written.
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

/// A value of the register.
#[derive(Debug, Clone, PartialEq)]
pub enum RegisterCell {
    /// Text, and also codes, lists, and yes or no.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A day and a time of day, in hours since 00:00.
    Moment(Date, f64),
}

impl From<&str> for RegisterCell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for RegisterCell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for RegisterCell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Date> for RegisterCell {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

/// A row: values by the keys of their columns. A missing column stays blank.
pub type RegisterRow = Vec<(&'static str, RegisterCell)>;

/// The rows of a register by the keys of its sheets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegisterRows {
    sheets: BTreeMap<&'static str, Vec<RegisterRow>>,
}

impl RegisterRows {
    /// Adds a row to a sheet.
    pub fn add(&mut self, sheet: &'static str, row: RegisterRow) {
        self.sheets.entry(sheet).or_default().push(row);
    }

    /// The rows of a sheet.
    pub fn of(&self, sheet: &str) -> &[RegisterRow] {
        self.sheets.get(sheet).map_or(&[], Vec::as_slice)
    }

    /// Checks that every row names a sheet and columns that exist.
    pub(super) fn check(&self) -> Result<(), RegisterError> {
        for (sheet, rows) in &self.sheets {
            let known = SHEETS.iter().find(|known| known.key == *sheet);
            let has = |key: &str| {
                known.is_some_and(|known| known.columns.iter().any(|column| column.key == key))
            };
            let mut cells = rows.iter().flatten();
            if let Some((column, _)) = cells.find(|(key, _)| !has(key)) {
                return Err(RegisterError::UnknownColumn {
                    sheet: (*sheet).to_owned(),
                    column: (*column).to_owned(),
                });
            }
        }
        Ok(())
    }
}

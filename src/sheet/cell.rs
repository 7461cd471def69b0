//! The values of cells, and how they are written to a sheet.

use std::borrow::Cow;

use rust_xlsxwriter::{ColNum, Format, RowNum, Worksheet, XlsxError};

use super::style::ColumnKind;
use super::text::clean;
use crate::assessment::calendar::days_between;
use crate::model::Date;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct SheetColumn<'c> {
    /// The text of its header.
    pub head: &'c str,
    /// The kind of its values.
    pub kind: ColumnKind,
    /// Its width, in characters.
    pub width: f64,
}

/// A column.
pub const fn column(head: &str, kind: ColumnKind, width: f64) -> SheetColumn<'_> {
    SheetColumn { head, kind, width }
}

/// The value of a cell.
#[derive(Debug, Clone)]
pub enum SheetCell<'c> {
    /// Nothing.
    Blank,
    /// Text; never a formula or a link, whatever it begins with.
    Text(Cow<'c, str>),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// Text with its own format instead of the column's.
    Marked(Cow<'c, str>, &'c Format),
    /// A number with its own format instead of the column's.
    Shaded(f64, &'c Format),
    /// A link to a cell of this workbook: its text and its target.
    Link(String, String),
}

impl<'c> From<&'c str> for SheetCell<'c> {
    fn from(text: &'c str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for SheetCell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for SheetCell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for SheetCell<'_> {
    fn from(number: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        Self::Number(number as f64)
    }
}

impl From<Date> for SheetCell<'_> {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl<'c, T: Into<SheetCell<'c>>> From<Option<T>> for SheetCell<'c> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// The number of lines a cell takes, estimated from its length; only wrapped columns break lines.
pub fn lines_of(column: &SheetColumn<'_>, cell: &SheetCell<'_>) -> usize {
    let SheetCell::Text(text) = cell else {
        return 1;
    };
    if column.kind != ColumnKind::Wrap {
        return 1;
    }
    // Lines break between words, so part of each line stays empty.
    let (one, several) = (column.width as usize, (column.width * 0.93) as usize);
    let lines = text.split('\n').map(|line| match line.chars().count() {
        count if count <= one => 1,
        count => count.div_ceil(several.max(1)),
    });
    lines.sum()
}

/// The position and format of a value; a cell without a format takes its column's.
pub struct Put<'f> {
    /// Its row, counted from 0.
    pub row: RowNum,
    /// Its column, counted from 0.
    pub column: ColNum,
    /// Its format.
    pub format: Option<&'f Format>,
}

impl Put<'_> {
    /// Writes text.
    pub fn text(&self, sheet: &mut Worksheet, text: &str) -> Result<(), XlsxError> {
        let text = clean(text);
        match self.format {
            Some(format) => {
                sheet.write_string_with_format(self.row, self.column, text, format)?;
            }
            None => {
                sheet.write_string(self.row, self.column, text)?;
            }
        }
        Ok(())
    }

    /// Writes a number.
    pub fn number(&self, sheet: &mut Worksheet, number: f64) -> Result<(), XlsxError> {
        match self.format {
            Some(format) => {
                sheet.write_number_with_format(self.row, self.column, number, format)?;
            }
            None => {
                sheet.write_number(self.row, self.column, number)?;
            }
        }
        Ok(())
    }
}

/// The day as Excel's serial number; `None` before March 1900, as Excel counts a 29 February 1900 that did not exist.
pub fn serial(date: Date) -> Option<f64> {
    let first = jiff::civil::date(1900, 3, 1);
    (date >= first).then(|| f64::from(days_between(first, date)) + 61.0)
}

//! `.csv` and `.tsv`: text whose separator is found in the file itself.

use csv::{ReaderBuilder, StringRecord};

use super::error::ReadError;
use super::separator::Separator;
use super::sheet::{Budget, Sheet};
use crate::intake::grid::Grid;
use crate::model::CellRef;

/// The one sheet of a text. Rows are numbered as Excel shows them: blank lines count, and a cell
/// with line breaks does not begin new rows.
pub(super) fn read(
    name: &str,
    text: &str,
    separator: Separator,
    budget: &mut Budget<'_>,
) -> Result<Grid, ReadError> {
    let mut sheet = Sheet::new(name, true, budget)?;
    let mut records = CsvRecords::new(text, separator.byte);
    while let Some((row, record)) = records.next()? {
        if row == 0 && separator.declared {
            continue;
        }
        for (column, field) in record.iter().enumerate() {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            sheet.text(CellRef::new(row, column), field, false)?;
        }
    }
    sheet.finish()
}

/// The records of a text with their rows.
pub(super) struct CsvRecords<'t> {
    text: &'t str,
    reader: csv::Reader<&'t [u8]>,
    separator: u8,
    record: StringRecord,
    end: usize,
    row: u32,
}

impl<'t> CsvRecords<'t> {
    pub(super) fn new(text: &'t str, separator: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        Self { text, reader, separator, record: StringRecord::new(), end: 0, row: 0 }
    }

    /// The next record that holds anything, with its row.
    pub(super) fn next(&mut self) -> Result<Option<(u32, &StringRecord)>, ReadError> {
        let start = self.end;
        if !self.reader.read_record(&mut self.record).map_err(ReadError::damaged)? {
            return Ok(None);
        }
        self.end = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let row = self.row.saturating_add(self.blank_lines(start));
        self.row = row.saturating_add(1);
        if self.end >= self.text.len()
            && is_open(self.text.get(start..).unwrap_or(""), self.separator)
        {
            return Err(ReadError::damaged(format_args!(
                "a quoted cell that begins in row {} never ends",
                self.row
            )));
        }
        Ok(Some((row, &self.record)))
    }

    /// Counts the blank lines before a record: the csv crate skips them at the start of the bytes that it reads.
    fn blank_lines(&self, start: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let mut rest = bytes.get(start..).unwrap_or(&[]);
        if start > 0 && bytes.get(start - 1) == Some(&b'\r') {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        let mut lines = 0;
        while let [first @ (b'\r' | b'\n'), after @ ..] = rest {
            lines += 1;
            rest = if *first == b'\r' { after.strip_prefix(b"\n").unwrap_or(after) } else { after };
        }
        lines
    }
}

/// Whether a record ends inside quotes.
fn is_open(record: &str, separator: u8) -> bool {
    let (mut inside, mut field_start) = (false, true);
    let mut bytes = record.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if inside {
            inside = byte != b'"' || bytes.next_if_eq(&b'"').is_some();
            continue;
        }
        inside = byte == b'"' && field_start;
        field_start = byte == separator || byte == b'\n' || byte == b'\r';
    }
    inside
}

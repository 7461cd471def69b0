//! A scorecard's workbook, and its sheets, written from top to bottom.

use rust_xlsxwriter::{ColNum, DocProperties, Format, RowNum, Workbook, Worksheet, XlsxError};

use super::cell::{Formats, ScorecardCell};
use crate::model::Date;
use crate::report::workbook::facts::{PACKING, ReportError};
use crate::sheet::cell::serial;
use crate::sheet::fillable::{A4, day};
use crate::sheet::text::{clean, lines};

/// The height of a line, in points.
const LINE: f64 = 14.5;

/// The most lines of a row.
const TALLEST: usize = 20;

/// A workbook that goes to a supplier: it states no author, and its date is the as-of date.
pub(super) fn workbook(title: &str, as_of: Date) -> Result<Workbook, ReportError> {
    let mut book = Workbook::new();
    book.set_zip_compression_level(PACKING);
    let properties =
        DocProperties::new().set_title(clean(title)).set_creation_datetime(&day(as_of)?);
    book.set_properties(&properties);
    Ok(book)
}

/// A sheet of a workbook that is written from top to bottom.
pub(super) struct ScorecardSheet<'s> {
    page: &'s mut Worksheet,
    formats: &'s Formats,
    widths: &'s [f64],
    row: RowNum,
}

impl<'s> ScorecardSheet<'s> {
    /// Begins a sheet: landscape A4, as wide as the page.
    pub(super) fn new(
        book: &'s mut Workbook,
        formats: &'s Formats,
        name: &str,
        widths: &'s [f64],
    ) -> Result<Self, XlsxError> {
        let page = book.add_worksheet();
        page.set_name(name)?.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        page.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&L&A&RPage &P of &N");
        page.set_screen_gridlines(false);
        for (column, width) in (0..).zip(widths) {
            page.set_column_width(column, *width)?;
        }
        Ok(Self { page, formats, widths, row: 0 })
    }

    /// Writes the title.
    pub(super) fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.page.set_row_height(self.row, 24)?;
        self.line(text, &self.formats.title)
    }

    /// Writes a remark.
    pub(super) fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        self.line(text, &self.formats.note)
    }

    /// Writes the heading of a part, after a blank row.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.page.set_row_height(self.row, 19)?;
        self.line(text, &self.formats.heading)
    }

    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.page.write_string_with_format(self.row, 0, clean(text), format)?;
        self.row += 1;
        Ok(())
    }

    /// Writes the heads of a table, each from its column to the next one's. Those of the first table
    /// stay in sight and stand on each page.
    pub(super) fn heads(&mut self, heads: &[(ColNum, &str)], first: bool) -> Result<(), XlsxError> {
        let ends = ends(heads.iter().map(|(column, _)| *column), self.widths.len());
        for ((column, head), end) in heads.iter().zip(ends) {
            self.put(*column, end, head, &self.formats.head)?;
        }
        self.page.set_row_height(self.row, 2.0 * LINE)?;
        if first {
            self.page.set_repeat_rows(self.row, self.row)?.set_freeze_panes(self.row + 1, 0)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes a row as tall as its longest text, each entry from its column to the next one's.
    pub(super) fn entries(
        &mut self,
        entries: &[(ColNum, ScorecardCell<'_>)],
    ) -> Result<(), XlsxError> {
        let (row, formats) = (self.row, self.formats);
        let mut tallest = 1;
        let ends = ends(entries.iter().map(|(column, _)| *column), self.widths.len());
        for ((column, entry), end) in entries.iter().zip(ends) {
            let (text, format) = match entry {
                ScorecardCell::Text(text) => (clean(text), &formats.text),
                ScorecardCell::Own(text) => (clean(text), &formats.text),
                ScorecardCell::Strong(text) => (clean(text), &formats.strong),
                ScorecardCell::Day(None) => ("".into(), &formats.text),
                ScorecardCell::Day(Some(day)) => match serial(*day) {
                    Some(serial) => {
                        self.page.write_number_with_format(row, *column, serial, &formats.date)?;
                        continue;
                    }
                    None => (day.to_string().into(), &formats.text),
                },
                ScorecardCell::Count(count) => {
                    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
                    let count = *count as f64;
                    self.page.write_number_with_format(row, *column, count, &formats.count)?;
                    continue;
                }
            };
            let width: f64 = self.widths[usize::from(*column)..=usize::from(end)].iter().sum();
            tallest = tallest.max(lines(&text, (width * 1.05) as usize).len());
            self.put(*column, end, &text, format)?;
        }
        let count = u8::try_from(tallest.min(TALLEST)).unwrap_or(1);
        self.page.set_row_height(row, f64::from(count) * LINE + 1.0)?;
        self.row += 1;
        Ok(())
    }

    /// Writes text over some columns.
    fn put(
        &mut self,
        from: ColNum,
        to: ColNum,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if from == to {
            self.page.write_string_with_format(self.row, from, text, format)?;
        } else {
            self.page.merge_range(self.row, from, self.row, to, text, format)?;
        }
        Ok(())
    }
}

/// The last column of each cell of a row: the one before the next cell's, or the sheet's last.
fn ends(columns: impl Iterator<Item = ColNum> + Clone, widths: usize) -> Vec<ColNum> {
    let last = ColNum::try_from(widths).unwrap_or(1);
    columns.clone().skip(1).chain([last]).map(|next| next - 1).collect()
}

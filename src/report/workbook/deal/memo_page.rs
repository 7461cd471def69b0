//! The single page of the memo: rows of merged cells, each as tall as its text.

use rust_xlsxwriter::{ColNum, Format, RowNum, Workbook, Worksheet, XlsxError};

use crate::sheet::fillable::A4;
use crate::sheet::style::SheetStyle;
use crate::sheet::text::{clean, lines};

/// The widths of the columns in characters; together they fill a portrait page of A4.
pub(super) const WIDTHS: [f64; 6] = [13.0, 28.0, 12.0, 22.0, 17.0, 18.0];

/// The height of a line, in points.
const LINE: f64 = 14.0;

/// How many characters of the page's small font fit in the width of one of the usual font.
const CROWDED: f64 = 1.2;

/// The most lines of a row.
const TALLEST: usize = 6;

/// A page that is written from top to bottom.
pub(super) struct MemoPage<'p> {
    /// The sheet.
    pub sheet: &'p mut Worksheet,
    row: RowNum,
}

impl<'p> MemoPage<'p> {
    /// Begins the page: portrait A4, everything on one page.
    pub(super) fn new(book: &'p mut Workbook, name: &str) -> Result<Self, XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        for (column, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_paper_size(A4).set_portrait().set_print_fit_to_pages(1, 1);
        sheet.set_margins(0.5, 0.5, 0.5, 0.6, 0.3, 0.3).set_print_center_horizontally(true);
        sheet.set_screen_gridlines(false);
        Ok(Self { sheet, row: 0 })
    }

    /// The row that is written next.
    pub(super) const fn at(&self) -> RowNum {
        self.row
    }

    /// Leaves a gap of some points.
    pub(super) fn gap(&mut self, points: f64) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, points)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a row of texts, each over the columns from its own to the next one's; the row is as tall as the longest
    /// text needs, at most `TALLEST` lines.
    pub(super) fn row(&mut self, cells: &[(ColNum, &str, &Format)]) -> Result<(), XlsxError> {
        let mut tallest = 1;
        for (at, (column, text, format)) in cells.iter().enumerate() {
            let end = cells.get(at + 1).map_or(WIDTHS.len() as ColNum, |(next, ..)| *next);
            self.put(*column, end - 1, text, format)?;
            let width: f64 = WIDTHS[usize::from(*column)..usize::from(end)].iter().sum();
            tallest = tallest.max(
                text.split('\n').map(|part| lines(part, (width * CROWDED) as usize).len()).sum(),
            );
        }
        let count = u8::try_from(tallest.min(TALLEST)).unwrap_or(1);
        self.sheet.set_row_height(self.row, f64::from(count) * LINE + 2.0)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a row of the given height.
    pub(super) fn tall(
        &mut self,
        cells: &[(ColNum, &str, &Format)],
        points: f64,
    ) -> Result<(), XlsxError> {
        self.row(cells)?;
        self.sheet.set_row_height(self.row - 1, points)?;
        Ok(())
    }

    /// Writes the heading of a part, after a gap.
    pub(super) fn heading(&mut self, style: &SheetStyle, text: &str) -> Result<(), XlsxError> {
        self.gap(7.0)?;
        self.tall(&[(0, text, &style.memo.heading)], 18.0)
    }

    fn put(
        &mut self,
        first: ColNum,
        last: ColNum,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let (row, text) = (self.row, clean(text));
        if first == last {
            self.sheet.write_string_with_format(row, first, text, format)?;
        } else {
            // Merging writes the text as a string, even if it looks like a formula.
            self.sheet.merge_range(row, first, row, last, &text, format)?;
        }
        Ok(())
    }
}

//! Rows on sheets: headings, tables, and the continuation of full sheets.

use rust_xlsxwriter::{
    ColNum, ConditionalFormatFormula, Format, RowNum, Url, Workbook, Worksheet, XlsxError,
};

use super::page::{SheetPlan, page_name, set_up_print};
use super::view::View;
use crate::sheet::cell::{Put, SheetCell, SheetColumn, lines_of, serial};
use crate::sheet::style::{ColumnKind, SheetStyle, bar};
use crate::sheet::text::{clean, lines};

/// The most links of a sheet (a little below Excel's limit); later ones are plain text.
const LINKS: usize = 65_000;

/// The height of a line of text, in points.
const LINE_HEIGHT: f64 = 14.5;

/// The height of the tallest row that Excel accepts, in points.
const TALLEST: f64 = 409.0;

/// Writes one sheet from top to bottom, and continues on another where it is full.
pub(super) struct Pager<'p> {
    book: &'p mut Workbook,
    view: &'p View<'p>,
    plan: SheetPlan<'p>,
    sheet: usize,
    pages: usize,
    row: RowNum,
    links: usize,
    /// Whether there is no table on this page yet.
    fresh: bool,
    /// The first row below the headers of the last table.
    lines_from: RowNum,
}

impl<'p> Pager<'p> {
    /// Begins a sheet.
    pub(super) fn new(
        book: &'p mut Workbook,
        view: &'p View<'p>,
        plan: SheetPlan<'p>,
    ) -> Result<Self, XlsxError> {
        let mut pager = Self {
            book,
            view,
            plan,
            sheet: 0,
            pages: 0,
            row: 0,
            links: 0,
            fresh: true,
            lines_from: 0,
        };
        pager.turn()?;
        Ok(pager)
    }

    fn style(&self) -> &'p SheetStyle {
        &self.view.style
    }

    /// The sheet that is being written.
    pub(super) fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        self.book.worksheet_from_index(self.sheet)
    }

    /// The row that is written next.
    pub(super) const fn row(&self) -> RowNum {
        self.row
    }

    /// Begins another page.
    fn turn(&mut self) -> Result<(), XlsxError> {
        let page = if self.plan.long {
            self.book.add_worksheet_with_low_memory()?
        } else {
            self.book.add_worksheet()
        };
        page.set_name(page_name(self.plan.name, self.pages))?;
        set_up_print(page, &self.plan, self.view)?;
        for (column, width) in (0..).zip(self.plan.widths) {
            page.set_column_width(column, *width)?;
        }
        self.sheet = self.book.worksheets().len() - 1;
        (self.pages, self.row, self.links, self.fresh) = (self.pages + 1, 0, 0, true);
        let (title, note) = (self.plan.title.clone(), self.plan.note.clone());
        self.line(&title, &self.style().title)?;
        self.line(&note, &self.style().note)
    }

    /// Leaves a row blank.
    pub(super) fn skip(&mut self) {
        self.row += 1;
    }

    /// Writes a line of text that may extend over the columns.
    pub(super) fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        if self.row >= self.view.limit {
            self.turn()?;
        }
        let row = self.row;
        self.sheet()?.write_string_with_format(row, 0, clean(text), format)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a paragraph as lines of at most `characters` characters.
    pub(super) fn paragraph(&mut self, text: &str, characters: usize) -> Result<(), XlsxError> {
        let format = &self.style().line;
        lines(text, characters).iter().try_for_each(|line| self.line(line, format))
    }

    /// Writes the heading of a part.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.skip();
        self.line(text, &self.style().heading)
    }

    /// Writes a table. It continues on another sheet, with its headers, where this one is full.
    pub(super) fn table<'c, R: IntoIterator<Item = SheetCell<'c>>>(
        &mut self,
        columns: &[SheetColumn<'_>],
        rows: impl IntoIterator<Item = R>,
    ) -> Result<(), XlsxError> {
        self.outline(columns, rows.into_iter().map(|row| (false, row)))
    }

    /// Writes a table in which the rows marked `true` belong to the row above them and are collapsed. On a sheet that
    /// is written row by row they stay open: there a row can be hidden, but has no outline to open it again.
    pub(super) fn outline<'c, R: IntoIterator<Item = SheetCell<'c>>>(
        &mut self,
        columns: &[SheetColumn<'_>],
        rows: impl IntoIterator<Item = (bool, R)>,
    ) -> Result<(), XlsxError> {
        let mut top = self.heads(columns)?;
        for (below, row) in rows {
            if self.row >= self.view.limit {
                self.close(top, columns)?;
                self.turn()?;
                top = self.heads(columns)?;
            }
            let at = self.row;
            if below && !self.plan.long {
                self.sheet()?.group_symbols_above(true).group_rows_collapsed(at, at)?;
            }
            let mut lines = 1;
            for (index, (column, cell)) in (0..).zip(columns.iter().zip(row)) {
                lines = lines.max(lines_of(column, &cell));
                self.cell(at, index, column.kind, cell, top.is_some())?;
            }
            self.stretch(at, lines)?;
            self.row += 1;
        }
        self.close(top, columns)
    }

    /// Sets the height of a row for a number of lines. Not every program adjusts heights when it opens a file.
    fn stretch(&mut self, row: RowNum, lines: usize) -> Result<(), XlsxError> {
        if lines > 1 {
            let lines = u8::try_from(lines).unwrap_or(u8::MAX);
            let height = (f64::from(lines) * LINE_HEIGHT + 1.0).min(TALLEST);
            self.sheet()?.set_row_height(row, height)?;
        }
        Ok(())
    }

    /// Writes the headers of a table. Returns their row if the sheet's panes, filter and column formats are this
    /// table's.
    fn heads(&mut self, columns: &[SheetColumn<'_>]) -> Result<Option<RowNum>, XlsxError> {
        // A table needs space for its headers and one line.
        if self.row + 1 >= self.view.limit {
            self.turn()?;
        }
        let (row, style) = (self.row, self.style());
        let owns = self.fresh && self.plan.frozen.is_some();
        let sheet = self.sheet()?;
        if owns {
            for (index, column) in (0..).zip(columns) {
                sheet.set_column_width(index, column.width)?;
                sheet.set_column_format(index, style.of(column.kind))?;
            }
        }
        for (index, column) in (0..).zip(columns) {
            sheet.write_string_with_format(row, index, clean(column.head), &style.head)?;
        }
        // The filter button and bold letters take some of the width.
        let width = |column: &SheetColumn<'_>| (column.width * 0.8) as usize;
        let deepest = columns.iter().map(|column| lines(column.head, width(column)).len()).max();
        self.stretch(row, deepest.unwrap_or(1))?;
        self.row += 1;
        self.lines_from = self.row;
        self.fresh = false;
        Ok(owns.then_some(row))
    }

    /// Gives a finished table the borders between its rows, panes, a filter and print titles. The borders are one
    /// conditional format, which holds for blank cells too and needs no format for each cell.
    fn close(&mut self, top: Option<RowNum>, columns: &[SheetColumn<'_>]) -> Result<(), XlsxError> {
        let (first, bottom) = (self.lines_from, self.row - 1);
        let right = ColNum::try_from(columns.len().saturating_sub(1)).unwrap_or_default();
        if bottom >= first {
            let rule =
                ConditionalFormatFormula::new().set_rule("=TRUE").set_format(&self.style().rule);
            for (kind, from, to) in runs(columns) {
                let sheet = self.sheet()?;
                match kind {
                    ColumnKind::Bar => {
                        sheet.add_conditional_format(first, from, bottom, to, &bar())?
                    }
                    _ => sheet.add_conditional_format(first, from, bottom, to, &rule)?,
                };
            }
        }
        let (Some(top), Some(frozen)) = (top, self.plan.frozen) else {
            return Ok(());
        };
        let sheet = self.sheet()?;
        sheet.set_freeze_panes(top + 1, frozen)?;
        sheet.set_repeat_rows(top, top)?;
        if bottom > top {
            sheet.autofilter(top, 0, bottom, right)?;
        }
        Ok(())
    }

    fn cell(
        &mut self,
        row: RowNum,
        column: ColNum,
        kind: ColumnKind,
        cell: SheetCell<'_>,
        formatted: bool,
    ) -> Result<(), XlsxError> {
        let style = self.style();
        let link = matches!(cell, SheetCell::Link(..));
        let linked = link && self.links < LINKS;
        self.links += usize::from(linked);
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        let format = match kind {
            ColumnKind::Bar => Some(&style.bar),
            _ => (!formatted).then(|| style.of(kind)),
        };
        let put = Put { row, column, format };
        match cell {
            SheetCell::Blank if kind == ColumnKind::Bar => {
                sheet.write_blank(row, column, &style.bar)?;
            }
            SheetCell::Blank => {}
            SheetCell::Text(text) => put.text(sheet, &text)?,
            SheetCell::Number(number) => put.number(sheet, number)?,
            SheetCell::Date(date) => match serial(date) {
                Some(serial) => put.number(sheet, serial)?,
                None => put.text(sheet, &date.to_string())?,
            },
            SheetCell::Marked(text, format) => {
                Put { format: Some(format), ..put }.text(sheet, &text)?;
            }
            SheetCell::Shaded(number, format) => {
                Put { format: Some(format), ..put }.number(sheet, number)?;
            }
            SheetCell::Link(text, to) if linked => {
                let url = Url::new(to).set_text(text);
                sheet.write_url_with_format(row, column, &url, &style.link)?;
            }
            SheetCell::Link(text, _) => put.text(sheet, &text)?,
        }
        Ok(())
    }
}

/// The runs of adjacent columns that get the same conditional format: the borders between rows, or a data bar for a
/// single column. No cell gets both, as not every program draws bars below another format.
fn runs(columns: &[SheetColumn<'_>]) -> Vec<(ColumnKind, ColNum, ColNum)> {
    let mut runs: Vec<(ColumnKind, ColNum, ColNum)> = Vec::new();
    for (index, column) in (0..).zip(columns) {
        match runs.last_mut() {
            Some((kind, _, to)) if *kind != ColumnKind::Bar && column.kind != ColumnKind::Bar => {
                *to = index
            }
            _ => runs.push((column.kind, index, index)),
        }
    }
    runs
}

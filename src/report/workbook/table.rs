//! Rows on sheets: headings, tables, and what happens where a sheet is full.

use std::borrow::Cow;

use rust_xlsxwriter::{ColNum, Format, RowNum, Url, Workbook, Worksheet, XlsxError};

use super::style::{Kind, Style};
use super::text::{clean, lines, short};
use super::view::View;
use crate::assessment::calendar::days_between;
use crate::model::Date;

/// Rows a sheet can hold.
pub const SHEET_ROWS: u32 = 1_048_576;

/// Row of the first line of a sheet's first table: above it stand title, note and heads.
const FIRST: u32 = 3;

/// Links a sheet can hold (Excel's limit, with a margin); later ones are plain text.
const LINKS: usize = 65_000;

/// A4, as Excel numbers paper.
const A4: u8 = 9;

/// A3.
const A3: u8 = 8;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column<'c> {
    /// Its head.
    pub head: &'c str,
    /// What it holds.
    pub kind: Kind,
    /// How wide it is, in characters.
    pub width: f64,
}

/// A column.
pub const fn column(head: &str, kind: Kind, width: f64) -> Column<'_> {
    Column { head, kind, width }
}

/// What a cell holds.
#[derive(Debug, Clone)]
pub enum Cell<'c> {
    /// Nothing.
    Blank,
    /// Text; never a formula or a link, whatever it begins with.
    Text(Cow<'c, str>),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// Text in a format of its own.
    Marked(Cow<'c, str>, &'c Format),
    /// A number in a format of its own.
    Shaded(f64, &'c Format),
    /// A link to a cell of this workbook: its text and the cell.
    Link(String, String),
}

impl<'c> From<&'c str> for Cell<'c> {
    fn from(text: &'c str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        Self::Number(number as f64)
    }
}

impl From<Date> for Cell<'_> {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl<'c, T: Into<Cell<'c>>> From<Option<T>> for Cell<'c> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// A sheet before it is written.
#[derive(Debug)]
pub struct Plan<'p> {
    /// Its name.
    pub name: &'p str,
    /// Its title.
    pub title: String,
    /// What it shows, in a sentence.
    pub note: String,
    /// Columns that stay in sight; none: running text, without panes and filter.
    pub frozen: Option<ColNum>,
    /// Widths, where the first table does not say.
    pub widths: &'p [f64],
    /// Whether its rows go to disk at once: for sheets that grow long.
    pub long: bool,
    /// Whether it is printed on the larger paper.
    pub large: bool,
}

/// Sheet number (from 0) and row of line `index` of a sheet's first table.
pub fn locate(index: usize, limit: u32) -> (usize, usize) {
    let room = limit.saturating_sub(FIRST).max(1) as usize;
    (index / room, FIRST as usize + index % room)
}

/// A link to a cell of line `index` of the first table of a sheet.
pub fn target(name: &str, index: usize, limit: u32) -> String {
    let (page, row) = locate(index, limit);
    format!("internal:'{}'!A{}", page_name(name, page), row + 1)
}

fn page_name(name: &str, page: usize) -> String {
    if page == 0 { name.to_owned() } else { format!("{name} ({})", page + 1) }
}

/// Writes one sheet from top to bottom, and continues on a next one where it is full.
pub struct Pager<'p> {
    book: &'p mut Workbook,
    view: &'p View<'p>,
    plan: Plan<'p>,
    sheet: usize,
    pages: usize,
    row: RowNum,
    links: usize,
    /// No table stands on this page yet.
    fresh: bool,
}

impl<'p> Pager<'p> {
    /// Begins a sheet.
    pub fn new(
        book: &'p mut Workbook,
        view: &'p View<'p>,
        plan: Plan<'p>,
    ) -> Result<Self, XlsxError> {
        let mut pager =
            Self { book, view, plan, sheet: 0, pages: 0, row: 0, links: 0, fresh: true };
        pager.turn()?;
        Ok(pager)
    }

    fn style(&self) -> &'p Style {
        &self.view.style
    }

    /// The sheet that is being written.
    pub fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        self.book.worksheet_from_index(self.sheet)
    }

    /// The row that is written next.
    pub const fn row(&self) -> RowNum {
        self.row
    }

    /// Begins the next page.
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
    pub fn skip(&mut self) {
        self.row += 1;
    }

    /// Writes a line that runs over the columns.
    pub fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        if self.row >= self.view.limit {
            self.turn()?;
        }
        let row = self.row;
        self.sheet()?.write_string_with_format(row, 0, clean(text), format)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a paragraph in lines of so many characters.
    pub fn paragraph(&mut self, text: &str, characters: usize) -> Result<(), XlsxError> {
        let format = &self.style().line;
        lines(text, characters).iter().try_for_each(|line| self.line(line, format))
    }

    /// Writes the heading of a part.
    pub fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.skip();
        self.line(text, &self.style().heading)
    }

    /// Writes a table. It continues on a next sheet, with its heads, where this one is full.
    pub fn table<'c, R: IntoIterator<Item = Cell<'c>>>(
        &mut self,
        columns: &[Column<'_>],
        rows: impl IntoIterator<Item = R>,
    ) -> Result<(), XlsxError> {
        let mut top = self.heads(columns)?;
        for row in rows {
            if self.row >= self.view.limit {
                self.close(top, columns.len())?;
                self.turn()?;
                top = self.heads(columns)?;
            }
            let at = self.row;
            for (index, (column, cell)) in (0..).zip(columns.iter().zip(row)) {
                self.cell(at, index, column.kind, cell, top.is_some())?;
            }
            self.row += 1;
        }
        self.close(top, columns.len())
    }

    /// Writes the heads of a table; answers with their row where the sheet's panes, filter and
    /// column formats are this table's.
    fn heads(&mut self, columns: &[Column<'_>]) -> Result<Option<RowNum>, XlsxError> {
        // A table needs room for its heads and a line.
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
        self.row += 1;
        self.fresh = false;
        Ok(owns.then_some(row))
    }

    /// Gives a finished table its panes, filter and print titles.
    fn close(&mut self, top: Option<RowNum>, columns: usize) -> Result<(), XlsxError> {
        let (Some(top), Some(frozen)) = (top, self.plan.frozen) else {
            return Ok(());
        };
        let bottom = self.row - 1;
        let right = ColNum::try_from(columns.saturating_sub(1)).unwrap_or_default();
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
        kind: Kind,
        cell: Cell<'_>,
        formatted: bool,
    ) -> Result<(), XlsxError> {
        let style = self.style();
        let link = matches!(cell, Cell::Link(..));
        let linked = link && self.links < LINKS;
        self.links += usize::from(linked);
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        let put = Put { row, column, format: (!formatted).then(|| style.of(kind)) };
        match cell {
            Cell::Blank => {}
            Cell::Text(text) => put.text(sheet, &text)?,
            Cell::Number(number) => put.number(sheet, number)?,
            Cell::Date(date) => match serial(date) {
                Some(serial) => put.number(sheet, serial)?,
                None => put.text(sheet, &date.to_string())?,
            },
            Cell::Marked(text, format) => {
                Put { format: Some(format), ..put }.text(sheet, &text)?;
            }
            Cell::Shaded(number, format) => {
                Put { format: Some(format), ..put }.number(sheet, number)?;
            }
            Cell::Link(text, to) if linked => {
                let url = Url::new(to).set_text(text);
                sheet.write_url_with_format(row, column, &url, &style.link)?;
            }
            Cell::Link(text, _) => put.text(sheet, &text)?,
        }
        Ok(())
    }
}

/// Where a value goes; a cell without a format takes its column's.
struct Put<'f> {
    row: RowNum,
    column: ColNum,
    format: Option<&'f Format>,
}

impl Put<'_> {
    fn text(&self, sheet: &mut Worksheet, text: &str) -> Result<(), XlsxError> {
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

    fn number(&self, sheet: &mut Worksheet, number: f64) -> Result<(), XlsxError> {
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

/// The day as Excel counts it; none before March 1900, where Excel counts a day that never was.
fn serial(date: Date) -> Option<f64> {
    let first = jiff::civil::date(1900, 3, 1);
    (date >= first).then(|| f64::from(days_between(first, date)) + 61.0)
}

/// Landscape, one page wide, with the day and the page on every page.
fn set_up_print(page: &mut Worksheet, plan: &Plan<'_>, view: &View<'_>) -> Result<(), XlsxError> {
    // `&` begins a code in headers.
    let plain = |text: &str| clean(&short(text, 60)).replace('&', "&&").replace('\n', " ");
    let facts = view.facts;
    page.set_paper_size(if plan.large { A3 } else { A4 });
    page.set_landscape();
    page.set_print_fit_to_pages(1, 0);
    page.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    page.set_header(format!("&L{}&C{}&RAs of {}", plain(facts.portfolio), plan.name, facts.as_of));
    page.set_footer(format!("&L{}&RPage &P of &N", plain(facts.program)));
    page.set_screen_gridlines(plan.frozen.is_some());
    page.set_print_gridlines(plan.frozen.is_some());
    Ok(())
}

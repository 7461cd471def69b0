//! Formats of sheets that people fill in: colours, cell styles, printing, dates.

use crate::model::excel::LONGEST_TEXT;
use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, ProtectionOptions,
    Workbook, Worksheet, XlsxError,
};

use super::text::clean;

/// Header of a column that must be filled, and of every column of a form.
const DARK: Color = Color::RGB(0x1F_3A_4D);
/// Header of a column that may stay blank.
const MID: Color = Color::RGB(0x6B_85_94);
/// Cells to fill in.
const OPEN: Color = Color::RGB(0xFF_FB_EA);
/// Cells to fill in that are pre-filled with the last answer, and the colour of their text.
const BEFORE: Color = Color::RGB(0xEC_F3_F9);
const GIVEN: Color = Color::RGB(0x2F_4F_66);
/// Cells that are not to be changed.
const SHUT: Color = Color::RGB(0xF4_F6_F7);
/// Lines between cells.
const LINE: Color = Color::RGB(0xC9_D2_D8);
/// The number of A4 in Excel's list of paper sizes.
pub const A4: u8 = 9;

/// The number format of dates: the same in every country.
pub const DATE: &str = "yyyy-mm-dd";
/// The number format of dates with a time.
pub const DATE_TIME: &str = "yyyy-mm-dd hh:mm";
fn boxed() -> Format {
    Format::new()
        .set_border(FormatBorder::Thin)
        .set_border_color(LINE)
        .set_align(FormatAlign::Top)
        .set_text_wrap()
}

/// A header cell; `strong` where the column must be filled.
pub fn header(strong: bool) -> Format {
    let ground = if strong { DARK } else { MID };
    boxed()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(ground)
        .set_align(FormatAlign::VerticalCenter)
}

/// The format of a cell to fill in.
pub fn open() -> Format {
    boxed().set_background_color(OPEN).set_unlocked()
}

/// The format of a cell to fill in that is pre-filled with the last answer.
pub fn prefilled() -> Format {
    open().set_italic().set_font_color(GIVEN).set_background_color(BEFORE)
}

/// The format of a cell that is not to be changed.
pub fn shut() -> Format {
    boxed().set_background_color(SHUT)
}

/// The format of a title.
pub fn title() -> Format {
    Format::new().set_bold().set_font_size(14.0).set_font_color(DARK)
}

/// A date as a spreadsheet stores it.
///
/// # Errors
/// When the year is not from 1900 to 9999.
pub fn day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(
        u16::try_from(date.year()).unwrap_or_default(),
        part(date.month()),
        part(date.day()),
    )
}

/// The longest part of a text that fits into a cell, from its start.
pub fn fitting(text: &str) -> &str {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > LONGEST_TEXT {
            return &text[..at];
        }
    }
    text
}

/// A workbook whose bytes depend only on its content and the date.
///
/// # Errors
/// Those of [`day`].
pub fn workbook(title: &str, as_of: Date) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("flowdown")
        .set_creation_datetime(&day(as_of)?);
    book.set_properties(&properties);
    Ok(book)
}

/// Sets a sheet up for printing: A4, scaled to the width of the page, the header on each page.
///
/// # Errors
/// Never in practice; the library checks the row.
pub fn printed(page: &mut Worksheet, landscape: bool, header: bool) -> Result<(), XlsxError> {
    page.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    page.set_footer("&L&8&F · &A&R&8&P / &N");
    if landscape {
        page.set_landscape();
    }
    if header {
        page.set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
    }
    Ok(())
}

/// Protects our own cells from accidental changes, without a password; widths, heights, sorting and filters stay free.
pub fn protected(page: &mut Worksheet) {
    let free = ProtectionOptions {
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    };
    page.protect_with_options(&free);
}

/// Writes a text as text, even if it looks like a formula or a link.
///
/// # Errors
/// Never in practice; the library checks the row and the column.
pub fn text(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    style: &Format,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        page.write_blank(row, column, style)?;
    } else {
        page.write_string_with_format(row, column, clean(text), style)?;
    }
    Ok(())
}

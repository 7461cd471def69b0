//! A sheet before it is written: its name, the rows of its lines, its print settings.

use rust_xlsxwriter::{ColNum, Worksheet, XlsxError};

use super::facts::RunFacts;
use super::view::View;
use crate::sheet::fillable::A4;
use crate::sheet::text::{clean, short};

/// The row of the first line of a sheet's first table, counted from 0: title, note and headers are above it.
const FIRST: u32 = 3;

/// The number of A3 in Excel's list of paper sizes.
const A3: u8 = 8;

/// The settings of a sheet.
#[derive(Debug)]
pub(super) struct SheetPlan<'p> {
    /// Its name.
    pub name: &'p str,
    /// Its title.
    pub title: String,
    /// The sentence below the title.
    pub note: String,
    /// How many columns stay in sight; `None` for running text, without panes and filter.
    pub frozen: Option<ColNum>,
    /// The widths of the columns, if they are not those of the first table.
    pub widths: &'p [f64],
    /// Whether rows are written to disk at once: for sheets that may become long.
    pub long: bool,
    /// Whether it is printed on A3 instead of A4.
    pub large: bool,
}

/// The sheet number and the row (both from 0) of line `index` of a sheet's first table.
pub(super) fn locate(index: usize, limit: u32) -> (usize, usize) {
    let room = limit.saturating_sub(FIRST).max(1) as usize;
    (index / room, FIRST as usize + index % room)
}

/// A link to line `index` of the first table of a sheet.
pub(super) fn target(name: &str, index: usize, limit: u32) -> String {
    let (page, row) = locate(index, limit);
    format!("internal:'{}'!A{}", page_name(name, page), row + 1)
}

/// The name of a continuation sheet, counted from 0.
pub(super) fn page_name(name: &str, page: usize) -> String {
    if page == 0 { name.to_owned() } else { format!("{name} ({})", page + 1) }
}

/// Sets up printing: landscape, one page wide, with the day and the page number on every page.
pub(super) fn set_up_print(
    page: &mut Worksheet,
    plan: &SheetPlan<'_>,
    view: &View<'_>,
) -> Result<(), XlsxError> {
    let facts = view.facts;
    page.set_paper_size(if plan.large { A3 } else { A4 });
    page.set_landscape();
    page.set_print_fit_to_pages(1, 0);
    page.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    page.set_header(format!("&L{}&C{}&RAs of {}", plain(facts.portfolio), plan.name, facts.as_of));
    page.set_footer(footer(facts));
    page.set_screen_gridlines(false);
    Ok(())
}

/// The footer of every printed page.
pub(super) fn footer(facts: &RunFacts<'_>) -> String {
    format!("&L{}&RPage &P of &N", plain(facts.program))
}

/// Text for a header or footer, in which `&` starts a code.
fn plain(text: &str) -> String {
    clean(&short(text, 60)).replace('&', "&&").replace('\n', " ")
}

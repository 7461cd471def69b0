//! A sheet before it is written: its name, where its lines stand, how it is printed.

use rust_xlsxwriter::{ColNum, Worksheet, XlsxError};

use super::facts::RunFacts;
use super::view::View;
use crate::sheet::text::{clean, short};

/// Row of the first line of a sheet's first table: above it stand title, note and heads.
const FIRST: u32 = 3;

/// A4, as Excel numbers paper.
const A4: u8 = 9;

/// A3.
const A3: u8 = 8;

/// A sheet before it is written.
#[derive(Debug)]
pub(super) struct SheetPlan<'p> {
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
pub(super) fn locate(index: usize, limit: u32) -> (usize, usize) {
    let room = limit.saturating_sub(FIRST).max(1) as usize;
    (index / room, FIRST as usize + index % room)
}

/// A link to a cell of line `index` of the first table of a sheet.
pub(super) fn target(name: &str, index: usize, limit: u32) -> String {
    let (page, row) = locate(index, limit);
    format!("internal:'{}'!A{}", page_name(name, page), row + 1)
}

/// The name of a page of a sheet, from 0.
pub(super) fn page_name(name: &str, page: usize) -> String {
    if page == 0 { name.to_owned() } else { format!("{name} ({})", page + 1) }
}

/// Landscape, one page wide, with the day and the page on every page.
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

/// The footer of every page.
pub(super) fn footer(facts: &RunFacts<'_>) -> String {
    format!("&L{}&RPage &P of &N", plain(facts.program))
}

/// Text of a header or footer, where `&` begins a code.
fn plain(text: &str) -> String {
    clean(&short(text, 60)).replace('&', "&&").replace('\n', " ")
}

//! The sheet Findings: every rule that fired and everything else a person should know.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::cell::{Cell, Column, column};
use super::page::Plan;
use super::style::{Kind, Style, width};
use super::table::Pager;
use super::text::capital;
use super::view::{Line, View, Weight};
use crate::model::SupplierId;

/// The sheet's name.
pub const NAME: &str = "Findings";

const COLUMNS: [Column<'_>; 13] = [
    column("Severity", Kind::Text, width::FIGURE),
    column("Rank", Kind::Count, width::TINY),
    column("Engagement", Kind::Text, width::ID),
    column("Supplier ID", Kind::Text, width::ID),
    column("Supplier", Kind::Wrap, width::NAME),
    column("Rule or code", Kind::Text, width::WORD),
    column("About", Kind::Wrap, width::ID),
    column("What was found", Kind::Wrap, width::LONG),
    column("What to do", Kind::Wrap, width::SENTENCE),
    column("Due", Kind::Date, width::DATE),
    column("Waiver", Kind::Text, width::FIGURE),
    column("Place", Kind::Wrap, width::SENTENCE),
    column("Deal", Kind::Text, width::ID),
];

/// Writes the sheet.
pub fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let note = "Gate rules that fired, worst first and by rank; then what was not used, what \
                somebody should look at, and what is good to know. Filter by severity, supplier or rule.";
    write_lines(book, view, note.to_owned(), view.lines.iter(), true)
}

/// Writes the sheet of some lines; `long` where they may be many.
pub fn write_lines<'v>(
    book: &mut Workbook,
    view: &'v View<'v>,
    note: String,
    lines: impl Iterator<Item = &'v Line<'v>>,
    long: bool,
) -> Result<(), XlsxError> {
    let plan = Plan {
        name: NAME,
        title: "Findings".to_owned(),
        note,
        frozen: Some(3),
        widths: &[],
        long,
        large: true,
    };
    let mut pager = Pager::new(book, view, plan)?;
    pager.table(&COLUMNS, lines.map(|line| row(view, line)))
}

fn row<'v>(view: &'v View<'v>, line: &Line<'v>) -> [Cell<'v>; 13] {
    let engagement = line.result.map(|result| result.engagement);
    [
        severity(&view.style, line.weight),
        line.result.map(|result| result.rank).into(),
        engagement.map(|one| one.id.as_str()).into(),
        line.supplier.map(SupplierId::as_str).into(),
        line.supplier.map(|id| view.name(id)).into(),
        line.code.into(),
        line.subject.into(),
        capital(line.what).into(),
        line.remedy.into(),
        line.due.into(),
        line.waiver.into(),
        line.place.map(ToString::to_string).into(),
        engagement.map(|one| one.deal.as_str()).into(),
    ]
}

fn severity(style: &Style, weight: Weight) -> Cell<'_> {
    match weight {
        Weight::Rule(outcome) => Cell::Marked(outcome.0.word().into(), style.outcome(outcome.0)),
        Weight::Finding(severity) => {
            Cell::Marked(severity.0.word().into(), style.severity(severity.0))
        }
    }
}

//! The sheet Due: the suppliers that must be asked next, and why.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::assessment::due::{DueSupplier, Reason, WITHIN, due};
use crate::report::due::distance;
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 10] = [
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Tier", ColumnKind::Text, width::TIER),
    column("Day", ColumnKind::Date, width::DATE),
    column("How far", ColumnKind::Text, width::WORD),
    column("Reason", ColumnKind::Text, width::WORD),
    column("Engagement", ColumnKind::Text, width::ID),
    column("About", ColumnKind::Wrap, width::SENTENCE),
    column("Why", ColumnKind::Wrap, width::SENTENCE),
    column("Contact", ColumnKind::Wrap, width::NAME),
];

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let found = due(&view.assessment.context, WITHIN);
    let plan = SheetPlan {
        name: "Due",
        title: "Due: whom to ask next".to_owned(),
        note: format!(
            "What is over on {}, or falls due within {WITHIN} days; the most urgent supplier first, a line for each reason. {} other suppliers need not be asked.",
            view.facts.as_of, found.not_due
        ),
        frozen: Some(2),
        widths: &[],
        long: view.is_large(),
        large: true,
    };
    let rows = found
        .suppliers
        .iter()
        .flat_map(|one| one.reasons.iter().map(move |reason| row(view, one, reason)));
    Pager::new(book, view, plan)?.table(&COLUMNS, rows)
}

fn row<'v>(view: &View<'_>, one: &'v DueSupplier<'v>, reason: &'v Reason) -> [SheetCell<'v>; 10] {
    let days = crate::assessment::calendar::days_between(reason.day, view.facts.as_of);
    [
        one.supplier.id.as_str().into(),
        one.supplier.name.as_str().into(),
        one.tier.name().into(),
        Some(reason.day).into(),
        distance(days).into(),
        reason.reason.word().into(),
        reason.engagement.as_ref().map(|id| id.as_str()).into(),
        reason.subject.as_deref().into(),
        reason.because.as_str().into(),
        one.supplier.contact.as_deref().into(),
    ]
}

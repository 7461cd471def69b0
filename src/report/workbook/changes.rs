//! The sheet What changes by itself: decisions that change on a later day if nothing comes in.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::assessment::calendar::days_between;
use crate::assessment::forecast::{Change, Standing, WITHIN};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, SheetStyle, width};
use crate::sheet::text::capital;

const COLUMNS: [SheetColumn<'_>; 9] = [
    column("From", ColumnKind::Date, width::DATE),
    column("In days", ColumnKind::Count, width::FIGURE),
    column("Engagement", ColumnKind::Text, width::ID),
    column("Deal", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Decision before", ColumnKind::Text, width::WORD),
    column("Decision from then on", ColumnKind::Text, width::WORD),
    column("Stage in force from then on", ColumnKind::Wrap, width::NAME),
    column("Why", ColumnKind::Wrap, width::LONG),
];

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: "What changes by itself",
        title: "What changes by itself".to_owned(),
        note: format!(
            "Decisions and stages that change within {WITHIN} days of {} if nothing comes in: as a run of that day would decide on what is known today.",
            view.facts.as_of
        ),
        frozen: Some(1),
        widths: &[],
        long: false,
        large: true,
    };
    let rows = view.facts.forecast.iter().map(|change| row(view, change));
    Pager::new(book, view, plan)?.table(&COLUMNS, rows)
}

fn decision<'v>(style: &'v SheetStyle, standing: &Standing) -> SheetCell<'v> {
    match standing.decision {
        Some(decision) => SheetCell::Marked(decision.word().into(), style.outcome(decision.0)),
        None => "ended".into(),
    }
}

fn row<'v>(view: &'v View<'v>, change: &'v Change) -> [SheetCell<'v>; 9] {
    let result = view.result_of(change.engagement.as_str());
    let stage = change.after.stage.as_ref();
    let days = days_between(view.facts.as_of, change.day);
    [
        change.day.into(),
        usize::try_from(days).unwrap_or_default().into(),
        change.engagement.as_str().into(),
        result.map(|one| one.engagement.deal.as_str()).into(),
        result.map(|one| view.name(&one.engagement.supplier)).into(),
        decision(&view.style, &change.before),
        decision(&view.style, &change.after),
        stage.map(|(name, tier, decision)| format!("{name} ({tier}): {decision}")).into(),
        capital(&change.because).into(),
    ]
}

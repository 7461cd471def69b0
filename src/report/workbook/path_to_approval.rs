//! The sheet Path to approval: the fewest changes that get each engagement allowed, the cheapest first.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::assessment::remedy::Change;
use crate::assessment::{EngagementResult, Remedy};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 15] = [
    column("Total effort", ColumnKind::Count, width::SMALL),
    column("Engagement", ColumnKind::Text, width::ID),
    column("Step", ColumnKind::Text, width::SMALL),
    column("Effort", ColumnKind::Count, width::SMALL),
    column("What to do", ColumnKind::Wrap, width::LONG),
    column("Who", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Kind", ColumnKind::Text, width::WORD),
    column("About", ColumnKind::Wrap, width::ID),
    column("Now", ColumnKind::Wrap, width::WORD),
    column("Then", ColumnKind::Wrap, width::DATE),
    column("Decision now", ColumnKind::Text, width::WORD),
    column("Decision then", ColumnKind::Text, width::WORD),
    column("Rank", ColumnKind::Count, width::TINY),
    column("Deal", ColumnKind::Text, width::ID),
];

/// One engagement with its path to approval.
type EngagementPath<'v> = (&'v EngagementResult<'v>, &'v Remedy);

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: "Path to approval",
        title: "Path to approval".to_owned(),
        note: "For each engagement that is not allowed, the changes of least effort that get it \
               allowed: cheapest engagement first, all its steps are needed. Points: scoring/effort.toml, planning assumptions."
            .to_owned(),
        frozen: Some(3),
        widths: &[],
        long: true,
        large: true,
    };
    let all = view.results().iter().zip(view.assessment.remedies());
    let mut paths: Vec<EngagementPath<'_>> =
        all.filter_map(|(result, remedy)| Some((result, remedy.as_ref()?))).collect();
    paths.sort_by_key(|(result, remedy)| (remedy.decision.is_none(), remedy.effort, result.rank));
    let rows = paths.iter().flat_map(|path| rows(view, *path));
    Pager::new(book, view, plan)?.table(&COLUMNS, rows)
}

/// The steps of an engagement, or why there are none, and then a lower tier to start with.
fn rows<'v>(view: &'v View<'v>, path: EngagementPath<'v>) -> Vec<[SheetCell<'v>; 15]> {
    let (result, remedy) = path;
    let count = remedy.changes.len();
    let steps = remedy.changes.iter().enumerate();
    let mut rows: Vec<[SheetCell<'_>; 15]> = steps
        .map(|(index, change)| step(view, path, change, format!("{} of {count}", index + 1)))
        .collect();
    let remark = |text: String, kind: &'static str, effort: Option<usize>| {
        let mut row = blank(view, path);
        (row[3], row[4], row[7]) = (effort.into(), text.into(), kind.into());
        row[12] = SheetCell::Blank;
        row
    };
    if let Some(reason) = &remedy.reason {
        rows.push(remark(format!("No path to approval: {reason}"), "none", None));
    } else if !remedy.proven {
        let text = format!("Not proven to be the least: {} points less may do", remedy.gap);
        rows.push(remark(text, "gap", None));
    }
    if let Some(lower) = remedy.lower {
        let now = result.engagement.tier;
        let text = format!(
            "Instead, or until then: start with {} information in place of {now}; the chain is allowed there as it stands",
            lower.tier
        );
        rows.push(remark(text, "lower-tier", usize::try_from(lower.effort).ok()));
    }
    rows
}

fn blank<'v>(view: &'v View<'v>, (result, remedy): EngagementPath<'v>) -> [SheetCell<'v>; 15] {
    let mut row = [const { SheetCell::Blank }; 15];
    let total = remedy.decision.map(|_| f64::from(remedy.effort));
    row[0] = total.into();
    row[1] = result.engagement.id.as_str().into();
    row[11] =
        SheetCell::Marked(result.decision.word().into(), view.style.outcome(result.decision.0));
    if let Some(then) = remedy.decision {
        row[12] = SheetCell::Marked(then.word().into(), view.style.outcome(then.0));
    }
    row[13] = result.rank.into();
    row[14] = result.engagement.deal.as_str().into();
    row
}

fn step<'v>(
    view: &'v View<'v>,
    path: EngagementPath<'v>,
    change: &'v Change,
    number: String,
) -> [SheetCell<'v>; 15] {
    let mut row = blank(view, path);
    row[2] = number.into();
    row[3] = f64::from(change.effort).into();
    row[4] = change.text.as_str().into();
    row[5] = change.supplier.as_str().into();
    row[6] = view.name(&change.supplier).into();
    row[7] = change.action.kind().word().into();
    row[8] = change.subject.as_str().into();
    row[9] = change.from.as_str().into();
    row[10] = change.to.as_str().into();
    row
}

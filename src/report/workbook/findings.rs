//! The sheet Findings: every rule that fired and every other finding.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::ranks::RankedAmong;
use super::table::Pager;
use super::view::{FindingLine, LineWeight, View};
use crate::assessment::tracking::{Identity, Tracked};
use crate::model::SupplierId;
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, SheetStyle, width};
use crate::sheet::text::capital;

/// The sheet's name.
pub(super) const NAME: &str = "Findings";

/// The number of cells in a line.
const CELLS: usize = 19;

const COLUMNS: [SheetColumn<'_>; CELLS] = [
    column("ID", ColumnKind::Text, width::TIER),
    column("Status", ColumnKind::Text, width::FIGURE),
    column("Due", ColumnKind::Date, width::DATE),
    column("Days over", ColumnKind::Count, width::FIGURE),
    column("Severity", ColumnKind::Text, width::FIGURE),
    column("Rank", ColumnKind::Count, width::TINY),
    column("Engagement", ColumnKind::Text, width::ID),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Rule or code", ColumnKind::Text, width::WORD),
    column("About", ColumnKind::Wrap, width::ID),
    column("What was found", ColumnKind::Wrap, width::LONG),
    column("What to do", ColumnKind::Wrap, width::SENTENCE),
    column("Follows from", ColumnKind::Text, width::TIER),
    column("First seen", ColumnKind::Date, width::DATE),
    column("Times seen", ColumnKind::Count, width::FIGURE),
    column("Waiver", ColumnKind::Text, width::FIGURE),
    column("Place", ColumnKind::Wrap, width::SENTENCE),
    column("Deal", ColumnKind::Text, width::ID),
];

/// The number of lines from which the sheet is written to disk row by row. Below it, rows stay in memory, so that what
/// follows from another finding can be collapsed below it.
const LONG: usize = 50_000;

/// Writes the sheet of the portfolio.
pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let note = "Overdue first, the longest on top; then what is due next; then what has no day, the worst first; then \
                what was closed since the run before. What follows from a finding is closed below it. Filter by status, severity, supplier or rule.";
    let closed: Vec<&Tracked> =
        view.facts.tracking.entries.iter().filter(|one| !one.is_open()).collect();
    // Closed findings take the rows that open ones leave.
    let most = view.policy().findings.most_rows.unwrap_or(usize::MAX);
    let room = closed.len().min(most.saturating_sub(view.by_due.len()));
    let note = [note, &left_out(view, closed.len() - room)].concat();
    let long = view.by_due.len() + room > LONG;
    let open = view.by_due.iter().map(|index| &view.lines[*index]);
    let open = open.map(|line| (line.follows(), row(view, RankedAmong::Portfolio, line)));
    let closed = closed.into_iter().take(room).map(|one| (false, closed_row(view, one)));
    Pager::new(book, view, plan(note, long))?.outline(&COLUMNS, open.chain(closed))
}

/// How many lines the policy leaves out, of open findings and `closed` of those that were closed, and where they are;
/// empty if none.
fn left_out(view: &View<'_>, closed: usize) -> String {
    let (all, shown) = (view.lines.len(), view.by_due.len());
    if shown == all && closed == 0 {
        return String::new();
    }
    let open = if shown == all {
        format!(" {closed} closed findings are left out")
    } else {
        format!(" Of {all} findings this sheet holds the first {shown} that follow from no other")
    };
    format!(
        "{open} (most_rows in policy.toml); all of them are \
         in findings.json and the tables rules and findings, and each deal's in its workbook."
    )
}

/// Writes the sheet of the given lines; `long` if they may be many.
pub(super) fn write_lines<'v>(
    book: &mut Workbook,
    view: &'v View<'v>,
    among: RankedAmong<'_>,
    note: String,
    (lines, long): (impl Iterator<Item = &'v FindingLine<'v>>, bool),
) -> Result<(), XlsxError> {
    let mut pager = Pager::new(book, view, plan(note, long))?;
    pager.table(&COLUMNS, lines.map(|line| row(view, among, line)))
}

fn plan<'p>(note: String, long: bool) -> SheetPlan<'p> {
    SheetPlan {
        name: NAME,
        title: "Findings".to_owned(),
        note,
        frozen: Some(1),
        widths: &[],
        long,
        large: true,
    }
}

fn row<'v>(
    view: &'v View<'v>,
    among: RankedAmong<'_>,
    line: &FindingLine<'v>,
) -> [SheetCell<'v>; CELLS] {
    let engagement = line.result.map(|result| result.engagement);
    let tracked = line.tracked;
    let over = days_over(view, tracked);
    let of_file = || tracked?.identity.supplier.as_deref();
    let supplier = line.supplier.map(SupplierId::as_str).or_else(of_file);
    [
        tracked.map(|tracked| tracked.id.as_str()).into(),
        tracked.map(|_| if over.is_some() { "overdue" } else { "open" }).into(),
        line.due().into(),
        over.into(),
        severity(&view.style, line.weight),
        line.result.map(|result| among.rank(result)).into(),
        engagement.map(|one| one.id.as_str()).into(),
        supplier.into(),
        supplier.map(|id| view.name_of(id).unwrap_or(id)).into(),
        line.code.into(),
        line.subject.into(),
        capital(line.what).into(),
        line.remedy.into(),
        tracked.and_then(|tracked| tracked.follows.as_deref()).into(),
        tracked.map(|tracked| tracked.first_seen).into(),
        tracked.map(|tracked| tracked.times_seen as usize).into(),
        line.waiver.into(),
        line.place.map(ToString::to_string).into(),
        engagement.map(|one| one.deal.as_str()).into(),
    ]
}

/// The row of a finding that the previous run had and this one does not.
fn closed_row<'v>(view: &'v View<'v>, one: &'v Tracked) -> [SheetCell<'v>; CELLS] {
    let Identity { engagement, supplier, subject, .. } = &one.identity;
    let result = engagement.as_deref().and_then(|engagement| view.result_of(engagement));
    let name = supplier.as_deref().and_then(|id| view.name_of(id));
    [
        one.id.as_str().into(),
        "closed".into(),
        one.due.into(),
        SheetCell::Blank,
        one.outcome.as_str().into(),
        result.map(|result| result.rank).into(),
        engagement.as_deref().into(),
        supplier.as_deref().into(),
        name.into(),
        one.rule.as_str().into(),
        subject.as_str().into(),
        capital(&one.because).into(),
        SheetCell::Blank,
        one.follows.as_deref().into(),
        one.first_seen.into(),
        (one.times_seen as usize).into(),
        one.waiver.as_deref().into(),
        SheetCell::Blank,
        result.map(|result| result.engagement.deal.as_str()).into(),
    ]
}

/// The number of days by which a finding is overdue; `None` if it is not.
fn days_over(view: &View<'_>, tracked: Option<&Tracked>) -> Option<usize> {
    let days = tracked?.overdue_days(view.facts.as_of)?;
    usize::try_from(days).ok().filter(|days| *days > 0)
}

fn severity(style: &SheetStyle, weight: LineWeight) -> SheetCell<'_> {
    match weight {
        LineWeight::Rule(outcome) => {
            SheetCell::Marked(outcome.0.word().into(), style.outcome(outcome.0))
        }
        LineWeight::Finding(severity) => {
            SheetCell::Marked(severity.0.word().into(), style.severity(severity.0))
        }
    }
}

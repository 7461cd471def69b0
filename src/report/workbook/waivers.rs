//! The sheet Waivers: every accepted risk, what it changes, and which waivers do not count and why.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::assessment::waiver::{Lapse, end, lapse};
use crate::model::{Outcome, Waiver};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 12] = [
    column("Waiver", ColumnKind::Text, width::ID),
    column("Counts", ColumnKind::Text, width::FIGURE),
    column("What it changes, or why it does not count", ColumnKind::Wrap, width::LONG),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Engagement", ColumnKind::Text, width::ID),
    column("Rule or control", ColumnKind::Text, width::WORD),
    column("Last day", ColumnKind::Date, width::DATE),
    column("Reason", ColumnKind::Wrap, width::SENTENCE),
    column("Requested by", ColumnKind::Wrap, width::ID),
    column("Approved by", ColumnKind::Wrap, width::ID),
    column("Approved on", ColumnKind::Date, width::DATE),
];

/// Writes the sheet, unless the register has no waivers.
pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let waivers = &view.assessment.context.register.waivers;
    if waivers.is_empty() {
        return Ok(());
    }
    let most = view.policy().waivers.max_months;
    let plan = SheetPlan {
        name: "Waivers",
        title: "Waivers: accepted risks".to_owned(),
        note: format!(
            "A waiver turns what it names into a condition until its last day, at most {most} months after its approval; where it names a condition, it accepts it. Those that do not count say why."
        ),
        frozen: Some(1),
        widths: &[],
        long: false,
        large: true,
    };
    Pager::new(book, view, plan)?.table(&COLUMNS, waivers.iter().map(|one| row(view, one)))
}

/// The rules that a waiver changes in this run, with their engagements, each once.
fn changes(view: &View<'_>, waiver: &Waiver) -> Vec<String> {
    let mut found = Vec::new();
    for result in view.results() {
        let rules = result.rules.iter();
        let rules = rules.filter(|rule| rule.waiver.as_deref() == Some(waiver.id.as_str()));
        for rule in rules {
            let about = if rule.subject.is_empty() {
                String::new()
            } else {
                format!(" ({})", rule.subject)
            };
            found.push(format!("{} {}{about}", result.engagement.id, rule.rule));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn row<'v>(view: &'v View<'v>, waiver: &'v Waiver) -> [SheetCell<'v>; 12] {
    let policy = &view.policy().waivers;
    let changes = changes(view, waiver);
    let lapsed = lapse(waiver, policy.max_months, view.facts.as_of);
    let last = end(waiver, policy.max_months);
    let says = match lapsed {
        Some(Lapse::Expired) => format!("It ended on {last}"),
        Some(Lapse::SelfApproved) => "Requester and approver are the same person".to_owned(),
        Some(Lapse::NotYet) => format!("It is approved only on {}", waiver.approved_on),
        None if changes.is_empty() => "Nothing that it names fired".to_owned(),
        None => format!("Accepts {}", changes.join("; ")),
    };
    let counts = lapsed.is_none() && !changes.is_empty();
    let outcome = if counts { Outcome::Condition } else { Outcome::Escalate };
    [
        waiver.id.as_str().into(),
        SheetCell::Marked(if counts { "yes" } else { "no" }.into(), view.style.outcome(outcome)),
        says.into(),
        waiver.supplier.as_str().into(),
        view.name_of(waiver.supplier.as_str()).unwrap_or("").into(),
        waiver.scope().into(),
        waiver.subject.as_str().into(),
        last.into(),
        waiver.reason.as_str().into(),
        waiver.requested_by.as_str().into(),
        waiver.approved_by.as_str().into(),
        waiver.approved_on.into(),
    ]
}

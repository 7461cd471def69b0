//! The sheet Ended: the parties that may still hold information of engagements that are over.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::assessment::calendar::days_between;
use crate::assessment::{Ended, EndedParty, ReturnStatus};
use crate::model::Outcome;
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 11] = [
    column("Status", ColumnKind::Text, width::TIER),
    column("Due", ColumnKind::Date, width::DATE),
    column("Days over", ColumnKind::Count, width::FIGURE),
    column("Engagement", ColumnKind::Text, width::ID),
    column("Deal", ColumnKind::Text, width::ID),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Tier", ColumnKind::Text, width::TIER),
    column("Ended on", ColumnKind::Date, width::DATE),
    column("Record", ColumnKind::Wrap, width::NAME),
    column("Recorded on", ColumnKind::Date, width::DATE),
];

/// Writes the sheet, unless no engagement is over.
pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let ended = &view.assessment.ended;
    if ended.is_empty() {
        return Ok(());
    }
    let plan = SheetPlan {
        name: "Ended",
        title: "Ended: who still holds what".to_owned(),
        note: "Engagements that are over are not decided. Each party of their chains must return or destroy what it received; a row of the register's sheet Evidence for the party records it, if its reference names the engagement."
            .to_owned(),
        frozen: Some(1),
        widths: &[],
        long: false,
        large: true,
    };
    let mut parties: Vec<(&Ended<'_>, &EndedParty<'_>)> =
        ended.iter().flat_map(|one| one.parties.iter().map(move |party| (one, party))).collect();
    // Overdue returns come first, the longest overdue at the top; recorded ones come last.
    parties.sort_by_key(|(_, party)| (std::cmp::Reverse(party.status), party.due));
    Pager::new(book, view, plan)?.table(&COLUMNS, parties.into_iter().map(|one| row(view, one)))
}

fn row<'v>(
    view: &'v View<'v>,
    (one, party): (&'v Ended<'v>, &'v EndedParty<'v>),
) -> [SheetCell<'v>; 11] {
    let overdue = party.status == ReturnStatus::Overdue;
    let over = party.due.filter(|_| overdue).map(|due| days_between(due, view.facts.as_of));
    let outcome = match party.status {
        ReturnStatus::Recorded => Outcome::Approve,
        ReturnStatus::Due => Outcome::Condition,
        ReturnStatus::Overdue => Outcome::Reject,
    };
    [
        SheetCell::Marked(party.status.word().into(), view.style.outcome(outcome)),
        party.due.into(),
        over.map(|days| usize::try_from(days).unwrap_or_default()).into(),
        one.engagement.id.as_str().into(),
        one.engagement.deal.as_str().into(),
        party.supplier.as_str().into(),
        view.name_of(party.supplier.as_str()).unwrap_or("").into(),
        one.engagement.tier.name().into(),
        one.ended_on.into(),
        party.record.and_then(|row| row.reference.as_deref()).into(),
        party.record.and_then(|row| row.dated).into(),
    ]
}

//! Table `waivers`: every accepted risk, whether it counts, and how many rules it changes.

use std::collections::HashMap;

use polars::prelude::PolarsResult;

use super::frame::{Frame, FrameBuilder};
use super::stamp::Stamp;
use crate::assessment::Assessment;
use crate::assessment::waiver::{Lapse, end, lapse};
use crate::model::{Date, Waiver};

/// A waiver with what it does in this run.
pub(super) struct WaiverRow<'t> {
    waiver: &'t Waiver,
    /// The engagements it covers; `None` means all.
    scope: Option<String>,
    /// Its last day.
    last: Date,
    lapse: Option<Lapse>,
    /// The number of rules whose outcome it changes or accepts.
    rules: usize,
}

impl WaiverRow<'_> {
    /// Whether it counts, and if not, why. Written by hand: to be in force without use is no lapse.
    const fn status(&self) -> &'static str {
        match self.lapse {
            Some(Lapse::Expired) => "expired",
            Some(Lapse::SelfApproved) => "self-approved",
            Some(Lapse::NotYet) => "not-yet",
            None if self.rules == 0 => "unused",
            None => "counts",
        }
    }
}

/// The waivers in the register's order.
pub(super) fn rows<'t>(assessment: &'t Assessment<'t>) -> Vec<WaiverRow<'t>> {
    let context = &assessment.context;
    let months = context.catalogue.policy.waivers.max_months;
    let mut changed: HashMap<&str, usize> = HashMap::new();
    let rules = assessment.engagements.iter().flat_map(|result| &result.rules);
    for waiver in rules.filter_map(|rule| rule.waiver.as_deref()) {
        *changed.entry(waiver).or_default() += 1;
    }
    let row = |waiver: &'t Waiver| WaiverRow {
        waiver,
        scope: waiver.scope(),
        last: end(waiver, months),
        lapse: lapse(waiver, months, context.as_of),
        rules: changed.get(waiver.id.as_str()).copied().unwrap_or_default(),
    };
    context.register.waivers.iter().map(row).collect()
}

/// The table with one row for each waiver.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn frame(rows: &[WaiverRow<'_>], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    FrameBuilder::of(rows, stamp)
        .word("waiver", |row| Some(&row.waiver.id))
        .word("supplier", |row| Some(row.waiver.supplier.as_str()))
        .word("engagement", |row| row.scope.as_deref())
        .word("subject", |row| Some(&row.waiver.subject))
        .word("status", |row| Some(row.status()))
        .count("rules", |row| row.rules)
        .day("last_day", |row| Some(row.last))
        .day("expires", |row| Some(row.waiver.expires))
        .day("approved_on", |row| Some(row.waiver.approved_on))
        .word("requested_by", |row| Some(&row.waiver.requested_by))
        .word("approved_by", |row| Some(&row.waiver.approved_by))
        .text("reason", |row| Some(&row.waiver.reason))
        .shown("place", |row| Some(&row.waiver.place))
        .frame()
}

//! Table `ended`: the parties that may still hold information of engagements that are over.

use polars::prelude::PolarsResult;

use super::frame::{Frame, FrameBuilder};
use super::stamp::Stamp;
use crate::assessment::{Ended, EndedParty};

/// A party of an engagement that is over.
pub(super) type PartyRow<'t> = (&'t Ended<'t>, &'t EndedParty<'t>);

/// The parties by engagement, then depth, then id.
pub(super) fn rows<'t>(ended: &'t [Ended<'t>]) -> Vec<PartyRow<'t>> {
    ended.iter().flat_map(|one| one.parties.iter().map(move |party| (one, party))).collect()
}

/// The table with one row for each party.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn frame(rows: &[PartyRow<'_>], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    FrameBuilder::of(rows, stamp)
        .word("engagement", |row| Some(row.0.engagement.id.as_str()))
        .word("deal", |row| Some(row.0.engagement.deal.as_str()))
        .word("prime", |row| Some(row.0.engagement.supplier.as_str()))
        .word("tier", |row| Some(row.0.engagement.tier.name()))
        .day("ended_on", |row| Some(row.0.ended_on))
        .word("supplier", |row| Some(row.1.supplier.as_str()))
        .count("depth", |row| row.1.depth as usize)
        .day("due", |row| row.1.due)
        .word("status", |row| Some(row.1.status.word()))
        .text("record", |row| row.1.record?.reference.as_deref())
        .day("recorded_on", |row| row.1.record?.dated)
        .frame()
}

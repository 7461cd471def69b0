//! Table `remedies`: the changes of each path to approval, in the order of ranks.

use polars::prelude::PolarsResult;

use super::engagements::Decided;
use super::frame::{Frame, FrameBuilder};
use super::stamp::Stamp;
use crate::assessment::EngagementResult;
use crate::assessment::remedy::Change;

/// The number of changes that a path is reckoned with, to bound the rows of a row group.
pub(super) const CHANGES: usize = 64;

/// One change: its engagement and its number on the path, from 1.
type ChangeRow<'t> = (&'t EngagementResult<'t>, usize, &'t Change);

/// The table with one row for each change. What a path costs as a whole, or why there is none, is in the table
/// `engagements`.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn frame(decided: &[Decided<'_>], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    let paths = decided.iter().filter_map(|(result, remedy)| Some((*result, (*remedy)?)));
    let rows: Vec<ChangeRow<'_>> = paths
        .flat_map(|(result, remedy)| {
            (1..).zip(&remedy.changes).map(move |(step, change)| (result, step, change))
        })
        .collect();
    FrameBuilder::of(&rows, stamp)
        .word("engagement", |row| Some(row.0.engagement.id.as_str()))
        .count("step", |row| row.1)
        .word("kind", |row| Some(row.2.action.kind().word()))
        .word("supplier", |row| Some(row.2.supplier.as_str()))
        .word("subject", |row| Some(&row.2.subject))
        .word("state_now", |row| Some(&row.2.from))
        .word("state_then", |row| Some(&row.2.to))
        .count("effort", |row| usize::try_from(row.2.effort).unwrap_or(usize::MAX))
        .text("text", |row| Some(&row.2.text))
        .frame()
}

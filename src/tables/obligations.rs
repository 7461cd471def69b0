//! Table `obligations`: the flow-down schedule of every chain, in the order of ranks.

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use super::engagements::Decided;
use super::frame::{Frame, FrameBuilder};
use super::stamp::Stamp;
use crate::assessment::{Context, EngagementResult, Obligation, obligations};
use crate::model::SupplierId;

/// The number of lines that a schedule is reckoned with for each party of its chain, to bound the rows of a row group.
pub(super) const LINES: usize = 32;

/// One line of a schedule with its engagement.
type ScheduleRow<'t> = (&'t EngagementResult<'t>, Obligation<'t>);

/// The table with one row for each obligation of each contract.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn frame<'t>(
    decided: &[Decided<'t>],
    context: &Context<'t>,
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    let lines = |(result, _): &Decided<'t>| {
        let result = *result;
        obligations(context, result).into_iter().map(move |line| (result, line))
    };
    let rows: Vec<ScheduleRow<'t>> = decided.par_iter().flat_map_iter(lines).collect();
    FrameBuilder::of(&rows, stamp)
        .word("engagement", |row| Some(row.0.engagement.id.as_str()))
        .word("supplier", |row| Some(row.1.supplier.as_str()))
        .word("from_supplier", |row| row.1.from.as_ref().map(SupplierId::as_str))
        .word("obligation", |row| Some(row.1.obligation))
        .word("title", |row| Some(row.1.title))
        .word("text", |row| Some(&row.1.text))
        .number("value", |row| row.1.value)
        .word("unit", |row| row.1.unit.map(|unit| unit.word()))
        .word("state", |row| Some(row.1.state.word()))
        .word("because", |row| Some(&row.1.because))
        .word("stage", |row| row.1.phase)
        .frame()
}

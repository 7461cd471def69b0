//! Table `stages`: every stage of every engagement, decided at its own tier, in the order of ranks.

use polars::prelude::PolarsResult;

use super::engagements::Decided;
use super::frame::{Frame, FrameBuilder, joined};
use super::stamp::Stamp;
use crate::assessment::{EngagementResult, PhaseLine};
use crate::model::entries;

/// One stage of one engagement.
struct StageRow<'t> {
    result: &'t EngagementResult<'t>,
    line: &'t PhaseLine<'t>,
    recipients: Vec<&'t str>,
}

impl StageRow<'_> {
    /// Whether it is the stage in force.
    fn is_in_force(&self) -> bool {
        let open = self.result.stage.as_ref().and_then(|stage| stage.open);
        open.is_some_and(|(phase, _)| std::ptr::eq(phase, self.line.phase))
    }
}

/// The table with one row for each stage.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn frame(decided: &[Decided<'_>], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    let stages = decided.iter();
    let stages =
        stages.flat_map(|(result, _)| result.phases.iter().map(move |line| (*result, line)));
    let rows: Vec<StageRow<'_>> = stages
        .map(|(result, line)| {
            let recipients = line.phase.recipients.as_deref().map(entries);
            StageRow { result, line, recipients: recipients.into_iter().flatten().collect() }
        })
        .collect();
    FrameBuilder::of(&rows, stamp)
        .word("engagement", |row| Some(row.result.engagement.id.as_str()))
        .word("stage", |row| Some(&row.line.phase.name))
        .word("tier", |row| Some(row.line.phase.tier.name()))
        .day("opens", |row| row.line.opens)
        .flag("in_force", |row| Some(row.is_in_force()))
        .word("decision", |row| Some(row.line.at.decision.word()))
        .day("valid_until", |row| Some(row.line.at.valid_until))
        .word("purpose", |row| row.line.phase.purpose.as_deref())
        .shown("recipients", |row| joined(&row.recipients))
        .count("conditions", |row| row.line.at.conditions.len())
        .shown("place", |row| Some(&row.line.phase.place))
        .frame()
}

//! Tables `engagements` and `rules`: the decisions, in the order of their ranks.

use polars::prelude::PolarsResult;

use super::frame::{Frame, FrameBuilder, joined};
use super::stamp::Stamp;
use crate::assessment::tracking::Tracking;
use crate::assessment::{Context, EngagementResult, FiredRule, Remedy};

/// A decided engagement with its path to approval; `None` if it is allowed.
pub(super) type Decided<'t> = (&'t EngagementResult<'t>, Option<&'t Remedy>);

/// The table with one row for each engagement.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn engagements(
    rows: &[Decided<'_>],
    context: &Context<'_>,
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    let columns = FrameBuilder::of(rows, stamp)
        .count("rank", |row| row.0.rank)
        .count("rank_low", |row| row.0.rank_interval.0)
        .count("rank_high", |row| row.0.rank_interval.1)
        .word("engagement", |row| Some(row.0.engagement.id.as_str()))
        .word("deal", |row| Some(row.0.engagement.deal.as_str()))
        .word("supplier", |row| Some(row.0.engagement.supplier.as_str()))
        .word("supplier_name", |row| {
            let supplier = context.profile(&row.0.engagement.supplier).supplier;
            supplier.map(|supplier| supplier.name.as_str())
        })
        .word("tier", |row| Some(row.0.engagement.tier.name()))
        .shown("kinds", |row| joined(&row.0.engagement.kinds))
        .word("purpose", |row| row.0.engagement.purpose.as_deref())
        .word("owner", |row| row.0.engagement.owner.as_deref())
        .day("starts", |row| Some(row.0.engagement.start))
        .day("ends", |row| row.0.engagement.end)
        .number("volume", |row| Some(row.0.engagement.volume))
        .number("value_at_risk", |row| row.0.engagement.value_at_risk)
        .word("currency", |row| row.0.engagement.currency.as_deref())
        .word("decision", |row| Some(row.0.decision.word()))
        .flag("allowed", |row| Some(row.0.decision.allows()))
        .word("signer", |row| Some(row.0.signer))
        .day("valid_until", |row| Some(row.0.valid_until))
        .word("disclosure_ceiling", |row| Some(row.0.disclosure_ceiling.name()));
    path(figures(columns)).shown("place", |row| Some(&row.0.engagement.place)).frame()
}

/// Adds the columns of an engagement's figures.
fn figures<'r, 't: 'r>(columns: FrameBuilder<'r, Decided<'t>>) -> FrameBuilder<'r, Decided<'t>> {
    columns
        .number("inherent_likelihood", |row| row.0.inherent.likelihood)
        .number("inherent_risk_index", |row| Some(row.0.inherent.risk_index))
        .number("likelihood", |row| row.0.likelihood.map(|range| range.mean))
        .number("likelihood_low", |row| row.0.likelihood.map(|range| range.low))
        .number("likelihood_high", |row| row.0.likelihood.map(|range| range.high))
        .number("likelihood_own", |row| row.0.likelihood_own.map(|range| range.mean))
        .number("likelihood_own_low", |row| row.0.likelihood_own.map(|range| range.low))
        .number("likelihood_own_high", |row| row.0.likelihood_own.map(|range| range.high))
        .number("bound_low", |row| row.0.bounds.map(|bounds| bounds.0))
        .number("bound_high", |row| row.0.bounds.map(|bounds| bounds.1))
        .number("risk_index", |row| Some(row.0.risk_index))
        .number("expected_loss", |row| row.0.expected_loss)
        .number("assurance", |row| row.0.assurance)
        .number("coverage", |row| row.0.coverage)
        .count("nodes", |row| row.0.chain.len())
        .count("rules", |row| row.0.rules.len())
}

/// Adds the columns of an engagement's path to approval; its changes are rows of the table `remedies`.
fn path<'r, 't: 'r>(columns: FrameBuilder<'r, Decided<'t>>) -> FrameBuilder<'r, Decided<'t>> {
    let effort = |points: u32| usize::try_from(points).unwrap_or(usize::MAX);
    columns
        .word("path_decision", |row| row.1?.decision.map(|decision| decision.word()))
        .count("path_effort", |row| {
            let remedy = row.1?;
            remedy.decision.map(|_| effort(remedy.effort))
        })
        .flag("path_proven", |row| row.1.map(|remedy| remedy.proven))
        .count("path_gap", |row| row.1.map(|remedy| effort(remedy.gap)))
        .text("path_reason", |row| row.1?.reason.as_deref())
        .word("start_lower_tier", |row| row.1?.lower.map(|lower| lower.tier.name()))
        .count("start_lower_effort", |row| row.1?.lower.map(|lower| effort(lower.effort)))
}

/// The table with one row for each rule that fired.
///
/// # Errors
/// Those of [`engagements`].
pub(super) fn rules(
    decided: &[Decided<'_>],
    tracking: &Tracking,
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    let rows: Vec<(&EngagementResult<'_>, &FiredRule<'_>)> = decided
        .iter()
        .flat_map(|(result, _)| result.rules.iter().map(move |rule| (*result, rule)))
        .collect();
    let tracked = |result, rule| tracking.of_rule(result, rule);
    FrameBuilder::of(&rows, stamp)
        .text("id", |row| tracked(row.0, row.1).map(|tracked| tracked.id.as_str()))
        .word("follows", |row| {
            let cause = row.0.rules.get(row.1.follows?)?;
            tracked(row.0, cause).map(|tracked| tracked.id.as_str())
        })
        .day("first_seen", |row| tracked(row.0, row.1).map(|tracked| tracked.first_seen))
        .count("times_seen", |row| tracked(row.0, row.1).map(|one| one.times_seen as usize))
        .word("engagement", |row| Some(row.0.engagement.id.as_str()))
        .word("supplier", |row| Some(row.1.supplier.as_str()))
        .word("rule", |row| Some(row.1.rule.word()))
        .word("outcome", |row| Some(row.1.outcome.word()))
        .word("subject", |row| Some(&row.1.subject))
        .text("because", |row| Some(&row.1.because))
        .word("remedy", |row| Some(&row.1.remedy))
        .day("due", |row| row.1.due)
        .word("waiver", |row| row.1.waiver.as_deref())
        .word("tier", |row| Some(row.1.tier.name()))
        .shown("place", |row| row.1.place.as_ref())
        .frame()
}

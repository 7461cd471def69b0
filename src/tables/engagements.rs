//! Tables `engagements`, `nodes` and `rules`: the decisions, in the order of their ranks.

use polars::prelude::*;

use super::frame::{FrameBuilder, joined};
use crate::assessment::tracking::Tracking;
use crate::assessment::{ChainLine, Context, EngagementResult, FiredRule};
use crate::model::InformationKind;

/// A decided engagement.
type DecidedResult<'t> = &'t EngagementResult<'t>;

/// The table with one row for each engagement.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn frame(
    results: &[EngagementResult<'_>],
    context: &Context<'_>,
) -> PolarsResult<DataFrame> {
    let kinds: Vec<Vec<&str>> = results
        .iter()
        .map(|result| result.engagement.kinds.iter().map(|kind| InformationKind::word(*kind)))
        .map(Iterator::collect)
        .collect();
    let rows: Vec<(DecidedResult<'_>, &[&str])> =
        results.iter().zip(kinds.iter().map(Vec::as_slice)).collect();
    let columns = FrameBuilder::of(&rows)
        .count("rank", |row| row.0.rank)
        .text("engagement", |row| Some(row.0.engagement.id.as_str()))
        .text("deal", |row| Some(row.0.engagement.deal.as_str()))
        .text("supplier", |row| Some(row.0.engagement.supplier.as_str()))
        .text("supplier_name", |row| {
            let supplier = context.profile(&row.0.engagement.supplier).supplier;
            supplier.map(|supplier| supplier.name.as_str())
        })
        .text("tier", |row| Some(row.0.engagement.tier.name()))
        .shown("kinds", |row| joined(row.1))
        .text("purpose", |row| row.0.engagement.purpose.as_deref())
        .text("owner", |row| row.0.engagement.owner.as_deref())
        .shown("start", |row| Some(row.0.engagement.start))
        .shown("end", |row| row.0.engagement.end)
        .number("volume", |row| Some(row.0.engagement.volume))
        .number("value_at_risk", |row| row.0.engagement.value_at_risk)
        .text("currency", |row| row.0.engagement.currency.as_deref())
        .text("decision", |row| Some(row.0.decision.word()))
        .flag("allowed", |row| Some(row.0.decision.allows()))
        .text("signer", |row| Some(row.0.signer))
        .shown("valid_until", |row| Some(row.0.valid_until))
        .text("disclosure_ceiling", |row| Some(row.0.disclosure_ceiling.name()));
    figures(columns).shown("place", |row| Some(&row.0.engagement.place)).frame()
}

/// Adds the columns of an engagement's figures.
fn figures<'r, 't: 'r, E>(
    columns: FrameBuilder<'r, (DecidedResult<'t>, E)>,
) -> FrameBuilder<'r, (DecidedResult<'t>, E)> {
    columns
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

/// The table with one row for each party of each chain; `node` counts from 0, the prime.
///
/// # Errors
/// Those of [`frame`].
pub(super) fn nodes(results: &[EngagementResult<'_>]) -> PolarsResult<DataFrame> {
    let rows: Vec<(DecidedResult<'_>, usize, &ChainLine)> = results
        .iter()
        .flat_map(|result| {
            result.chain.iter().enumerate().map(move |(at, line)| (result, at, line))
        })
        .collect();
    FrameBuilder::of(&rows)
        .text("engagement", |row| Some(row.0.engagement.id.as_str()))
        .count("node", |row| row.1)
        .text("supplier", |row| Some(row.2.supplier.as_str()))
        .count("depth", |row| row.2.depth as usize)
        .text("tier", |row| Some(row.2.tier.name()))
        .number("reach", |row| Some(row.2.reach))
        .number("likelihood", |row| row.2.likelihood)
        .number("share", |row| row.2.share)
        .number("notice_slack_hours", |row| row.2.notice_slack_hours)
        .frame()
}

/// The table with one row for each rule that fired.
///
/// # Errors
/// Those of [`frame`].
pub(super) fn rules(
    results: &[EngagementResult<'_>],
    tracking: &Tracking,
) -> PolarsResult<DataFrame> {
    let rows: Vec<(DecidedResult<'_>, &FiredRule)> = results
        .iter()
        .flat_map(|result| result.rules.iter().map(move |rule| (result, rule)))
        .collect();
    FrameBuilder::of(&rows)
        .text("id", |row| tracking.of_rule(row.0, row.1).map(|tracked| tracked.id.as_str()))
        .text("engagement", |row| Some(row.0.engagement.id.as_str()))
        .text("supplier", |row| Some(row.1.supplier.as_str()))
        .text("rule", |row| Some(row.1.rule.word()))
        .text("outcome", |row| Some(row.1.outcome.word()))
        .text("subject", |row| Some(&row.1.subject))
        .text("because", |row| Some(&row.1.because))
        .text("remedy", |row| Some(&row.1.remedy))
        .shown("due", |row| row.1.due)
        .text("waiver", |row| row.1.waiver.as_deref())
        .text("tier", |row| Some(row.1.tier.name()))
        .shown("place", |row| row.1.place.as_ref())
        .frame()
}

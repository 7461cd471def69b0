//! Tables `controls` and `domains`: what makes up the likelihood of every party of every chain.
//!
//! An [`EngagementResult`] does not keep its control lines, of which a large portfolio has two million. So the parties
//! are scored again here, some engagements at a time.

use std::collections::HashMap;

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use super::engagements::Decided;
use super::frame::{Frame, FrameBuilder};
use super::stamp::Stamp;
use crate::assessment::context::Context;
use crate::assessment::evaluation::scores;
use crate::assessment::likelihood::{factor, shares};
use crate::assessment::node::{ControlLine, DomainScore, NodeScore};
use crate::assessment::resolve::Resolved;
use crate::assessment::scene::Scene;
use crate::assessment::{ChainLine, EngagementResult};
use crate::model::{Answer, Response, Spot, SupplierId};

/// A party of a chain with its score at the engagement's own tier.
pub(super) struct Scored<'t> {
    result: &'t EngagementResult<'t>,
    /// Its index in the listed chain; 0 is the prime.
    node: usize,
    line: &'t ChainLine,
    score: NodeScore,
}

/// Scores the parties of some engagements, in the order of ranks and of each chain.
pub(super) fn score<'t>(decided: &[Decided<'t>], context: &Context<'t>) -> Vec<Scored<'t>> {
    decided.par_iter().flat_map_iter(|(result, _)| score_one(result, context)).collect()
}

fn score_one<'t>(result: &'t EngagementResult<'t>, context: &Context<'t>) -> Vec<Scored<'t>> {
    let engagement = result.engagement;
    let graph = context.chain(engagement);
    let scene = Scene::new(engagement, &graph, engagement.tier, true);
    let scores = scores(context, &scene);
    let mut by_id: HashMap<&SupplierId, NodeScore> =
        graph.nodes.iter().copied().zip(scores).collect();
    let listed = result.chain.iter().enumerate();
    listed
        .filter_map(|(node, line)| {
            let score = by_id.remove(&line.supplier)?;
            Some(Scored { result, node, line, score })
        })
        .collect()
}

/// One applying control of one party.
struct ControlRow<'t> {
    scored: &'t Scored<'t>,
    line: &'t ControlLine,
    /// Whether the answer comes from stale responses.
    stale: bool,
    /// The first cell that decided the control; if none did, the first that was read for it.
    cell: Option<(&'t Response, Spot)>,
}

fn control_rows<'t>(scored: &'t Scored<'t>, context: &'t Context<'t>) -> Vec<ControlRow<'t>> {
    let profile = context.profile(&scored.line.supplier);
    let tier = scored.line.tier;
    let statements = &profile.statements;
    let resolved = profile.resolved(tier);
    let stale = statements.staleness(tier);
    let lines = scored.score.lines.iter();
    lines
        .map(|line| {
            let first = resolved.get(line.control().get()).and_then(Resolved::first);
            // The deciding candidates are all fresh or all stale.
            let decided = line.answer != Answer::Unanswered;
            let stale = decided && first.is_some_and(|row| stale[row.response]);
            let cell = first.and_then(|row| {
                let response = *statements.responses.get(row.response.get())?;
                Some((response, response.answers.get(row.answer.get())?.spot))
            });
            ControlRow { scored, line, stale, cell }
        })
        .collect()
}

/// The table of the applying controls of some parties.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn controls(
    parties: &[Scored<'_>],
    context: &Context<'_>,
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    let catalogue = context.catalogue;
    let rows: Vec<ControlRow<'_>> =
        parties.iter().flat_map(|scored| control_rows(scored, context)).collect();
    let control = |row: &ControlRow<'_>| &catalogue.controls.list()[row.line.control()];
    let is_good = |row: &ControlRow<'_>| matches!(row.line.answer, Answer::Yes | Answer::Partial);
    FrameBuilder::of(&rows, stamp)
        .word("engagement", |row| Some(row.scored.result.engagement.id.as_str()))
        .count("node", |row| row.scored.node)
        .word("supplier", |row| Some(row.scored.line.supplier.as_str()))
        .word("tier", |row| Some(row.scored.line.tier.name()))
        .word("control", |row| Some(control(row).id.as_str()))
        .word("domain", |row| Some(&catalogue.policy.domains[control(row).domain].domain))
        .count("weight", |row| control(row).weight as usize)
        .flag("required", |row| Some(control(row).required_at(row.scored.line.tier)))
        .word("answer", |row| Some(row.line.answer.word()))
        .flag("stale", |row| Some(row.stale))
        // Only yes and partial have an evidence level.
        .word("evidence_level", |row| Some(row.line.support.level.name()).filter(|_| is_good(row)))
        .day("evidence_until", |row| row.line.support.until)
        .number("a", |row| Some(row.line.adds(catalogue).a))
        .number("b", |row| Some(row.line.adds(catalogue).b))
        .word("file", |row| row.cell.map(|(response, _)| &*response.file))
        .word("sheet", |row| {
            let (response, spot) = row.cell?;
            response.sheets.get(usize::from(spot.sheet)).map(|sheet| &**sheet)
        })
        .coded("cell", |row| row.cell.map(|(_, spot)| spot.cell))
        .frame()
}

/// One domain of one party.
struct DomainRow<'t> {
    scored: &'t Scored<'t>,
    domain: &'t DomainScore,
    base_rate: f64,
    factor: f64,
    share: f64,
}

fn domain_rows<'t>(scored: &'t Scored<'t>, context: &Context<'_>) -> Vec<DomainRow<'t>> {
    let rate = |domain: &DomainScore| context.catalogue.policy.domains[domain.domain].base_rate;
    let domains = &scored.score.domains;
    let factors: Vec<f64> =
        domains.iter().map(|domain| factor(rate(domain), domain.observations)).collect();
    let shares = shares(&factors);
    let figures = factors.into_iter().zip(shares);
    let row = |(domain, (factor, share))| DomainRow {
        scored,
        domain,
        base_rate: rate(domain),
        factor,
        share,
    };
    domains.iter().zip(figures).map(row).collect()
}

/// The table of the domains of some parties.
///
/// # Errors
/// Those of [`controls`].
pub(super) fn domains(
    parties: &[Scored<'_>],
    context: &Context<'_>,
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    let policy = &context.catalogue.policy;
    let rows: Vec<DomainRow<'_>> =
        parties.iter().flat_map(|scored| domain_rows(scored, context)).collect();
    FrameBuilder::of(&rows, stamp)
        .word("engagement", |row| Some(row.scored.result.engagement.id.as_str()))
        .count("node", |row| row.scored.node)
        .word("supplier", |row| Some(row.scored.line.supplier.as_str()))
        .word("tier", |row| Some(row.scored.line.tier.name()))
        .word("domain", |row| Some(&policy.domains[row.domain.domain].domain))
        .number("strength", |row| Some(row.domain.observations.strength()))
        .number("variance", |row| Some(row.domain.observations.variance()))
        .number("a", |row| Some(row.domain.observations.a))
        .number("b", |row| Some(row.domain.observations.b))
        .number("attainable", |row| Some(row.domain.attainable))
        .number("base_rate", |row| Some(row.base_rate))
        .number("factor", |row| Some(row.factor))
        .number("share", |row| Some(row.share))
        .frame()
}

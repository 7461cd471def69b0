//! Every figure with its lines, down to the cell, as `flowdown explain` prints it.
//!
//! The lines are kept and the totals are derived from them, never the other way round. [`format`] holds the types,
//! [`text`] the text for a terminal.

mod format;
mod text;

use crate::assessment::chain::Position;
use crate::assessment::evaluation::{Evaluation, evaluate};
use crate::assessment::likelihood::{Observations, factor, shares};
use crate::assessment::node::{ControlLine, DomainScore};
use crate::assessment::remedy::remedy;
use crate::assessment::{Context, EngagementResult};
use crate::catalogue::Control;
use crate::model::{Answer, NodeIndex};
use crate::run_folder::remedies::RemedyFigures;
use format::FORMAT;

pub use format::{
    ControlExplanation, DomainExplanation, Explanation, Explanations, NodeExplanation, NotApplying,
    Pair, RuleLine, schema,
};
pub use text::text;

/// The controls that do not apply to a node, each with the reason.
fn not_applying(
    own: &Evaluation<'_, '_>,
    node: NodeIndex,
    controls: &[Control],
) -> Vec<NotApplying> {
    let Position { tier, kinds, .. } = own.scene.positions[node];
    let out = controls.iter().filter(|control| !control.applies_to(tier, kinds));
    out.map(|control| NotApplying {
        control: control.id.clone(),
        title: control.title.clone(),
        because: if control.applies_at(tier) {
            format!("it is about {}, and none of that arrives", control.kinds)
        } else {
            format!("it applies from {} on, {tier} arrives", control.applies_from)
        },
    })
    .collect()
}

impl From<Observations> for Pair {
    fn from(observations: Observations) -> Self {
        Self { a: observations.a.into(), b: observations.b.into() }
    }
}

/// Explains an engagement.
pub fn explain(context: &Context<'_>, result: &EngagementResult<'_>) -> Explanation {
    let engagement = result.engagement;
    let graph = context.chain(engagement);
    let own = evaluate(context, engagement, &graph, engagement.tier, true);
    Explanation {
        format: FORMAT.into(),
        engagement: engagement.id.clone(),
        tier: engagement.tier,
        decision: result.decision,
        likelihood: own.likelihood.map(|chain| chain.moments.mean.into()),
        nodes: NodeIndex::all(own.scores.len())
            .map(|node| explain_node(context, &own, node))
            .collect(),
        rules: result
            .rules
            .iter()
            .map(|rule| RuleLine {
                outcome: rule.outcome,
                rule: rule.rule.into(),
                supplier: rule.supplier.clone(),
                because: rule.because.to_string(),
                remedy: rule.remedy.to_string(),
                place: rule.place.as_ref().map(ToString::to_string),
            })
            .collect(),
        remedies: (!result.decision.allows())
            .then(|| RemedyFigures::from(&remedy(context, result))),
    }
}

fn explain_node(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: NodeIndex,
) -> NodeExplanation {
    let score = &own.scores[node];
    let position = &own.scene.positions[node];
    let rates = &context.catalogue.policy.domains;
    let factors: Vec<f64> = score
        .domains
        .iter()
        .map(|one| factor(rates[one.domain].base_rate, one.observations))
        .collect();
    let explained = score.domains.iter().zip(shares(&factors));
    let is_left_out = |line: &&ControlLine| {
        let domain = context.catalogue.controls.list()[line.control()].domain;
        score.domains.iter().all(|one| one.domain != domain)
    };
    let left_out = score.lines.iter().filter(is_left_out);
    NodeExplanation {
        supplier: own.scene.graph.nodes[node].clone(),
        tier: position.tier,
        reach: position.reach.into(),
        kinds: own.scene.knows_kinds().then(|| position.kinds.each().collect()),
        left_out: left_out.map(|line| explain_line(context, own, node, line)).collect(),
        not_applying: not_applying(own, node, context.catalogue.controls.list()),
        likelihood: score.moments.map(|moments| moments.mean.into()),
        domains: explained
            .map(|(one, share)| explain_domain(context, own, node, one, share))
            .collect(),
    }
}

fn explain_domain(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: NodeIndex,
    domain: &DomainScore,
    share: f64,
) -> DomainExplanation {
    let policy = &context.catalogue.policy;
    let entry = &policy.domains[domain.domain];
    let of_domain = |line: &&ControlLine| {
        context.catalogue.controls.list()[line.control()].domain == domain.domain
    };
    let lines = own.scores[node].lines.iter().filter(of_domain);
    DomainExplanation {
        domain: entry.domain.clone(),
        base_rate: entry.base_rate,
        prior: Observations::prior(policy).into(),
        lines: lines.map(|line| explain_line(context, own, node, line)).collect(),
        total: domain.observations.into(),
        strength: domain.observations.strength().into(),
        factor: factor(entry.base_rate, domain.observations).into(),
        share: share.into(),
    }
}

fn explain_line(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: NodeIndex,
    line: &ControlLine,
) -> ControlExplanation {
    let control = &context.catalogue.controls.list()[line.control()];
    let profile = context.profile(own.scene.graph.nodes[node]);
    let tier = own.scene.positions[node].tier;
    let resolved = profile.resolution(line.control(), tier);
    let places = resolved.rows.iter().filter_map(|row| {
        let response = profile.statements.responses[row.response];
        response.answers.get(row.answer.get()).map(|given| response.place(given.spot).to_string())
    });
    let certificate = line
        .support
        .certificate
        .map(|index| profile.certificates[index].weighed.certificate.place.to_string());
    let record =
        line.support.record.map(|index| context.register.evidence[index].place.to_string());
    let supported = matches!(line.answer, Answer::Yes | Answer::Partial);
    ControlExplanation {
        control: control.id.clone(),
        title: control.title.clone(),
        weight: control.weight,
        answer: line.answer,
        evidence: supported.then_some(line.support.level),
        evidence_place: certificate.or(record),
        adds: line.adds(context.catalogue).into(),
        places: places.collect(),
    }
}

//! Evaluates one engagement at one tier: scores of the nodes, likelihood of the chain, rules, waivers, worst outcome
//! (docs/method.md §§5, 7).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::describe::subject::key;
use super::gate::{self, Hit, Subject};
use super::verdict::{Verdict, supplier};
use super::{follows, waiver};
use crate::assessment::chain::{Graph, Position};
use crate::assessment::context::Context;
use crate::assessment::scene::Scene;
use crate::assessment::score::likelihood::Moments;
use crate::assessment::supplier::node::{Circumstances, NodeScore};
use crate::assessment::supplier::profile::Profile;
use crate::assessment::supplier::scoring;
use crate::model::{
    Branch, Decision, DueDay, Engagement, NodeIndex, Outcome, Rule, SupplierId, Tier,
};

/// The likelihood of a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChainLikelihood {
    /// The mean P and the variance V of the chain.
    pub moments: Moments,
    /// The largest ρ·P of a node: the lower bound of the chain's likelihood without assuming independence.
    pub largest: f64,
    /// Σ ρ·P, at most 1: the upper bound.
    pub sum: f64,
}

/// One engagement evaluated at one tier.
#[derive(Debug)]
pub struct Evaluation<'s, 'a> {
    /// The scene.
    pub scene: Scene<'s, 'a>,
    /// The score of each node.
    pub scores: Vec<Arc<NodeScore>>,
    /// The likelihood of the chain; `None` if no node has one.
    pub likelihood: Option<ChainLikelihood>,
    /// The rules that fired.
    pub verdicts: Vec<Verdict<'a>>,
    /// The worst outcome.
    pub decision: Decision,
}

impl<'a> Evaluation<'_, 'a> {
    /// The supplier that a hit names.
    pub fn supplier(&self, hit: &Hit) -> &'a SupplierId {
        supplier(self.scene.graph, hit)
    }
}

/// Evaluates an engagement at a tier; `as_registered` is false for ceilings and phases.
pub fn evaluate<'s, 'a>(
    context: &Context<'a>,
    engagement: &'a Engagement,
    graph: &'s Graph<'a>,
    tier: Tier,
    as_registered: bool,
) -> Evaluation<'s, 'a> {
    let scene = Scene::new(engagement, graph, tier, as_registered);
    let scores: Vec<_> =
        NodeIndex::all(graph.nodes.len()).map(|node| score(context, &scene, node)).collect();
    let likelihood = chain_likelihood(&scene.positions, &scores);
    let mut evaluation = Evaluation {
        scene,
        scores,
        likelihood,
        verdicts: Vec::new(),
        decision: Decision(Outcome::Approve),
    };
    if tier != Tier::Public {
        evaluation.verdicts = verdicts(context, &evaluation);
        let worst = evaluation.verdicts.iter().map(|verdict| verdict.outcome).max();
        evaluation.decision = Decision(worst.unwrap_or(Outcome::Approve));
    }
    evaluation
}

/// The score of each node of a scene, in the order of its graph; computed without the memo of the profiles.
pub fn scores<'a>(context: &Context<'a>, scene: &Scene<'_, 'a>) -> Vec<NodeScore> {
    let of = |node| at_node(context, scene, node, |profile, at| scoring::score(profile, at));
    NodeIndex::all(scene.graph.nodes.len()).map(of).collect()
}

/// The score of one node, from the memo of its profile.
fn score<'a>(context: &Context<'a>, scene: &Scene<'_, 'a>, node: NodeIndex) -> Arc<NodeScore> {
    at_node(context, scene, node, |profile, at| profile.score(at))
}

fn at_node<'a, T>(
    context: &Context<'a>,
    scene: &Scene<'_, 'a>,
    node: NodeIndex,
    score: impl Fn(&Profile<'a>, Circumstances<'_>) -> T,
) -> T {
    let profile = context.profile(scene.graph.nodes[node]);
    // The countries matter only to certificates that are limited to sites.
    let processing = if profile.has_sites() { scene.processing(context, node) } else { Vec::new() };
    let at = Circumstances {
        engagement: &scene.engagement.id,
        processing: &processing,
        tier: scene.positions[node].tier,
        kinds: scene.positions[node].kinds,
    };
    score(profile, at)
}

/// P_chain = 1 − Π (1 − ρ·P), V_chain = Π ((1 − ρP)² + ρ²V) − Π (1 − ρP)².
pub(in crate::assessment) fn chain_likelihood(
    positions: &[Position],
    scores: &[Arc<NodeScore>],
) -> Option<ChainLikelihood> {
    let (mut product, mut squares, mut spread) = (1.0, 1.0, 1.0);
    let (mut largest, mut sum) = (0.0_f64, 0.0_f64);
    let mut any = false;
    for (position, score) in positions.iter().zip(scores) {
        let Some(moments) = score.moments else {
            continue;
        };
        let reached = position.reach * moments.mean;
        let factor = 1.0 - reached;
        product *= factor;
        squares *= factor * factor;
        spread *= factor * factor + position.reach * position.reach * moments.variance;
        largest = largest.max(reached);
        sum += reached;
        any = true;
    }
    let moments = Moments { mean: 1.0 - product, variance: spread - squares };
    any.then(|| ChainLikelihood { moments, largest, sum: sum.min(1.0) })
}

/// The likelihood of a chain without any control; `None` if no control applies anywhere.
pub(in crate::assessment) fn inherent_likelihood(
    positions: &[Position],
    scores: &[Arc<NodeScore>],
) -> Option<f64> {
    let nodes = positions.iter().zip(scores);
    let reached: Vec<f64> =
        nodes.filter_map(|(at, score)| Some(1.0 - at.reach * score.inherent?)).collect();
    (!reached.is_empty()).then(|| 1.0 - reached.iter().product::<f64>())
}

fn verdicts<'a>(context: &Context<'a>, evaluation: &Evaluation<'_, 'a>) -> Vec<Verdict<'a>> {
    let scene = &evaluation.scene;
    let mut hits: Vec<Hit> = Vec::new();
    for (node, score) in NodeIndex::each(&evaluation.scores) {
        hits.extend(gate::of_node(context, scene, node, score));
    }
    hits.extend(gate::of_chain(context, scene));
    let largest = evaluation.likelihood.map(|chain| chain.largest);
    let chain = evaluation.likelihood.map(|chain| chain.moments.mean);
    hits.extend(gate::of_appetite(context, scene, largest, chain));
    judge(context, scene, hits)
}

/// The verdicts on hits: after waivers, with what each follows from, and with what is overdue.
pub(in crate::assessment) fn judge<'a>(
    context: &Context<'a>,
    scene: &Scene<'_, 'a>,
    hits: Vec<Hit>,
) -> Vec<Verdict<'a>> {
    let mut verdicts: Vec<Verdict<'a>> =
        hits.into_iter().map(|hit| verdict(context, scene, hit)).collect();
    follows::mark(context, &mut verdicts);
    overdue(context, scene, &mut verdicts);
    verdicts
}

/// The verdict on a hit, after waivers.
fn verdict<'a>(context: &Context<'a>, scene: &Scene<'_, 'a>, hit: Hit) -> Verdict<'a> {
    let named = supplier(scene.graph, &hit);
    let waiver = waiver::applying(context, &scene.engagement.id, named, &hit);
    let accepted = context.catalogue.policy.waivers.becomes;
    Verdict {
        hit,
        outcome: if waiver.is_some() { accepted } else { hit.outcome },
        waiver,
        follows: None,
        remembered: None,
        overdue: None,
    }
}

/// Sets the due days of earlier runs, and fires a rule for each condition whose day is over: once for each condition,
/// however many hits it has.
fn overdue<'a>(context: &Context<'a>, scene: &Scene<'_, 'a>, verdicts: &mut Vec<Verdict<'a>>) {
    let Some(days) = context.memory.of(&scene.engagement.id).filter(|days| !days.is_empty()) else {
        return;
    };
    let (mut found, mut said) = (Vec::new(), BTreeSet::new());
    for index in 0..verdicts.len() {
        let key = key(context, scene, verdicts, index);
        let remembered = days.get(&key).copied();
        let verdict = &mut verdicts[index];
        verdict.remembered = remembered;
        verdict.overdue = says_overdue(context, verdict);
        if let Some(outcome) = verdict.overdue.filter(|_| said.insert(key)) {
            let (subject, rule) = (Subject::Condition(index), Rule::ConditionOverdue);
            found.push(Hit { rule, outcome, subject, ..verdict.hit });
        }
    }
    for hit in found {
        verdicts.push(verdict(context, scene, hit));
        let last = verdicts.len() - 1;
        let key = key(context, scene, verdicts, last);
        verdicts[last].remembered = days.get(&key).copied();
    }
}

/// The outcome of `condition-overdue` for a condition whose day is over, which no waiver accepts and which follows from
/// no other.
fn says_overdue(context: &Context<'_>, verdict: &Verdict<'_>) -> Option<Outcome> {
    let counts = verdict.outcome == Outcome::Condition
        && verdict.waiver.is_none()
        && verdict.follows.is_none()
        && verdict.hit.rule.due_day() == DueDay::Remembered;
    let over = counts && verdict.remembered.is_some_and(|due| due < context.as_of);
    let policy = &context.catalogue.policy;
    policy.gate(Rule::ConditionOverdue, Branch::Any, verdict.hit.tier).filter(|_| over)
}

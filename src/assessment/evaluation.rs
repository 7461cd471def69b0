//! One engagement at one tier: nodes scored, rules tested, waivers applied (method §§6, 8).

use std::sync::Arc;

use super::chain::{Graph, Position};
use super::context::{Context, Scene};
use super::gate::{self, Hit};
use super::likelihood::Moments;
use super::node::{self, Circumstances, NodeScore};
use super::profile::Profile;
use super::waiver;
use crate::model::{Decision, Engagement, Outcome, SupplierId, Tier, Waiver};

/// A rule that fired, after waivers.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a> {
    /// The rule as it fired.
    pub hit: Hit,
    /// What it says after waivers.
    pub outcome: Outcome,
    /// The waiver that changed it.
    pub waiver: Option<&'a Waiver>,
}

/// The likelihood of a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChainLikelihood {
    /// P and V of the chain.
    pub moments: Moments,
    /// The largest ρ·P of a node: the chain's least likelihood, whatever depends on what.
    pub largest: f64,
    /// Σ ρ·P, at most 1: its greatest.
    pub sum: f64,
}

/// One engagement looked at at one tier.
#[derive(Debug)]
pub struct Evaluation<'s, 'a> {
    /// The scene.
    pub scene: Scene<'s, 'a>,
    /// The score of each node.
    pub scores: Vec<Arc<NodeScore>>,
    /// The chain's likelihood; none where no node has one.
    pub likelihood: Option<ChainLikelihood>,
    /// Rules that fired.
    pub verdicts: Vec<Verdict<'a>>,
    /// The worst outcome.
    pub decision: Decision,
}

impl<'a> Evaluation<'_, 'a> {
    /// The supplier a rule names.
    pub fn supplier(&self, hit: &Hit) -> &'a SupplierId {
        supplier(self.scene.graph, hit)
    }
}

/// The supplier a rule names.
fn supplier<'a>(graph: &Graph<'a>, hit: &Hit) -> &'a SupplierId {
    match (hit.node, hit.subject) {
        (Some(node), _) => graph.nodes[node],
        (None, gate::Subject::Unreached(index)) => &graph.unreached[index].to,
        (None, _) => graph.nodes[0],
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
    let scores: Vec<_> = (0..graph.nodes.len()).map(|node| score(context, &scene, node)).collect();
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

/// The score of each node of a scene, in the order of its graph; worked out anew and kept nowhere.
pub fn scores<'a>(context: &Context<'a>, scene: &Scene<'_, 'a>) -> Vec<NodeScore> {
    let of = |node| {
        at_node(context, scene, node, |profile, at| {
            node::score(profile, at, context.catalogue, context.as_of)
        })
    };
    (0..scene.graph.nodes.len()).map(of).collect()
}

/// The score of one node, as its supplier remembers it.
fn score<'a>(context: &Context<'a>, scene: &Scene<'_, 'a>, node: usize) -> Arc<NodeScore> {
    at_node(context, scene, node, |profile, at| profile.score(at, context.catalogue, context.as_of))
}

fn at_node<'a, T>(
    context: &Context<'a>,
    scene: &Scene<'_, 'a>,
    node: usize,
    score: impl Fn(&Profile<'a>, Circumstances<'_>) -> T,
) -> T {
    let profile = context.profile(scene.graph.nodes[node]);
    // Only certificates of some sites ask where the node processes.
    let processing = if profile.has_sites() { scene.processing(context, node) } else { Vec::new() };
    let at = Circumstances {
        engagement: &scene.engagement.id,
        processing: &processing,
        tier: scene.positions[node].tier,
    };
    score(profile, at)
}

/// Whether an engagement would be allowed at a tier: [`evaluate`], but at the first rule that
/// forbids it the answer is known.
pub fn allows<'a>(
    context: &Context<'a>,
    engagement: &'a Engagement,
    graph: &Graph<'a>,
    tier: Tier,
) -> bool {
    if tier == Tier::Public {
        return true;
    }
    let scene = Scene::new(engagement, graph, tier, false);
    let allowed = |hit: Hit| Decision(verdict(context, &scene, hit).outcome).allows();
    if !gate::of_chain(context, &scene).into_iter().all(allowed) {
        return false;
    }
    let mut scores = Vec::with_capacity(graph.nodes.len());
    for node in 0..graph.nodes.len() {
        let score = score(context, &scene, node);
        if !gate::of_node(context, &scene, node, &score).into_iter().all(allowed) {
            return false;
        }
        scores.push(score);
    }
    let likelihood = chain_likelihood(&scene.positions, &scores);
    let (largest, mean) =
        (likelihood.map(|one| one.largest), likelihood.map(|one| one.moments.mean));
    gate::of_appetite(context, &scene, largest, mean).is_none_or(allowed)
}

/// P_chain = 1 − Π (1 − ρ·P), V_chain = Π ((1 − ρP)² + ρ²V) − Π (1 − ρP)².
pub(super) fn chain_likelihood(
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

fn verdicts<'a>(context: &Context<'a>, evaluation: &Evaluation<'_, 'a>) -> Vec<Verdict<'a>> {
    let scene = &evaluation.scene;
    let mut hits: Vec<Hit> = Vec::new();
    for (node, score) in evaluation.scores.iter().enumerate() {
        hits.extend(gate::of_node(context, scene, node, score));
    }
    hits.extend(gate::of_chain(context, scene));
    let largest = evaluation.likelihood.map(|chain| chain.largest);
    let chain = evaluation.likelihood.map(|chain| chain.moments.mean);
    hits.extend(gate::of_appetite(context, scene, largest, chain));
    hits.into_iter().map(|hit| verdict(context, scene, hit)).collect()
}

/// What a rule that fired says after waivers.
fn verdict<'a>(context: &Context<'a>, scene: &Scene<'_, 'a>, hit: Hit) -> Verdict<'a> {
    let named = supplier(scene.graph, &hit);
    let waiver = waiver::applying(context, &scene.engagement.id, named, &hit);
    let accepted = context.catalogue.policy.waivers.becomes;
    Verdict { hit, outcome: if waiver.is_some() { accepted } else { hit.outcome }, waiver }
}

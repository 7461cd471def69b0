//! What to verify first: the claims of allowed engagements that would matter most if they were wrong (docs/method.md
//! §5).

use rayon::prelude::*;

use super::context::Context;
use super::decision::EngagementResult;
use crate::assessment::rules::evaluation::{Evaluation, chain_likelihood, evaluate, judge};
use crate::assessment::rules::gate::{self, Hit};
use crate::assessment::supplier::node;
use crate::model::{
    Answer, Clears, ControlId, Decision, EngagementId, EvidenceLevel, Family, NodeIndex, Outcome,
    SupplierId,
};

/// A claim that is not verified yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The engagement.
    pub engagement: EngagementId,
    /// The supplier that claims it.
    pub supplier: SupplierId,
    /// The control.
    pub control: ControlId,
    /// The likelihood that it is wrong × the rise of the risk index if it is.
    pub worth: f64,
    /// The decision if the answer were no.
    pub decision: Decision,
}

/// The claims to verify first: those after whose correction the engagement would not be allowed, then by worth,
/// engagement, supplier and control; at most as many as the policy keeps.
pub fn verify_first(context: &Context<'_>, engagements: &[EngagementResult<'_>]) -> Vec<Claim> {
    let policy = &context.catalogue.policy;
    let allowed = engagements.par_iter().filter(|result| result.decision.allows());
    let mut claims: Vec<Claim> = allowed.flat_map_iter(|result| claims(context, result)).collect();
    let scale = 10_f64.powi(policy.arithmetic.rank_decimals);
    let worth = |one: &Claim| (one.worth * scale).round();
    claims.sort_by(|a, b| {
        let first = |one: &Claim| one.decision.allows();
        first(a)
            .cmp(&first(b))
            .then_with(|| worth(b).total_cmp(&worth(a)))
            .then_with(|| a.engagement.cmp(&b.engagement))
            .then_with(|| (&a.supplier, &a.control).cmp(&(&b.supplier, &b.control)))
    });
    claims.truncate(policy.verify_first.most);
    claims
}

/// The claims of one engagement.
fn claims(context: &Context<'_>, result: &EngagementResult<'_>) -> Vec<Claim> {
    let engagement = result.engagement;
    let graph = context.chain(engagement);
    let own = evaluate(context, engagement, &graph, engagement.tier, true);
    let policy = &context.catalogue.policy;
    let weight = policy.tier(engagement.tier).impact * engagement.volume;
    let mut found = Vec::new();
    for (node, score) in NodeIndex::each(&own.scores) {
        for (index, line) in score.lines.iter().enumerate() {
            let claimed = matches!(line.answer, Answer::Yes | Answer::Partial);
            if !claimed || line.support.level > EvidenceLevel::E1 {
                continue;
            }
            let wrong = 1.0 - policy.evidence.of(line.support.level).reliability;
            let (decision, mean) = if_no(context, &own, node, index);
            found.push(Claim {
                engagement: engagement.id.clone(),
                supplier: graph.nodes[node].clone(),
                control: context.catalogue.controls.list()[line.control()].id.clone(),
                worth: wrong * (mean.unwrap_or(0.0) * weight - result.risk_index),
                decision,
            });
        }
    }
    found
}

/// The decision and the chain's likelihood if a node answered no to one of its controls.
fn if_no(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: NodeIndex,
    line: usize,
) -> (Decision, Option<f64>) {
    let mut scores = own.scores.clone();
    let changed = node::with_no(&own.scores[node], line, context.catalogue);
    let mut hits: Vec<Hit> = own
        .verdicts
        .iter()
        .map(|verdict| verdict.hit)
        .filter(|hit| !is_of_answers(hit) || (hit.node != Some(node) && !is_of_chain(hit)))
        .filter(|hit| hit.rule.family() != Family::Overdue)
        .collect();
    hits.extend(
        gate::of_node(context, &own.scene, node, &changed).into_iter().filter(is_of_answers),
    );
    scores[node] = std::sync::Arc::new(changed);
    let likelihood = chain_likelihood(&own.scene.positions, &scores);
    let mean = likelihood.map(|chain| chain.moments.mean);
    let largest = likelihood.map(|chain| chain.largest);
    hits.extend(gate::of_appetite(context, &own.scene, largest, mean));
    let worst = judge(context, &own.scene, hits).iter().map(|verdict| verdict.outcome).max();
    let public = own.scene.tier == crate::model::Tier::Public;
    let worst = worst.filter(|_| !public).unwrap_or(Outcome::Approve);
    (Decision(worst), mean)
}

/// Whether the rule of a hit depends on the answers of one supplier or of the chain.
fn is_of_answers(hit: &Hit) -> bool {
    matches!(hit.rule.cleared_by(), Clears::Supplier | Clears::Chain)
}

/// Whether the rule of a hit depends on the answers of the whole chain.
fn is_of_chain(hit: &Hit) -> bool {
    hit.rule.cleared_by() == Clears::Chain
}

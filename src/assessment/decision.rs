//! What is decided about one engagement, and until when it holds (method §§6, 8).

use super::calendar::{add_days, add_months};
use super::chain::Graph;
use super::context::Context;
use super::describe::{FiredRule, describe};
use super::evaluation::{Evaluation, allows, evaluate};
use super::gate::{appetite_ratio, best_certificate};
use super::likelihood::{Ranged, factor, shares};
use super::waiver;
use crate::model::{Branch, Date, Decision, Engagement, Outcome, Phase, Rule, SupplierId, Tier};

/// One domain of the prime.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainLine {
    /// The domain, as an index into the policy's.
    pub domain: usize,
    /// Its strength with the range.
    pub strength: Ranged,
    /// Its share in the likelihood; the shares of an engagement add to 1.
    pub share: f64,
}

/// One node of the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainLine {
    /// The supplier.
    pub supplier: SupplierId,
    /// Levels below the prime along the longest path.
    pub depth: u32,
    /// Its effective tier.
    pub tier: Tier,
    /// The largest product of shares over paths from the prime.
    pub reach: f64,
    /// The mean of its likelihood; none where no domain is left.
    pub likelihood: Option<f64>,
    /// Its share in the chain's likelihood.
    pub share: Option<f64>,
    /// Hours left over on the tightest path to it.
    pub notice_slack_hours: Option<f64>,
}

/// One stage, decided at its own tier.
#[derive(Debug, Clone)]
pub struct PhaseLine<'a> {
    /// The row of the register.
    pub phase: &'a Phase,
    /// The decision.
    pub decision: Decision,
}

/// Everything that is decided about one engagement.
#[derive(Debug)]
pub struct EngagementResult<'a> {
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The decision.
    pub decision: Decision,
    /// Its place in the order of attention, from 1.
    pub rank: usize,
    /// The role that must sign.
    pub signer: &'a str,
    /// The last day on which the decision holds.
    pub valid_until: Date,
    /// Likelihood of the chain.
    pub likelihood: Option<Ranged>,
    /// Likelihood of the prime alone.
    pub likelihood_own: Option<Ranged>,
    /// Likelihood of the chain without assuming independence: least and greatest.
    pub bounds: Option<(f64, f64)>,
    /// Likelihood × impact of the tier × volume; 0 where there is no likelihood.
    pub risk_index: f64,
    /// Likelihood × value at risk, in the engagement's currency.
    pub expected_loss: Option<f64>,
    /// Assurance of the prime in percent.
    pub assurance: Option<f64>,
    /// Coverage of the prime, 0 to 1.
    pub coverage: Option<f64>,
    /// The highest tier at which the same chain would be allowed.
    pub disclosure_ceiling: Tier,
    /// Domains of the prime, in catalogue order.
    pub domains: Vec<DomainLine>,
    /// The chain, by depth, then id.
    pub chain: Vec<ChainLine>,
    /// Rules that fired: worst first, then by rule, supplier and subject.
    pub rules: Vec<FiredRule<'a>>,
    /// Its phases, in the register's order.
    pub phases: Vec<PhaseLine<'a>>,
}

impl<'a> EngagementResult<'a> {
    /// The rule to name where there is room for one: of the worst, a missing response first, as the
    /// others follow from it.
    pub fn headline(&self) -> Option<&FiredRule<'a>> {
        let first = self.rules.first()?;
        let mut worst = self.rules.iter().filter(|rule| rule.outcome == first.outcome);
        worst.find(|rule| rule.rule == Rule::ResponseMissing).or(Some(first))
    }
}

/// Decides one engagement; its rank is still 0.
pub fn decide<'a>(context: &Context<'a>, engagement: &'a Engagement) -> EngagementResult<'a> {
    let graph = Graph::new(&engagement.supplier, context.subcontracts(&engagement.id));
    let own = evaluate(context, engagement, &graph, engagement.tier, true);
    let policy = &context.catalogue.policy;
    let chain = own.likelihood;
    let prime = &own.scores[0];
    let mean = chain.map(|chain| chain.moments.mean);
    let impact = policy.tier(engagement.tier).impact;
    let phases = context.phases(&engagement.id).iter();
    EngagementResult {
        engagement,
        decision: own.decision,
        rank: 0,
        signer: signer(context, &own),
        valid_until: valid_until(context, &own),
        likelihood: chain.map(|chain| chain.moments.ranged(policy)),
        likelihood_own: prime.moments.map(|moments| moments.ranged(policy)),
        bounds: chain.map(|chain| (chain.largest, chain.sum)),
        risk_index: mean.unwrap_or(0.0) * impact * engagement.volume,
        expected_loss: mean.zip(engagement.value_at_risk).map(|(mean, value)| mean * value),
        assurance: prime.assurance(),
        coverage: prime.coverage(),
        disclosure_ceiling: ceiling(context, engagement, &graph),
        domains: domain_lines(context, &own),
        chain: chain_lines(context, &own),
        rules: rules(context, &own),
        phases: phases
            .map(|phase| PhaseLine {
                phase,
                decision: evaluate(context, engagement, &graph, phase.tier, false).decision,
            })
            .collect(),
    }
}

/// The highest tier at which the same chain would be approve or condition; lower ones are implied.
fn ceiling<'a>(context: &Context<'a>, engagement: &'a Engagement, graph: &Graph<'a>) -> Tier {
    let allowed = |tier: &Tier| allows(context, engagement, graph, *tier);
    Tier::ALL.into_iter().rev().find(allowed).unwrap_or(Tier::Public)
}

/// The role that must sign: by how far the likelihood stands above the appetite, one step up where
/// the tier says so, and at least the policy's role for an escalate decision.
fn signer<'a>(context: &Context<'a>, own: &Evaluation<'_, 'a>) -> &'a str {
    let policy = &context.catalogue.policy;
    let ladder = &policy.signers.ladder;
    let largest = own.likelihood.map(|chain| chain.largest);
    let chain = own.likelihood.map(|chain| chain.moments.mean);
    let ratio = appetite_ratio(context, own.scene.tier, largest, chain).unwrap_or(0.0);
    let tolerance = policy.arithmetic.tolerance;
    let within = |role: &crate::catalogue::policy::Signer| {
        role.up_to_ratio.is_none_or(|limit| ratio <= limit + tolerance)
    };
    let mut step = ladder.iter().position(within).unwrap_or(0);
    step += policy.tier(own.scene.tier).signer_steps_up;
    if own.decision == Decision(Outcome::Escalate) {
        let least = ladder.iter().position(|role| role.role == policy.signers.escalate_at_least);
        step = step.max(least.unwrap_or(0));
    }
    ladder.get(step).or(ladder.last()).map_or("", |role| role.role.as_str())
}

/// The last day on which everything the decision rests on still holds; never before the as-of date.
fn valid_until(context: &Context<'_>, own: &Evaluation<'_, '_>) -> Date {
    let policy = &context.catalogue.policy;
    let mut last = add_months(context.as_of, policy.tier(own.scene.tier).cadence_months);
    let mut until = |day: Date| last = last.min(day);
    for (node, score) in own.scores.iter().enumerate() {
        let profile = context.profile(own.scene.graph.nodes[node]);
        let tier = own.scene.positions[node].tier;
        for (index, response) in profile.statements.responses.iter().enumerate() {
            if score.deciding & (1 << index.min(63)) != 0 {
                let months = policy.tier(tier).stale_months;
                until(response.completed_on.map_or(context.as_of, |on| add_months(on, months)));
            }
        }
        let tested = |branch| policy.gate(Rule::CertificateRequired, branch, tier).is_some();
        if tested(Branch::None) || tested(Branch::Partial) {
            let taken = best_certificate(context, &own.scene, node, score);
            if let Some(end) = taken.and_then(|(index, _)| profile.certificates[index].weighed.end)
            {
                until(end);
            }
        }
        score.lines.iter().filter_map(|line| line.support.until).for_each(&mut until);
    }
    for waiver in own.verdicts.iter().filter_map(|verdict| verdict.waiver) {
        until(waiver::end(waiver, policy.waivers.max_months));
    }
    last.max(context.as_of)
}

fn domain_lines(context: &Context<'_>, own: &Evaluation<'_, '_>) -> Vec<DomainLine> {
    let policy = &context.catalogue.policy;
    let domains = &own.scores[0].domains;
    let rate = |domain: usize| policy.domains[domain].base_rate;
    let factors: Vec<f64> =
        domains.iter().map(|one| factor(rate(one.domain), one.observations)).collect();
    let ranges = own.scores[0].ranges(policy).iter();
    let with_share = domains.iter().zip(ranges).zip(shares(&factors));
    with_share
        .map(|((one, (low, high)), share)| {
            let (low, high) = (*low, *high);
            let strength = Ranged { mean: one.observations.strength(), low, high };
            DomainLine { domain: one.domain, strength, share }
        })
        .collect()
}

fn chain_lines(context: &Context<'_>, own: &Evaluation<'_, '_>) -> Vec<ChainLine> {
    let means: Vec<Option<f64>> =
        own.scores.iter().map(|score| score.moments.map(|moments| moments.mean)).collect();
    let reached = own.scene.positions.iter().zip(&means);
    let factors: Vec<f64> = reached
        .filter_map(|(position, mean)| mean.map(|mean| 1.0 - position.reach * mean))
        .collect();
    let mut shares = shares(&factors).into_iter();
    let mut lines: Vec<ChainLine> = (0..own.scores.len())
        .map(|node| {
            let position = &own.scene.positions[node];
            ChainLine {
                supplier: own.scene.graph.nodes[node].clone(),
                depth: position.depth,
                tier: position.tier,
                reach: position.reach,
                likelihood: means[node],
                share: means[node].and_then(|_| shares.next()),
                notice_slack_hours: own.scene.slack(context, node),
            }
        })
        .collect();
    lines.sort_by(|a, b| (a.depth, &a.supplier).cmp(&(b.depth, &b.supplier)));
    lines
}

fn rules<'a>(context: &Context<'a>, own: &Evaluation<'_, 'a>) -> Vec<FiredRule<'a>> {
    let mut rules: Vec<FiredRule<'a>> =
        own.verdicts.iter().map(|verdict| describe(context, own, verdict)).collect();
    rules.sort_by(|a, b| {
        let key = |rule: &FiredRule<'a>| (std::cmp::Reverse(rule.outcome), rule.rule.word());
        // After those, what the rows say: their order in the register must change nothing.
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.supplier, &a.subject).cmp(&(&b.supplier, &b.subject)))
            .then_with(|| (&a.because, &a.place).cmp(&(&b.because, &b.place)))
    });
    rules
}

/// The day by which a condition or hold is due, by the tier its rule was tested at.
pub fn due(context: &Context<'_>, outcome: Outcome, tier: Tier) -> Option<Date> {
    let days = context.catalogue.policy.tier(tier).due_days?;
    matches!(outcome, Outcome::Condition | Outcome::Hold).then(|| add_days(context.as_of, days))
}

/// Puts results in the order of attention and numbers them: worst decision, then highest risk
/// index, then engagement id.
pub fn rank(results: &mut [EngagementResult<'_>], decimals: i32) {
    let scale = 10_f64.powi(decimals);
    let rounded = |result: &EngagementResult<'_>| (result.risk_index * scale).round();
    results.sort_by(|a, b| {
        b.decision
            .cmp(&a.decision)
            .then_with(|| rounded(b).total_cmp(&rounded(a)))
            .then_with(|| a.engagement.id.cmp(&b.engagement.id))
    });
    for (rank, result) in (1..).zip(results) {
        result.rank = rank;
    }
}

//! The decision on one engagement, and the days on which it holds (docs/method.md §§5, 7, 8).

use super::context::Context;
use super::memory::ConditionDays;
use crate::assessment::chain::Graph;
use crate::assessment::chain::stage;
use crate::assessment::rules::clock::valid_until;
use crate::assessment::rules::conditions::{ConditionLine, DatedEvaluation};
use crate::assessment::rules::describe::{FiredRule, describe};
use crate::assessment::rules::evaluation::{Evaluation, evaluate, inherent_likelihood};
use crate::assessment::rules::gate::appetite_ratio;
use crate::assessment::score::likelihood::{Ranged, factor, shares};
use crate::catalogue::Policy;
use crate::model::{
    Date, Decision, DomainIndex, Engagement, Family, Kinds, NodeIndex, Outcome, Phase, Rule,
    SupplierId, Tier,
};

/// One domain of the prime.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainLine {
    /// The domain.
    pub domain: DomainIndex,
    /// Its strength with the 90 % range.
    pub strength: Ranged,
    /// Its share in the likelihood; the shares of an engagement add up to 1.
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
    /// The kinds that reach it.
    pub kinds: Kinds,
    /// The largest product of shares over paths from the prime.
    pub reach: f64,
    /// The mean of its likelihood; `None` if no domain is left.
    pub likelihood: Option<f64>,
    /// Its share in the chain's likelihood.
    pub share: Option<f64>,
    /// The notice slack, in hours: the smallest over the paths that end in it.
    pub notice_slack_hours: Option<f64>,
}

/// One phase, decided at its own tier.
#[derive(Debug, Clone)]
pub struct PhaseLine<'a> {
    /// The row of the register.
    pub phase: &'a Phase,
    /// The day on which it opens; `None` if it never does.
    pub opens: Option<Date>,
    /// The decision at its tier.
    pub at: TierLine,
}

/// The decision at one tier, as if the engagement were of that tier.
#[derive(Debug, Clone)]
pub struct TierLine {
    /// The tier.
    pub tier: Tier,
    /// The decision.
    pub decision: Decision,
    /// The last day on which it holds.
    pub valid_until: Date,
    /// Its conditions.
    pub conditions: Vec<ConditionLine>,
}

/// The stage in force.
#[derive(Debug, Clone)]
pub struct StageLine<'a> {
    /// The stage and its decision; `None` if no stage is open.
    pub open: Option<(&'a Phase, Decision)>,
    /// The day on which the next one opens.
    pub opens_next: Option<Date>,
}

/// The risk without any control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inherent {
    /// The likelihood of the chain without any control; `None` if no control applies.
    pub likelihood: Option<f64>,
    /// That likelihood × impact of the tier × volume; 0 if there is no likelihood.
    pub risk_index: f64,
}

/// The decision on one engagement, with its figures.
#[derive(Debug)]
pub struct EngagementResult<'a> {
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The decision.
    pub decision: Decision,
    /// Its rank, from 1.
    pub rank: usize,
    /// Its rank interval: the lowest and the highest rank that the data allow.
    pub rank_interval: (usize, usize),
    /// The role that must sign.
    pub signer: &'a str,
    /// The last day on which the decision holds.
    pub valid_until: Date,
    /// The likelihood of the chain.
    pub likelihood: Option<Ranged>,
    /// The likelihood of the prime alone.
    pub likelihood_own: Option<Ranged>,
    /// The likelihood of the chain without assuming independence: the lower and the upper bound.
    pub bounds: Option<(f64, f64)>,
    /// Likelihood × impact of the tier × volume; 0 if there is no likelihood.
    pub risk_index: f64,
    /// The risk without any control.
    pub inherent: Inherent,
    /// Likelihood × value at risk, in the engagement's currency; yearly.
    pub expected_loss: Option<f64>,
    /// The assurance of the prime, in percent.
    pub assurance: Option<f64>,
    /// The coverage of the prime, from 0 to 1.
    pub coverage: Option<f64>,
    /// The highest tier at which the same chain would be allowed.
    pub disclosure_ceiling: Tier,
    /// The domains of the prime, in catalogue order.
    pub domains: Vec<DomainLine>,
    /// The chain, by depth, then id.
    pub chain: Vec<ChainLine>,
    /// Rules that fired: worst first, then by rule, supplier and subject.
    pub rules: Vec<FiredRule<'a>>,
    /// Its phases, in the register's order.
    pub phases: Vec<PhaseLine<'a>>,
    /// The stage in force; `None` without phases.
    pub stage: Option<StageLine<'a>>,
    /// The decisions on the same chain at each tier, lowest first.
    pub tiers: Vec<TierLine>,
    /// The due days of its conditions and holds, for later runs.
    pub memory: ConditionDays,
}

impl<'a> EngagementResult<'a> {
    /// The one rule to name if there is space for one only: of the worst, a missing response, else the first that
    /// follows from no other.
    pub fn headline(&self) -> Option<&FiredRule<'a>> {
        let first = self.rules.first()?;
        let mut worst = self.rules.iter().filter(|rule| rule.outcome == first.outcome);
        let silent =
            |rule: &&FiredRule<'a>| rule.rule.family() == Family::Response && is_silent(rule);
        worst
            .clone()
            .find(silent)
            .or_else(|| worst.find(|rule| rule.follows.is_none()))
            .or(Some(first))
    }

    /// The rules that follow from no other.
    pub fn causes(&self) -> impl Iterator<Item = &FiredRule<'a>> {
        self.rules.iter().filter(|rule| rule.follows.is_none())
    }

    /// The lower and the upper end of the risk index over the 90 % range.
    pub fn index_range(&self, policy: &Policy) -> (f64, f64) {
        let factor = policy.tier(self.engagement.tier).impact * self.engagement.volume;
        self.likelihood.map_or((0.0, 0.0), |range| (range.low * factor, range.high * factor))
    }
}

/// Whether a rule says that there is no response at all.
fn is_silent(rule: &FiredRule<'_>) -> bool {
    rule.rule == Rule::ResponseMissing
}

/// The evaluations of one engagement: its own, and those of the same chain at each tier.
struct Looks<'s, 'a> {
    own: Evaluation<'s, 'a>,
    /// By tier, public first.
    at: Vec<Evaluation<'s, 'a>>,
}

impl<'s, 'a> Looks<'s, 'a> {
    fn new(context: &Context<'a>, engagement: &'a Engagement, graph: &'s Graph<'a>) -> Self {
        let at = |tier| evaluate(context, engagement, graph, tier, false);
        Self {
            own: evaluate(context, engagement, graph, engagement.tier, true),
            at: Tier::ALL.into_iter().map(at).collect(),
        }
    }
}

/// Decides one engagement; its rank is set later.
pub fn decide<'a>(context: &Context<'a>, engagement: &'a Engagement) -> EngagementResult<'a> {
    let graph = context.chain(engagement);
    let looks = Looks::new(context, engagement, &graph);
    let rows = context.phases(&engagement.id);
    let own = &looks.own;
    let first = stage::first_day(engagement, rows);
    let dated = DatedEvaluation::new(context, own, first);
    let stages: Vec<(&'a Phase, Option<Date>, DatedEvaluation<'_, '_, 'a>)> = rows
        .iter()
        .map(|phase| {
            let opens = stage::opens(engagement, phase);
            let from = opens.or(phase.starts).unwrap_or(engagement.start);
            (*phase, opens, DatedEvaluation::new(context, &looks.at[phase.tier.level()], from))
        })
        .collect();
    let mut days = ConditionDays::new();
    dated.feed(context, &mut days);
    let opening = stages.iter().filter(|(_, opens, _)| opens.is_some());
    opening.for_each(|(_, _, dated)| dated.feed(context, &mut days));
    let line = |dated: &DatedEvaluation<'_, '_, 'a>| tier_line(context, dated, &days);
    let phases = stages.iter();
    let phases: Vec<PhaseLine<'a>> = phases
        .map(|(phase, opens, dated)| PhaseLine { phase, opens: *opens, at: line(dated) })
        .collect();
    let tiers = looks.at.iter();
    let tiers: Vec<TierLine> =
        tiers.map(|one| line(&DatedEvaluation::new(context, one, engagement.start))).collect();
    let ceiling = tiers.iter().rfind(|line| line.decision.allows());
    let due = dated.due(context, &days);
    let result = EngagementResult {
        rules: rules(context, own, &due),
        valid_until: valid_until(context, own, &due),
        stage: stage_line(engagement, rows, &phases, context.as_of),
        disclosure_ceiling: ceiling.map_or(Tier::Public, |line| line.tier),
        phases,
        tiers,
        ..figures(context, engagement, own)
    };
    drop((dated, stages));
    EngagementResult { memory: days, ..result }
}

/// The figures of an engagement, without those that depend on days.
fn figures<'a>(
    context: &Context<'a>,
    engagement: &'a Engagement,
    own: &Evaluation<'_, 'a>,
) -> EngagementResult<'a> {
    let policy = &context.catalogue.policy;
    let chain = own.likelihood;
    let prime = &own.scores[NodeIndex::PRIME];
    let mean = chain.map(|chain| chain.moments.mean);
    let weight = policy.tier(engagement.tier).impact * engagement.volume;
    let inherent = inherent_likelihood(&own.scene.positions, &own.scores);
    EngagementResult {
        engagement,
        decision: own.decision,
        rank: 0,
        rank_interval: (0, 0),
        signer: signer(context, own),
        valid_until: context.as_of,
        likelihood: chain.map(|chain| chain.moments.ranged(policy)),
        likelihood_own: prime.moments.map(|moments| moments.ranged(policy)),
        bounds: chain.map(|chain| (chain.largest, chain.sum)),
        risk_index: mean.unwrap_or(0.0) * policy.tier(engagement.tier).impact * engagement.volume,
        inherent: Inherent { likelihood: inherent, risk_index: inherent.unwrap_or(0.0) * weight },
        expected_loss: mean.zip(engagement.value_at_risk).map(|(mean, value)| mean * value),
        assurance: prime.assurance(),
        coverage: prime.coverage(),
        disclosure_ceiling: Tier::Public,
        domains: domain_lines(context, own),
        chain: chain_lines(context, own),
        rules: Vec::new(),
        phases: Vec::new(),
        stage: None,
        tiers: Vec::new(),
        memory: ConditionDays::new(),
    }
}

fn tier_line<'a>(
    context: &Context<'a>,
    dated: &DatedEvaluation<'_, '_, 'a>,
    days: &ConditionDays,
) -> TierLine {
    let own = dated.evaluation;
    let due = dated.due(context, days);
    TierLine {
        tier: own.scene.tier,
        decision: own.decision,
        valid_until: valid_until(context, own, &due),
        conditions: dated.lines(context, &due),
    }
}

/// The stage in force on a day; `None` without phases.
fn stage_line<'a>(
    engagement: &Engagement,
    rows: &[&'a Phase],
    phases: &[PhaseLine<'a>],
    day: Date,
) -> Option<StageLine<'a>> {
    let open = stage::in_force(engagement, rows, day).and_then(|phase| {
        let line = phases.iter().find(|line| std::ptr::eq(line.phase, phase))?;
        Some((line.phase, line.at.decision))
    });
    let opens_next = stage::next(engagement, rows, day);
    (!rows.is_empty()).then_some(StageLine { open, opens_next })
}

/// The role that must sign: by how far the likelihood is above the appetite, one step higher where the tier demands it,
/// and at least the policy's role for an escalate decision.
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

fn domain_lines(context: &Context<'_>, own: &Evaluation<'_, '_>) -> Vec<DomainLine> {
    let policy = &context.catalogue.policy;
    let domains = &own.scores[NodeIndex::PRIME].domains;
    let rate = |domain: DomainIndex| policy.domains[domain].base_rate;
    let factors: Vec<f64> =
        domains.iter().map(|one| factor(rate(one.domain), one.observations)).collect();
    let ranges = own.scores[NodeIndex::PRIME].ranges(policy).iter();
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
    let mut lines: Vec<ChainLine> = NodeIndex::all(own.scores.len())
        .map(|node| {
            let position = &own.scene.positions[node];
            ChainLine {
                supplier: own.scene.graph.nodes[node].clone(),
                depth: position.depth,
                tier: position.tier,
                kinds: position.kinds,
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

fn rules<'a>(
    context: &Context<'a>,
    own: &Evaluation<'_, 'a>,
    due: &[Option<Date>],
) -> Vec<FiredRule<'a>> {
    let due = due.iter().enumerate();
    let mut rules: Vec<(usize, FiredRule<'a>)> =
        due.map(|(index, due)| (index, describe(context, own, index, *due))).collect();
    rules.sort_by(|(_, a), (_, b)| {
        let key = |rule: &FiredRule<'a>| (std::cmp::Reverse(rule.outcome), rule.rule.word());
        // Then by what the rows say: their order in the register must have no effect.
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.supplier, &a.subject).cmp(&(&b.supplier, &b.subject)))
            .then_with(|| (&a.because, &a.place).cmp(&(&b.because, &b.place)))
    });
    let mut place = vec![0; rules.len()];
    for (at, (index, _)) in rules.iter().enumerate() {
        place[*index] = at;
    }
    let moved = |(_, mut rule): (usize, FiredRule<'a>)| {
        rule.follows = rule.follows.map(|cause| place[cause]);
        rule
    };
    rules.into_iter().map(moved).collect()
}

//! The gate rules: which fire at a node or on the chain, and with what outcome (docs/method.md §7).

mod links;

pub use links::of_chain;

use crate::assessment::calendar::within_months;
use crate::assessment::context::Context;
use crate::assessment::scene::Scene;
use crate::assessment::supplier::node::{DomainScore, NodeScore, Weights};
use crate::assessment::supplier::profile::Profile;
use crate::catalogue::Control;
use crate::catalogue::policy::{Equivalence, Policy};
use crate::model::{
    Answer, BackLinkIndex, Branch, CertificateIndex, ControlIndex, Country, DomainIndex,
    EvidenceLevel, LinkIndex, NodeIndex, Outcome, ResponseIndex, Rule, Tier, UnreachedIndex,
};

/// The subject of a rule that fired.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Subject {
    /// The node as a whole.
    Node,
    /// A control.
    Control(ControlIndex),
    /// A domain.
    Domain(DomainIndex),
    /// The index of a response among the supplier's counting ones.
    Response(ResponseIndex),
    /// The index of a certificate among the supplier's; `None` if there is none.
    Certificate(Option<CertificateIndex>),
    /// The index of an edge of the chain; `None` for the engagement itself.
    Edge(Option<LinkIndex>),
    /// The index of a back edge.
    BackEdge(BackLinkIndex),
    /// The index of a row whose giver is not reached.
    Unreached(UnreachedIndex),
    /// The index of an edge and a country that it reaches; each may be missing.
    Country(Option<LinkIndex>, Option<Country>),
    /// The index of an incident among the supplier's.
    Incident(usize),
    /// The index of the verdict whose condition is overdue.
    Condition(usize),
}

/// A rule that fired.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The rule.
    pub rule: Rule,
    /// Its outcome before waivers.
    pub outcome: Outcome,
    /// The index of the node that it names; `None` for a taker that is no node.
    pub node: Option<NodeIndex>,
    /// The tier at which it was tested.
    pub tier: Tier,
    /// The subject.
    pub subject: Subject,
}

/// Tests rules and collects those that fire.
struct Tester<'t, 'a> {
    context: &'t Context<'a>,
    hits: Vec<Hit>,
    node: NodeIndex,
    tier: Tier,
    /// Whether no response counts at this node, so that rejects of some rules become milder.
    softened: bool,
}

impl Tester<'_, '_> {
    fn fire(&mut self, rule: Rule, branch: Branch, subject: Subject) {
        let policy = &self.context.catalogue.policy;
        let Some(outcome) = says(policy, rule, branch, self.tier, self.softened) else {
            return;
        };
        self.hits.push(Hit { rule, outcome, node: Some(self.node), tier: self.tier, subject });
    }

    /// Fires a rule about a party that may be no node.
    fn fire_at(&mut self, node: Option<NodeIndex>, rule: Rule, subject: Subject) {
        let outcome = self.context.catalogue.policy.gate(rule, Branch::Any, self.tier);
        let hit = outcome.map(|outcome| Hit { rule, outcome, node, tier: self.tier, subject });
        self.hits.extend(hit);
    }

    fn fire_if(&mut self, fires: bool, rule: Rule, subject: Subject) {
        if fires {
            self.fire(rule, Branch::Any, subject);
        }
    }
}

/// The outcome of a rule at a tier; `None` if it is not tested. While no response counts (`softened`), a reject of some
/// rules becomes milder.
pub fn says(
    policy: &Policy,
    rule: Rule,
    branch: Branch,
    tier: Tier,
    softened: bool,
) -> Option<Outcome> {
    let outcome = policy.gate(rule, branch, tier)?;
    let softening = &policy.response_missing_softens;
    let milder = softened && outcome == Outcome::Reject && softening.rules.contains(&rule);
    Some(if milder { softening.reject_becomes } else { outcome })
}

/// Whether a node's rejects become milder: it has no response, and `response-missing` is tested at the tier.
pub fn is_softened(context: &Context<'_>, profile: &Profile<'_>, tier: Tier) -> bool {
    profile.statements.responses.is_empty()
        && context.catalogue.policy.gate(Rule::ResponseMissing, Branch::Any, tier).is_some()
}

/// Tests the rules that depend on one node only; no rule at public.
pub fn of_node(
    context: &Context<'_>,
    scene: &Scene<'_, '_>,
    node: NodeIndex,
    score: &NodeScore,
) -> Vec<Hit> {
    let tier = scene.positions[node].tier;
    if tier == Tier::Public {
        return Vec::new();
    }
    let profile = context.profile(scene.graph.nodes[node]);
    let missing = profile.statements.responses.is_empty();
    let softened = is_softened(context, profile, tier);
    let mut tester = Tester { context, hits: Vec::new(), node, tier, softened };
    tester.fire_if(missing, Rule::ResponseMissing, Subject::Node);
    responses(&mut tester, scene, score);
    shares(&mut tester, score);
    controls(&mut tester, score);
    certificates(&mut tester, scene, score);
    domains(&mut tester, score);
    incidents(&mut tester, scene);
    tester.hits
}

fn responses(tester: &mut Tester<'_, '_>, scene: &Scene<'_, '_>, score: &NodeScore) {
    let context = tester.context;
    let statements = &context.profile(scene.graph.nodes[tester.node]).statements;
    for response in ResponseIndex::all(statements.responses.len()) {
        let decides = score.deciding.contains(response);
        let stale = || statements.is_stale(response, tester.tier);
        let fires = decides && stale();
        tester.fire_if(fires, Rule::ResponseStale, Subject::Response(response));
    }
}

fn shares(tester: &mut Tester<'_, '_>, score: &NodeScore) {
    let policy = &tester.context.catalogue.policy;
    let (low, high) = (is_thin(&score.weights, policy), is_evasive(&score.weights, policy));
    tester.fire_if(low, Rule::CoverageLow, Subject::Node);
    tester.fire_if(high, Rule::NaShareHigh, Subject::Node);
}

/// Whether the coverage is too low.
pub fn is_thin(weights: &Weights, policy: &Policy) -> bool {
    let least = policy.thresholds.coverage_min - policy.arithmetic.tolerance;
    weights.coverage().is_some_and(|coverage| coverage < least)
}

/// Whether the share of not applicable is too high.
pub fn is_evasive(weights: &Weights, policy: &Policy) -> bool {
    let most = policy.thresholds.na_share_max + policy.arithmetic.tolerance;
    weights.applying > 0.0 && weights.not_applicable / weights.applying > most
}

fn controls(tester: &mut Tester<'_, '_>, score: &NodeScore) {
    let catalogue = tester.context.catalogue;
    for line in &score.lines {
        let control = &catalogue.controls.list()[line.control()];
        let (answer, level) = (line.answer, line.support.level);
        if let Some((rule, branch)) =
            control_breach(control, answer, level, tester.tier, &catalogue.policy)
        {
            tester.fire(rule, branch, Subject::Control(line.control()));
        }
    }
}

/// The rule that a control breaks with an answer at an evidence level; `None` if it is not required or is met.
pub fn control_breach(
    control: &Control,
    answer: Answer,
    level: EvidenceLevel,
    at: Tier,
    policy: &Policy,
) -> Option<(Rule, Branch)> {
    if !control.required_at(at) {
        return None;
    }
    let heavy = policy.is_heavy(control.weight);
    let branch = if heavy { Branch::Heavy } else { Branch::Other };
    let tier = policy.tier(at);
    let least = if heavy { tier.evidence_min_heavy } else { tier.evidence_min_other };
    let rule = match answer {
        Answer::No => Rule::ControlMissing,
        Answer::Partial => Rule::ControlPartial,
        Answer::Unanswered => Rule::ControlUnanswered,
        Answer::Yes if level < least.unwrap_or(EvidenceLevel::E0) => Rule::EvidenceInsufficient,
        Answer::Yes | Answer::NotApplicable => return None,
    };
    Some((rule, branch))
}

/// The index of the best certificate in standing and in scope, with its equivalence at the tier: full before partial,
/// then the latest end, then the scheme's key, so that the order of the register has no effect. `None` if none has any
/// equivalence.
pub fn best_certificate(
    context: &Context<'_>,
    scene: &Scene<'_, '_>,
    node: NodeIndex,
    score: &NodeScore,
) -> Option<(CertificateIndex, Equivalence)> {
    best_of(context, scene, node, &score.certificates)
}

/// The index of the best of some certificates of a node, all in standing and in scope.
pub fn best_of(
    context: &Context<'_>,
    scene: &Scene<'_, '_>,
    node: NodeIndex,
    certificates: &[CertificateIndex],
) -> Option<(CertificateIndex, Equivalence)> {
    let profile = context.profile(scene.graph.nodes[node]);
    let tier = scene.positions[node].tier;
    let worth = |index: &CertificateIndex| {
        let weighed = &profile.certificates[*index].weighed;
        let (key, equivalence) = weighed
            .scheme
            .map_or(("", Equivalence::No), |(key, scheme)| (key, scheme.equivalence.at(tier)));
        (*index, equivalence, weighed.end, key)
    };
    let useful = certificates
        .iter()
        .map(worth)
        .filter(|(_, equivalence, ..)| *equivalence != Equivalence::No);
    useful
        .min_by_key(|(index, equivalence, end, key)| {
            (*equivalence, std::cmp::Reverse(*end), *key, *index)
        })
        .map(|(index, equivalence, ..)| (index, equivalence))
}

fn certificates(tester: &mut Tester<'_, '_>, scene: &Scene<'_, '_>, score: &NodeScore) {
    use crate::assessment::supplier::certificate::Standing;
    let best = best_certificate(tester.context, scene, tester.node, score);
    match best {
        None => tester.fire(Rule::CertificateRequired, Branch::None, Subject::Certificate(None)),
        Some((index, Equivalence::Partial)) => {
            tester.fire(
                Rule::CertificateRequired,
                Branch::Partial,
                Subject::Certificate(Some(index)),
            );
        }
        Some((index, _)) => {
            let profile = tester.context.profile(scene.graph.nodes[tester.node]);
            let full = score
                .certificates
                .iter()
                .map(|index| &profile.certificates[*index].weighed)
                .filter(|weighed| {
                    weighed.scheme.is_some_and(|(_, scheme)| {
                        scheme.equivalence.at(tester.tier) == Equivalence::Full
                    })
                });
            let expiring =
                full.into_iter().all(|weighed| weighed.standing == Some(Standing::Expiring));
            tester.fire_if(expiring, Rule::CertificateExpiring, Subject::Certificate(Some(index)));
        }
    }
}

fn domains(tester: &mut Tester<'_, '_>, score: &NodeScore) {
    let policy = &tester.context.catalogue.policy;
    for domain in &score.domains {
        let weak = is_weak(domain, tester.tier, policy);
        tester.fire_if(weak, Rule::DomainWeak, Subject::Domain(domain.domain));
    }
}

/// Whether a domain is weaker than the tier requires.
pub fn is_weak(domain: &DomainScore, tier: Tier, policy: &Policy) -> bool {
    let attainable = policy.thresholds.domain_weak_attainable_factor * domain.attainable;
    policy.tier(tier).domain_strength_min.is_some_and(|least| {
        domain.observations.strength() < least.min(attainable) - policy.arithmetic.tolerance
    })
}

fn incidents(tester: &mut Tester<'_, '_>, scene: &Scene<'_, '_>) {
    let context = tester.context;
    let policy = &context.catalogue.policy;
    let Some(agreed) = scene.smallest_notice(tester.node) else {
        return;
    };
    let profile = context.profile(scene.graph.nodes[tester.node]);
    for (index, hours) in recent_incidents(context, profile) {
        let late = hours > agreed + policy.arithmetic.tolerance;
        tester.fire_if(late, Rule::IncidentLate, Subject::Incident(index));
    }
}

/// The recent incidents that count, as indexes, each with the hours until we were notified.
pub fn recent_incidents(context: &Context<'_>, profile: &Profile<'_>) -> Vec<(usize, f64)> {
    let months = context.catalogue.policy.thresholds.incident_months;
    let incidents = profile.incidents.iter().enumerate();
    incidents
        .filter(|(_, incident)| {
            incident.detected <= context.as_of
                && within_months(incident.detected, months, context.as_of)
        })
        .map(|(index, incident)| {
            (index, crate::assessment::context::notice_hours(incident, context.as_of))
        })
        .collect()
}

/// The ratio of the likelihood to the appetite, the larger of a node's and the chain's; above 1 the appetite is
/// exceeded. `None` if the tier has no appetite or there is no likelihood.
pub fn appetite_ratio(
    context: &Context<'_>,
    tier: Tier,
    largest: Option<f64>,
    chain: Option<f64>,
) -> Option<f64> {
    let policy = &context.catalogue.policy;
    let appetite = policy.tier(tier).appetite?;
    let of_chain = chain? / (policy.thresholds.appetite_chain_factor * appetite);
    Some((largest? / appetite).max(of_chain))
}

/// The hit of `appetite-exceeded`, which names the prime; `None` if the appetite is not exceeded.
pub fn of_appetite(
    context: &Context<'_>,
    scene: &Scene<'_, '_>,
    largest: Option<f64>,
    chain: Option<f64>,
) -> Option<Hit> {
    let policy = &context.catalogue.policy;
    let appetite = policy.tier(scene.tier).appetite?;
    let tolerance = policy.arithmetic.tolerance;
    let above = largest? > appetite + tolerance
        || chain? > policy.thresholds.appetite_chain_factor * appetite + tolerance;
    let outcome = policy.gate(Rule::AppetiteExceeded, Branch::Any, scene.tier)?;
    above.then_some(Hit {
        rule: Rule::AppetiteExceeded,
        outcome,
        node: Some(NodeIndex::PRIME),
        tier: scene.tier,
        subject: Subject::Node,
    })
}

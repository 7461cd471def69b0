//! The score of one node: one supplier at one tier in one engagement's chain (docs/method.md §4).

use std::sync::OnceLock;

use super::evidence::{Support, support};
use super::responses::Responses;
use crate::assessment::score::likelihood::{Moments, Observations, combine};
use crate::catalogue::{Catalogue, Policy};
use crate::model::{
    Answer, CertificateIndex, ControlIndex, Country, DomainIndex, EngagementId, Kinds, Tier,
};

/// One applying control: its answer, and how well that is supported. Kept small, as there is one for every supplier,
/// tier and control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlLine {
    /// How well the answer is supported; a bare claim if there is no answer.
    pub support: Support,
    pub(super) control: ControlIndex,
    /// Its answer.
    pub answer: Answer,
}

impl ControlLine {
    /// The control.
    pub fn control(&self) -> ControlIndex {
        self.control
    }

    /// The observations that it adds to its domain.
    pub fn adds(&self, catalogue: &Catalogue) -> Observations {
        let weight = catalogue.controls.list()[self.control()].weight;
        Observations::of(self.answer, self.support.level, weight, &catalogue.policy)
    }
}

/// The weights of the applying controls, in sum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Weights {
    /// Of all applying controls.
    pub applying: f64,
    /// Of those that are not applicable.
    pub not_applicable: f64,
    /// Of those that are answered (yes, partial, no).
    pub answered: f64,
    /// Σ w·c, where c is the credit of the answer.
    pub points: f64,
}

impl Weights {
    /// The coverage: answered weight over weight that is not N/A; `None` if all is N/A.
    pub fn coverage(&self) -> Option<f64> {
        let weight = self.applying - self.not_applicable;
        (weight > 0.0).then(|| self.answered / weight)
    }
}

/// One domain of a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DomainScore {
    /// The domain.
    pub domain: DomainIndex,
    /// Its observations.
    pub observations: Observations,
    /// The strength that yes at the policy's level to every control of the domain would give.
    pub attainable: f64,
}

/// The score of one node.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeScore {
    /// The applying controls, in catalogue order.
    pub lines: Vec<ControlLine>,
    /// The domains with a control that is not N/A, in catalogue order.
    pub domains: Vec<DomainScore>,
    /// The mean P and the variance V of the likelihood; `None` if no domain is left.
    pub moments: Option<Moments>,
    /// The weights of the applying controls.
    pub weights: Weights,
    /// The indexes of the certificates in standing and in scope, among the supplier's.
    pub certificates: Vec<CertificateIndex>,
    /// The responses that decide an applying control.
    pub deciding: Responses,
    /// The likelihood without any control: 1 − Π (1 − g) over the domains in which a control applies. `None` if none
    /// applies.
    pub inherent: Option<f64>,
    /// The kinds that distinguish this score from others of the supplier.
    pub kinds: Kinds,
    /// The ranges of the domains' strengths, computed at the first request.
    pub(super) ranges: OnceLock<Vec<(f64, f64)>>,
}

impl NodeScore {
    /// The assurance: 100·Σ w·c / Σ w over controls that are not N/A, in percent; `None` if all are N/A.
    pub fn assurance(&self) -> Option<f64> {
        let weight = self.weights.applying - self.weights.not_applicable;
        (weight > 0.0).then(|| 100.0 * self.weights.points / weight)
    }

    /// The range of the strength of each domain, in the order of the domains.
    pub fn ranges(&self, policy: &Policy) -> &[(f64, f64)] {
        let range = |domain: &DomainScore| domain.observations.range(policy);
        self.ranges.get_or_init(|| self.domains.iter().map(range).collect())
    }

    /// As [`Weights::coverage`].
    pub fn coverage(&self) -> Option<f64> {
        self.weights.coverage()
    }
}

/// What a node's score depends on besides its supplier.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'c> {
    /// The engagement, for the scope of certificates.
    pub engagement: &'c EngagementId,
    /// The countries in which the node processes.
    pub processing: &'c [Country],
    /// Its effective tier.
    pub tier: Tier,
    /// The kinds that reach it.
    pub kinds: Kinds,
}

/// A score in which the answer of one line is no.
pub fn with_no(score: &NodeScore, line: usize, catalogue: &Catalogue) -> NodeScore {
    let mut lines = score.lines.clone();
    if let Some(line) = lines.get_mut(line) {
        (line.answer, line.support) = (Answer::No, support(false, None, None));
    }
    let mut weights = Weights::default();
    lines.iter().for_each(|line| weigh(&mut weights, line, catalogue));
    let domains = domains(&lines, catalogue);
    let rates = domains
        .iter()
        .map(|domain| (catalogue.policy.domains[domain.domain].base_rate, domain.observations));
    let moments = combine(rates);
    NodeScore {
        lines,
        moments,
        domains,
        weights,
        certificates: score.certificates.clone(),
        ranges: OnceLock::new(),
        ..*score
    }
}

/// The likelihood without any control, over the domains of the applying controls.
pub(super) fn inherent(lines: &[ControlLine], catalogue: &Catalogue) -> Option<f64> {
    let domains = &catalogue.policy.domains;
    let mut seen = vec![false; domains.len()];
    for line in lines {
        seen[catalogue.controls.list()[line.control()].domain] = true;
    }
    let applying = domains.iter().zip(&seen).filter(|(_, seen)| **seen);
    let nothing_happens: f64 = applying.map(|(domain, _)| 1.0 - domain.base_rate).product();
    (!lines.is_empty()).then_some(1.0 - nothing_happens)
}

pub(super) fn weigh(weights: &mut Weights, line: &ControlLine, catalogue: &Catalogue) {
    let weight = f64::from(catalogue.controls.list()[line.control()].weight);
    let points = &catalogue.policy.assurance;
    weights.applying += weight;
    if line.answer.is_answered() {
        weights.answered += weight;
    }
    match line.answer {
        Answer::NotApplicable => weights.not_applicable += weight,
        Answer::Yes => weights.points += weight * points.yes,
        Answer::Partial => weights.points += weight * points.partial,
        Answer::No => weights.points += weight * points.no,
        Answer::Unanswered => weights.points += weight * points.unanswered,
    }
}

/// Sums the lines by domain; a domain with only N/A is left out.
pub(super) fn domains(lines: &[ControlLine], catalogue: &Catalogue) -> Vec<DomainScore> {
    let policy = &catalogue.policy;
    let best = policy.thresholds.domain_weak_attainable_level;
    let mut sums = vec![
        (Observations::prior(policy), Observations::prior(policy), false);
        policy.domains.len()
    ];
    for line in lines.iter().filter(|line| line.answer != Answer::NotApplicable) {
        let control = &catalogue.controls.list()[line.control()];
        let (seen, attainable, any) = &mut sums[control.domain];
        seen.add(line.adds(catalogue));
        attainable.add(Observations::of(Answer::Yes, best, control.weight, policy));
        *any = true;
    }
    let kept = sums.into_iter().enumerate().filter(|(_, (_, _, any))| *any);
    kept.map(|(domain, (observations, attainable, _))| DomainScore {
        domain: domain.into(),
        observations,
        attainable: attainable.strength(),
    })
    .collect()
}

//! Scores a supplier as a node of a chain (docs/method.md §4).

use std::sync::{Arc, OnceLock, PoisonError};

use super::at::At;
use super::evidence::support;
use super::node::{Circumstances, ControlLine, NodeScore, Weights, domains, inherent, weigh};
use super::profile::Profile;
use super::resolved::Resolved;
use super::responses::Responses;
use crate::assessment::score::likelihood::combine;
use crate::model::{Answer, CertificateIndex, ControlIndex};

/// The indexes of a supplier's certificates that are in standing and in scope.
pub fn certificates(profile: &Profile<'_>, at: Circumstances<'_>) -> Vec<CertificateIndex> {
    let counts = |index: &CertificateIndex| {
        let weighed = &profile.certificates[*index].weighed;
        weighed.in_standing() && weighed.in_scope(at.engagement, at.processing)
    };
    CertificateIndex::all(profile.certificates.len()).filter(counts).collect()
}

/// Scores a node.
pub fn score(profile: &Profile<'_>, at: Circumstances<'_>) -> NodeScore {
    let At { catalogue, .. } = profile.at();
    let certificates = certificates(profile, at);
    let resolved = profile.resolved(at.tier);
    let mut score = NodeScore {
        lines: Vec::with_capacity(resolved.len()),
        domains: Vec::new(),
        moments: None,
        weights: Weights::default(),
        certificates,
        deciding: Responses::NONE,
        inherent: None,
        kinds: at.kinds.shared(catalogue.controls.kinds()),
        ranges: OnceLock::new(),
    };
    for ((control, entry), resolved) in catalogue.controls.each().zip(resolved) {
        if entry.applies_to(at.tier, at.kinds) {
            let line = line(control, resolved, profile, &score.certificates);
            weigh(&mut score.weights, &line, catalogue);
            score.deciding |= resolved.deciding;
            score.lines.push(line);
        }
    }
    score.domains = domains(&score.lines, catalogue);
    score.inherent = inherent(&score.lines, catalogue);
    let rates = score
        .domains
        .iter()
        .map(|domain| (catalogue.policy.domains[domain.domain].base_rate, domain.observations));
    score.moments = combine(rates);
    score
}

/// One control of a node: its answer, and how well that is supported. `certificates` are those in standing and in
/// scope.
pub fn line(
    control: ControlIndex,
    resolved: &Resolved,
    profile: &Profile<'_>,
    certificates: &[CertificateIndex],
) -> ControlLine {
    let supported = matches!(resolved.answer, Answer::Yes | Answer::Partial);
    let support = if supported {
        let covering =
            certificates.iter().filter(|index| profile.certificates[**index].controls[control]);
        let latest = covering.map(|index| (*index, profile.certificates[*index].weighed.last_day));
        let latest = latest.max_by_key(|(index, end)| (*end, std::cmp::Reverse(*index)));
        support(resolved.has_evidence, profile.held(control), latest)
    } else {
        support(false, None, None)
    };
    ControlLine { control, answer: resolved.answer, support }
}

impl Profile<'_> {
    /// Its score as a node. It depends only on the tier, on the kinds that controls name, and on the certificates in
    /// scope, which many engagements share: so it is memoised.
    pub fn score(&self, at: Circumstances<'_>) -> Arc<NodeScore> {
        let At { catalogue, .. } = self.at();
        let certificates = certificates(self, at);
        // A lock whose thread panicked is safe to use: no update under it has an intermediate state.
        let known = || self.scores[at.tier.level()].lock().unwrap_or_else(PoisonError::into_inner);
        let kinds = at.kinds.shared(catalogue.controls.kinds());
        let same =
            |score: &&Arc<NodeScore>| score.kinds == kinds && score.certificates == certificates;
        if let Some(score) = known().iter().find(same) {
            return Arc::clone(score);
        }
        let score = Arc::new(score(self, at));
        let mut known = known();
        if !known.iter().any(|other| same(&other)) {
            known.push(Arc::clone(&score));
        }
        score
    }
}

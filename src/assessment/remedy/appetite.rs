//! What a tier accepts of a chain, in terms of the gains of its parties.

use super::curve::TINY;
use super::parties::{Chain, PlannedParty};
use super::party::Mode;
use crate::assessment::score::likelihood::{Observations, factor};
use crate::catalogue::Policy;
use crate::model::Answer;

/// What a tier accepts: the largest likelihood of a party, and the least logarithm of the chain's.
pub(super) struct Appetite {
    party: f64,
    /// ln (1 − P) of the chain at least.
    pub chain: f64,
}

impl Appetite {
    /// Of the tier of a chain; none where the policy sets no appetite.
    pub(super) fn of(chain: &Chain<'_, '_, '_, '_>) -> Option<Self> {
        let policy = &chain.context.catalogue.policy;
        let appetite = policy.tier(chain.own.scene.tier).appetite?;
        let tolerance = policy.arithmetic.tolerance;
        let of_chain = policy.thresholds.appetite_chain_factor * appetite + tolerance;
        let least = if of_chain < 1.0 { (1.0 - of_chain).ln() } else { f64::NEG_INFINITY };
        Some(Self { party: appetite + tolerance, chain: least })
    }

    /// ln (1 − ρ·P) of a node with Σ ln f; none where the node alone is above the appetite.
    pub(super) fn of_node(&self, reach: f64, gain: f64) -> Option<f64> {
        let reached = reach * (1.0 - gain.exp());
        (reached <= self.party).then(|| (1.0 - reached).ln())
    }

    /// The least Σ ln f with which a node is within the appetite and its ln (1 − ρ·P) is at least `sum`: the inverse of
    /// [`Self::of_node`]. A little less, so that nothing is lost to rounding.
    pub(super) fn gain_for(&self, reach: f64, sum: f64) -> f64 {
        let most = self.party.min(1.0 - sum.exp());
        if most >= reach { f64::NEG_INFINITY } else { (1.0 - most / reach).ln() - TINY }
    }

    /// Whether the best that every party could do is enough.
    pub(super) fn is_within_reach(
        &self,
        chain: &Chain<'_, '_, '_, '_>,
        parties: &[&PlannedParty],
    ) -> bool {
        let policy = &chain.context.catalogue.policy;
        let best = |party: &&PlannedParty| -> Option<f64> {
            let modes = party.ways.iter().flat_map(|ways| &ways.modes);
            let gain = modes.map(|mode| greatest(mode, policy)).reduce(f64::max)?;
            self.of_node(chain.own.scene.positions[party.node].reach, gain)
        };
        let sum: Option<f64> = parties.iter().map(best).sum();
        sum.is_some_and(|sum| sum >= self.chain)
    }
}

/// Σ ln f if every control were at its best.
fn greatest(mode: &Mode, policy: &Policy) -> f64 {
    let mut sums: Vec<Option<Observations>> = vec![None; policy.domains.len()];
    // A domain of nothing but not-applicable counts for nothing.
    for item in mode.items.iter().filter(|item| item.from != Answer::NotApplicable) {
        sums[item.domain] = Some(Observations::prior(policy));
    }
    for item in &mode.items {
        let Some(sum) = &mut sums[item.domain] else { continue };
        let good = item.states.iter().map(|state| state.adds.a).fold(0.0, f64::max);
        let bad = item.states.iter().map(|state| state.adds.b).fold(f64::INFINITY, f64::min);
        sum.add(Observations { a: good, b: bad });
    }
    let domains = policy.domains.iter().zip(sums);
    domains.filter_map(|(domain, sum)| Some(factor(domain.base_rate, sum?).ln())).sum()
}

//! What the parties of a chain must do together: each clears its own rules, and where that leaves
//! the likelihood above the appetite, all of them share in lowering it for the fewest points.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::action::Action;
use super::frontier::{Front, Making, Need, cheapest, fronts};
use super::judge::Judge;
use super::papers::Barred;
use super::party::{Mode, Ways, changes, ways};
use super::reach::{PartyReach, Sums, alike, fewest};
use super::steps::Steps;
use super::world::World;
use crate::assessment::context::Context;
use crate::assessment::rules::evaluation::Evaluation;
use crate::assessment::rules::gate::Subject;
use crate::assessment::score::likelihood::{Observations, factor};
use crate::catalogue::effort::Points;
use crate::model::{Answer, Branch, Clears, DomainIndex, NodeIndex, Rule, Tier};

/// Points above the least that are looked at first; doubled while nothing is found.
const FIRST: Points = 16;

/// Units of a search that rounds points up.
const UNITS: Points = 96;

/// What the parties must do.
#[derive(Debug, Clone, Default)]
pub(super) struct PartyActions {
    /// The changes.
    pub actions: Vec<Action>,
    /// No set of fewer points does; at most what the changes cost.
    pub floor: Points,
    /// Whether the changes were shown to cost the least.
    pub proven: bool,
}

/// A party that has something to do, or could.
struct PlannedParty {
    node: NodeIndex,
    ways: Option<Ways>,
    /// The fewest points with which it clears its own rules.
    base: Points,
    actions: Vec<Action>,
    complete: bool,
}

/// The chain that is looked at.
pub(super) struct Chain<'k, 'c, 'a, 'w> {
    /// The engagement as it is so far.
    pub world: &'k World<'c, 'a>,
    /// Everything it is looked up in.
    pub context: &'k Context<'w>,
    /// How it is evaluated.
    pub own: &'k Evaluation<'k, 'w>,
}

/// What the parties must do so that each clears its own rules.
pub(super) struct Apart {
    parties: Vec<PlannedParty>,
    /// The changes.
    pub found: PartyActions,
}

impl<'w> Chain<'_, '_, '_, 'w> {
    fn judge(&self, node: NodeIndex) -> Judge<'_, 'w> {
        Judge { context: self.context, scene: &self.own.scene, node }
    }

    fn tier(&self, node: NodeIndex) -> Tier {
        self.own.scene.positions[node].tier
    }

    /// What each party must do by itself.
    pub(super) fn apart(&self) -> Result<Apart, Barred> {
        let mut parties = Vec::new();
        for node in NodeIndex::all(self.own.scene.graph.nodes.len()) {
            parties.push(self.clear(node)?);
        }
        let complete = parties.iter().all(|party| party.complete);
        let actions = parties.iter().flat_map(|party| party.actions.iter().cloned()).collect();
        let floor = parties.iter().map(|party| party.base).sum();
        let floor = if complete { floor } else { 1 };
        Ok(Apart { parties, found: PartyActions { actions, floor, proven: complete } })
    }

    /// The cheapest way of one party past its own rules.
    fn clear(&self, node: NodeIndex) -> Result<PlannedParty, Barred> {
        let hard = self.own.verdicts.iter().any(|verdict| {
            verdict.hit.node == Some(node) && verdict.is_hard() && is_partys_own(verdict.hit.rule)
        });
        if !hard {
            return Ok(PlannedParty {
                node,
                ways: None,
                base: 0,
                actions: Vec::new(),
                complete: true,
            });
        }
        let judge = self.judge(node);
        let ways = ways(self.world, &judge);
        let weak = self.weak(node);
        let mut best: Option<(Points, Vec<Action>)> = None;
        let mut barred = ways.barred;
        for mode in &ways.modes {
            if best.as_ref().is_some_and(|(points, _)| *points <= mode.cost) {
                break;
            }
            let making = self.making(mode, node, &weak, false, Points::MAX);
            let Some(fronts) = fronts(mode, making) else {
                barred = barred.or(Some(Rule::DomainWeak));
                continue;
            };
            let Some((points, spots)) = cheapest(mode, &fronts, making) else {
                barred = barred.or(Some(Rule::CoverageLow));
                continue;
            };
            if best.as_ref().is_none_or(|(known, _)| mode.cost + points < *known) {
                best = Some((mode.cost + points, self.collect(node, mode, &fronts, &spots)));
            }
        }
        let complete = ways.complete;
        let none = Barred { node, rule: barred.unwrap_or(Rule::ControlMissing) };
        let (base, actions) = best.ok_or(none)?;
        Ok(PlannedParty { node, ways: Some(ways), base, actions, complete })
    }

    /// Which domains a rule forbids to be weak.
    fn weak(&self, node: NodeIndex) -> Vec<bool> {
        let judge = self.judge(node);
        let domains = (0..self.context.catalogue.policy.domains.len()).map(DomainIndex::from);
        domains
            .map(|domain| judge.forbids(Rule::DomainWeak, Branch::Any, Subject::Domain(domain)))
            .collect()
    }

    fn making<'m>(
        &'m self,
        mode: &Mode,
        node: NodeIndex,
        weak: &'m [bool],
        likelihood: bool,
        extra: Points,
    ) -> Making<'m> {
        let policy = &self.context.catalogue.policy;
        let need = Need::of(mode, policy);
        Making { policy, tier: self.tier(node), need, likelihood, extra, weak }
    }

    /// The changes of a mode with a choice for each front.
    fn collect(
        &self,
        node: NodeIndex,
        mode: &Mode,
        fronts: &[Front],
        spots: &[usize],
    ) -> Vec<Action> {
        let judge = self.judge(node);
        let mut actions = mode.actions.clone();
        for (front, spot) in fronts.iter().zip(spots) {
            for (item, state) in front.items.iter().zip(front.states(*spot)) {
                let item = &mode.items[*item];
                actions.extend(changes(&judge, item, &item.states[state]));
            }
        }
        actions
    }

    /// Whether the likelihood stays above the appetite after changes of the parties.
    pub(super) fn is_above_appetite(&self, actions: &[Action]) -> bool {
        self.world.with(actions).look(|_, own| {
            own.verdicts
                .iter()
                .any(|verdict| verdict.hit.rule == Rule::AppetiteExceeded && verdict.is_hard())
        })
    }

    /// What the parties must do so that the likelihood is within the appetite too.
    pub(super) fn together(&self, mut apart: Apart, steps: &mut Steps) -> Together {
        let Some(appetite) = Appetite::of(self) else { return Together::OutOfReach };
        for party in &mut apart.parties {
            if party.ways.is_none() && self.tier(party.node) != Tier::Public {
                let ways = ways(self.world, &self.judge(party.node));
                party.complete &= ways.complete;
                party.ways = Some(ways);
            }
        }
        let parties: Vec<&PlannedParty> =
            apart.parties.iter().filter(|party| party.ways.is_some()).collect();
        let base: Points = parties.iter().map(|party| party.base).sum();
        let most: Points = parties.iter().map(|party| dearest(party)).sum();
        if !appetite.is_within_reach(self, &parties) {
            return Together::OutOfReach;
        }
        let complete = parties.iter().all(|party| party.complete);
        let mut extra = FIRST;
        while steps.exact() {
            match self.within(&parties, &appetite, (extra, 1), steps) {
                BoundedSearch::Reached(actions) => {
                    let floor = super::action::total(&actions, self.context.catalogue);
                    let floor = if complete { floor } else { 1 };
                    return Together::Found(PartyActions { actions, floor, proven: complete });
                }
                BoundedSearch::Missed if extra > most => return Together::OutOfReach,
                BoundedSearch::Missed => extra *= 2,
                BoundedSearch::Unknown => break,
            }
        }
        // Nothing below `extra / 2` does; beyond, points are rounded up to units.
        let floor = if complete && extra > FIRST { base + extra / 2 + 1 } else { base.max(1) };
        // Fewer points than the exact search saw need not be looked at again.
        let mut scale = (extra / UNITS).max(2);
        while scale <= most.max(2) {
            match self.within(&parties, &appetite, (UNITS * scale, scale), steps) {
                BoundedSearch::Reached(actions) => {
                    return Together::Found(PartyActions { actions, floor, proven: false });
                }
                BoundedSearch::Missed => scale *= 2,
                BoundedSearch::Unknown => break,
            }
        }
        Together::Unknown
    }

    /// The cheapest changes within so many points above the least, if there are any.
    fn within(
        &self,
        parties: &[&PlannedParty],
        appetite: &Appetite,
        (extra, scale): (Points, Points),
        steps: &mut Steps,
    ) -> BoundedSearch {
        let units = (extra / scale) as usize;
        let tired = |steps: &Steps| !(if scale == 1 { steps.exact() } else { steps.any() });
        // Parties that could do the same share what they reach; a long chain of silent suppliers is worked out once.
        let mut kinds: Vec<PartyReach> = Vec::new();
        let mut known: HashMap<Vec<u64>, usize> = HashMap::new();
        let mut all: Vec<(usize, Sums)> = Vec::new();
        for party in parties {
            let weak = self.weak(party.node);
            let kind = match known.entry(alike(
                party.ways.as_ref(),
                party.base,
                self.tier(party.node),
                &weak,
            )) {
                Entry::Occupied(kind) => *kind.get(),
                Entry::Vacant(new) => {
                    let mut reach = PartyReach::new(units);
                    let modes = party.ways.iter().flat_map(|ways| &ways.modes);
                    for (number, mode) in modes.enumerate() {
                        let making = self.making(mode, party.node, &weak, true, 0);
                        reach.widen((number, mode), party.base, making, (extra, scale), steps);
                        if tired(steps) {
                            return BoundedSearch::Unknown;
                        }
                    }
                    kinds.push(reach);
                    *new.insert(kinds.len() - 1)
                }
            };
            let reach = self.own.scene.positions[party.node].reach;
            let sums = kinds[kind].settled(|gain| appetite.of_node(reach, gain));
            steps.take((sums.len() * (units + 1)) as u64);
            if tired(steps) {
                return BoundedSearch::Unknown;
            }
            all.push((kind, sums));
        }
        let sums: Vec<&Sums> = all.iter().map(|(_, sums)| sums).collect();
        let Some(chosen) = fewest(&sums, units, appetite.chain) else {
            return BoundedSearch::Missed;
        };
        let mut actions = Vec::new();
        for ((party, (kind, _)), unit) in parties.iter().zip(&all).zip(chosen) {
            let Some((_, option, at)) = kinds[*kind].best[unit] else {
                return BoundedSearch::Missed;
            };
            let (number, fronts, curve) = &kinds[*kind].options[option];
            let Some(mode) = party.ways.as_ref().and_then(|ways| ways.modes.get(*number)) else {
                return BoundedSearch::Missed;
            };
            actions.extend(self.collect(party.node, mode, fronts, &curve.spots(at)));
        }
        BoundedSearch::Reached(actions)
    }
}

/// What the parties can do together.
pub(super) enum Together {
    /// Enough.
    Found(PartyActions),
    /// Nothing they could do is enough.
    OutOfReach,
    /// The steps ended before anything was found.
    Unknown,
}

/// What a search within some points found.
enum BoundedSearch {
    Reached(Vec<Action>),
    Missed,
    Unknown,
}

/// What a tier accepts: the largest likelihood of a party, and the least logarithm of the chain's.
struct Appetite {
    party: f64,
    chain: f64,
}

impl Appetite {
    fn of(chain: &Chain<'_, '_, '_, '_>) -> Option<Self> {
        let policy = &chain.context.catalogue.policy;
        let appetite = policy.tier(chain.own.scene.tier).appetite?;
        let tolerance = policy.arithmetic.tolerance;
        let of_chain = policy.thresholds.appetite_chain_factor * appetite + tolerance;
        let least = if of_chain < 1.0 { (1.0 - of_chain).ln() } else { f64::NEG_INFINITY };
        Some(Self { party: appetite + tolerance, chain: least })
    }

    /// ln (1 − ρ·P) of a node with Σ ln f; none where the node alone is above the appetite.
    fn of_node(&self, reach: f64, gain: f64) -> Option<f64> {
        let reached = reach * (1.0 - gain.exp());
        (reached <= self.party).then(|| (1.0 - reached).ln())
    }

    /// Whether the best that every party could do is enough.
    fn is_within_reach(&self, chain: &Chain<'_, '_, '_, '_>, parties: &[&PlannedParty]) -> bool {
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
fn greatest(mode: &Mode, policy: &crate::catalogue::Policy) -> f64 {
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

/// What a party could spend at most.
fn dearest(party: &PlannedParty) -> Points {
    let modes = party.ways.iter().flat_map(|ways| &ways.modes);
    let of = |mode: &Mode| -> Points {
        let items = mode.items.iter();
        let dearest = items.filter_map(|item| item.states.iter().map(|state| state.cost).max());
        mode.cost + dearest.sum::<Points>()
    };
    modes.map(of).max().unwrap_or_default()
}

/// Whether a rule is cleared by what a party answers, supports and holds.
fn is_partys_own(rule: Rule) -> bool {
    rule.cleared_by() == Clears::Supplier
}

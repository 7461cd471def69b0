//! What the parties of a chain must do together, where clearing their own rules leaves the likelihood above the appetite:
//! they share in lowering it for the fewest points.
//!
//! A bound that is quick to find says how many points can't be enough, and what each party must gain at least. The exact
//! search begins where the bound ends.

use std::collections::HashMap;

use super::action::{Action, total};
use super::appetite::Appetite;
use super::curve::TINY;
use super::parties::{Apart, Chain, PartyActions, PlannedParty};
use super::party::{Mode, ways};
use super::reach::{PartyReach, Search, Sums, alike, fewest};
use super::relaxed::{Hull, most};
use super::steps::Steps;
use crate::catalogue::effort::Points;
use crate::model::Tier;

/// Points above the least that are looked at first; doubled while nothing is found.
const FIRST: Points = 16;

/// Units of a search that rounds points up.
const UNITS: Points = 96;

/// Units above the bound that are searched first; doubled while nothing is found.
const SLACK: usize = 8;

/// In a longer chain every party is taken to have all units for itself when it is worked out what the others need: to share
/// them takes a time that grows with the square of the parties.
const MANY: usize = 64;

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

/// The parties of a chain. Those that could do the same are of one kind: a long chain of silent suppliers is worked out
/// once.
struct Parties<'p> {
    all: Vec<&'p PlannedParty>,
    /// The kind of each.
    kinds: Vec<usize>,
    /// Of each kind the first party, and which of its domains must not be weak.
    firsts: Vec<(&'p PlannedParty, Vec<bool>)>,
}

/// What the parties of a chain reach at most within a search.
struct Bound {
    /// Of each party: units, and ln (1 − ρ·P).
    hulls: Vec<Hull>,
    /// The fewest units that may be enough.
    units: usize,
}

impl<'p> Parties<'p> {
    fn of(chain: &Chain<'_, '_, '_, '_>, all: Vec<&'p PlannedParty>) -> Self {
        let mut known: HashMap<Vec<u64>, usize> = HashMap::new();
        let (mut kinds, mut firsts) = (Vec::with_capacity(all.len()), Vec::new());
        for party in &all {
            let weak = chain.weak(party.node);
            let key = alike(party.ways.as_ref(), party.base, chain.tier(party.node), &weak);
            let kind = *known.entry(key).or_insert_with(|| {
                firsts.push((*party, weak));
                firsts.len() - 1
            });
            kinds.push(kind);
        }
        Self { all, kinds, firsts }
    }

    /// What each kind could do within a search.
    fn reaches<'m>(
        &'m self,
        chain: &'m Chain<'_, '_, '_, '_>,
        search: Search,
    ) -> Vec<PartyReach<'m>> {
        let of = |(party, weak): &'m (&'p PlannedParty, Vec<bool>)| {
            let mut reach = PartyReach::new(party.base, search);
            for (number, mode) in party.ways.iter().flat_map(|ways| &ways.modes).enumerate() {
                reach.add(number, mode, chain.making(mode, party.node, weak, true, 0));
            }
            reach
        };
        self.firsts.iter().map(of).collect()
    }

    /// Pairs of a party and its kind.
    fn each(&self) -> impl Iterator<Item = (&'p PlannedParty, usize)> {
        self.all.iter().copied().zip(self.kinds.iter().copied())
    }
}

impl Bound {
    /// None: within the search nothing is enough.
    fn of(
        chain: &Chain<'_, '_, '_, '_>,
        parties: &Parties<'_>,
        reaches: &[PartyReach<'_>],
        appetite: &Appetite,
        search: Search,
    ) -> Option<Self> {
        let hull = |(party, kind): (&PlannedParty, usize)| {
            let reach = chain.reach(party.node);
            let gains = reaches[kind].bound.iter().enumerate();
            Hull::of(gains.filter_map(|(unit, gain)| {
                Some((unit, appetite.of_node(reach, *gain).filter(|_| gain.is_finite())?))
            }))
        };
        let hulls: Vec<Hull> = parties.each().map(hull).collect::<Option<_>>()?;
        let all = most(&hulls, search.units());
        let units = all.iter().position(|sum| *sum >= appetite.chain - TINY)?;
        Some(Self { hulls, units })
    }

    /// What each kind must gain at least, if the chain spends so many units.
    fn least(
        &self,
        chain: &Chain<'_, '_, '_, '_>,
        parties: &Parties<'_>,
        appetite: &Appetite,
        units: usize,
    ) -> Vec<f64> {
        let mut least = vec![f64::INFINITY; parties.firsts.len()];
        let alone: Vec<f64> = self.hulls.iter().map(|hull| most([hull], units)[units]).collect();
        let all: f64 = alone.iter().sum();
        for (number, (party, kind)) in parties.each().enumerate() {
            let others = if parties.all.len() > MANY {
                all - alone[number] + TINY
            } else {
                let others = self.hulls.iter().enumerate().filter(|(other, _)| *other != number);
                most(others.map(|(_, hull)| hull), units)[units]
            };
            let gain = appetite.gain_for(chain.reach(party.node), appetite.chain - others);
            least[kind] = least[kind].min(gain);
        }
        least
    }
}

impl Chain<'_, '_, '_, '_> {
    /// The share of what the engagement discloses that reaches a party.
    fn reach(&self, node: usize) -> f64 {
        self.own.scene.positions[node].reach
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
        let all: Vec<&PlannedParty> =
            apart.parties.iter().filter(|party| party.ways.is_some()).collect();
        if !appetite.is_within_reach(self, &all) {
            return Together::OutOfReach;
        }
        self.search(&Parties::of(self, all), &appetite, steps)
    }

    fn search(&self, parties: &Parties<'_>, appetite: &Appetite, steps: &mut Steps) -> Together {
        let base: Points = parties.all.iter().map(|party| party.base).sum();
        let most: Points = parties.all.iter().map(|party| dearest(party)).sum();
        let complete = parties.all.iter().all(|party| party.complete);
        let mut extra = FIRST;
        while steps.exact() {
            match self.within(parties, appetite, Search { extra, scale: 1 }, steps) {
                BoundedSearch::Reached(actions) => {
                    let floor = total(&actions, self.context.catalogue);
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
            let search = Search { extra: UNITS * scale, scale };
            match self.within(parties, appetite, search, steps) {
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
        parties: &Parties<'_>,
        appetite: &Appetite,
        search: Search,
        steps: &mut Steps,
    ) -> BoundedSearch {
        let mut reaches = parties.reaches(self, search);
        let bound = Bound::of(self, parties, &reaches, appetite, search);
        let Some(bound) = bound else { return BoundedSearch::Missed };
        let mut slack = SLACK;
        loop {
            let wide = (bound.units + slack).min(search.units());
            let least = bound.least(self, parties, appetite, wide);
            for (reach, least) in reaches.iter_mut().zip(least) {
                if !reach.solve(wide, least, steps) || is_tired(steps, search) {
                    return BoundedSearch::Unknown;
                }
            }
            match self.share(parties, &reaches, appetite, wide, steps) {
                Some(actions) => return BoundedSearch::Reached(actions),
                None if wide == search.units() => return BoundedSearch::Missed,
                None if is_tired(steps, search) => return BoundedSearch::Unknown,
                None => slack *= 2,
            }
        }
    }

    /// The changes of the parties that are enough with the fewest units, up to so many.
    fn share(
        &self,
        parties: &Parties<'_>,
        reaches: &[PartyReach<'_>],
        appetite: &Appetite,
        wide: usize,
        steps: &mut Steps,
    ) -> Option<Vec<Action>> {
        let settled = |(party, kind): (&PlannedParty, usize)| -> Sums {
            let reach = self.reach(party.node);
            reaches[kind].settled(|gain| appetite.of_node(reach, gain))
        };
        let all: Vec<Sums> = parties.each().map(settled).collect();
        let count: usize = all.iter().map(Vec::len).sum();
        steps.take((count * (wide + 1)) as u64);
        let chosen = fewest(&all, wide, appetite.chain)?;
        let mut actions = Vec::new();
        for ((party, kind), unit) in parties.each().zip(chosen) {
            let (_, option, at) = reaches[kind].best[unit]?;
            let option = &reaches[kind].options[option];
            // The modes of a kind are alike; the controls and papers behind them are the party's own.
            let mode = party.ways.as_ref()?.modes.get(option.number)?;
            let spots = option.curve.as_ref()?.spots(at);
            actions.extend(self.collect(party.node, mode, &option.fronts, &spots));
        }
        Some(actions)
    }
}

/// Whether a search may take no further steps.
const fn is_tired(steps: &Steps, search: Search) -> bool {
    !(if search.scale == 1 { steps.exact() } else { steps.any() })
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

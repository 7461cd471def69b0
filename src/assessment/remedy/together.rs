//! What the parties of a chain must do together, where clearing their own rules leaves the likelihood above the appetite:
//! they share in lowering it for the fewest points.
//!
//! A bound that is quick to find says how many points can't be enough, and what each party must gain at least. The exact
//! search begins where the bound ends.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::action::{Action, total};
use super::appetite::Appetite;
use super::curve::TINY;
use super::parties::{Apart, Chain, PartyActions, PlannedParty};
use super::party::{Mode, ways};
use super::reach::{PartyReach, Search, Sums, alike, fewest};
use super::relaxed::{Hull, most, most_at};
use super::steps::Steps;
use crate::catalogue::effort::Points;
use crate::model::{NodeIndex, Tier};

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
struct PartyKinds<'p> {
    all: Vec<&'p PlannedParty>,
    /// The kind of each.
    kinds: Vec<usize>,
    /// Of each kind the first party, and which of its domains must not be weak.
    firsts: Vec<(&'p PlannedParty, Vec<bool>)>,
}

/// What the parties of a chain reach at most within a search.
struct Bound {
    /// Of each party: units, and ln (1 − ρ·P).
    hulls: Vec<Arc<Hull>>,
    /// The fewest units that may be enough.
    units: usize,
}

impl<'p> PartyKinds<'p> {
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
        parties: &PartyKinds<'_>,
        reaches: &[PartyReach<'_>],
        appetite: &Appetite,
        search: Search,
        steps: &mut Steps,
    ) -> Option<Self> {
        let mut known: HashMap<(usize, u64), Arc<Hull>> = HashMap::new();
        let mut hulls = Vec::with_capacity(parties.all.len());
        for (party, kind) in parties.each() {
            let reach = chain.reach(party.node);
            let hull = match known.entry((kind, reach.to_bits())) {
                Entry::Occupied(hull) => Arc::clone(hull.get()),
                Entry::Vacant(new) => {
                    let bound = &reaches[kind].bound;
                    steps.take(bound.len() as u64);
                    let gains = bound.iter().enumerate().filter(|(_, gain)| gain.is_finite());
                    let points = gains.filter_map(|(unit, gain)| {
                        appetite.of_node(reach, *gain).map(|sum| (unit, sum))
                    });
                    Arc::clone(new.insert(Arc::new(Hull::of(points)?)))
                }
            };
            hulls.push(hull);
        }
        steps.take((hulls.len() + search.units()) as u64);
        let all = most(hulls.iter().map(AsRef::as_ref), search.units());
        let units = all.iter().position(|sum| *sum >= appetite.chain - TINY)?;
        Some(Self { hulls, units })
    }

    /// What each kind must gain at least, if the chain spends so many units.
    fn least(
        &self,
        chain: &Chain<'_, '_, '_, '_>,
        parties: &PartyKinds<'_>,
        appetite: &Appetite,
        units: usize,
    ) -> Vec<f64> {
        let mut least = vec![f64::INFINITY; parties.firsts.len()];
        let alone: Vec<f64> = self.hulls.iter().map(|hull| most_at([&**hull], units)).collect();
        let all: f64 = alone.iter().sum();
        for (number, (party, kind)) in parties.each().enumerate() {
            let others = if parties.all.len() > MANY {
                all - alone[number]
            } else {
                let others = self.hulls.iter().enumerate().filter(|(other, _)| *other != number);
                most_at(others.map(|(_, hull)| &**hull), units)
            };
            // Sums that are added in another order differ a little.
            let sum = appetite.chain - others - TINY;
            let gain = appetite.gain_for(chain.reach(party.node), sum);
            least[kind] = least[kind].min(gain);
        }
        least
    }
}

impl Chain<'_, '_, '_, '_> {
    /// The share of what the engagement discloses that reaches a party.
    fn reach(&self, node: NodeIndex) -> f64 {
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
            return Self::missed(&all);
        }
        self.search(&PartyKinds::of(self, all), &appetite, steps)
    }

    /// What no search can find: out of reach, if everything that the parties could do was looked at.
    fn missed(parties: &[&PlannedParty]) -> Together {
        let complete = parties.iter().all(|party| party.complete);
        if complete { Together::OutOfReach } else { Together::Unknown }
    }

    fn search(&self, parties: &PartyKinds<'_>, appetite: &Appetite, steps: &mut Steps) -> Together {
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
                BoundedSearch::Missed if extra > most => return Self::missed(&parties.all),
                BoundedSearch::Missed => extra *= 2,
                BoundedSearch::Unknown => break,
            }
        }
        // Nothing below `extra / 2` does; beyond, points are rounded up to units.
        let floor = match complete {
            true if extra > FIRST => base + extra / 2 + 1,
            true => base.max(1),
            false => 1,
        };
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
        parties: &PartyKinds<'_>,
        appetite: &Appetite,
        search: Search,
        steps: &mut Steps,
    ) -> BoundedSearch {
        let mut reaches = parties.reaches(self, search);
        let bound = Bound::of(self, parties, &reaches, appetite, search, steps);
        let Some(bound) = bound else { return BoundedSearch::Missed };
        let mut slack = SLACK;
        loop {
            let wide = (bound.units + slack).min(search.units());
            let least = bound.least(self, parties, appetite, wide);
            for (reach, least) in reaches.iter_mut().zip(least) {
                if !reach.solve(wide, least, steps) {
                    return BoundedSearch::Unknown;
                }
            }
            let all = self.sums(parties, &reaches, appetite);
            let count: usize = all.iter().map(Vec::len).sum();
            steps.take((count * (wide + 1)) as u64);
            if !steps.allow(search.scale) {
                return BoundedSearch::Unknown;
            }
            let chosen = fewest(&all, wide, appetite.chain);
            match chosen.and_then(|units| self.shared(parties, &reaches, &units)) {
                Some(actions) => return BoundedSearch::Reached(actions),
                None if wide == search.units() => return BoundedSearch::Missed,
                None => slack *= 2,
            }
        }
    }

    /// What each party means for the chain.
    fn sums(
        &self,
        parties: &PartyKinds<'_>,
        reaches: &[PartyReach<'_>],
        appetite: &Appetite,
    ) -> Vec<Sums> {
        let settled = |(party, kind): (&PlannedParty, usize)| -> Sums {
            let reach = self.reach(party.node);
            reaches[kind].settled(|gain| appetite.of_node(reach, gain))
        };
        parties.each().map(settled).collect()
    }

    /// The changes of the parties, each with its units.
    fn shared(
        &self,
        parties: &PartyKinds<'_>,
        reaches: &[PartyReach<'_>],
        units: &[usize],
    ) -> Option<Vec<Action>> {
        let mut actions = Vec::new();
        for ((party, kind), unit) in parties.each().zip(units) {
            let (_, option, at) = *reaches[kind].best.get(*unit)?.as_ref()?;
            let option = &reaches[kind].options[option];
            // The modes of a kind are alike; the controls and papers behind them are the party's own.
            let mode = party.ways.as_ref()?.modes.get(option.number)?;
            let spots = option.curve.as_ref()?.spots(at);
            actions.extend(self.collect(party.node, mode, &option.fronts, &spots));
        }
        Some(actions)
    }
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

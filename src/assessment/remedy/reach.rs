//! What a party of a chain reaches by points, and how the parties of a chain share what is needed for the fewest points.

use super::curve::{Curve, Extent, curve};
use super::frontier::{Front, Making, fronts};
use super::party::{Item, Mode, State, Ways};
use super::relaxed::{Hull, most};
use super::steps::Steps;
use crate::catalogue::effort::Points;
use crate::model::Tier;

/// Points above the least that are looked at, and how finely.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    /// Points.
    pub extra: Points,
    /// Points of a unit, rounded up; 1 is exact.
    pub scale: Points,
}

impl Search {
    /// Its units.
    pub(super) const fn units(self) -> usize {
        (self.extra / self.scale) as usize
    }
}

/// A mode of a party, with the best that it can do in each domain.
pub(super) struct ModeReach<'m> {
    /// Its place among the party's.
    pub number: usize,
    mode: &'m Mode,
    making: Making<'m>,
    /// Its fronts.
    pub fronts: Vec<Front>,
    /// What its cheapest choices cost.
    cost: Points,
    /// The most units that it could spend beyond.
    span: usize,
    /// What it reaches, where that is of any use.
    pub curve: Option<Curve>,
}

/// What a party reaches by points above its least. Equal for all parties that could do the same (see [`alike`]).
pub(super) struct PartyReach<'m> {
    base: Points,
    search: Search,
    /// Its modes.
    pub options: Vec<ModeReach<'m>>,
    /// By units: no choice gains more. What lies beyond gains no more than the last.
    pub bound: Vec<f64>,
    /// By units: the gain, the option and its units. As long as needed.
    pub best: Vec<Option<(f64, usize, usize)>>,
}

/// What a party means for its chain, as (units, sum) in rising order of both.
pub(super) type Sums = Vec<(usize, f64)>;

impl<'m> PartyReach<'m> {
    /// Of no mode yet.
    pub(super) fn new(base: Points, search: Search) -> Self {
        Self { base, search, options: Vec::new(), bound: Vec::new(), best: Vec::new() }
    }

    /// Adds a mode, and what it gains at most.
    pub(super) fn add(&mut self, number: usize, mode: &'m Mode, making: Making<'m>) {
        let cheapest =
            |item: &Item| item.states.iter().map(|state| state.cost).min().unwrap_or_default();
        let least = mode.cost + mode.items.iter().map(cheapest).sum::<Points>();
        let all = self.base + self.search.extra;
        let Some(extra) = all.checked_sub(least) else { return };
        let making = Making { extra, ..making };
        let Some(fronts) = fronts(mode, making) else { return };
        let cost = mode.cost + fronts.iter().map(Front::least).sum::<Points>();
        let Some(units) = units(all, cost, self.search.scale) else { return };
        let hull = |front: &Front| {
            let costs = front.units(self.search.scale);
            Hull::of(costs.into_iter().zip(front.spots.iter().map(|spot| spot.gain)))
        };
        let hulls: Option<Vec<Hull>> = fronts.iter().map(hull).collect();
        let Some(hulls) = hulls else { return };
        let span = fronts.iter().map(|front| front.span(self.search.scale)).sum();
        for (unit, gain) in most(&hulls, units.min(span)).into_iter().enumerate() {
            let total = total(self.base, cost, unit, self.search);
            let slot = reserved(&mut self.bound, total, f64::NEG_INFINITY);
            *slot = slot.max(gain);
        }
        let mut best = f64::NEG_INFINITY;
        for slot in &mut self.bound {
            best = best.max(*slot);
            *slot = best;
        }
        self.options.push(ModeReach { number, mode, making, fronts, cost, span, curve: None });
    }

    /// Works out what the modes reach with so many units, where it is a gain of at least so much. False: the steps ended
    /// before it was known.
    pub(super) fn solve(&mut self, wide: usize, least: f64, steps: &mut Steps) -> bool {
        let (base, search) = (self.base, self.search);
        self.best.clear();
        for (number, option) in self.options.iter_mut().enumerate() {
            let points = base + wide as Points * search.scale;
            let Some(units) = units(points, option.cost, search.scale) else { continue };
            let extent = Extent { units: units.min(option.span), scale: search.scale, least };
            let made = curve(option.mode, &option.fronts, option.making, extent, steps);
            let Some(made) = made else { return false };
            for (unit, best) in made.best.iter().enumerate() {
                let Some((gain, _)) = *best else { continue };
                let total = total(base, option.cost, unit, search);
                let slot = reserved(&mut self.best, total, None);
                if slot.is_none_or(|(known, ..)| gain > known) {
                    *slot = Some((gain, number, unit));
                }
            }
            option.curve = Some(made);
        }
        true
    }

    /// What gains more than anything cheaper, as what it means for the chain.
    pub(super) fn settled(&self, of_chain: impl Fn(f64) -> Option<f64>) -> Sums {
        let mut best = f64::NEG_INFINITY;
        let mut sums = Vec::new();
        for (unit, slot) in self.best.iter().enumerate() {
            let Some((gain, ..)) = slot.filter(|(gain, ..)| *gain > best) else { continue };
            best = gain;
            sums.extend(of_chain(gain).map(|sum| (unit, sum)));
        }
        sums
    }
}

/// A place of a list that grows as needed.
fn reserved<T: Clone>(list: &mut Vec<T>, place: usize, empty: T) -> &mut T {
    if list.len() <= place {
        list.resize(place + 1, empty);
    }
    &mut list[place]
}

/// Units that are left of some points behind a cost.
fn units(points: Points, cost: Points, scale: Points) -> Option<usize> {
    points.checked_sub(cost).map(|room| (room / scale) as usize)
}

/// Units of a party above its least, of a mode with a cost and so many units.
fn total(base: Points, cost: Points, unit: usize, search: Search) -> usize {
    let points = (cost + unit as Points * search.scale).saturating_sub(base);
    (points.div_ceil(search.scale) as usize).min(search.units())
}

/// The units of each party that add up to the fewest with which the chain is within its limit.
pub(super) fn fewest(all: &[Sums], units: usize, limit: f64) -> Option<Vec<usize>> {
    let mut sums = vec![f64::NEG_INFINITY; units + 1];
    sums[0] = 0.0;
    let mut picks: Vec<Vec<u32>> = Vec::new();
    for party in all {
        let mut next = vec![f64::NEG_INFINITY; units + 1];
        let mut pick = vec![0_u32; units + 1];
        for (by, gain) in party.iter().copied() {
            for from in 0..=units - by {
                if sums[from] + gain > next[from + by] {
                    next[from + by] = sums[from] + gain;
                    pick[from + by] = by as u32;
                }
            }
        }
        sums = next;
        picks.push(pick);
    }
    let mut at = sums.iter().position(|sum| *sum >= limit && sum.is_finite())?;
    let mut chosen: Vec<usize> = picks
        .iter()
        .rev()
        .map(|pick| {
            let by = pick[at] as usize;
            at -= by;
            by
        })
        .collect();
    chosen.reverse();
    Some(chosen)
}

/// Everything that decides what a party reaches, as numbers: parties with the same numbers reach the same. Which
/// controls, responses and certificates stand behind them is left out, as they change no sum.
pub(super) fn alike(ways: Option<&Ways>, base: Points, tier: Tier, weak: &[bool]) -> Vec<u64> {
    let mut numbers = vec![u64::from(base), tier as u64, weak.len() as u64];
    numbers.extend(weak.iter().map(|weak| u64::from(*weak)));
    for mode in ways.iter().flat_map(|ways| &ways.modes) {
        numbers.extend([u64::from(mode.cost), mode.items.len() as u64]);
        numbers.extend([u64::from(mode.coverage), u64::from(mode.na_share)]);
        let weights = mode.weights;
        let sums = [weights.applying, weights.not_applicable, weights.answered, weights.points];
        numbers.extend(sums.map(f64::to_bits));
        for item in &mode.items {
            numbers.extend([item.domain.get() as u64, u64::from(item.weight), item.from as u64]);
            numbers.push(item.states.len() as u64);
            numbers.extend(item.states.iter().flat_map(of_state));
        }
    }
    numbers
}

fn of_state(state: &State) -> [u64; 5] {
    let adds = [state.adds.a.to_bits(), state.adds.b.to_bits()];
    let weights = [u64::from(state.answered), u64::from(state.applied)];
    [u64::from(state.cost), adds[0], adds[1], weights[0], weights[1]]
}

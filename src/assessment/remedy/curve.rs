//! The least likelihood of a supplier for each number of points.
//!
//! Over the domains the logarithms of the factors add up, so it follows by dynamic programming over the fronts. What can't
//! end at the gain that is asked for, whatever the other domains add, is left out of the table at once: of most tables
//! little is left, and what is left is exact.

use super::frontier::{Front, Making, Need, in_order};
use super::party::Mode;
use super::relaxed::{Hull, most};
use super::steps::Steps;
use crate::catalogue::effort::Points;

/// Sums of logarithms that differ by less are equal: a bound must not lose to rounding.
pub(super) const TINY: f64 = 1e-9;

/// How far a table goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// Units above the cheapest choices of the fronts.
    pub units: usize,
    /// Points of a unit, rounded up; 1 is exact.
    pub scale: Points,
    /// Less gain than this is of no use.
    pub least: f64,
}

/// The greatest gain for each number of units above the cheapest choices of the fronts, where it is of any use.
#[derive(Debug)]
pub(super) struct Curve {
    /// By units: the gain, and the pair of weights it ends with.
    pub best: Vec<Option<(f64, usize)>>,
    /// Of each front, by pairs of weights.
    layers: Vec<Vec<Row>>,
    costs: Vec<Vec<usize>>,
}

/// The best that some units reach.
#[derive(Debug, Clone, Copy)]
struct Slot {
    gain: f64,
    /// The choice of the last front, and the pair of weights before it.
    choice: u32,
    before: u32,
}

const EMPTY: Slot = Slot { gain: f64::NEG_INFINITY, choice: 0, before: 0 };

/// What a pair of weights reaches, from some number of units on.
#[derive(Debug, Clone, Default)]
struct Row {
    from: usize,
    slots: Vec<Slot>,
}

/// What the fronts behind one add at most.
struct Rest {
    /// The gain, by the units that are left.
    gain: Vec<f64>,
    answered: u32,
    applied: u32,
}

/// What a mode gains for each number of units; none where the steps end before it is known.
pub(super) fn curve(
    mode: &Mode,
    fronts: &[Front],
    making: Making<'_>,
    extent: Extent,
    steps: &mut Steps,
) -> Option<Curve> {
    let need = making.need;
    let costs: Vec<Vec<usize>> = fronts.iter().map(|front| front.units(extent.scale)).collect();
    let fits = |pair: usize, rest: &Rest| {
        let (answered, applied) = need.pair(pair);
        in_order(mode, answered + rest.answered, applied + rest.applied, making.policy)
    };
    let mut rows = vec![Row::default(); need.pairs()];
    rows[0].slots.push(Slot { gain: 0.0, ..EMPTY });
    let mut layers: Vec<Vec<Row>> = Vec::with_capacity(fronts.len());
    for ((front, cost), rest) in fronts.iter().zip(&costs).zip(rests(fronts, &costs, extent.units))
    {
        let before = layers.last().unwrap_or(&rows);
        steps.take(work(before, cost));
        if !steps.allow(extent.scale) {
            return None;
        }
        let mut next = widened(before, front, cost, need, extent.units);
        for (pair, row) in next.iter_mut().enumerate().filter(|(_, row)| !row.slots.is_empty()) {
            if fits(pair, &rest) {
                row.cut(&rest.gain, extent.least);
            } else {
                *row = Row::default();
            }
        }
        layers.push(next);
    }
    let best = best(layers.last().unwrap_or(&rows), extent.units);
    Some(Curve { best, layers, costs })
}

/// The greatest gain of any pair of weights, by units.
fn best(rows: &[Row], units: usize) -> Vec<Option<(f64, usize)>> {
    let mut best: Vec<Option<(f64, usize)>> = vec![None; units + 1];
    for (pair, row) in rows.iter().enumerate() {
        for (slot, best) in row.slots.iter().zip(&mut best[row.from.min(units)..]) {
            if slot.gain.is_finite() && best.is_none_or(|(known, _)| slot.gain > known) {
                *best = Some((slot.gain, pair));
            }
        }
    }
    best
}

/// Of each front what those behind it add at most.
fn rests(fronts: &[Front], costs: &[Vec<usize>], units: usize) -> Vec<Rest> {
    let points = |(front, costs): (&Front, &Vec<usize>)| {
        Hull::of(costs.iter().zip(&front.spots).map(|(cost, spot)| (*cost, spot.gain)))
    };
    let hulls: Vec<Option<Hull>> = fronts.iter().zip(costs).map(points).collect();
    let rest = |front: usize| {
        let behind = &fronts[front + 1..];
        let most_of = |weight: fn(&super::frontier::Choice) -> u32| {
            behind.iter().filter_map(|front| front.spots.iter().map(weight).max()).sum()
        };
        Rest {
            gain: most(hulls[front + 1..].iter().flatten(), units),
            answered: most_of(|spot| spot.answered),
            applied: most_of(|spot| spot.applied),
        }
    };
    (0..fronts.len()).map(rest).collect()
}

/// Additions that one more front takes.
fn work(rows: &[Row], costs: &[usize]) -> u64 {
    let slots: usize = rows.iter().map(|row| row.slots.len()).sum();
    (slots * costs.len()) as u64
}

/// The rows after a choice of one more front.
fn widened(rows: &[Row], front: &Front, costs: &[usize], need: Need, units: usize) -> Vec<Row> {
    let to = |pair: usize, choice: usize| {
        let (spot, (answered, applied)) = (&front.spots[choice], need.pair(pair));
        let fits = applied + spot.applied <= need.applied;
        fits.then(|| need.index(answered + spot.answered, applied + spot.applied))
    };
    let full: Vec<usize> = (0..rows.len()).filter(|pair| !rows[*pair].slots.is_empty()).collect();
    let mut next = vec![Row::default(); rows.len()];
    for (choice, cost) in costs.iter().enumerate() {
        for pair in full.iter().copied() {
            if let Some(to) = to(pair, choice) {
                next[to].reserve(rows[pair].from + cost, rows[pair].slots.len(), units);
            }
        }
    }
    for (choice, cost) in costs.iter().enumerate() {
        let gain = front.spots[choice].gain;
        for pair in full.iter().copied() {
            let Some(to) = to(pair, choice) else { continue };
            let at = rows[pair].from + cost;
            if at > units {
                continue;
            }
            let last = Slot { gain, choice: choice as u32, before: pair as u32 };
            next[to].take(at, &rows[pair].slots, last);
        }
    }
    next
}

impl Row {
    /// Makes room for slots from some number of units on.
    fn reserve(&mut self, at: usize, count: usize, units: usize) {
        let end = (at + count).min(units + 1);
        if at >= end {
            return;
        }
        if self.slots.is_empty() {
            self.from = at;
        } else if at < self.from {
            self.slots.splice(0..0, std::iter::repeat_n(EMPTY, self.from - at));
            self.from = at;
        }
        if end > self.from + self.slots.len() {
            self.slots.resize(end - self.from, EMPTY);
        }
    }

    /// Takes slots of another row, each with one more choice, where that gains more.
    fn take(&mut self, at: usize, before: &[Slot], last: Slot) {
        for (slot, before) in self.slots[at - self.from..].iter_mut().zip(before) {
            let gain = before.gain + last.gain;
            if gain > slot.gain {
                *slot = Slot { gain, ..last };
            }
        }
    }

    /// Leaves out what can't end at a gain, whatever is added for the units that are left.
    fn cut(&mut self, rest: &[f64], least: f64) {
        for (units, slot) in (self.from..).zip(&mut self.slots) {
            if slot.gain + rest[rest.len() - 1 - units] < least - TINY {
                slot.gain = f64::NEG_INFINITY;
            }
        }
        let of_use = |slot: &Slot| slot.gain.is_finite();
        let end = self.slots.iter().rposition(of_use).map_or(0, |last| last + 1);
        self.slots.truncate(end);
        let first = self.slots.iter().position(of_use).unwrap_or(0);
        self.slots.drain(..first);
        self.from += first;
    }
}

impl Curve {
    /// The spots that reach the best at a number of units, one for each front.
    pub(super) fn spots(&self, unit: usize) -> Vec<usize> {
        let Some((_, mut pair)) = self.best[unit] else { return Vec::new() };
        let mut unit = unit;
        let mut spots = Vec::with_capacity(self.layers.len());
        for (rows, costs) in self.layers.iter().zip(&self.costs).rev() {
            let row = &rows[pair];
            let Slot { choice, before, .. } = row.slots[unit - row.from];
            spots.push(choice as usize);
            unit -= costs[choice as usize];
            pair = before as usize;
        }
        spots.reverse();
        spots
    }
}

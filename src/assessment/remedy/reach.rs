//! What a party of a chain reaches by points, and how the parties of a chain share what is needed for the fewest points.

use super::curve::{Curve, curve};
use super::frontier::{Front, Making, fronts};
use super::party::{Item, Mode, State, Ways};
use super::steps::Steps;
use crate::catalogue::effort::Points;
use crate::model::Tier;

/// What a party reaches by points above its least. Equal for all parties that could do the same (see [`alike`]).
pub(super) struct PartyReach {
    width: usize,
    /// The mode's place among the party's, its fronts, and what they reach.
    pub options: Vec<(usize, Vec<Front>, Curve)>,
    /// By units: the gain, the option and its units.
    pub best: Vec<Option<(f64, usize, usize)>>,
}

/// What a party means for its chain, as (units, sum) in rising order of both.
pub(super) type Sums = Vec<(usize, f64)>;

impl PartyReach {
    /// Nothing yet, up to a number of units.
    pub(super) fn new(units: usize) -> Self {
        Self { width: units, options: Vec::new(), best: vec![None; units + 1] }
    }

    /// Adds what a mode reaches within so many points above the party's least.
    pub(super) fn widen(
        &mut self,
        (number, mode): (usize, &Mode),
        base: Points,
        making: Making<'_>,
        (extra, scale): (Points, Points),
        steps: &mut Steps,
    ) {
        let cheapest =
            |item: &Item| item.states.iter().map(|state| state.cost).min().unwrap_or_default();
        let least = mode.cost + mode.items.iter().map(cheapest).sum::<Points>();
        let Some(room) = (base + extra).checked_sub(least) else { return };
        let making = Making { extra: room, ..making };
        let Some(fronts) = fronts(mode, making) else { return };
        let offset = mode.cost + fronts.iter().map(Front::least).sum::<Points>();
        let Some(room) = (base + extra).checked_sub(offset) else { return };
        let width = room / scale;
        let spots: usize = fronts.iter().map(|front| front.spots.len()).sum();
        steps.take((spots * making.need.pairs()) as u64 * u64::from(width + 1));
        if !steps.any() {
            return;
        }
        let curve = curve(mode, &fronts, making, (width as usize, scale));
        let option = self.options.len();
        for unit in 0..=width {
            let Some((gain, _)) = curve.best[unit as usize] else { continue };
            let total = (offset + unit * scale).saturating_sub(base).div_ceil(scale) as usize;
            let slot = &mut self.best[total.min(self.width)];
            if slot.is_none_or(|(known, ..)| gain > known) {
                *slot = Some((gain, option, unit as usize));
            }
        }
        self.options.push((number, fronts, curve));
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

/// The units of each party that add up to the fewest with which the chain is within its limit.
pub(super) fn fewest(all: &[&Sums], units: usize, limit: f64) -> Option<Vec<usize>> {
    let mut sums = vec![f64::NEG_INFINITY; units + 1];
    sums[0] = 0.0;
    let mut picks: Vec<Vec<usize>> = Vec::new();
    for party in all {
        let mut next = vec![f64::NEG_INFINITY; units + 1];
        let mut pick = vec![0; units + 1];
        for (by, gain) in party.iter().copied() {
            for from in 0..=units - by {
                if sums[from] + gain > next[from + by] {
                    next[from + by] = sums[from] + gain;
                    pick[from + by] = by;
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
            let by = pick[at];
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

//! The least likelihood of a supplier for each number of points.
//!
//! Over the domains the logarithms of the factors add up, so it follows by dynamic programming over the fronts.

use super::frontier::{Choice, Front, Making, Need, in_order};
use super::party::Mode;
use crate::catalogue::effort::Points;

/// The greatest gain for each number of units above the cheapest choices of the fronts.
#[derive(Debug)]
pub(super) struct Curve {
    /// By units: the gain, and the pair of weights it ends with.
    pub best: Vec<Option<(f64, usize)>>,
    picks: Vec<Vec<(u32, u32)>>,
    need: Need,
    costs: Vec<Vec<usize>>,
}

/// What a mode gains for each number of units; `scale` points are a unit, rounded up: 1 is exact.
pub(super) fn curve(
    mode: &Mode,
    fronts: &[Front],
    making: Making<'_>,
    (units, scale): (usize, Points),
) -> Curve {
    let (need, width) = (making.need, units + 1);
    let mut gains = vec![f64::NEG_INFINITY; need.pairs() * width];
    gains[0] = 0.0;
    let (mut picks, mut costs) = (Vec::new(), Vec::new());
    for front in fronts {
        let least = front.least();
        let cost = |spot: &Choice| (spot.cost - least).div_ceil(scale) as usize;
        let cost: Vec<usize> = front.spots.iter().map(cost).collect();
        let mut next = vec![f64::NEG_INFINITY; need.pairs() * width];
        let mut pick = vec![(0_u32, 0_u32); need.pairs() * width];
        for (index, spot) in (0_u32..).zip(&front.spots) {
            let by = cost[index as usize];
            for pair in (0..need.pairs()).filter(|_| by < width) {
                let (answered, applied) = need.pair(pair);
                if applied + spot.applied > need.applied {
                    continue;
                }
                let to = need.index(answered + spot.answered, applied + spot.applied);
                let from = &gains[pair * width..(pair + 1) * width - by];
                let into = to * width + by..(to + 1) * width;
                let slots = next[into.clone()].iter_mut().zip(&mut pick[into]);
                for (gain, (slot, pick)) in from.iter().zip(slots) {
                    if gain + spot.gain > *slot {
                        *slot = gain + spot.gain;
                        *pick = (index, u32::try_from(pair).unwrap_or_default());
                    }
                }
            }
        }
        gains = next;
        picks.push(pick);
        costs.push(cost);
    }
    let fits: Vec<bool> = (0..need.pairs())
        .map(|pair| {
            let (answered, applied) = need.pair(pair);
            in_order(mode, answered, applied, making.policy)
        })
        .collect();
    let best = |unit: usize| {
        let ends = (0..need.pairs()).filter(|pair| fits[*pair]);
        let ends = ends.map(|pair| (gains[pair * width + unit], pair));
        let ends = ends.filter(|(gain, _)| gain.is_finite());
        ends.reduce(|best, one| if one.0 > best.0 { one } else { best })
    };
    Curve { best: (0..width).map(best).collect(), picks, need, costs }
}

impl Curve {
    /// The spots that reach the best at a number of units, one for each front.
    pub(super) fn spots(&self, unit: usize) -> Vec<usize> {
        let Some((_, mut pair)) = self.best[unit] else { return Vec::new() };
        let width = self.best.len();
        let mut unit = unit;
        let mut spots = Vec::with_capacity(self.picks.len());
        for (pick, costs) in self.picks.iter().zip(&self.costs).rev() {
            debug_assert!(pair < self.need.pairs());
            let (spot, before) = pick[pair * width + unit];
            spots.push(spot as usize);
            unit -= costs[spot as usize];
            pair = before as usize;
        }
        spots.reverse();
        spots
    }
}

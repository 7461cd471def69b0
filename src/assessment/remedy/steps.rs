//! The step budget of the search for a path to approval.

use crate::catalogue::effort::Points;

/// The steps on the first shape of a chain: additions of the dynamic programme. Steps are counted, not timed, so that
/// the same input gives the same output on every machine; this number takes less than a second. Half of them are for
/// the exact search.
const FIRST: u64 = 150_000_000;

/// The steps of the whole search.
const ALL: u64 = 2 * FIRST;

/// A new shape needs at least this many steps.
const LEAST: u64 = 1_000_000;

/// The steps of the search for one engagement. Each shape of its chain may take half of what is left, so that a chain
/// too long for a complete search leaves steps for shorter ones.
#[derive(Debug)]
pub(super) struct Steps {
    taken: u64,
    exact: u64,
    most: u64,
}

impl Steps {
    /// The full budget.
    pub(super) const fn all() -> Self {
        Self { taken: 0, exact: FIRST / 2, most: FIRST }
    }

    /// Sets the limits for another shape.
    pub(super) const fn next_shape(&mut self) {
        let left = ALL.saturating_sub(self.taken);
        (self.exact, self.most) = (self.taken + left / 4, self.taken + left / 2);
    }

    /// Counts steps as taken.
    pub(super) const fn take(&mut self, steps: u64) {
        self.taken = self.taken.saturating_add(steps);
    }

    /// Whether the exact search may go on at this shape.
    pub(super) const fn exact(&self) -> bool {
        self.taken < self.exact
    }

    /// Whether any search may go on at this shape.
    const fn any(&self) -> bool {
        self.taken < self.most
    }

    /// Whether a search may go on at this shape. An exact one (`scale` 1) leaves steps to one that rounds points up.
    pub(super) const fn allow(&self, scale: Points) -> bool {
        if scale == 1 { self.exact() } else { self.any() }
    }

    /// Whether another shape may be tried.
    pub(super) const fn left(&self) -> bool {
        self.taken < ALL - LEAST
    }
}

//! How much of the search for a path to approval is left.

/// Steps on the first shape of a chain: additions of the dynamic programme. Counted, not timed, so that the same input
/// gives the same output on every machine; as many as take a part of a second. Half of them are for the exact search.
const FIRST: u64 = 150_000_000;

/// Steps of the whole search.
const ALL: u64 = 2 * FIRST;

/// With fewer steps no shape is begun.
const LEAST: u64 = 1_000_000;

/// The steps of the search for one engagement. Each shape of its chain may take half of what is left, so that a chain
/// too long to be searched leaves room to look at shorter ones.
#[derive(Debug)]
pub(super) struct Steps {
    taken: u64,
    exact: u64,
    most: u64,
}

impl Steps {
    /// All of them.
    pub(super) const fn all() -> Self {
        Self { taken: 0, exact: FIRST / 2, most: FIRST }
    }

    /// Begins another shape.
    pub(super) const fn next_shape(&mut self) {
        let left = ALL.saturating_sub(self.taken);
        (self.exact, self.most) = (self.taken + left / 4, self.taken + left / 2);
    }

    /// Takes some.
    pub(super) const fn take(&mut self, steps: u64) {
        self.taken = self.taken.saturating_add(steps);
    }

    /// Whether more points may be looked at exactly on this shape.
    pub(super) const fn exact(&self) -> bool {
        self.taken < self.exact
    }

    /// Whether anything more may be looked at on this shape.
    pub(super) const fn any(&self) -> bool {
        self.taken < self.most
    }

    /// Whether another shape may be begun.
    pub(super) const fn left(&self) -> bool {
        self.taken < ALL - LEAST
    }
}

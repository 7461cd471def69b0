//! A repeatable random number generator: SplitMix64 (Steele, Lea, Flood 2014).

/// A stream of random numbers that depends on its seed alone.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to but not including `limit`; 0 if `limit` is 0. The slight bias of the remainder does not
    /// matter here.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        if limit == 0 { 0 } else { u32::try_from(self.next() % u64::from(limit)).unwrap_or(0) }
    }

    /// True with a probability of `percent` / 100.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One element of a list that is not empty, each equally likely.
    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        let length = u32::try_from(list.len()).unwrap_or(1);
        &list[self.below(length) as usize]
    }
}

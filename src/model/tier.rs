//! Sensitivity of information.

super::words! {
    /// Sensitivity tier of information, lowest first.
    pub enum Tier as name {
        /// Level 0: may be published.
        Public,
        /// Level 1: for us and our suppliers.
        Internal,
        /// Level 2: harm if it leaks.
        Confidential,
        /// Level 3: serious harm; named recipients only.
        Restricted,
        /// Level 4: crown jewels and controlled information.
        Critical,
    }
}

impl Tier {
    /// The tier's number, 0 to 4.
    pub const fn level(self) -> usize {
        self as usize
    }

    /// The tier of a number, 0 to 4.
    pub fn from_level(level: usize) -> Option<Self> {
        Self::ALL.get(level).copied()
    }
}

//! Kinds of information, and sets of them.

use std::fmt;

super::words! {
    /// A kind of information that rules speak of.
    pub enum InformationKind {
        /// About living persons.
        PersonalData,
        /// Secret because secrecy gives it its worth; know-how.
        TradeSecret,
        /// Source code.
        SourceCode,
        /// Drawings, specifications, test results.
        TechnicalData,
        /// Of our customers.
        CustomerData,
        /// Under an export-control regime.
        ExportControlled,
        /// Physical or virtual prototypes.
        Prototype,
    }
}

/// A set of kinds: what reaches a node, or what a link carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// No kind.
    pub const NONE: Self = Self(0);
    /// Every kind.
    pub const ALL: Self = Self((1 << InformationKind::ALL.len()) - 1);

    /// Whether it holds a kind.
    pub const fn has(self, kind: InformationKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The union of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The intersection of both sets.
    #[must_use]
    pub const fn shared(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The difference: the kinds that the other set does not hold.
    #[must_use]
    pub const fn beyond(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Its kinds, in their order.
    pub fn each(self) -> impl Iterator<Item = InformationKind> {
        InformationKind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

impl FromIterator<InformationKind> for Kinds {
    fn from_iter<I: IntoIterator<Item = InformationKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(0, |bits, kind| bits | 1 << kind as u8))
    }
}

impl From<&[InformationKind]> for Kinds {
    fn from(kinds: &[InformationKind]) -> Self {
        kinds.iter().copied().collect()
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.each().map(InformationKind::word).collect();
        f.write_str(&words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_into_them() {
        use InformationKind::{Prototype, SourceCode, TradeSecret};
        let one = Kinds::from(&[SourceCode, TradeSecret][..]);
        assert!(one.has(SourceCode) && !one.has(Prototype));
        assert_eq!(one.to_string(), "trade-secret, source-code");
        let two: Kinds = [TradeSecret, Prototype].into_iter().collect();
        assert_eq!(one.shared(two).to_string(), "trade-secret");
        assert_eq!(two.beyond(one).to_string(), "prototype");
        assert_eq!(one.and(two).each().count(), 3);
        assert_eq!(Kinds::ALL.each().count(), InformationKind::ALL.len());
        assert!(Kinds::NONE.is_empty());
    }
}

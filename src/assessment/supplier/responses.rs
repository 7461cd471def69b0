//! A set of a supplier's responses.

use std::ops::{BitOr, BitOrAssign};

use crate::model::ResponseIndex;

/// A set of a supplier's counting responses. From the 64th on all share one bit, which is set if any of them is in the
/// set, so that none is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Responses(u64);

impl Responses {
    /// No response.
    pub const NONE: Self = Self(0);

    /// One response.
    pub fn of(response: ResponseIndex) -> Self {
        Self(1 << response.get().min(63))
    }

    /// Whether a response is in the set.
    pub fn contains(self, response: ResponseIndex) -> bool {
        self.0 & Self::of(response).0 != 0
    }

    /// Whether no response is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for Responses {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Responses {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl FromIterator<Self> for Responses {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        sets.into_iter().fold(Self::NONE, Self::bitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_was_added_is_in_it_and_nothing_else_below_the_last(
            added in proptest::collection::vec(0_usize..100, 0..6),
            asked in 0_usize..63
        ) {
            let added: Vec<ResponseIndex> = added.into_iter().map(ResponseIndex::from).collect();
            let asked = ResponseIndex::from(asked);
            let set: Responses = added.iter().map(|one| Responses::of(*one)).collect();
            proptest::prop_assert!(added.iter().all(|one| set.contains(*one)));
            proptest::prop_assert_eq!(set.contains(asked), added.contains(&asked));
            proptest::prop_assert_eq!(set.is_empty(), added.is_empty());
        }
    }
}

//! Places in lists that are looked up in again and again: one type for each list, so that no place in one is taken for a
//! place in another.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

macro_rules! indexes {
    ($($(#[$doc:meta])+ $name:ident: $width:ty)+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            pub struct $name($width);

            impl $name {
                /// The place as a number, from zero on.
                pub const fn get(self) -> usize {
                    self.0 as usize
                }

                /// The places of a list of some length, in order.
                pub fn all(length: usize) -> impl DoubleEndedIterator<Item = Self> + Clone {
                    (0..length).map(Self::from)
                }

                /// The entries of a list in order, each with its place.
                pub fn each<T>(list: &[T]) -> impl DoubleEndedIterator<Item = (Self, &T)> + Clone {
                    list.iter().enumerate().map(|(place, entry)| (Self::from(place), entry))
                }
            }

            impl From<usize> for $name {
                fn from(place: usize) -> Self {
                    // No list is so long.
                    Self(<$width>::try_from(place).unwrap_or(<$width>::MAX))
                }
            }

            impl<T> Index<$name> for [T] {
                type Output = T;

                fn index(&self, place: $name) -> &T {
                    &self[place.get()]
                }
            }

            impl<T> Index<$name> for Vec<T> {
                type Output = T;

                fn index(&self, place: $name) -> &T {
                    &self[place.get()]
                }
            }

            impl<T> IndexMut<$name> for Vec<T> {
                fn index_mut(&mut self, place: $name) -> &mut T {
                    &mut self[place.get()]
                }
            }
        )+
    };
}

indexes! {
    /// A control, by its place in the catalogue; of lists with an entry a control, the entry.
    ControlIndex: u32
    /// A control domain, by its place in the policy.
    DomainIndex: u32
    /// A party of a chain, by its place among the nodes.
    NodeIndex: u32
    /// A link of a chain that counts, by its place among the edges.
    LinkIndex: u32
    /// A link that leads back to its own path, by its place among those.
    BackLinkIndex: u32
    /// A row of a chain whose giver is not reached, by its place among those.
    UnreachedIndex: u32
    /// A row of Subcontracts, by its place among those of its engagement.
    RowIndex: u32
    /// A response of a supplier, by its place among those that count. Two bytes: every answer of a control holds one.
    ResponseIndex: u16
    /// A response of the portfolio, by its place among all that were read.
    ReturnedIndex: u32
    /// A row of a response, by its place among its answers.
    AnswerIndex: u32
    /// A question, by its place in its questionnaire.
    QuestionIndex: u32
    /// A certificate of a supplier, by its place among them.
    CertificateIndex: u32
    /// A row of Evidence, by its place in the register.
    EvidenceIndex: u32
}

impl NodeIndex {
    /// The prime: every chain begins with it.
    pub const PRIME: Self = Self(0);
}

impl AnswerIndex {
    /// No row: none stands so far down.
    pub const NOWHERE: Self = Self(u32::MAX);
}

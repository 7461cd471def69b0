//! Indexes into lists. Each list has its own index type, so that an index into one is never used for another.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

macro_rules! indexes {
    ($($(#[$doc:meta])+ $name:ident: $width:ty)+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            pub struct $name($width);

            impl $name {
                /// The index as a number, from zero.
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
                    // No list has that many entries.
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
    /// The index of a control in the catalogue, and in every list that has one entry per control.
    ControlIndex: u32
    /// The index of a control domain in the policy.
    DomainIndex: u32
    /// The index of a party of a chain.
    NodeIndex: u32
    /// The index of a link that counts in a chain.
    LinkIndex: u32
    /// The index of a link that closes a cycle of a chain.
    BackLinkIndex: u32
    /// The index of a row of a chain whose giver is not reached.
    UnreachedIndex: u32
    /// The index of a Subcontracts row among those of its engagement.
    RowIndex: u32
    /// The index of a response among those of its supplier that count. Two bytes, as every answer of a control holds one.
    ResponseIndex: u16
    /// The index of a response among all that were read.
    ReturnedIndex: u32
    /// The index of an answer in its response.
    AnswerIndex: u32
    /// The index of a question in its questionnaire.
    QuestionIndex: u32
    /// The index of a certificate among those of its supplier.
    CertificateIndex: u32
    /// The index of an Evidence row in the register.
    EvidenceIndex: u32
}

impl NodeIndex {
    /// The prime, with which every chain begins.
    pub const PRIME: Self = Self(0);
}

impl AnswerIndex {
    /// No answer: no response has so many.
    pub const NOWHERE: Self = Self(u32::MAX);
}

//! Indexes into lists. Each list has its own index type, so that an index into one is never used for another.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

macro_rules! indexes {
    ($($(#[$doc:meta])+ $name:ident)+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            pub struct $name(u32);

            impl $name {
                /// The index as a number, from zero.
                pub const fn get(self) -> usize {
                    self.0 as usize
                }
            }

            impl From<usize> for $name {
                fn from(place: usize) -> Self {
                    // No list has that many entries.
                    Self(u32::try_from(place).unwrap_or(u32::MAX))
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
    ControlIndex
    /// The index of a control domain in the policy.
    DomainIndex
}

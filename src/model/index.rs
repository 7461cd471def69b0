//! Places in lists that are looked up in again and again: one type for each list, so that no place in one is taken for a
//! place in another.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

macro_rules! indexes {
    ($($(#[$doc:meta])+ $name:ident)+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            pub struct $name(u32);

            impl $name {
                /// The place as a number, from zero on.
                pub const fn get(self) -> usize {
                    self.0 as usize
                }
            }

            impl From<usize> for $name {
                fn from(place: usize) -> Self {
                    // No list is so long.
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
    /// A control, by its place in the catalogue; of lists with an entry a control, the entry.
    ControlIndex
    /// A control domain, by its place in the policy.
    DomainIndex
}

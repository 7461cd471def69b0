//! Enums whose members are words of files and outputs.
//!
//! `strum` makes the words from the names (`NotApplicable` is `not-applicable`), writes them (`Display`) and reads them
//! back (`EnumString`); [`words!`] gives them the two names by which the program asks for them.

/// Every member of an enum, and the word of one. The enum derives `strum::IntoStaticStr` and `strum::VariantArray`.
macro_rules! words {
    ($name:ident) => {
        $crate::model::words!($name, word);
    };
    ($name:ident, $word:ident) => {
        impl $name {
            /// All of them, in order.
            pub const ALL: [Self; <Self as strum::VariantArray>::VARIANTS.len()] =
                match <Self as strum::VariantArray>::VARIANTS.first_chunk() {
                    Some(all) => *all,
                    // A list is as long as itself.
                    None => unreachable!(),
                };

            /// Its word in files and outputs.
            pub fn $word(self) -> &'static str {
                self.into()
            }
        }
    };
}

pub(crate) use words;

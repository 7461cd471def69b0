//! Enums whose members are words in files and outputs.
//!
//! `strum` makes the words from the names (`NotApplicable` is `not-applicable`), writes them (`Display`) and reads them
//! back (`EnumString`); [`words!`] derives all this, and gives the two names by which the program asks for them.

/// An enum of words. Serde and text use kebab case; `ALL` lists the members, and `word` (or the method named after
/// `as`) gives the word of each.
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($members:tt)* }) => {
        $crate::model::words! { $(#[$meta])* $vis enum $name as word { $($members)* } }
    };
    ($(#[$meta:meta])* $vis:vis enum $name:ident as $word:ident { $($members:tt)* }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, schemars::JsonSchema,
            strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
        )]
        #[serde(rename_all = "kebab-case")]
        #[strum(serialize_all = "kebab-case")]
        $vis enum $name { $($members)* }

        $crate::model::words!($name, $word);
    };
    ($name:ident) => {
        $crate::model::words!($name, word);
    };
    ($name:ident, $word:ident) => {
        impl $name {
            /// All of them, in order.
            pub const ALL: [Self; <Self as strum::VariantArray>::VARIANTS.len()] =
                match <Self as strum::VariantArray>::VARIANTS.first_chunk() {
                    Some(all) => *all,
                    // Impossible: the array is as long as the list.
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

//! Sensitivity of information.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sensitivity tier of information, lowest first.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Tier {
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

super::words!(Tier, name);

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

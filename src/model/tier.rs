//! Sensitivity of information.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sensitivity tier of information, lowest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
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

impl Tier {
    /// All tiers, lowest first.
    pub const ALL: [Self; 5] =
        [Self::Public, Self::Internal, Self::Confidential, Self::Restricted, Self::Critical];

    /// The tier's number, 0 to 4.
    pub const fn level(self) -> usize {
        self as usize
    }

    /// The tier of a number, 0 to 4.
    pub fn from_level(level: usize) -> Option<Self> {
        Self::ALL.get(level).copied()
    }

    /// The tier's name, as it is written in every file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Confidential => "confidential",
            Self::Restricted => "restricted",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

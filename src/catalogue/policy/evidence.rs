//! `scoring/evidence.toml`: what an answer is worth by how well it is supported.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number;
use crate::model::EvidenceLevel;

/// What an answer at one evidence level is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// The level in words.
    pub title: String,
    /// How many claims it weighs as much as, above 0.
    #[serde(serialize_with = "number::plain")]
    pub volume: f64,
    /// Share of such answers that hold when looked into, in [0, 1].
    pub reliability: f64,
}

/// The four levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(non_snake_case, reason = "the levels' names in the field")]
pub struct Levels {
    /// Claim.
    pub E0: Reliability,
    /// Document named.
    pub E1: Reliability,
    /// Independently assured.
    pub E2: Reliability,
    /// Tested by us.
    pub E3: Reliability,
}

/// The file `evidence.toml`, and its part of the policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The levels.
    pub levels: Levels,
    /// Months for which our own test counts as E3.
    pub own_test_months: i32,
    /// Months for which evidence of the register counts at its level.
    pub register_months: i32,
}

impl Evidence {
    /// What an answer at a level is worth.
    pub const fn of(&self, level: EvidenceLevel) -> &Reliability {
        match level {
            EvidenceLevel::E0 => &self.levels.E0,
            EvidenceLevel::E1 => &self.levels.E1,
            EvidenceLevel::E2 => &self.levels.E2,
            EvidenceLevel::E3 => &self.levels.E3,
        }
    }
}

//! `scoring/gates.toml`: what each gate rule says, by tier.

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number;
use crate::model::{Branch, EvidenceLevel, Outcome, Rule, Tier};

/// Numbers that gate rules compare with and that are the same at every tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Least share of applying weight that must be answered, in [0, 1].
    pub coverage_min: f64,
    /// Largest share of applying weight that may be not applicable, in [0, 1].
    pub na_share_max: f64,
    /// A domain is never asked for more than this share of what is attainable, in [0, 1].
    pub domain_weak_attainable_factor: f64,
    /// Attainable = yes at this evidence level to every applying control.
    pub domain_weak_attainable_level: EvidenceLevel,
    /// The chain may reach so many appetites.
    #[serde(serialize_with = "number::plain")]
    pub appetite_chain_factor: f64,
    /// Hours owed where the engagement says nothing: so many times the longest notice.
    #[serde(serialize_with = "number::plain")]
    pub notice_owed_factor: f64,
    /// Months after which an incident is forgotten.
    pub incident_months: i32,
}

/// What a rule says at each tier; none: not tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleRow {
    /// At internal.
    #[serde(default)]
    pub internal: Option<Outcome>,
    /// At confidential.
    #[serde(default)]
    pub confidential: Option<Outcome>,
    /// At restricted.
    #[serde(default)]
    pub restricted: Option<Outcome>,
    /// At critical.
    #[serde(default)]
    pub critical: Option<Outcome>,
}

impl RuleRow {
    /// The outcome at a tier; `None` if it is not tested there, as always at public.
    pub const fn at(&self, tier: Tier) -> Option<Outcome> {
        match tier {
            Tier::Public => None,
            Tier::Internal => self.internal,
            Tier::Confidential => self.confidential,
            Tier::Restricted => self.restricted,
            Tier::Critical => self.critical,
        }
    }
}

/// While a supplier has no response, a reject of some rules is reported milder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Softening {
    /// The rules.
    pub rules: Vec<Rule>,
    /// What a reject of theirs becomes.
    pub reject_becomes: Outcome,
}

/// The gate table as typed.
pub type GateTable = IndexMap<Rule, IndexMap<Branch, RuleRow, FixedState>, FixedState>;

/// The file `gates.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatesFile {
    /// Numbers the rules compare with.
    pub thresholds: Thresholds,
    /// What happens while a response is missing.
    pub response_missing_softens: Softening,
    /// Rules that follow from a missing response at the same node.
    pub response_missing_implies: Vec<Rule>,
    /// The table.
    pub gates: GateTable,
}

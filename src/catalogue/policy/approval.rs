//! `scoring/waivers.toml` and `scoring/signers.toml`: accepted risks, who signs, and when an approval is required.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Outcome, Rule, Tier};

/// What a waiver can do. Also the file `waivers.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waivers {
    /// Outcomes a waiver changes ...
    pub softens: Vec<Outcome>,
    /// ... into this one.
    pub becomes: Outcome,
    /// A waiver of a control covers these rules about it.
    pub a_control_covers: Vec<Rule>,
    /// Rules that can't be waived.
    pub not_waivable: Vec<Rule>,
    /// Longest term, in months from the approval.
    pub max_months: i32,
}

/// A role of the ladder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// The role's word.
    pub role: String,
    /// Largest ratio of likelihood to appetite that it may sign; none: any.
    #[serde(default)]
    pub up_to_ratio: Option<f64>,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Signers {
    /// Roles, lowest first.
    pub ladder: Vec<Signer>,
    /// Least role for an escalate decision.
    pub escalate_at_least: String,
}

/// When somebody must have signed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approvals {
    /// From this tier on the gate asks for an approval; none: only where the caller does.
    #[serde(default)]
    pub signature_from: Option<Tier>,
}

impl Signers {
    /// The roles, lowest first.
    pub fn roles(&self) -> Vec<&str> {
        self.ladder.iter().map(|signer| signer.role.as_str()).collect()
    }
}

/// The file `signers.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignersFile {
    /// Least role for an escalate decision.
    pub escalate_at_least: String,
    /// When somebody must have signed.
    #[serde(default)]
    pub approvals: Approvals,
    /// Roles, lowest first.
    pub ladder: Vec<Signer>,
}

//! `scoring/tiers.toml`: what each sensitivity tier asks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number;
use crate::model::{EvidenceLevel, Tier};

/// What one tier asks for. A key that is left out means: not tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierPolicy {
    /// Number of the tier, 0 to 4.
    pub level: usize,
    /// Relative magnitude of a loss, at least 0 (a ratio scale).
    #[serde(serialize_with = "number::plain")]
    pub impact: f64,
    /// Months for which a decision is good.
    pub cadence_months: i32,
    /// Months after which a response is stale.
    pub stale_months: i32,
    /// Least evidence for a yes to a required control of the heavy weight.
    #[serde(default)]
    pub evidence_min_heavy: Option<EvidenceLevel>,
    /// Least evidence for a yes to a required control of another weight.
    #[serde(default)]
    pub evidence_min_other: Option<EvidenceLevel>,
    /// Least strength of a domain, 0 to 1.
    #[serde(default)]
    pub domain_strength_min: Option<f64>,
    /// Largest likelihood of a node without escalation, 0 to 1.
    #[serde(default)]
    pub appetite: Option<f64>,
    /// Levels of subcontractors allowed below the prime.
    #[serde(default)]
    pub chain_depth_max: Option<u32>,
    /// Longest breach notice a node may have agreed, in hours.
    #[serde(default, serialize_with = "number::plain_option")]
    pub notice_hours_max: Option<f64>,
    /// Hours we keep for ourselves where the engagement says nothing.
    #[serde(default, serialize_with = "number::plain_option")]
    pub notice_hours_reserve: Option<f64>,
    /// Days to mend a condition or a hold.
    #[serde(default)]
    pub due_days: Option<i32>,
    /// Steps up the ladder of signers.
    pub signer_steps_up: usize,
}

/// Days by tier; none: there is no such duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct DaysByTier {
    /// At internal.
    pub internal: Option<i32>,
    /// At confidential.
    pub confidential: Option<i32>,
    /// At restricted.
    pub restricted: Option<i32>,
    /// At critical.
    pub critical: Option<i32>,
}

impl DaysByTier {
    /// The days at a tier; `None` at public.
    pub const fn at(&self, tier: Tier) -> Option<i32> {
        match tier {
            Tier::Public => None,
            Tier::Internal => self.internal,
            Tier::Confidential => self.confidential,
            Tier::Restricted => self.restricted,
            Tier::Critical => self.critical,
        }
    }
}

/// The five tiers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// Level 0.
    pub public: TierPolicy,
    /// Level 1.
    pub internal: TierPolicy,
    /// Level 2.
    pub confidential: TierPolicy,
    /// Level 3.
    pub restricted: TierPolicy,
    /// Level 4.
    pub critical: TierPolicy,
}

impl Tiers {
    /// What a tier asks for.
    pub const fn of(&self, tier: Tier) -> &TierPolicy {
        match tier {
            Tier::Public => &self.public,
            Tier::Internal => &self.internal,
            Tier::Confidential => &self.confidential,
            Tier::Restricted => &self.restricted,
            Tier::Critical => &self.critical,
        }
    }
}

/// The file `tiers.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TiersFile {
    /// The tiers.
    pub tiers: Tiers,
}

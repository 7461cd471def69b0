//! `scoring/domains.toml`: families of controls and the weights a control may have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Tier;

/// Rules of the control catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlRules {
    /// The weights a control may have.
    pub weights: Vec<u32>,
    /// From this weight on a control is heavy in the gate table.
    pub heavy_weight: u32,
    /// Least applying weight of a domain ...
    pub domain_weight_min: u32,
    /// ... at this tier and above.
    pub domain_weight_min_from: Tier,
}

/// A family of controls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Its code, e.g. `ACC`.
    pub domain: String,
    /// Its name.
    pub title: String,
    /// Yearly likelihood of a compromise through it with no control at all, in (0, 1).
    pub base_rate: f64,
}

/// The file `domains.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainsFile {
    /// Rules of the control catalogue.
    pub controls: ControlRules,
    /// The domains, in the order of every list.
    pub domain: Vec<Domain>,
}

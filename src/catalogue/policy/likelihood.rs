//! `scoring/likelihood.toml`: how answers become a likelihood.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number;

/// Where every domain starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    /// Good observations assumed, above 0.
    pub a: f64,
    /// Bad observations assumed, above 0.
    pub b: f64,
}

/// Quantiles between which a likelihood is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantiles {
    /// The lower one, in (0, 1).
    pub low: f64,
    /// The upper one, in (0, 1), above the lower.
    pub high: f64,
}

/// Numbers of the likelihood.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Likelihood {
    /// Where every domain starts.
    pub prior: Prior,
    /// Weight of a control that counts as one observation.
    #[serde(serialize_with = "number::plain")]
    pub weight_unit: f64,
    /// Share of a yes that a partial is worth, in [0, 1].
    pub partial_credit: f64,
    /// Quantiles between which a likelihood is shown.
    pub range: Quantiles,
}

/// Points of an answer in the assurance percentage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assurance {
    /// Of a yes.
    #[serde(serialize_with = "number::plain")]
    pub yes: f64,
    /// Of a partial.
    #[serde(serialize_with = "number::plain")]
    pub partial: f64,
    /// Of a no.
    #[serde(serialize_with = "number::plain")]
    pub no: f64,
    /// Of silence.
    #[serde(serialize_with = "number::plain")]
    pub unanswered: f64,
}

/// The file `likelihood.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LikelihoodFile {
    /// Where every domain starts.
    pub prior: Prior,
    /// Weight of a control that counts as one observation.
    pub weight_unit: f64,
    /// Share of a yes that a partial is worth, in [0, 1].
    pub partial_credit: f64,
    /// Quantiles between which a likelihood is shown.
    pub range: Quantiles,
    /// Points of an answer in the assurance percentage.
    pub assurance: Assurance,
}

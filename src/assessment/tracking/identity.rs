//! What makes a finding the same one in another run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a finding comes from.
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
pub enum Kind {
    /// A gate rule that fired.
    Rule,
    /// Something else that a person should know.
    Finding,
}

crate::model::words!(Kind);

/// What makes a finding the same one in another run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Where it comes from.
    pub kind: Kind,
    /// The engagement; none: it is about no single one.
    pub engagement: Option<String>,
    /// The supplier; none: it is about none, or nobody knows whose it is.
    pub supplier: Option<String>,
    /// The word that names the rule over runs, or the code's word.
    pub rule: String,
    /// What it is about; may be empty.
    pub subject: String,
}

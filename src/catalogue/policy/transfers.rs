//! `scoring/transfers.toml`: transfers of personal data, local storage and export areas.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::model::Country;

/// Countries to which personal data may go without a mechanism.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Adequate {
    /// `any`.
    Any(AnyWord),
    /// These.
    Countries(Vec<String>),
}

/// The word `any`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnyWord {
    /// No limit.
    Any,
}

impl Serialize for Adequate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Any(word) => word.serialize(serializer),
            Self::Countries(list) => list.serialize(serializer),
        }
    }
}

/// Information that must be stored locally.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalStorage {
    /// Kinds of information.
    pub kinds: Vec<String>,
    /// Mechanisms that allow it to leave.
    pub exception: Vec<String>,
}

/// How sure we are of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Confidence {
    /// Read in a primary text.
    H,
    /// Read in a secondary text.
    M,
    /// From memory: check with counsel.
    L,
}

/// The law of the country the information comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Its name.
    pub title: String,
    /// Where it can be read.
    #[serde(skip_serializing)]
    pub source: String,
    /// Countries under it.
    pub countries: Vec<String>,
    /// Countries to which personal data may go.
    pub adequate: Adequate,
    /// Adequate only where the mechanism names one of these.
    #[serde(default)]
    pub adequate_only_with: IndexMap<String, Vec<String>>,
    /// Decisions of limited scope: country to remark.
    #[serde(default)]
    pub limited_scope: IndexMap<String, String>,
    /// Mechanisms it accepts.
    pub mechanisms: Vec<String>,
    /// What must be stored locally.
    #[serde(default)]
    pub localisation: Option<LocalStorage>,
    /// Countries that are never adequate.
    pub never_adequate: Vec<String>,
    /// Countries among which no export licence is asked.
    pub export_area: Vec<String>,
    /// How sure we are of this row.
    pub confidence: Confidence,
    /// Month of the row, `YYYY-MM`.
    pub as_of: String,
}

impl Regime {
    /// Whether a country is under it.
    pub fn holds(&self, country: Country) -> bool {
        self.countries.iter().any(|code| code == country.code())
    }
}

/// The file `transfers.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransfersFile {
    /// Words of the cell Transfer mechanism, with what they mean.
    pub mechanisms: IndexMap<String, String>,
    /// The regimes by key.
    pub regimes: IndexMap<String, Regime>,
}

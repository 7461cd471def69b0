//! What a gate rule says, and what a run decides.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

super::words! {
    /// The word of one gate rule, mildest first.
    pub enum Outcome {
        /// Nothing stands against it.
        Approve,
        /// Allowed, if something is mended by a date.
        Condition,
        /// Somebody more senior must decide.
        Escalate,
        /// Not now: something is missing.
        Hold,
        /// No.
        Reject,
    }
}

/// The decision on an engagement: the worst outcome over all gate rules of all its nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decision(pub Outcome);

impl Decision {
    /// All decisions, mildest first.
    pub const ALL: [Self; 5] = [
        Self(Outcome::Approve),
        Self(Outcome::Condition),
        Self(Outcome::Escalate),
        Self(Outcome::Hold),
        Self(Outcome::Reject),
    ];

    /// The outcome's word, except `approve-with-conditions` for a condition.
    pub fn word(self) -> &'static str {
        match self.0 {
            Outcome::Condition => "approve-with-conditions",
            other => other.word(),
        }
    }

    /// Whether the information may be disclosed (approve or approve-with-conditions).
    pub const fn allows(self) -> bool {
        matches!(self.0, Outcome::Approve | Outcome::Condition)
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Decision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = Self::ALL.into_iter().find(|decision| decision.word() == word);
        known.ok_or_else(|| de::Error::custom(format!("`{word}` is no decision")))
    }
}

impl JsonSchema for Decision {
    fn schema_name() -> Cow<'static, str> {
        "Decision".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": Self::ALL.map(Self::word) })
    }
}

//! Enums of the assessment as the words that stand for them in JSON.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::assessment::attribution::Cause;
use crate::assessment::due::DueReason;
use crate::assessment::tracking::Kind;
use crate::assessment::{ObligationState, ReturnStatus};

/// An enum that knows its words.
pub trait Worded: Copy + 'static {
    /// What a word of it says, in a word.
    const NAME: &'static str;

    /// Every member.
    const MEMBERS: &'static [Self];

    /// The word of one.
    fn word(self) -> &'static str;
}

macro_rules! worded {
    ($($name:ident: $($member:ident),+;)+) => {
        $(impl Worded for $name {
            const NAME: &'static str = stringify!($name);
            const MEMBERS: &'static [Self] = &[$(Self::$member),+];

            fn word(self) -> &'static str {
                // A member that is left out above is an error here.
                match self { $(Self::$member => Self::$member.word()),+ }
            }
        })+
    };
}

worded! {
    Cause: Answers, Evidence, Certificates, Staleness, Chain, Tier, Policy, Method;
    DueReason: Silent, ResponseStale, Cadence, CertificateEnding, WaiverEnding, NewEngagement, RaisedTier, IncidentSince;
    Kind: Rule, Finding;
    ObligationState: Met, Missing, NotKnown;
    ReturnStatus: Recorded, Due, Overdue;
}

/// A member of such an enum, by its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByWord<T>(pub T);

impl<T: Worded> fmt::Display for ByWord<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.word())
    }
}

impl<T: Worded> Serialize for ByWord<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Worded> Deserialize<'de> for ByWord<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = T::MEMBERS.iter().find(|member| member.word() == word);
        let known = known.ok_or_else(|| {
            de::Error::custom(format!("`{word}` is no {}", T::NAME.to_lowercase()))
        })?;
        Ok(Self(*known))
    }
}

impl<T: Worded> JsonSchema for ByWord<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = T::MEMBERS.iter().map(|member| member.word()).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}

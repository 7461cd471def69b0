//! Words of files that another version of the program may have written.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A word of a closed set, such as the name of a rule. A word that this version does not know is kept as it is, so that
/// a run that contains it can still be read and is written back unchanged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known<T> {
    /// One of the set.
    Member(T),
    /// Another word.
    Other(Box<str>),
}

impl<T: Copy + Into<&'static str>> Known<T> {
    /// The word.
    pub fn word(&self) -> &str {
        match self {
            Self::Member(member) => (*member).into(),
            Self::Other(word) => word,
        }
    }
}

impl<T: Copy> Known<T> {
    /// The member of the set; `None` for another word.
    pub fn member(&self) -> Option<T> {
        match self {
            Self::Member(member) => Some(*member),
            Self::Other(_) => None,
        }
    }
}

impl<T: PartialEq> PartialEq<T> for Known<T> {
    fn eq(&self, other: &T) -> bool {
        matches!(self, Self::Member(member) if member == other)
    }
}

impl<T> From<T> for Known<T> {
    fn from(member: T) -> Self {
        Self::Member(member)
    }
}

impl<T: FromStr> Known<T> {
    /// Reads a word; one that is not in the set is kept.
    pub fn read(word: &str) -> Self {
        word.parse().map_or_else(|_| Self::Other(word.into()), Self::Member)
    }
}

impl<T: Copy + Into<&'static str>> fmt::Display for Known<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl<T: Copy + Into<&'static str>> Serialize for Known<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|word| Self::read(&word))
    }
}

impl<T: JsonSchema> JsonSchema for Known<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rule;

    #[test]
    fn words_of_another_version_are_kept() {
        for word in ["notice-long", "a-rule-to-come"] {
            let text = format!("\"{word}\"");
            let read: Known<Rule> = serde_json::from_str(&text).expect("a word");
            assert_eq!(read.word(), word);
            assert_eq!(serde_json::to_string(&read).expect("text"), text);
        }
        assert!(Known::read("notice-long") == Rule::NoticeLong);
        assert_eq!(Known::<Rule>::read("a-rule-to-come").member(), None);
    }
}

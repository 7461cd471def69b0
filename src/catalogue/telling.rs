//! Ids that tell forms with ids of one shape apart.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::pattern::Pattern;

/// Ids that only one form has.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// How such an id looks, as a regular expression.
    pub id: String,
    /// How many different ones a file must hold at least.
    pub least: usize,
}

/// The same, ready to look at ids.
#[derive(Debug, Clone)]
pub(super) struct ReadyTelling {
    pattern: Pattern,
    least: usize,
}

impl ReadyTelling {
    pub(super) const fn new(pattern: Pattern, least: usize) -> Self {
        Self { pattern, least }
    }

    /// Whether enough different ids are of this form alone.
    pub(super) fn by<'t>(&self, ids: impl IntoIterator<Item = &'t str>) -> bool {
        let Some(pattern) = self.pattern.regex() else { return false };
        let found: HashSet<&str> = ids.into_iter().filter(|id| pattern.is_match(id)).collect();
        found.len() >= self.least
    }
}

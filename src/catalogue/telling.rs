//! Ids that distinguish forms whose ids have the same shape.

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

/// The same, ready to test ids.
#[derive(Debug, Clone)]
pub(super) struct ReadyTelling {
    pattern: Pattern,
    least: usize,
}

impl ReadyTelling {
    pub(super) const fn new(pattern: Pattern, least: usize) -> Self {
        Self { pattern, least }
    }

    /// Whether enough different ids belong to this form alone.
    pub(super) fn by<'t>(&self, ids: impl IntoIterator<Item = &'t str>) -> bool {
        let Some(pattern) = self.pattern.regex() else { return false };
        let found: HashSet<&str> = ids.into_iter().filter(|id| pattern.is_match(id)).collect();
        found.len() >= self.least
    }
}

//! Answers and how questions relate to controls.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

super::words! {
    /// The answer of a control, after everything that speaks of it was weighed.
    pub enum Answer {
        /// Fully done.
        Yes,
        /// Done in part.
        Partial,
        /// Not done.
        No,
        /// The control has no object at this supplier, and its rule allows to say so.
        NotApplicable,
        /// Nothing usable was said. Counts as no.
        Unanswered,
    }
}

impl Answer {
    /// Whether it is yes, partial or no: the other two say nothing about the control.
    pub const fn is_answered(self) -> bool {
        matches!(self, Self::Yes | Self::Partial | Self::No)
    }
}

/// Whether a control accepts "not applicable".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NotApplicableRule {
    /// Never; the control stays unanswered.
    Never,
    /// Only where the comment cell names something.
    WithReason,
    /// Always.
    Freely,
}

/// Which answer of a question is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// Yes is good.
    #[default]
    Yes,
    /// No is good: yes and no are swapped before anything else.
    No,
}

/// How much of a control a question asks for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same thing; also every question of our own questionnaire.
    Equal,
    /// All of the control, and more.
    Superset,
    /// A part of it; entries that share a group are the whole together.
    Subset,
    /// Something that overlaps.
    Intersect,
}

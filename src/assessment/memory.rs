//! Conditions have a memory: the earliest day by which each was to be met, over a chain of runs (docs/method.md §8).
//!
//! A condition is known over runs by its [`ConditionKey`]: rule, engagement, supplier and subject, and no tier. Rules
//! about one control are one, a stale response is known by its questionnaire, rules about certificates by the supplier.

use std::collections::BTreeMap;

use crate::model::{Date, EngagementId, Rule, SupplierId};

/// What makes a condition of an engagement the same one in another run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionKey {
    /// The supplier that it names.
    pub supplier: SupplierId,
    /// The word that names its rule over runs.
    pub rule: String,
    /// What it is about, over runs.
    pub subject: String,
}

/// The days of one engagement's conditions and holds.
pub type ConditionDays = BTreeMap<ConditionKey, Date>;

/// The due days that earlier runs named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory(pub BTreeMap<EngagementId, ConditionDays>);

impl Memory {
    /// The conditions of an engagement in earlier runs.
    pub fn of(&self, engagement: &EngagementId) -> Option<&ConditionDays> {
        self.0.get(engagement)
    }
}

/// The words that name an overdue condition: its rule and what it is about.
pub fn of_condition(rule: Rule, subject: &str) -> String {
    format!("{} {subject}", rule.memory()).trim_end().to_owned()
}

/// The earlier of two days, of which either may be missing.
pub fn earliest(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.into_iter().chain(other).min()
}

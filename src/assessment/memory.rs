//! The memory of conditions: the earliest due day of each over a chain of runs (docs/method.md §8).
//!
//! A condition is identified over runs by its [`ConditionKey`]: rule, engagement, supplier and subject, but no tier.
//! The four control rules count as one, a stale response is identified by its questionnaire, a certificate rule by the
//! supplier.

use std::collections::BTreeMap;

use crate::model::{Date, EngagementId, Rule, SharedText, SupplierId};

/// The identity of a condition within its engagement, the same in every run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionKey {
    /// The supplier that it names.
    pub supplier: SupplierId,
    /// The word that identifies its rule over runs.
    pub rule: SharedText,
    /// The subject that identifies it over runs.
    pub subject: SharedText,
}

/// The due days of one engagement's conditions and holds.
pub type ConditionDays = BTreeMap<ConditionKey, Date>;

/// The due days that earlier runs set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory(pub BTreeMap<EngagementId, ConditionDays>);

impl Memory {
    /// The due days that earlier runs set for an engagement.
    pub fn of(&self, engagement: &EngagementId) -> Option<&ConditionDays> {
        self.0.get(engagement)
    }
}

/// The words that name an overdue condition: its rule and its subject.
pub fn of_condition(rule: Rule, subject: &str) -> String {
    format!("{} {subject}", rule.memory()).trim_end().to_owned()
}

/// The earlier of two days, either of which may be missing.
pub fn earliest(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.into_iter().chain(other).min()
}

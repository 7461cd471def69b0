//! The identity of a finding, the same in every run.

use crate::model::SharedText;

crate::model::words! {
    /// Where a finding comes from.
    pub enum Kind {
        /// A gate rule that fired.
        Rule,
        /// Something else that a person should know.
        Finding,
    }
}

/// The identity of a finding, the same in every run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Where it comes from.
    pub kind: Kind,
    /// The engagement; `None` if it is not about a single one.
    pub engagement: Option<SharedText>,
    /// The supplier; `None` if it is about none or an unknown one.
    pub supplier: Option<SharedText>,
    /// The word that identifies the rule over runs, or the code's word.
    pub rule: SharedText,
    /// The subject; may be empty.
    pub subject: SharedText,
}

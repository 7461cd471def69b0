//! What makes a finding the same one in another run.

crate::model::words! {
    /// Where a finding comes from.
    pub enum Kind {
        /// A gate rule that fired.
        Rule,
        /// Something else that a person should know.
        Finding,
    }
}

/// What makes a finding the same one in another run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Where it comes from.
    pub kind: Kind,
    /// The engagement; none: it is about no single one.
    pub engagement: Option<String>,
    /// The supplier; none: it is about none, or nobody knows whose it is.
    pub supplier: Option<String>,
    /// The word that names the rule over runs, or the code's word.
    pub rule: String,
    /// What it is about; may be empty.
    pub subject: String,
}

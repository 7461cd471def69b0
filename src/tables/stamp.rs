//! What tells of which run the rows of a table are: the first columns of every table.

use crate::catalogue::Policy;
use crate::model::Date;

/// The run that the rows of a table are of.
#[derive(Debug, Clone)]
pub(super) struct Stamp<'t> {
    /// The day the run speaks of.
    pub(super) as_of: Date,
    /// SHA-256 of the inputs that `run.json` lists.
    pub(super) run: &'t str,
    /// The portfolio's name.
    pub(super) portfolio: &'t str,
    /// The policy's id and edition.
    pub(super) policy: String,
}

impl Stamp<'_> {
    /// The column of the day.
    pub(super) const AS_OF: &'static str = "as_of";
    /// The column of the run.
    pub(super) const RUN: &'static str = "run";
    /// The column of the portfolio.
    pub(super) const PORTFOLIO: &'static str = "portfolio";
    /// The column of the policy.
    pub(super) const POLICY: &'static str = "policy";
}

/// The policy as the column shows it.
pub(super) fn policy(policy: &Policy) -> String {
    format!("{} {}", policy.id, policy.edition)
}

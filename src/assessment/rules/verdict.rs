//! A rule that fired, after waivers.

use super::gate::{Hit, Subject};
use crate::assessment::chain::Graph;
use crate::model::{Date, Decision, NodeIndex, Outcome, SupplierId, Waiver};

/// A rule that fired, after waivers.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a> {
    /// The rule as it fired.
    pub hit: Hit,
    /// What it says after waivers.
    pub outcome: Outcome,
    /// The waiver that changed or accepted it.
    pub waiver: Option<&'a Waiver>,
    /// The verdict that it follows from, as an index into the evaluation's.
    pub follows: Option<usize>,
    /// The due day that an earlier run named.
    pub remembered: Option<Date>,
    /// What the policy says where the condition is overdue; none: it is not.
    pub overdue: Option<Outcome>,
}

impl Verdict<'_> {
    /// Whether it, or its being overdue, keeps the engagement from being allowed.
    pub fn is_hard(&self) -> bool {
        let allows = |outcome| Decision(outcome).allows();
        !allows(self.outcome) || self.overdue.is_some_and(|outcome| !allows(outcome))
    }
}

/// The supplier a rule names.
pub(in crate::assessment) fn supplier<'a>(graph: &Graph<'a>, hit: &Hit) -> &'a SupplierId {
    match (hit.node, hit.subject) {
        (Some(node), _) => graph.nodes[node],
        (None, Subject::Unreached(index)) => &graph.unreached[index].to,
        (None, _) => graph.nodes[NodeIndex::PRIME],
    }
}

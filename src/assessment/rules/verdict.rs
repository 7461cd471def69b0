//! A rule that fired, after waivers.

use super::gate::{Hit, Subject};
use crate::assessment::chain::Graph;
use crate::model::{Date, Decision, NodeIndex, Outcome, SupplierId, Waiver};

/// A rule that fired, after waivers.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a> {
    /// The rule as it fired.
    pub hit: Hit,
    /// Its outcome after waivers.
    pub outcome: Outcome,
    /// The waiver that changed or accepted it.
    pub waiver: Option<&'a Waiver>,
    /// The index of the verdict that it follows from.
    pub follows: Option<usize>,
    /// The due day that an earlier run set.
    pub remembered: Option<Date>,
    /// The outcome of `condition-overdue` if the condition is overdue; `None` if it is not.
    pub overdue: Option<Outcome>,
}

impl Verdict<'_> {
    /// Whether it keeps the engagement from being allowed, itself or by being overdue.
    pub fn is_hard(&self) -> bool {
        let allows = |outcome| Decision(outcome).allows();
        !allows(self.outcome) || self.overdue.is_some_and(|outcome| !allows(outcome))
    }
}

/// The supplier that a hit names.
pub(in crate::assessment) fn supplier<'a>(graph: &Graph<'a>, hit: &Hit) -> &'a SupplierId {
    match (hit.node, hit.subject) {
        (Some(node), _) => graph.nodes[node],
        (None, Subject::Unreached(index)) => &graph.unreached[index].to,
        (None, _) => graph.nodes[NodeIndex::PRIME],
    }
}

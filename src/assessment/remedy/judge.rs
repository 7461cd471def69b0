//! Tests what a node must not be or have, with the rules of the decision.

use crate::assessment::context::Context;
use crate::assessment::rules::describe;
use crate::assessment::rules::gate::{self, Hit, Subject};
use crate::assessment::rules::waiver;
use crate::assessment::scene::Scene;
use crate::assessment::supplier::node::{Circumstances, NodeScore};
use crate::assessment::supplier::profile::Profile;
use crate::assessment::supplier::scoring;
use crate::model::{Branch, Decision, DueDay, NodeIndex, Outcome, Rule};

/// Tests the rules at one node of a scene.
pub(super) struct Judge<'j, 'w> {
    /// The context to look things up in.
    pub context: &'j Context<'w>,
    /// The scene.
    pub scene: &'j Scene<'j, 'w>,
    /// The node.
    pub node: NodeIndex,
}

impl<'w> Judge<'_, 'w> {
    pub(super) fn profile<'p>(&self, context: &'p Context<'w>) -> &'p Profile<'w> {
        context.profile(self.scene.graph.nodes[self.node])
    }

    /// Whether a rule would keep the engagement from being allowed if it fired, waivers included.
    pub(super) fn forbids(&self, rule: Rule, branch: Branch, subject: Subject) -> bool {
        let policy = &self.context.catalogue.policy;
        let tier = self.scene.positions[self.node].tier;
        let softened = gate::is_softened(self.context, self.profile(self.context), tier);
        gate::says(policy, rule, branch, tier, softened).is_some_and(|outcome| {
            let hit = Hit { rule, outcome, node: Some(self.node), tier, subject };
            self.is_hard(&hit)
        })
    }

    /// Whether a rule that fired keeps the engagement from being allowed, waivers included.
    pub(super) fn is_hard(&self, hit: &Hit) -> bool {
        let becomes = Decision(self.context.catalogue.policy.waivers.becomes);
        let supplier = self.scene.graph.nodes[self.node];
        let accepted =
            || waiver::applying(self.context, &self.scene.engagement.id, supplier, hit).is_some();
        let soft = Decision(hit.outcome).allows() || (becomes.allows() && accepted());
        !soft || (Decision(hit.outcome).allows() && self.is_overdue(hit) && !accepted())
    }

    /// Whether a condition was due before the as-of date and so fires a rule that forbids more than the condition
    /// itself.
    fn is_overdue(&self, hit: &Hit) -> bool {
        let context = self.context;
        let Some(days) = context.memory.of(&self.scene.engagement.id) else { return false };
        let key = describe::key_of(context, self.scene, hit);
        let due = days.get(&key).copied();
        let says = context.catalogue.policy.gate(Rule::ConditionOverdue, Branch::Any, hit.tier);
        let counts = hit.rule.due_day() == DueDay::Remembered && hit.outcome == Outcome::Condition;
        counts
            && due.is_some_and(|due| due < context.as_of)
            && says.is_some_and(|outcome| !Decision(outcome).allows())
    }

    /// The score of the node with the data of a context.
    pub(super) fn score(&self, context: &Context<'w>) -> NodeScore {
        let processing = self.scene.processing(context, self.node);
        let at = Circumstances {
            engagement: &self.scene.engagement.id,
            processing: &processing,
            tier: self.scene.positions[self.node].tier,
            kinds: self.scene.positions[self.node].kinds,
        };
        scoring::score(self.profile(context), at)
    }
}

//! What each party of a chain must do to clear its own rules. Where that leaves the likelihood above the appetite, see
//! [`super::together`].

use super::action::Action;
use super::frontier::{Front, Making, Need, cheapest, fronts};
use super::judge::Judge;
use super::papers::Barred;
use super::party::{Mode, Ways, changes, ways};
use super::world::World;
use crate::assessment::context::Context;
use crate::assessment::rules::evaluation::Evaluation;
use crate::assessment::rules::gate::Subject;
use crate::catalogue::effort::Points;
use crate::model::{Branch, Clears, DomainIndex, Rule, Tier};

/// What the parties must do.
#[derive(Debug, Clone, Default)]
pub(super) struct PartyActions {
    /// The changes.
    pub actions: Vec<Action>,
    /// No set of fewer points does; at most what the changes cost.
    pub floor: Points,
    /// Whether the changes were shown to cost the least.
    pub proven: bool,
}

/// A party that has something to do, or could.
pub(super) struct PlannedParty {
    /// Its place in the chain.
    pub node: usize,
    /// What it could do.
    pub ways: Option<Ways>,
    /// The fewest points with which it clears its own rules.
    pub base: Points,
    actions: Vec<Action>,
    /// Whether everything that it could do is known.
    pub complete: bool,
}

/// The chain that is looked at.
pub(super) struct Chain<'k, 'c, 'a, 'w> {
    /// The engagement as it is so far.
    pub world: &'k World<'c, 'a>,
    /// Everything it is looked up in.
    pub context: &'k Context<'w>,
    /// How it is evaluated.
    pub own: &'k Evaluation<'k, 'w>,
}

/// What the parties must do so that each clears its own rules.
pub(super) struct Apart {
    /// The parties.
    pub parties: Vec<PlannedParty>,
    /// The changes.
    pub found: PartyActions,
}

impl<'w> Chain<'_, '_, '_, 'w> {
    pub(super) fn judge(&self, node: usize) -> Judge<'_, 'w> {
        Judge { context: self.context, scene: &self.own.scene, node }
    }

    pub(super) fn tier(&self, node: usize) -> Tier {
        self.own.scene.positions[node].tier
    }

    /// What each party must do by itself.
    pub(super) fn apart(&self) -> Result<Apart, Barred> {
        let mut parties = Vec::new();
        for node in 0..self.own.scene.graph.nodes.len() {
            parties.push(self.clear(node)?);
        }
        let complete = parties.iter().all(|party| party.complete);
        let actions = parties.iter().flat_map(|party| party.actions.iter().cloned()).collect();
        let floor = parties.iter().map(|party| party.base).sum();
        let floor = if complete { floor } else { 1 };
        Ok(Apart { parties, found: PartyActions { actions, floor, proven: complete } })
    }

    /// The cheapest way of one party past its own rules.
    fn clear(&self, node: usize) -> Result<PlannedParty, Barred> {
        let hard = self.own.verdicts.iter().any(|verdict| {
            verdict.hit.node == Some(node) && verdict.is_hard() && is_partys_own(verdict.hit.rule)
        });
        if !hard {
            return Ok(PlannedParty {
                node,
                ways: None,
                base: 0,
                actions: Vec::new(),
                complete: true,
            });
        }
        let judge = self.judge(node);
        let ways = ways(self.world, &judge);
        let weak = self.weak(node);
        let mut best: Option<(Points, Vec<Action>)> = None;
        let mut barred = ways.barred;
        for mode in &ways.modes {
            if best.as_ref().is_some_and(|(points, _)| *points <= mode.cost) {
                break;
            }
            let making = self.making(mode, node, &weak, false, Points::MAX);
            let Some(fronts) = fronts(mode, making) else {
                barred = barred.or(Some(Rule::DomainWeak));
                continue;
            };
            let Some((points, spots)) = cheapest(mode, &fronts, making) else {
                barred = barred.or(Some(Rule::CoverageLow));
                continue;
            };
            if best.as_ref().is_none_or(|(known, _)| mode.cost + points < *known) {
                best = Some((mode.cost + points, self.collect(node, mode, &fronts, &spots)));
            }
        }
        let complete = ways.complete;
        let none = Barred { node, rule: barred.unwrap_or(Rule::ControlMissing) };
        let (base, actions) = best.ok_or(none)?;
        Ok(PlannedParty { node, ways: Some(ways), base, actions, complete })
    }

    /// Which domains a rule forbids to be weak.
    pub(super) fn weak(&self, node: usize) -> Vec<bool> {
        let judge = self.judge(node);
        let domains = (0..self.context.catalogue.policy.domains.len()).map(DomainIndex::from);
        domains
            .map(|domain| judge.forbids(Rule::DomainWeak, Branch::Any, Subject::Domain(domain)))
            .collect()
    }

    pub(super) fn making<'m>(
        &'m self,
        mode: &Mode,
        node: usize,
        weak: &'m [bool],
        likelihood: bool,
        extra: Points,
    ) -> Making<'m> {
        let policy = &self.context.catalogue.policy;
        let need = Need::of(mode, policy);
        Making { policy, tier: self.tier(node), need, likelihood, extra, weak }
    }

    /// The changes of a mode with a choice for each front.
    pub(super) fn collect(
        &self,
        node: usize,
        mode: &Mode,
        fronts: &[Front],
        spots: &[usize],
    ) -> Vec<Action> {
        let judge = self.judge(node);
        let mut actions = mode.actions.clone();
        for (front, spot) in fronts.iter().zip(spots) {
            for (item, state) in front.items.iter().zip(front.states(*spot)) {
                let item = &mode.items[*item];
                actions.extend(changes(&judge, item, &item.states[state]));
            }
        }
        actions
    }

    /// Whether the likelihood stays above the appetite after changes of the parties.
    pub(super) fn is_above_appetite(&self, actions: &[Action]) -> bool {
        self.world.with(actions).look(|_, own| {
            own.verdicts
                .iter()
                .any(|verdict| verdict.hit.rule == Rule::AppetiteExceeded && verdict.is_hard())
        })
    }
}

/// Whether a rule is cleared by what a party answers, supports and holds.
fn is_partys_own(rule: Rule) -> bool {
    rule.cleared_by() == Clears::Supplier
}

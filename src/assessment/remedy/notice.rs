//! The notice hours that must be agreed anew: with the fewest parties, and the most hours that each may have.

use std::collections::{BTreeSet, VecDeque};

use super::action::Action;
use super::judge::Judge;
use super::papers::Barred;
use super::world::World;
use crate::assessment::context::Context;
use crate::assessment::rules::evaluation::Evaluation;
use crate::assessment::rules::gate::{Subject, recent_incidents};
use crate::model::{Branch, LinkIndex, NodeIndex, Rule, Tier};

/// The most sets of parties that are tried.
const SETS: usize = 4_000;

/// The notice hours of a chain: index 0 is the engagement's (the prime's), then the edges'.
struct Clocks<'k, 'w> {
    context: &'k Context<'w>,
    own: &'k Evaluation<'k, 'w>,
    hours: Vec<Option<f64>>,
    /// The fewest hours to which each may be reduced.
    least: Vec<f64>,
    available: f64,
}

/// The hours to agree so that no rule about notice keeps the engagement from being allowed.
pub(super) fn notice(
    world: &World<'_, '_>,
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
) -> Result<Vec<Action>, Barred> {
    let Some(clocks) = Clocks::new(context, own) else { return Ok(Vec::new()) };
    let due = clocks.due()?;
    let chosen = clocks.fewest(due)?;
    let agreed = clocks.relax(&chosen);
    let action = |(index, to): (usize, f64)| {
        let row = link(index).and_then(|edge| world.row(own.scene.graph.edges[edge].row));
        Action::Hours { row, from: clocks.hours[index], to }
    };
    Ok(agreed.into_iter().map(action).collect())
}

/// The link that hours are agreed for; none: the engagement's.
fn link(index: usize) -> Option<LinkIndex> {
    index.checked_sub(1).map(LinkIndex::from)
}

impl<'k, 'w> Clocks<'k, 'w> {
    /// `None` at public, where no notice is required.
    fn new(context: &'k Context<'w>, own: &'k Evaluation<'k, 'w>) -> Option<Self> {
        let available = own.scene.available_hours(context)?;
        let edges = own.scene.graph.edges.iter().map(|edge| edge.row.notice_agreed);
        let hours: Vec<Option<f64>> =
            std::iter::once(own.scene.engagement.notice_agreed).chain(edges).collect();
        let mut clocks = Self { context, own, hours, least: Vec::new(), available };
        clocks.least = (0..clocks.hours.len()).map(|index| clocks.least_hours(index)).collect();
        Some(clocks)
    }

    fn node(&self, index: usize) -> NodeIndex {
        link(index).map_or(NodeIndex::PRIME, |edge| self.own.scene.graph.edges[edge].to)
    }

    fn judge(&self, node: NodeIndex) -> Judge<'_, 'w> {
        Judge { context: self.context, scene: &self.own.scene, node }
    }

    fn tier(&self, node: NodeIndex) -> Tier {
        self.own.scene.positions[node].tier
    }

    fn tolerance(&self) -> f64 {
        self.context.catalogue.policy.arithmetic.tolerance
    }

    /// The policy's fewest hours, or more, if fewer would make a past incident late.
    fn least_hours(&self, index: usize) -> f64 {
        let node = self.node(index);
        let judge = self.judge(node);
        let profile = self.context.profile(self.own.scene.graph.nodes[node]);
        let incidents = recent_incidents(self.context, profile).into_iter();
        let bound = incidents.filter(|(incident, _)| {
            judge.forbids(Rule::IncidentLate, Branch::Any, Subject::Incident(*incident))
        });
        let least = self.context.catalogue.effort.notice.least_hours;
        bound.map(|(_, hours)| hours.ceil()).fold(least, f64::max)
    }

    /// The indexes at which hours are missing or too long and a rule forbids that.
    fn due(&self) -> Result<BTreeSet<usize>, Barred> {
        let mut due = BTreeSet::new();
        for (index, hours) in self.hours.iter().enumerate() {
            let node = self.node(index);
            let edge = Subject::Edge(link(index));
            let forbids = |rule| self.judge(node).forbids(rule, Branch::Any, edge);
            let longest = self.longest(node);
            let above = |hours: f64| longest.is_some_and(|most| hours > most + self.tolerance());
            let rule = match hours {
                _ if self.tier(node) == Tier::Public => continue,
                None if forbids(Rule::NoticeMissing) => Rule::NoticeMissing,
                Some(hours) if above(*hours) && forbids(Rule::NoticeLong) => Rule::NoticeLong,
                _ => continue,
            };
            if above(self.least[index]) && forbids(Rule::NoticeLong) {
                return Err(Barred { node, rule });
            }
            due.insert(index);
        }
        Ok(due)
    }

    fn longest(&self, node: NodeIndex) -> Option<f64> {
        self.context.catalogue.policy.tier(self.tier(node)).notice_hours_max
    }

    /// The hours if the chosen ones are reduced to their fewest.
    fn with_least(&self, chosen: &BTreeSet<usize>) -> Vec<Option<f64>> {
        let hours = self.hours.iter().enumerate();
        hours
            .map(
                |(index, hours)| {
                    if chosen.contains(&index) { Some(self.least[index]) } else { *hours }
                },
            )
            .collect()
    }

    /// For each node the largest sum of hours down to it, with the last edge of that path.
    fn sums(&self, hours: &[Option<f64>]) -> Vec<Option<(f64, Option<LinkIndex>)>> {
        let graph = self.own.scene.graph;
        let mut sums: Vec<Option<(f64, Option<LinkIndex>)>> = vec![None; graph.nodes.len()];
        sums[NodeIndex::PRIME] = hours[0].map(|hours| (hours, None));
        for (edge, row) in LinkIndex::each(&graph.edges) {
            let through = sums[row.from].zip(hours[edge.get() + 1]);
            if let Some(((above, _), own)) = through {
                let longer = sums[row.to].is_none_or(|(known, _)| above + own > known);
                if longer {
                    sums[row.to] = Some((above + own, Some(edge)));
                }
            }
        }
        sums
    }

    fn slack_counts(&self, node: NodeIndex) -> bool {
        let stated = self.own.scene.engagement.notice_owed.is_some();
        let branch = if stated { Branch::OwedStated } else { Branch::OwedDefault };
        self.tier(node) != Tier::Public
            && self.judge(node).forbids(Rule::NoticeSlack, branch, Subject::Node)
    }

    /// The first node whose slack is negative where that is forbidden, with the indexes of the hours on its path.
    fn overrun(&self, hours: &[Option<f64>], counts: &[bool]) -> Option<(NodeIndex, Vec<usize>)> {
        let sums = self.sums(hours);
        let over = |node: &NodeIndex| {
            let slack = sums[*node].map(|(sum, _)| self.available - sum);
            counts[*node] && slack.is_some_and(|slack| slack < -self.tolerance())
        };
        let node = NodeIndex::all(sums.len()).find(over)?;
        let (mut path, mut at) = (Vec::new(), node);
        while let Some((_, Some(edge))) = sums[at] {
            path.push(edge.get() + 1);
            at = self.own.scene.graph.edges[edge].from;
        }
        path.push(0);
        Some((node, path))
    }

    /// The smallest set of hours to agree anew so that no forbidden slack is negative. The search is breadth first:
    /// each step reduces one party of a path that has too many hours.
    fn fewest(&self, due: BTreeSet<usize>) -> Result<BTreeSet<usize>, Barred> {
        let counts: Vec<bool> = NodeIndex::all(self.own.scene.graph.nodes.len())
            .map(|node| self.slack_counts(node))
            .collect();
        let mut barred = None;
        let mut seen = BTreeSet::from([due.clone()]);
        let mut queue = VecDeque::from([due]);
        while let Some(chosen) = queue.pop_front() {
            let Some((node, path)) = self.overrun(&self.with_least(&chosen), &counts) else {
                return Ok(chosen);
            };
            barred.get_or_insert(node);
            let shorter = |index: &usize| {
                !chosen.contains(index)
                    && self.hours[*index].is_some_and(|own| own > self.least[*index])
            };
            for index in path.into_iter().filter(shorter) {
                let mut wider = chosen.clone();
                wider.insert(index);
                if seen.len() < SETS && seen.insert(wider.clone()) {
                    queue.push_back(wider);
                }
            }
        }
        Err(Barred { node: barred.unwrap_or(NodeIndex::PRIME), rule: Rule::NoticeSlack })
    }

    /// The most hours that each chosen party may have: no more than now, than its tier allows, and than its paths
    /// leave.
    fn relax(&self, chosen: &BTreeSet<usize>) -> Vec<(usize, f64)> {
        let mut hours = self.with_least(chosen);
        for index in chosen {
            let least = self.least[*index];
            let longest = self.longest(self.node(*index)).unwrap_or(f64::INFINITY);
            let most = longest.min(self.hours[*index].unwrap_or(f64::INFINITY));
            hours[*index] = Some(most);
            let sums = self.sums(&hours);
            let worst = sums.iter().flatten().map(|(sum, _)| sum - self.available);
            let over = worst.fold(0.0, f64::max);
            hours[*index] = Some((most - over).floor().max(least));
        }
        chosen.iter().filter_map(|index| Some((*index, hours[*index]?))).collect()
    }
}

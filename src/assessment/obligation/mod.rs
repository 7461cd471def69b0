//! What each contract of a chain should contain, and what the register shows of it: the flow-down schedule.
//!
//! It is a checklist in the words of `scoring/obligations.toml`, not legal text. It decides nothing: the gate rules do.
//! Where a line and a rule test the same cell, they agree.

mod clause;
mod contract;

pub use contract::ObligationState;

use super::context::Context;
use super::decision::EngagementResult;
use crate::catalogue::obligations::{ObligationRule, Unit};
use crate::model::{LinkIndex, NodeIndex, Phase, SupplierId, Tier};
use clause::Clause;
use contract::{ChainContract, Schedule};

/// One line of the schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct Obligation<'a> {
    /// The supplier that takes the information under the contract.
    pub supplier: SupplierId,
    /// The other party of the contract, which gives the information; `None` for us.
    pub from: Option<SupplierId>,
    /// The key of the obligation.
    pub obligation: &'a str,
    /// The title of the obligation.
    pub title: &'a str,
    /// The text of the obligation.
    pub text: String,
    /// How long or how often; for notice hours the most that may be agreed.
    pub value: Option<f64>,
    /// The unit of the value.
    pub unit: Option<Unit>,
    /// What the register shows.
    pub state: ObligationState,
    /// The reason for the state.
    pub because: String,
    /// The later stage that adds or tightens it; `None` if it holds from the start.
    pub phase: Option<&'a str>,
}

/// The schedule of an engagement: contract by contract down the chain (depth, supplier, giver), each in the order of
/// the policy's file. Parties at public get none. A phase of a higher tier than the engagement's adds what it requires
/// beyond the rest.
pub fn obligations<'a>(
    context: &Context<'a>,
    result: &EngagementResult<'a>,
) -> Vec<Obligation<'a>> {
    let engagement = result.engagement;
    let graph = context.chain(engagement);
    let phases = context.phases(&engagement.id);
    let mut lines = Schedule::new(context, result, &graph, engagement.tier, None).lines();
    let mut raising: Vec<&'a Phase> =
        phases.iter().copied().filter(|phase| phase.tier > engagement.tier).collect();
    raising.sort_by(|a, b| (a.tier, a.starts, &a.name).cmp(&(b.tier, b.starts, &b.name)));
    for phase in raising {
        let later = Schedule::new(context, result, &graph, phase.tier, Some(phase)).lines();
        for line in later {
            let known = |other: &Obligation<'_>| {
                (&other.supplier, &other.from, other.obligation, &other.text, other.value)
                    == (&line.supplier, &line.from, line.obligation, &line.text, line.value)
            };
            if !lines.iter().any(known) {
                lines.push(line);
            }
        }
    }
    lines
}

impl<'a> Schedule<'_, 'a> {
    fn lines(&self) -> Vec<Obligation<'a>> {
        let graph = self.scene.graph;
        let edges = LinkIndex::each(&graph.edges);
        let edges = edges.map(|(index, edge)| ChainContract { node: edge.to, edge: Some(index) });
        let parties =
            std::iter::once(ChainContract { node: NodeIndex::PRIME, edge: None }).chain(edges);
        let secret = parties.filter(|party| self.tier(*party) != Tier::Public);
        let mut contracts: Vec<(u32, Vec<Obligation<'a>>)> = secret
            .map(|party| (self.scene.positions[party.node].depth, self.contract(party)))
            .filter(|(_, lines)| !lines.is_empty())
            .collect();
        // Two rows between the same parties are ordered by their content, not by their place in the register.
        contracts.sort_by(|(depth, a), (other, b)| {
            let key = |lines: &[Obligation<'a>]| (lines[0].supplier.clone(), lines[0].from.clone());
            let says = |lines: &'_ [Obligation<'a>]| -> Vec<String> {
                lines.iter().map(|line| line.because.clone()).collect()
            };
            depth.cmp(other).then_with(|| key(a).cmp(&key(b))).then_with(|| says(a).cmp(&says(b)))
        });
        contracts.into_iter().flat_map(|(_, lines)| lines).collect()
    }

    fn contract(&self, party: ChainContract) -> Vec<Obligation<'a>> {
        let engagement = self.scene.engagement;
        let kinds = self.scene.carried(party.edge);
        let staged = !self.context.phases(&engagement.id).is_empty();
        let rules = self.context.catalogue.obligations.obligation.iter();
        let applying = rules.filter(|rule| rule.applies(party.contract(), kinds, staged));
        applying.filter_map(|rule| self.line(party, rule)).collect()
    }

    fn line(&self, party: ChainContract, rule: &'a ObligationRule) -> Option<Obligation<'a>> {
        let tier = self.tier(party);
        let text = rule.text.at(tier)?;
        let clause: Clause = self.clause(party, rule)?;
        let value = clause.value.or(rule.value.at(tier).copied());
        let number = value.map_or_else(String::new, |value| value.to_string());
        let filled = [
            ("{value}", &number),
            ("{countries}", &clause.countries),
            ("{mechanisms}", &clause.mechanisms),
            ("{regime}", &clause.regime),
        ];
        let mut text = text.clone();
        for (open, with) in filled {
            if text.contains(open) {
                text = text.replace(open, with);
            }
        }
        let mut because = clause.because;
        if let Some(phase) = self.phase {
            because.push_str(&format!("; asked from the stage {} on ({})", phase.name, phase.tier));
        }
        Some(Obligation {
            supplier: self.scene.graph.nodes[party.node].clone(),
            from: party.edge.map(|edge| self.scene.graph.edges[edge].row.from.clone()),
            obligation: &rule.obligation,
            title: &rule.title,
            text,
            value,
            unit: rule.unit.filter(|_| value.is_some()),
            state: clause.state,
            because,
            phase: self.phase.map(|phase| phase.name.as_str()),
        })
    }
}

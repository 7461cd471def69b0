//! What one supplier of a chain could do: with which responses and certificates, and for each control the answers and
//! evidence that no rule forbids.

use super::action::{Action, total};
use super::judge::Judge;
use super::renewals::certificates;
use super::world::World;
use crate::assessment::rules::gate::{self, Hit, Subject};
use crate::assessment::score::likelihood::Observations;
use crate::assessment::supplier::node::{ControlLine, NodeScore, Weights};
use crate::assessment::supplier::profile::raised;
use crate::assessment::supplier::scoring;
use crate::catalogue::effort::Points;
use crate::model::{
    Answer, Branch, ControlIndex, DomainIndex, EvidenceLevel, Family, ResponseIndex, Rule,
};

/// The most old responses that are refreshed one by one; more are refreshed all together or not at all.
const RESPONSES: usize = 3;

/// A state that a control could be in.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// The effort points to reach it.
    pub cost: Points,
    /// The answer.
    pub answer: Answer,
    /// The evidence level.
    pub level: EvidenceLevel,
    /// What it adds to the observations of its domain.
    pub adds: Observations,
    /// The weight that it turns from unanswered to answered.
    pub answered: u32,
    /// The weight that it turns from not applicable to answered.
    pub applied: u32,
}

/// One applying control: its present state, and those it could be in.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The control.
    pub control: ControlIndex,
    /// Its domain.
    pub domain: DomainIndex,
    /// Its weight.
    pub weight: u32,
    /// Its present answer.
    pub from: Answer,
    /// The level of a yes without further evidence.
    pub base: EvidenceLevel,
    /// The states it could be in, cheapest first; never empty.
    pub states: Vec<State>,
}

/// A supplier with a choice of responses and certificates.
#[derive(Debug)]
pub(super) struct Mode {
    /// The changes that lead to it.
    pub actions: Vec<Action>,
    /// The effort points of these changes.
    pub cost: Points,
    /// The states of its controls, in catalogue order.
    pub items: Vec<Item>,
    /// Its present weights.
    pub weights: Weights,
    /// Whether low coverage is forbidden.
    pub coverage: bool,
    /// Whether a high share of not applicable is forbidden.
    pub na_share: bool,
}

/// Everything that a supplier could do.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// The choices of responses and certificates, cheapest first.
    pub modes: Vec<Mode>,
    /// Whether every choice is listed.
    pub complete: bool,
    /// The first rule that kept a choice from being listed.
    pub barred: Option<Rule>,
}

/// Everything that a supplier could do at its place in the chain. A choice that a rule still forbids is left out.
pub(super) fn ways(world: &World<'_, '_>, judge: &Judge<'_, '_>) -> Ways {
    let mut ways = Ways { complete: true, ..Ways::default() };
    let (responses, all) = responses(judge);
    ways.complete &= all;
    let (certificates, all) = certificates(judge);
    ways.complete &= all;
    for first in &responses {
        for second in subsets(&certificates) {
            let actions: Vec<Action> = first.iter().cloned().chain(second).collect();
            match mode(world, judge, actions) {
                Ok(mode) => ways.modes.push(mode),
                Err(rule) => ways.barred = ways.barred.or(Some(rule)),
            }
        }
    }
    ways.modes.sort_by_key(|mode| mode.cost);
    ways
}

fn subsets(actions: &[Action]) -> Vec<Vec<Action>> {
    let pick = |bits: usize| {
        let chosen = actions.iter().enumerate().filter(|(index, _)| bits & (1 << index) != 0);
        chosen.map(|(_, action)| action.clone()).collect()
    };
    (0..1_usize << actions.len()).map(pick).collect()
}

/// The responses that could be obtained or refreshed, and whether every choice is listed.
fn responses(judge: &Judge<'_, '_>) -> (Vec<Vec<Action>>, bool) {
    let context = judge.context;
    let profile = judge.profile(context);
    let supplier = &profile.id;
    let (count, tier) =
        (profile.statements.responses.len(), judge.scene.positions[judge.node].tier);
    if count == 0 {
        return (vec![vec![], vec![Action::Obtain { supplier: supplier.clone() }]], true);
    }
    let stale = |one: &ResponseIndex| profile.statements.is_stale(*one, tier);
    let refresh = |response| Action::Refresh { supplier: supplier.clone(), response };
    let old: Vec<Action> = ResponseIndex::all(count).filter(stale).map(refresh).collect();
    if old.len() <= RESPONSES { (subsets(&old), true) } else { (vec![vec![], old], false) }
}

/// The supplier with some responses and certificates, or the rule that still forbids it.
fn mode(world: &World<'_, '_>, judge: &Judge<'_, '_>, actions: Vec<Action>) -> Result<Mode, Rule> {
    let id = judge.scene.graph.nodes[judge.node];
    let mut party = world.party(id);
    for action in &actions {
        world.change(&mut party, action);
    }
    let profile = world.profile(id, &party);
    let context = judge.context.supposing(vec![profile], &[]);
    let judge = Judge { context: &context, scene: judge.scene, node: judge.node };
    let score = judge.score(&context);
    let lasting = |hit: &Hit| matches!(hit.rule.family(), Family::Response | Family::Certificate);
    let hits = gate::of_node(&context, judge.scene, judge.node, &score);
    if let Some(hit) = hits.iter().find(|hit| lasting(hit) && judge.is_hard(hit)) {
        return Err(hit.rule);
    }
    let na_share = judge.forbids(Rule::NaShareHigh, Branch::Any, Subject::Node);
    let raise_na = na_share && gate::is_evasive(&score.weights, &context.catalogue.policy);
    let items = score.lines.iter().map(|line| item(&judge, &score, line, raise_na));
    Ok(Mode {
        cost: total(&actions, context.catalogue),
        actions,
        items: items.collect::<Result<_, Rule>>()?,
        weights: score.weights,
        coverage: judge.forbids(Rule::CoverageLow, Branch::Any, Subject::Node),
        na_share,
    })
}

/// The states that a control could be in, or the rule that forbids all of them.
fn item(
    judge: &Judge<'_, '_>,
    score: &NodeScore,
    line: &ControlLine,
    raise_na: bool,
) -> Result<Item, Rule> {
    let catalogue = judge.context.catalogue;
    let control = &catalogue.controls.list()[line.control()];
    let (policy, tier) = (&catalogue.policy, judge.scene.positions[judge.node].tier);
    let breach = |answer, level| gate::control_breach(control, answer, level, tier, policy);
    let allowed = |answer, level| {
        breach(answer, level).is_none_or(|(rule, branch)| {
            !judge.forbids(rule, branch, Subject::Control(line.control()))
        })
    };
    let mut states: Vec<State> = Vec::new();
    let raised = raised_line(judge, score, line, raise_na);
    let base = raised.as_ref().map_or(line.support.level, |up| up.support.level);
    if raised.is_some() {
        let first = catalogue.effort.answer(control.id.as_str(), control.weight, line.answer);
        let weight_if = |was: Answer| if line.answer == was { control.weight } else { 0 };
        for level in EvidenceLevel::ALL.into_iter().rev().filter(|level| *level >= base) {
            let more = catalogue.effort.evidence(control.id.as_str(), level);
            let cost = first + if level > base { more } else { 0 };
            // A better level at no more points makes this one useless.
            let beaten = states.last().is_some_and(|better| better.cost <= cost);
            if !beaten && allowed(Answer::Yes, level) {
                states.push(State {
                    cost,
                    answer: Answer::Yes,
                    level,
                    adds: Observations::of(Answer::Yes, level, control.weight, policy),
                    answered: weight_if(Answer::Unanswered),
                    applied: weight_if(Answer::NotApplicable),
                });
            }
        }
    }
    if line.answer != Answer::Yes && allowed(line.answer, line.support.level) {
        states.push(State {
            cost: 0,
            answer: line.answer,
            level: line.support.level,
            adds: line.adds(catalogue),
            answered: 0,
            applied: 0,
        });
    }
    states.reverse();
    if states.is_empty() {
        let rule = breach(line.answer, line.support.level).map(|(rule, _)| rule);
        return Err(rule.unwrap_or(Rule::ControlUnanswered));
    }
    let (domain, weight) = (control.domain, control.weight);
    Ok(Item { control: line.control(), domain, weight, from: line.answer, base, states })
}

/// The line with the answer yes; `None` if the answer can't be raised.
fn raised_line(
    judge: &Judge<'_, '_>,
    score: &NodeScore,
    line: &ControlLine,
    raise_na: bool,
) -> Option<ControlLine> {
    let context = judge.context;
    let tier = judge.scene.positions[judge.node].tier;
    let profile = judge.profile(context);
    if line.answer == Answer::Yes {
        return Some(*line);
    }
    let home = profile.home(tier)?;
    let resolved = profile.resolved(tier)[line.control()];
    let stale = profile.statements.is_stale(home, tier);
    let into_stale = stale && resolved.deciding.is_empty();
    let forbidden =
        into_stale && judge.forbids(Rule::ResponseStale, Branch::Any, Subject::Response(home));
    let refused = line.answer == Answer::NotApplicable && !raise_na;
    (!forbidden && !refused).then(|| {
        let up = raised(resolved, Some(home));
        scoring::line(line.control(), &up, profile, &score.certificates)
    })
}

/// The changes that bring a control to a state.
pub(super) fn changes(judge: &Judge<'_, '_>, item: &Item, state: &State) -> Vec<Action> {
    let supplier = judge.scene.graph.nodes[judge.node];
    let mut actions = Vec::new();
    if state.answer != item.from {
        actions.push(Action::Answer {
            supplier: supplier.clone(),
            control: item.control,
            from: item.from,
            tier: judge.scene.positions[judge.node].tier,
        });
    }
    if state.answer == Answer::Yes && state.level > item.base {
        actions.push(Action::Evidence {
            supplier: supplier.clone(),
            control: item.control,
            from: item.base,
            to: state.level,
        });
    }
    actions
}

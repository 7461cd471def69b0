//! The cheapest plan for one engagement: first the shape of its chain, then everything on it.
//!
//! Shapes are tried in the order of their cost, so the first plan that costs no more than the next shape is the
//! cheapest of all. A subcontractor is left out only if it breaks a rule that nothing else clears.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::action::{Action, total};
use super::notice::notice;
use super::papers::{Barred, papers};
use super::parties::{Chain, PartyActions};
use super::steps::Steps;
use super::together::Together;
use super::world::{World, decided, reached_without};
use crate::assessment::context::Context;
use crate::assessment::rules::evaluation::Evaluation;
use crate::assessment::rules::gate::Subject;
use crate::assessment::rules::verdict::Verdict;
use crate::catalogue::effort::Points;
use crate::model::{Clears, Decision, Engagement, NodeIndex, RowIndex, Rule};

/// The most shapes of a chain that are tried.
const SHAPES: usize = 40;

/// The most parties that are evaluated while superfluous changes are removed from a plan.
const LOOKS: usize = 20_000;

/// Changes that get an engagement allowed.
#[derive(Debug)]
pub(super) struct Plan {
    /// The changes, in the order in which they are made.
    pub actions: Vec<Action>,
    /// Whether no set of changes costs less.
    pub proven: bool,
    /// A lower bound for the cost of any set of changes.
    pub floor: Points,
    /// The decision they reach.
    pub decision: Decision,
}

/// The result of trying a shape.
enum ShapeResult {
    /// Its chain must be changed first, in one of these ways.
    Mend(Vec<Action>),
    /// The changes on it.
    Solved(Vec<Action>, PartyActions),
    /// A rule can't be cleared, or no solution was found; leaving out one of these parties might help.
    Barred {
        why: String,
        ways: Vec<Action>,
        /// Whether the search was complete.
        proven: bool,
    },
}

/// Why there is no plan.
#[derive(Debug)]
pub(super) struct NoWay {
    /// The first rule that can't be cleared, or another reason.
    pub reason: String,
    /// Whether the search was complete.
    pub proven: bool,
}

/// The cheapest changes that get an engagement allowed, or why there are none.
pub(super) fn plan(context: &Context<'_>, engagement: &Engagement) -> Result<Plan, NoWay> {
    let mut queue = BinaryHeap::from([Reverse((0, 0_usize))]);
    let mut shapes: Vec<Vec<Action>> = vec![Vec::new()];
    let mut best: Option<Plan> = None;
    let mut reason = None;
    // The lowest cost of a shape whose search was not complete.
    let mut open: Option<Points> = None;
    let mut steps = Steps::all();
    for looked in 0.. {
        let Some(Reverse((cost, number))) = queue.pop() else { break };
        if best.as_ref().is_some_and(|plan| total(&plan.actions, context.catalogue) <= cost) {
            break;
        }
        if looked == SHAPES || !steps.left() {
            open = Some(open.map_or(cost, |known| known.min(cost)));
            break;
        }
        if looked > 0 {
            steps.next_shape();
        }
        let shape = shapes[number].clone();
        let ways = match step(context, engagement, &shape, &mut steps) {
            ShapeResult::Mend(ways) => ways,
            ShapeResult::Solved(actions, found) => {
                if !offer(&mut best, context, engagement, (cost, actions, found)) {
                    open = Some(open.map_or(cost, |known| known.min(cost)));
                }
                continue;
            }
            ShapeResult::Barred { why, ways, proven } => {
                reason.get_or_insert(why);
                if !proven {
                    open = Some(open.map_or(cost, |known| known.min(cost)));
                }
                ways
            }
        };
        // Changes of one kind cost the same and are tried in their order: more than these are never reached.
        let mut room = SHAPES - looked;
        for way in ways {
            let next = mended(context, engagement, &shape, way);
            if !shapes.contains(&next) {
                queue.push(Reverse((total(&next, context.catalogue), shapes.len())));
                shapes.push(next);
                room -= 1;
            }
            if room == 0 {
                break;
            }
        }
    }
    if let Some((plan, cost)) = best.as_mut().zip(open) {
        (plan.proven, plan.floor) = (false, plan.floor.min(cost));
    }
    best.ok_or_else(|| NoWay {
        reason: reason.unwrap_or_else(|| "no set of changes was found".to_owned()),
        proven: open.is_none(),
    })
}

/// A shape with one more change. Leaving a party out removes the rows below it, so earlier changes to those rows are
/// dropped; they are found again where they are still needed.
fn mended(
    context: &Context<'_>,
    engagement: &Engagement,
    shape: &[Action],
    way: Action,
) -> Vec<Action> {
    let keeps: Vec<Action> = match &way {
        Action::LeaveOut { supplier: out } if !shape.is_empty() => {
            let reached = reached_without(context, engagement, out);
            let stays = |action: &&Action| match action {
                Action::LeaveOut { supplier } | Action::Register { supplier } => {
                    reached.contains(supplier)
                }
                _ => false,
            };
            shape.iter().filter(stays).cloned().collect()
        }
        Action::LeaveOut { .. } => Vec::new(),
        _ => shape.to_vec(),
    };
    keeps.into_iter().chain([way]).collect()
}

/// Keeps a plan if it is allowed and cheaper than the best so far. False: it is not allowed after all, as sums of
/// logarithms are not products to the last bit.
fn offer(
    best: &mut Option<Plan>,
    context: &Context<'_>,
    engagement: &Engagement,
    (shape, actions, found): (Points, Vec<Action>, PartyActions),
) -> bool {
    let cost = total(&actions, context.catalogue);
    let cheaper = best.as_ref().is_none_or(|plan| cost < total(&plan.actions, context.catalogue));
    let decision = decided(context, engagement, &actions);
    if cheaper && decision.allows() && !found.proven {
        let (actions, decision) = lean(context, engagement, actions);
        let floor = shape.max(found.floor.min(total(&actions, context.catalogue)));
        *best = Some(Plan { actions, proven: false, floor, decision });
    } else if cheaper && decision.allows() {
        let parties = total(&found.actions, context.catalogue);
        let floor = cost - parties + found.floor.min(parties);
        *best = Some(Plan { actions, proven: found.proven, floor: floor.max(shape), decision });
    }
    decision.allows()
}

/// Removes superfluous changes, the most expensive first: a plan that is not proven may have some. Each trial evaluates
/// the whole chain again, so for a long chain only the most expensive are tried.
fn lean(
    context: &Context<'_>,
    engagement: &Engagement,
    mut actions: Vec<Action>,
) -> (Vec<Action>, Decision) {
    let parties = context.subcontracts(&engagement.id).len() + 1;
    let mut dear: Vec<Action> = actions.clone();
    dear.sort_by_key(|action| Reverse(action.points(context.catalogue)));
    for skip in dear.iter().take(LOOKS / parties) {
        let fewer: Vec<Action> = actions.iter().filter(|action| *action != skip).cloned().collect();
        if decided(context, engagement, &fewer).allows() {
            actions = fewer;
        }
    }
    let decision = decided(context, engagement, &actions);
    (actions, decision)
}

fn step(
    context: &Context<'_>,
    engagement: &Engagement,
    shape: &[Action],
    steps: &mut Steps,
) -> ShapeResult {
    let world = World::new(context, engagement, shape);
    world.look(|context, own| {
        let hard = |verdict: &&Verdict<'_>| verdict.is_hard();
        // Parties come first: rows below a party that is left out need no change.
        let parties = own.verdicts.iter().filter(hard).filter(|verdict| {
            verdict.hit.rule == Rule::ChainDepth || verdict.hit.subject == Subject::Node
        });
        let shaped = parties.chain(own.verdicts.iter().filter(hard));
        if let Some(ways) = shaped.filter_map(|verdict| mend(&world, context, own, verdict)).next()
        {
            return ShapeResult::Mend(ways);
        }
        match solve(&world, context, own, steps) {
            Ok(found) => {
                let actions = shape.iter().chain(&found.edges).chain(&found.parties.actions);
                ShapeResult::Solved(actions.cloned().collect(), found.parties.clone())
            }
            Err(Bar::Rule(barred)) => bar(own, barred),
            Err(Bar::Appetite { proven }) => ShapeResult::Barred {
                why: if proven { OUT_OF_REACH } else { UNKNOWN }.to_owned(),
                ways: NodeIndex::all(own.scene.graph.nodes.len())
                    .skip(1)
                    .map(|node| out(own, node))
                    .collect(),
                proven,
            },
        }
    })
}

/// The reason if nothing that the parties could do is enough.
const OUT_OF_REACH: &str =
    "the likelihood stays above the appetite whatever is answered and proven";

/// The reason if the search ended early.
const UNKNOWN: &str = "the likelihood stays above the appetite, and the search for a way ended before it found one; a smaller chain can be searched whole";

/// Why a shape has no solution.
enum Bar {
    Rule(Barred),
    /// The likelihood stays above the appetite: proven, or as far as was searched.
    Appetite {
        proven: bool,
    },
}

/// The changes on a shape.
struct Solution {
    edges: Vec<Action>,
    parties: PartyActions,
}

fn solve(
    world: &World<'_, '_>,
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    steps: &mut Steps,
) -> Result<Solution, Bar> {
    let barred = own.verdicts.iter().find(|verdict| {
        let clears = verdict.hit.rule.cleared_by();
        verdict.is_hard() && matches!(clears, Clears::Nothing | Clears::Register)
    });
    if let Some(verdict) = barred {
        let node = verdict.hit.node.unwrap_or(NodeIndex::PRIME);
        return Err(Bar::Rule(Barred { node, rule: verdict.hit.rule }));
    }
    let mut edges = papers(world, context, own).map_err(Bar::Rule)?;
    edges.extend(notice(world, context, own).map_err(Bar::Rule)?);
    let chain = Chain { world, context, own };
    let apart = chain.apart().map_err(Bar::Rule)?;
    let forbids = super::judge::Judge { context, scene: &own.scene, node: NodeIndex::PRIME }
        .forbids(Rule::AppetiteExceeded, crate::model::Branch::Any, Subject::Node);
    let parties = if forbids && chain.is_above_appetite(&apart.found.actions) {
        match chain.together(apart, steps) {
            Together::Found(found) => found,
            Together::OutOfReach => return Err(Bar::Appetite { proven: true }),
            Together::Unknown => return Err(Bar::Appetite { proven: false }),
        }
    } else {
        apart.found
    };
    Ok(Solution { edges, parties })
}

fn out(own: &Evaluation<'_, '_>, node: NodeIndex) -> Action {
    Action::LeaveOut { supplier: own.scene.graph.nodes[node].clone() }
}

/// The result for a rule that can't be cleared: its party can be left out, unless it is the prime.
fn bar(own: &Evaluation<'_, '_>, Barred { node, rule }: Barred) -> ShapeResult {
    let supplier = own.scene.graph.nodes[node];
    let about = rule.about();
    let why = match rule.cleared_by() {
        Clears::Register => format!("{supplier}: {about}; enter it in the register first"),
        _ => format!("{supplier}: {about}, and no change clears that"),
    };
    let ways = if node == NodeIndex::PRIME { Vec::new() } else { vec![out(own, node)] };
    ShapeResult::Barred { why, ways, proven: true }
}

/// The changes of the shape that a verdict calls for; `None` if it is not about the shape.
fn mend(
    world: &World<'_, '_>,
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    verdict: &Verdict<'_>,
) -> Option<Vec<Action>> {
    let (graph, hit) = (own.scene.graph, verdict.hit);
    let take_out = |row| world.row(row).map(|row| vec![Action::TakeOutRow { row }]);
    match (hit.rule, hit.subject, hit.node) {
        (Rule::ChainCycle, Subject::BackEdge(index), _) => take_out(graph.back[index]),
        (Rule::ChainUnknown, Subject::Unreached(index), _) => take_out(graph.unreached[index]),
        (Rule::ChainUnknown, _, Some(node)) => {
            let supplier = graph.nodes[node].clone();
            Some(vec![Action::Register { supplier }, out(own, node)])
        }
        (Rule::ChainTierRaised, Subject::Edge(Some(edge)), _) => {
            let edge = graph.edges[edge];
            let to = own.scene.positions[edge.from].tier;
            world.row(edge.row).map(|row| vec![Action::StateTier { row, to }])
        }
        (Rule::ChainKindRaised, Subject::Edge(Some(edge)), _) => {
            let to = own.scene.received_of(edge);
            world.row(graph.edges[edge].row).map(|row| vec![Action::StateKinds { row, to }])
        }
        (Rule::ChainDepth, _, Some(node)) => {
            let most = context.catalogue.policy.tier(hit.tier).chain_depth_max.unwrap_or(u32::MAX);
            let arriving = graph.arriving[node].iter().map(|edge| graph.edges[*edge]);
            let deep: Vec<RowIndex> = arriving
                .filter(|edge| own.scene.positions[edge.from].depth >= most)
                .filter_map(|edge| world.row(edge.row))
                .collect();
            let supplier = graph.nodes[node].clone();
            let shorten = deep.len() < graph.arriving[node].len();
            Some(vec![if shorten {
                Action::Shorten { supplier, rows: deep }
            } else {
                Action::LeaveOut { supplier }
            }])
        }
        _ => None,
    }
}

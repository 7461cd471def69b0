//! What must be in writing on the edges of a chain: obligations, consent, mechanisms, licences.

use super::action::{Action, total};
use super::judge::Judge;
use super::world::World;
use crate::assessment::chain::transfer::{Passage, breaches};
use crate::assessment::context::Context;
use crate::assessment::rules::evaluation::Evaluation;
use crate::assessment::rules::gate::Subject;
use crate::catalogue::policy::Regime;
use crate::model::{Branch, LinkIndex, NodeIndex, RowIndex, Rule};

/// The most mechanisms of a regime that are tried; of more, the cheapest.
const MECHANISMS: usize = 10;

/// A rule that no document clears, and the node it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Barred {
    /// The node.
    pub node: NodeIndex,
    /// The rule.
    pub rule: Rule,
}

/// The cheapest documents that clear every rule about documents that keeps the engagement from being allowed. The edges
/// are independent of each other.
pub(super) fn papers(
    world: &World<'_, '_>,
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
) -> Result<Vec<Action>, Barred> {
    let mut actions = Vec::new();
    let mut mended: Vec<Option<LinkIndex>> = Vec::new();
    for verdict in own.verdicts.iter().filter(|verdict| verdict.is_hard()) {
        let (rule, node) = (verdict.hit.rule, verdict.hit.node.unwrap_or(NodeIndex::PRIME));
        let row = |edge: LinkIndex| world.row(own.scene.graph.edges[edge].row);
        match verdict.hit.subject {
            Subject::Edge(Some(edge)) if rule == Rule::FlowDownMissing => {
                actions.extend(row(edge).map(|row| Action::FlowDown { row }));
            }
            Subject::Edge(Some(edge)) if rule == Rule::OnwardConsent => {
                actions.extend(row(edge).map(|row| Action::Consent { row }));
            }
            Subject::Country(edge, _) if !mended.contains(&edge) => {
                mended.push(edge);
                let judge = Judge { context, scene: &own.scene, node };
                let found = transfer(&judge, edge, edge.and_then(row));
                actions.extend(found.ok_or(Barred { node, rule })?);
            }
            _ => {}
        }
    }
    Ok(actions)
}

/// The cheapest mechanisms and licence that make a passage lawful; `None` if nothing does.
fn transfer(
    judge: &Judge<'_, '_>,
    edge: Option<LinkIndex>,
    row: Option<RowIndex>,
) -> Option<Vec<Action>> {
    let (context, scene) = (judge.context, judge.scene);
    let policy = &context.catalogue.policy;
    let countries = scene.countries(context, judge.node, edge);
    let (there, licence) = scene.papers(edge);
    let licensed = licence.is_some_and(|text| context.catalogue.vocabulary.names_something(text));
    let regime = scene.engagement.origin.and_then(|origin| policy.regime(origin));
    let mut words: Vec<&str> = regime.map_or_else(Vec::new, |(_, regime)| {
        let known = policy.mechanisms.keys().map(String::as_str);
        known.filter(|word| is_of_use(regime, word)).collect()
    });
    words.retain(|word| !there.iter().any(|known| known == word));
    words.sort_by_key(|word| context.catalogue.effort.mechanism(word));
    words.truncate(MECHANISMS);
    let papers = |bits: usize| -> Vec<Action> {
        let signed = words.iter().enumerate().filter(|(index, _)| bits & (2 << index) != 0);
        let signed = signed.map(|(_, word)| Action::Mechanism { row, word: (*word).to_owned() });
        let licence = (bits & 1 != 0 && !licensed).then_some(Action::Licence { row });
        signed.chain(licence).collect()
    };
    let lawful = |bits: &usize| {
        let signed = words.iter().enumerate().filter(|(index, _)| bits & (2 << index) != 0);
        let new = signed.map(|(_, word)| (*word).to_owned());
        let mechanisms: Vec<String> = there.iter().cloned().chain(new).collect();
        let passage = Passage {
            kinds: scene.carried(edge),
            origin: scene.engagement.origin,
            countries: &countries,
            mechanisms: &mechanisms,
            licence: licensed || bits & 1 != 0,
        };
        breaches(passage, policy).into_iter().all(|(rule, country)| {
            !judge.forbids(rule, Branch::Any, Subject::Country(edge, country))
        })
    };
    let choices = (0..2_usize << words.len()).filter(lawful);
    let choices = choices.map(|bits| (total(&papers(bits), context.catalogue), bits));
    choices.min().map(|(_, bits)| papers(bits))
}

/// Whether a mechanism can make a transfer lawful under a regime.
fn is_of_use(regime: &Regime, word: &str) -> bool {
    let names = |list: &[String]| list.iter().any(|known| known == word);
    names(&regime.mechanisms)
        || regime.adequate_only_with.values().any(|list| names(list))
        || regime.localisation.as_ref().is_some_and(|local| names(&local.exception))
}

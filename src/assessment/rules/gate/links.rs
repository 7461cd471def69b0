//! Rules about the links of a chain: its shape, kinds, notice hours, and documents.

use super::{Hit, Subject, Tester};
use crate::assessment::chain::Graph;
use crate::assessment::chain::transfer::{self, Passage};
use crate::assessment::context::Context;
use crate::assessment::scene::Scene;
use crate::model::{BackLinkIndex, Branch, LinkIndex, NodeIndex, Rule, Tier, UnreachedIndex};

/// Tests the rules of the chain: its shape, its edges, its notice hours and its transfers.
pub fn of_chain(context: &Context<'_>, scene: &Scene<'_, '_>) -> Vec<Hit> {
    if scene.tier == Tier::Public {
        return Vec::new();
    }
    let mut tester = Tester {
        context,
        hits: Vec::new(),
        node: NodeIndex::PRIME,
        tier: scene.tier,
        softened: false,
    };
    shape(&mut tester, scene);
    kinds(&mut tester, scene);
    for (node, position) in NodeIndex::each(&scene.positions) {
        if position.tier == Tier::Public {
            continue;
        }
        (tester.node, tester.tier) = (node, position.tier);
        let max = context.catalogue.policy.tier(position.tier).chain_depth_max;
        tester.fire_if(
            max.is_some_and(|max| position.depth > max),
            Rule::ChainDepth,
            Subject::Node,
        );
        clocks(&mut tester, scene);
        if node == NodeIndex::PRIME {
            passage(&mut tester, scene, None);
        }
        for &edge in &scene.graph.arriving[node] {
            let row = scene.graph.edges[edge].row;
            tester.fire_if(!row.flowed_down, Rule::FlowDownMissing, Subject::Edge(Some(edge)));
            tester.fire_if(row.consent.is_none(), Rule::OnwardConsent, Subject::Edge(Some(edge)));
            passage(&mut tester, scene, Some(edge));
        }
    }
    tester.hits
}

/// Unknown parties, cycles and raised tiers: tested at nodes of every tier, with the engagement's tier.
fn shape(tester: &mut Tester<'_, '_>, scene: &Scene<'_, '_>) {
    let graph: &Graph<'_> = scene.graph;
    for (node, id) in NodeIndex::each(&graph.nodes) {
        tester.node = node;
        let unknown = tester.context.profile(id).supplier.is_none();
        tester.fire_if(unknown, Rule::ChainUnknown, Subject::Node);
    }
    for (index, row) in UnreachedIndex::each(&graph.unreached) {
        let node = graph.node(&row.to);
        tester.fire_at(node, Rule::ChainUnknown, Subject::Unreached(index));
    }
    for (index, row) in BackLinkIndex::each(&graph.back) {
        tester.node = graph.node(&row.to).unwrap_or(NodeIndex::PRIME);
        tester.fire_if(true, Rule::ChainCycle, Subject::BackEdge(index));
    }
    if scene.as_registered {
        for (index, edge) in LinkIndex::each(&graph.edges) {
            tester.node = edge.to;
            let raised = edge.row.tier.is_some_and(|tier| tier > scene.positions[edge.from].tier);
            tester.fire_if(raised, Rule::ChainTierRaised, Subject::Edge(Some(index)));
        }
    }
}

/// Kinds of information: whether any is named, and whether an edge raises one. Tested at nodes of every tier, with the
/// engagement's tier.
fn kinds(tester: &mut Tester<'_, '_>, scene: &Scene<'_, '_>) {
    tester.node = NodeIndex::PRIME;
    tester.fire_if(!scene.knows_kinds(), Rule::KindsBlank, Subject::Node);
    for (index, edge) in LinkIndex::each(&scene.graph.edges) {
        tester.node = edge.to;
        let raised = !scene.raised_kinds(index).is_empty();
        tester.fire_if(raised, Rule::ChainKindRaised, Subject::Edge(Some(index)));
    }
}

/// Notice hours of a node: whether they are agreed, short enough, and within the slack of its paths.
fn clocks(tester: &mut Tester<'_, '_>, scene: &Scene<'_, '_>) {
    let policy = &tester.context.catalogue.policy;
    let tolerance = policy.arithmetic.tolerance;
    let longest = policy.tier(tester.tier).notice_hours_max;
    for (edge, hours) in scene.agreed_notice(tester.node) {
        match hours {
            None => tester.fire(Rule::NoticeMissing, Branch::Any, Subject::Edge(edge)),
            Some(hours) => {
                let long = longest.is_some_and(|longest| hours > longest + tolerance);
                tester.fire_if(long, Rule::NoticeLong, Subject::Edge(edge));
            }
        }
    }
    if scene.slack(tester.context, tester.node).is_some_and(|slack| slack < -tolerance) {
        let stated = scene.engagement.notice_owed.is_some();
        let branch = if stated { Branch::OwedStated } else { Branch::OwedDefault };
        tester.fire(Rule::NoticeSlack, branch, Subject::Node);
    }
}

/// Transfers over one edge; `None` is what the prime receives from us.
fn passage(tester: &mut Tester<'_, '_>, scene: &Scene<'_, '_>, edge: Option<LinkIndex>) {
    let countries = scene.countries(tester.context, tester.node, edge);
    let (mechanisms, licence) = scene.papers(edge);
    let passage = Passage {
        kinds: scene.carried(edge),
        origin: scene.engagement.origin,
        countries: &countries,
        mechanisms,
        licence: licence
            .is_some_and(|text| tester.context.catalogue.vocabulary.names_something(text)),
    };
    for (rule, country) in transfer::breaches(passage, &tester.context.catalogue.policy) {
        tester.fire(rule, Branch::Any, Subject::Country(edge, country));
    }
}

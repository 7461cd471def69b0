//! The contracts of an engagement's chain at one tier, with the data that a clause needs.

use crate::assessment::chain::Graph;
use crate::assessment::context::Context;
use crate::assessment::decision::EngagementResult;
use crate::assessment::notice::NoticeBudget;
use crate::assessment::scene::Scene;
use crate::catalogue::obligations::Contract;
use crate::model::{LinkIndex, NodeIndex, Phase, Tier};

crate::model::words! {
    /// What the register shows of an obligation.
    pub enum ObligationState {
        /// It stands.
        Met,
        /// It does not.
        Missing,
        /// The register can't tell.
        NotKnown,
    }
}

/// A contract of the chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChainContract {
    /// The index of the taker among the nodes.
    pub(super) node: NodeIndex,
    /// The edge; `None` for the prime's contract.
    pub(super) edge: Option<LinkIndex>,
}

impl ChainContract {
    /// The kind of contract in the policy's file.
    pub(super) fn contract(self) -> Contract {
        if self.edge.is_none() { Contract::Prime } else { Contract::Subcontract }
    }
}

/// An engagement at one tier, with the data that a clause needs.
pub(super) struct Schedule<'s, 'a> {
    pub(super) context: &'s Context<'a>,
    pub(super) result: &'s EngagementResult<'a>,
    pub(super) scene: Scene<'s, 'a>,
    pub(super) notice: NoticeBudget,
    pub(super) phase: Option<&'a Phase>,
}

impl<'s, 'a> Schedule<'s, 'a> {
    pub(super) fn new(
        context: &'s Context<'a>,
        result: &'s EngagementResult<'a>,
        graph: &'s Graph<'a>,
        tier: Tier,
        phase: Option<&'a Phase>,
    ) -> Self {
        let scene = Scene::new(result.engagement, graph, tier, phase.is_none());
        let notice = NoticeBudget::new(context, &scene);
        Self { context, result, scene, notice, phase }
    }

    pub(super) fn tier(&self, party: ChainContract) -> Tier {
        self.scene.positions[party.node].tier
    }
}

//! One engagement, evaluated as if it were of a given tier.

use super::context::Context;
use crate::assessment::chain::{Graph, Position, Received, positions};
use crate::model::{
    Country, Engagement, InformationKind, Kinds, LinkIndex, NodeIndex, SupplierId, Tier,
};

/// The countries in which a node processes, over all edges that arrive (for the prime, by the engagement); blank means
/// the supplier's own country. Sorted, without repeats.
pub(super) fn processing(
    engagement: &Engagement,
    graph: &Graph<'_>,
    node: NodeIndex,
    home: impl Fn(&SupplierId) -> Option<Country>,
) -> Vec<Country> {
    let or_home = |list: &[Country]| -> Vec<Country> {
        if list.is_empty() { home(graph.nodes[node]).into_iter().collect() } else { list.to_vec() }
    };
    let mut countries = if node == NodeIndex::PRIME {
        or_home(&engagement.processing)
    } else {
        let edges = graph.arriving[node].iter();
        edges.flat_map(|edge| or_home(&graph.edges[*edge].row.processing)).collect()
    };
    countries.sort_unstable();
    countries.dedup();
    countries
}

/// One engagement, evaluated as if it were of a given tier.
#[derive(Debug)]
pub struct Scene<'s, 'a> {
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The tier at which it is evaluated.
    pub tier: Tier,
    /// Whether that is its own tier, at which every rule is tested (ceilings and phases do not test
    /// `chain-tier-raised`).
    pub as_registered: bool,
    /// Its chain.
    pub graph: &'s Graph<'a>,
    /// The position of every node.
    pub positions: Vec<Position>,
}

impl<'s, 'a> Scene<'s, 'a> {
    /// Positions the nodes of an engagement for a tier.
    pub fn new(
        engagement: &'a Engagement,
        graph: &'s Graph<'a>,
        tier: Tier,
        as_registered: bool,
    ) -> Self {
        let positions = positions(graph, Received::new(engagement, tier));
        Self { engagement, tier, as_registered, graph, positions }
    }

    /// Whether the register names the kinds of information of the engagement.
    pub fn knows_kinds(&self) -> bool {
        !self.engagement.kinds.is_empty()
    }

    /// The kinds that an edge carries, as far as the register says (`None`: what the prime receives from us).
    pub fn carried(&self, edge: Option<LinkIndex>) -> Kinds {
        match edge {
            _ if !self.knows_kinds() => Kinds::NONE,
            None => self.positions[NodeIndex::PRIME].kinds,
            Some(edge) => {
                let edge = &self.graph.edges[edge];
                edge.carries(self.positions[edge.from].kinds)
            }
        }
    }

    /// The kinds that an edge states and that its giver receives. Empty, as in the register's cell, stands for all that
    /// the giver receives.
    pub fn received_of(&self, edge: LinkIndex) -> Vec<InformationKind> {
        let stated = Kinds::from(self.graph.edges[edge].row.kinds.as_slice());
        let raised = self.raised_kinds(edge);
        stated.beyond(raised).each().collect()
    }

    /// The kinds that an edge states and that its giver does not receive.
    pub fn raised_kinds(&self, edge: LinkIndex) -> Kinds {
        let edge = &self.graph.edges[edge];
        let stated = Kinds::from(edge.row.kinds.as_slice());
        let known = if self.knows_kinds() { self.positions[edge.from].kinds } else { Kinds::NONE };
        stated.beyond(known)
    }

    /// The hours agreed for a node, by the edge that arrives (`None`: the engagement, for the prime).
    pub fn agreed_notice(&self, node: NodeIndex) -> Vec<(Option<LinkIndex>, Option<f64>)> {
        if node == NodeIndex::PRIME {
            return vec![(None, self.engagement.notice_agreed)];
        }
        let edges = self.graph.arriving[node].iter();
        edges.map(|edge| (Some(*edge), self.graph.edges[*edge].row.notice_agreed)).collect()
    }

    /// The smallest of the hours agreed for a node.
    pub fn smallest_notice(&self, node: NodeIndex) -> Option<f64> {
        self.agreed_notice(node).into_iter().filter_map(|(_, hours)| hours).min_by(f64::total_cmp)
    }

    /// The notice slack of a node, in hours: the smallest over its paths of max(0, H − R) − Σ T. `None` at public and
    /// if no path states all its hours.
    pub fn slack(&self, context: &Context<'_>, node: NodeIndex) -> Option<f64> {
        let available = self.available_hours(context)?;
        Some(available - self.positions[node].notice_hours?)
    }

    /// max(0, H − R) of the engagement, in hours; `None` at public.
    pub fn available_hours(&self, context: &Context<'_>) -> Option<f64> {
        let policy = &context.catalogue.policy;
        let tier = policy.tier(self.tier);
        let longest = tier.notice_hours_max.filter(|_| self.tier != Tier::Public)?;
        let owed =
            self.engagement.notice_owed.unwrap_or(policy.thresholds.notice_owed_factor * longest);
        let reserve = self.engagement.reserve.or(tier.notice_hours_reserve).unwrap_or(0.0);
        Some((owed - reserve).max(0.0))
    }

    /// The countries in which a node processes, over all edges that arrive (for the prime, by the engagement); blank
    /// means the supplier's country. Sorted, without repeats.
    pub fn processing(&self, context: &Context<'_>, node: NodeIndex) -> Vec<Country> {
        let home =
            |id: &SupplierId| context.profile(id).supplier.and_then(|supplier| supplier.country);
        processing(self.engagement, self.graph, node, home)
    }

    /// The processing and access countries on one edge (`None`: the engagement), in the register's order.
    pub fn countries(
        &self,
        context: &Context<'_>,
        node: NodeIndex,
        edge: Option<LinkIndex>,
    ) -> Vec<Country> {
        let home =
            context.profile(self.graph.nodes[node]).supplier.and_then(|supplier| supplier.country);
        let (processing, access) = match edge {
            None => (&self.engagement.processing, &self.engagement.access),
            Some(edge) => {
                let row = self.graph.edges[edge].row;
                (&row.processing, &row.access)
            }
        };
        let mut countries: Vec<Country> =
            if processing.is_empty() { home.into_iter().collect() } else { processing.clone() };
        for country in access {
            if !countries.contains(country) {
                countries.push(*country);
            }
        }
        countries
    }

    /// The transfer mechanisms and the licence on one edge (`None`: the engagement).
    pub fn papers(&self, edge: Option<LinkIndex>) -> (&'a [String], Option<&'a str>) {
        match edge {
            None => (&self.engagement.mechanisms, self.engagement.licence.as_deref()),
            Some(edge) => {
                let row = self.graph.edges[edge].row;
                (&row.mechanisms, row.licence.as_deref())
            }
        }
    }
}

//! Worlds mixed from two runs, and the likelihood of an engagement in each.

use std::cell::RefCell;
use std::collections::HashMap;

use super::cause::Cause;
use super::parties::{ComparedParty, Parties};
use crate::assessment::chain::{Graph, Received, positions};
use crate::assessment::rules::evaluation::chain_likelihood;
use crate::assessment::scene::processing;
use crate::assessment::supplier::node::Circumstances;
use crate::assessment::supplier::profile::{Profile, ReadingDays, SupplierRows};
use crate::model::{Engagement, NodeIndex, Response};

/// The causes that are taken from the newer side, one bit each in the order of [`Cause::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct MixedWorld(u8);

impl MixedWorld {
    /// Every cause from the older side.
    pub(super) const OLDER: Self = Self(0);

    /// These causes from the newer side, the others from the older one.
    pub(super) fn newer<'c>(causes: impl IntoIterator<Item = &'c Cause>) -> Self {
        Self(causes.into_iter().fold(0, |bits, cause| bits | 1 << *cause as u8))
    }

    /// The side from which a cause is taken: 0 the older, 1 the newer.
    pub(super) const fn side(self, cause: Cause) -> usize {
        (self.0 >> cause as u8 & 1) as usize
    }

    /// The same world, but only the causes of the mask.
    const fn masked(self, mask: Self) -> Self {
        Self(self.0 & mask.0)
    }
}

/// The worlds of one engagement. The profile of a supplier is built once for each world that differs for it.
pub(super) struct Worlds<'p, 'a> {
    parties: &'p Parties<'p, 'a>,
    profiles: RefCell<HashMap<(usize, MixedWorld), Profile<'p>>>,
}

impl<'p, 'a: 'p> Worlds<'p, 'a> {
    pub(super) fn new(parties: &'p Parties<'p, 'a>) -> Self {
        Self { parties, profiles: RefCell::default() }
    }

    /// The likelihood P of the chain in a world; `None` if no node has one.
    pub(super) fn likelihood(&self, world: MixedWorld) -> Option<f64> {
        let Parties { engagements, graphs, .. } = self.parties;
        let chain = world.side(Cause::Chain);
        let (engagement, graph) = (engagements[chain], &graphs[chain]);
        let received = engagements[world.side(Cause::Tier)];
        let places = positions(graph, Received::new(received, received.tier));
        let mut profiles = self.profiles.borrow_mut();
        let scores: Vec<_> = NodeIndex::all(graph.nodes.len())
            .map(|node| {
                let at = self.parties.places[chain][node];
                let party = &self.parties.list[at];
                let profile = profiles
                    .entry((at, world.masked(MixedWorld::newer(&party.differs))))
                    .or_insert_with(|| self.profile(party, world));
                let countries = self.countries(profile, engagement, graph, node, chain);
                let at = Circumstances {
                    engagement: &engagement.id,
                    processing: &countries,
                    tier: places[node].tier,
                    kinds: places[node].kinds,
                };
                profile.score(at)
            })
            .collect();
        let mean = chain_likelihood(&places, &scores)?.moments.mean;
        (mean > 0.0).then_some(mean)
    }

    /// The countries in which a node processes, if the scope of a certificate depends on them.
    fn countries(
        &self,
        profile: &Profile<'_>,
        engagement: &Engagement,
        graph: &Graph<'_>,
        node: NodeIndex,
        chain: usize,
    ) -> Vec<crate::model::Country> {
        if !profile.has_sites() {
            return Vec::new();
        }
        let known = &self.parties.comparison.sides[chain].known;
        processing(engagement, graph, node, |id| known.get(id)?.supplier?.country)
    }

    /// The profile of a supplier in a world.
    fn profile(&self, party: &'p ComparedParty<'a>, world: MixedWorld) -> Profile<'p> {
        let comparison = self.parties.comparison;
        let side = |cause| world.side(cause);
        let known = |cause| comparison.sides[side(cause)].known.get(party.id);
        let day = |cause| comparison.sides[side(cause)].side.as_of;
        let (answers, rules) = (side(Cause::Answers), side(Cause::Policy));
        let mixed = if answers == side(Cause::Evidence) {
            None
        } else {
            party.mixed.get(&(answers, rules))
        };
        let responses: Vec<&'p Response> = match mixed {
            Some(mixed) => mixed.iter().collect(),
            None => comparison.responses(party.id, answers, rules).collect(),
        };
        let rows = SupplierRows {
            // The supplier's country matters only to the chain, which looks it up itself.
            supplier: None,
            responses,
            certificates: known(Cause::Certificates)
                .map_or_else(Vec::new, |known| known.certificates.clone()),
            evidence: known(Cause::Evidence).map_or_else(Vec::new, |known| known.evidence.clone()),
            incidents: Vec::new(),
        };
        let days = ReadingDays {
            responses: day(Cause::Answers),
            evidence: day(Cause::Evidence),
            certificates: day(Cause::Certificates),
            today: day(Cause::Staleness),
        };
        let asked = std::sync::Arc::clone(&comparison.asked[rules]);
        Profile::new(party.id.clone(), rows, asked, comparison.sides[rules].side.catalogue, days)
    }
}

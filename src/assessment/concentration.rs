//! Concentration: suppliers and countries on which many engagements depend.
//!
//! An engagement e with risk index R(e) depends on the nodes of its chain; node v has the share σ(e, v) in the chain's
//! likelihood (docs/method.md §5: ln(1 − ρ·P) over the sum of those logarithms). Then
//!
//! ```text
//! passes through a supplier s  =  Σ over engagements e whose chain holds s:  R(e) · σ(e, s)
//! passes through a country c   =  Σ over engagements e:  R(e) · Σ over nodes v of e that process in c:  σ(e, v)
//! touched                      =  Σ over the same engagements:  R(e)
//! ```
//!
//! The shares of a chain add up to 1, so what passes through all suppliers adds up to the portfolio's risk index, and
//! nothing counts twice. A node that processes in several countries counts in full in each: naming more countries must
//! not make any of them look smaller. So the countries do not add up to the portfolio. *Touched* is the risk index of
//! every engagement that stops while the supplier, or the country, is not available. Access from a country does not
//! count as processing in it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::context::Context;
use super::decision::EngagementResult;
use super::scene::Scene;
use crate::model::{Country, DealId, EngagementId, SupplierId, Tier};

/// The concentration on one supplier or country.
#[derive(Debug, Clone, PartialEq)]
pub struct Load<K> {
    /// The supplier or country; for countries `None` if the register does not say where a node processes.
    pub key: K,
    /// The number of engagements whose chain contains it.
    pub engagements: usize,
    /// The number of deals of those engagements.
    pub deals: usize,
    /// The number of engagements in which it is below the prime.
    pub below: usize,
    /// The number of suppliers: for a country those that process there, for a supplier 1.
    pub suppliers: usize,
    /// The highest effective tier that reaches it.
    pub tier: Tier,
    /// The risk index that passes through it.
    pub passing: f64,
    /// The risk index of the engagements that depend on it.
    pub touched: f64,
}

/// The suppliers and countries on which the portfolio depends: by risk index that passes through, highest first; then
/// by number of engagements, then by id.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration<'a> {
    /// Every supplier of a chain.
    pub suppliers: Vec<Load<&'a SupplierId>>,
    /// Every country in which a node processes.
    pub countries: Vec<Load<Option<Country>>>,
    /// The risk index of the portfolio: the sum over all engagements.
    pub total: f64,
}

/// A node of an engagement's chain, with its contribution.
struct ConcentrationNode<'a> {
    supplier: &'a SupplierId,
    countries: Vec<Option<Country>>,
    tier: Tier,
    below: bool,
    passing: f64,
}

/// The sums for one supplier or country.
struct Gathered<'a> {
    engagements: BTreeSet<&'a EngagementId>,
    deals: BTreeSet<&'a DealId>,
    below: BTreeSet<&'a EngagementId>,
    suppliers: BTreeSet<&'a SupplierId>,
    tier: Tier,
    passing: f64,
    touched: f64,
}

impl Default for Gathered<'_> {
    fn default() -> Self {
        Self {
            engagements: BTreeSet::new(),
            deals: BTreeSet::new(),
            below: BTreeSet::new(),
            suppliers: BTreeSet::new(),
            tier: Tier::Public,
            passing: 0.0,
            touched: 0.0,
        }
    }
}

impl<'a> Gathered<'a> {
    fn add(&mut self, result: &'a EngagementResult<'a>, part: &ConcentrationNode<'a>) {
        let engagement = result.engagement;
        if self.engagements.insert(&engagement.id) {
            self.touched += result.risk_index;
        }
        self.deals.insert(&engagement.deal);
        if part.below {
            self.below.insert(&engagement.id);
        }
        self.suppliers.insert(part.supplier);
        self.tier = self.tier.max(part.tier);
        self.passing += part.passing;
    }

    fn load<K>(self, key: K) -> Load<K> {
        Load {
            key,
            engagements: self.engagements.len(),
            deals: self.deals.len(),
            below: self.below.len(),
            suppliers: self.suppliers.len(),
            tier: self.tier,
            passing: self.passing,
            touched: self.touched,
        }
    }
}

/// Adds up the concentration on each supplier and country. The sums run in the order of ranks, so they depend on
/// neither threads nor the order of the register.
pub fn concentration<'a>(
    context: &Context<'a>,
    results: &'a [EngagementResult<'a>],
) -> Concentration<'a> {
    let parts: Vec<Vec<ConcentrationNode<'a>>> =
        results.par_iter().map(|result| parts(context, result)).collect();
    let mut suppliers: BTreeMap<&SupplierId, Gathered<'a>> = BTreeMap::new();
    let mut countries: BTreeMap<Option<Country>, Gathered<'a>> = BTreeMap::new();
    for (result, parts) in results.iter().zip(&parts) {
        for part in parts {
            suppliers.entry(part.supplier).or_default().add(result, part);
            for country in &part.countries {
                countries.entry(*country).or_default().add(result, part);
            }
        }
    }
    let decimals = context.catalogue.policy.arithmetic.rank_decimals;
    Concentration {
        suppliers: ranked(suppliers, decimals),
        countries: ranked(countries, decimals),
        total: results.iter().map(|result| result.risk_index).sum(),
    }
}

/// The nodes of an engagement's chain, by depth, then id.
fn parts<'a>(
    context: &Context<'a>,
    result: &'a EngagementResult<'a>,
) -> Vec<ConcentrationNode<'a>> {
    let engagement = result.engagement;
    let graph = context.chain(engagement);
    let scene = Scene::new(engagement, &graph, engagement.tier, true);
    let parts = result.chain.iter().map(|line| {
        let processing = graph.node(&line.supplier).map(|node| scene.processing(context, node));
        let mut countries: Vec<Option<Country>> =
            processing.unwrap_or_default().into_iter().map(Some).collect();
        if countries.is_empty() {
            countries.push(None);
        }
        ConcentrationNode {
            supplier: &line.supplier,
            countries,
            tier: line.tier,
            below: line.depth > 0,
            passing: result.risk_index * line.share.unwrap_or(0.0),
        }
    });
    parts.collect()
}

fn ranked<K: Ord>(gathered: BTreeMap<K, Gathered<'_>>, decimals: i32) -> Vec<Load<K>> {
    let scale = 10_f64.powi(decimals);
    let mut loads: Vec<Load<K>> =
        gathered.into_iter().map(|(key, gathered)| gathered.load(key)).collect();
    // The sort is stable: equal ones stay in the order of their ids.
    loads.sort_by(|a, b| {
        let rounded = |load: &Load<K>| (load.passing * scale).round();
        rounded(b).total_cmp(&rounded(a)).then(b.engagements.cmp(&a.engagements))
    });
    loads
}

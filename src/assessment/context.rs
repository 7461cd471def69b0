//! Everything an assessment looks things up in, and the scene of one engagement at one tier.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::calendar::days_between;
use super::memory::Memory;
use crate::assessment::chain::{Graph, Position, Received, positions};
use crate::assessment::supplier::profile::{Profile, Rows};
use crate::assessment::supplier::resolve::Asked;
use crate::catalogue::Catalogue;
use crate::model::{
    Country, Date, Engagement, EngagementId, Incident, InformationKind, Kinds, Phase, Register,
    Response, Subcontract, SupplierId, Tier, Waiver,
};

/// Everything an assessment looks things up in.
#[derive(Debug)]
pub struct Context<'a> {
    /// What is asked and what it is worth.
    pub catalogue: &'a Catalogue,
    /// The register.
    pub register: &'a Register,
    /// The day the assessment speaks of.
    pub as_of: Date,
    /// The due days that earlier runs named.
    pub memory: Arc<Memory>,
    profiles: Vec<Profile<'a>>,
    by_id: Lookup<SupplierId, usize>,
    subcontracts: Lookup<EngagementId, Vec<&'a Subcontract>>,
    phases: Lookup<EngagementId, Vec<&'a Phase>>,
    waivers: Lookup<SupplierId, Vec<&'a Waiver>>,
    /// What our own questionnaires say good evidence for each control looks like.
    wanted_evidence: Arc<[&'a str]>,
}

/// A map that is only looked up in, never walked: a quick hash does, and its order shows nowhere.
type Lookup<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

impl<'a> Context<'a> {
    /// Gathers what is known of every supplier, in parallel.
    pub fn new(
        catalogue: &'a Catalogue,
        register: &'a Register,
        responses: &'a [Response],
        as_of: Date,
    ) -> Self {
        let rows = rows_by_supplier(register, responses);
        let asked = Arc::new(Asked::new(catalogue));
        let profiles: Vec<Profile<'a>> = rows
            .into_par_iter()
            .map(|(id, rows)| Profile::new(id, rows, Arc::clone(&asked), catalogue, as_of))
            .collect();
        let by_id = profiles
            .iter()
            .enumerate()
            .map(|(index, profile)| (profile.id.clone(), index))
            .collect();
        Self {
            catalogue,
            register,
            as_of,
            memory: Arc::default(),
            profiles,
            by_id,
            subcontracts: group(&register.subcontracts, |row| &row.engagement),
            phases: group(&register.phases, |row| &row.engagement),
            waivers: group(&register.waivers, |row| &row.supplier),
            wanted_evidence: wanted_evidence(catalogue),
        }
    }

    /// The same register and policy on another day, as far as some suppliers are concerned.
    pub fn on(
        &self,
        day: Date,
        responses: &'a [Response],
        suppliers: &BTreeSet<&SupplierId>,
    ) -> Self {
        let rows = rows_by_supplier(self.register, responses).into_iter();
        let asked = Arc::new(Asked::new(self.catalogue));
        let wanted = rows.filter(|(id, _)| suppliers.contains(id));
        let profiles: Vec<Profile<'a>> = wanted
            .map(|(id, rows)| Profile::new(id, rows, Arc::clone(&asked), self.catalogue, day))
            .collect();
        let by_id = profiles.iter().enumerate();
        Self {
            catalogue: self.catalogue,
            register: self.register,
            as_of: day,
            memory: Arc::clone(&self.memory),
            by_id: by_id.map(|(index, profile)| (profile.id.clone(), index)).collect(),
            profiles,
            subcontracts: self.subcontracts.clone(),
            phases: self.phases.clone(),
            waivers: self.waivers.clone(),
            wanted_evidence: Arc::clone(&self.wanted_evidence),
        }
    }

    /// The same with what earlier runs remember.
    #[must_use]
    pub fn with_memory(mut self, memory: Memory) -> Self {
        self.memory = Arc::new(memory);
        self
    }

    /// What our own questionnaires say good evidence for a control looks like.
    pub fn wanted_evidence(&self, control: usize) -> &'a str {
        self.wanted_evidence.get(control).copied().unwrap_or(ANY_EVIDENCE)
    }

    /// Lets go of what is quickly worked out again, to leave room for what is written.
    pub(super) fn forget_scores(&self) {
        self.profiles.par_iter().for_each(Profile::forget_scores);
    }

    /// What is known of a supplier. Every supplier of the register and of its chains has a profile.
    pub fn profile(&self, id: &SupplierId) -> &Profile<'a> {
        &self.profiles[self.position(id)]
    }

    /// Where a supplier's profile stands among all.
    pub fn position(&self, id: &SupplierId) -> usize {
        self.by_id.get(id).copied().unwrap_or_default()
    }

    /// The same day and policy with other profiles: what an engagement would look like. `others` are
    /// suppliers whose waivers may matter too.
    pub fn supposing<'w>(&self, profiles: Vec<Profile<'w>>, others: &[&SupplierId]) -> Context<'w>
    where
        'a: 'w,
    {
        let ids = profiles.iter().map(|profile| &profile.id).chain(others.iter().copied());
        let waivers = ids
            .filter_map(|id| Some((id.clone(), self.waivers.get(id)?.clone())))
            .collect::<Lookup<SupplierId, Vec<&'w Waiver>>>();
        let by_id = profiles.iter().enumerate();
        Context {
            catalogue: self.catalogue,
            register: self.register,
            as_of: self.as_of,
            memory: Arc::clone(&self.memory),
            by_id: by_id.map(|(index, profile)| (profile.id.clone(), index)).collect(),
            profiles,
            subcontracts: Lookup::default(),
            phases: Lookup::default(),
            waivers,
            wanted_evidence: Arc::clone(&self.wanted_evidence),
        }
    }

    /// All profiles: the register's suppliers in its order, then unknown ones by id.
    pub fn profiles(&self) -> &[Profile<'a>] {
        &self.profiles
    }

    /// The Subcontracts rows of an engagement.
    pub fn subcontracts(&self, engagement: &EngagementId) -> &[&'a Subcontract] {
        self.subcontracts.get(engagement).map_or(&[], Vec::as_slice)
    }

    /// The phases of an engagement.
    pub fn phases(&self, engagement: &EngagementId) -> &[&'a Phase] {
        self.phases.get(engagement).map_or(&[], Vec::as_slice)
    }

    /// The waivers that speak of a supplier.
    pub fn waivers(&self, supplier: &SupplierId) -> &[&'a Waiver] {
        self.waivers.get(supplier).map_or(&[], Vec::as_slice)
    }
}

fn group<'a, T, K: Clone + std::hash::Hash + Eq>(
    rows: &'a [T],
    key: impl Fn(&T) -> &K,
) -> Lookup<K, Vec<&'a T>> {
    let mut groups: Lookup<K, Vec<&'a T>> = Lookup::default();
    for row in rows {
        groups.entry(key(row).clone()).or_default().push(row);
    }
    groups
}

/// Where no questionnaire says what good evidence is.
const ANY_EVIDENCE: &str = "a document, certificate or test report";

fn wanted_evidence(catalogue: &Catalogue) -> Arc<[&str]> {
    let mut wanted = vec![ANY_EVIDENCE; catalogue.controls.list().len()];
    let questions = catalogue.questionnaires.iter().flat_map(|one| &one.questions);
    // Backwards: the first that says something counts.
    let told: Vec<_> = questions.filter(|question| !question.evidence.is_empty()).collect();
    for question in told.into_iter().rev() {
        for reach in &question.reaches {
            wanted[reach.control] = &question.evidence;
        }
    }
    wanted.into()
}

/// The rows that speak of each supplier: the register's in its order, then those that only chains name.
fn rows_by_supplier<'a>(
    register: &'a Register,
    responses: &'a [Response],
) -> Vec<(SupplierId, Rows<'a>)> {
    let mut index: Lookup<SupplierId, usize> = Lookup::default();
    let mut rows: Vec<(SupplierId, Rows<'a>)> = Vec::new();
    for supplier in &register.suppliers {
        index.insert(supplier.id.clone(), rows.len());
        rows.push((supplier.id.clone(), Rows { supplier: Some(supplier), ..Rows::default() }));
    }
    let mut unknown: Vec<&SupplierId> =
        register.subcontracts.iter().flat_map(|row| [&row.from, &row.to]).collect();
    unknown.retain(|id| !index.contains_key(*id));
    unknown.sort();
    unknown.dedup();
    for id in unknown {
        index.insert(id.clone(), rows.len());
        rows.push((id.clone(), Rows::default()));
    }
    let mut with = |id: &SupplierId, add: &mut dyn FnMut(&mut Rows<'a>)| {
        if let Some(at) = index.get(id) {
            add(&mut rows[*at].1);
        }
    };
    for response in responses {
        with(&response.supplier, &mut |rows| rows.responses.push(response));
    }
    for certificate in &register.certificates {
        with(&certificate.supplier, &mut |rows| rows.certificates.push(certificate));
    }
    for (at, record) in register.evidence.iter().enumerate() {
        with(&record.supplier, &mut |rows| rows.evidence.push((at, record)));
    }
    for incident in &register.incidents {
        with(&incident.supplier, &mut |rows| rows.incidents.push(incident));
    }
    rows
}

/// Hours from the detection of an incident to our being told; not told: to 00:00 of the as-of date.
pub fn notice_hours(incident: &Incident, as_of: Date) -> f64 {
    let (day, hour) = incident.notified.map_or((as_of, 0.0), |day| (day, incident.notified_hour));
    f64::from(days_between(incident.detected, day)) * 24.0 + hour - incident.detected_hour
}

/// Where a node processes over all edges that arrive (the prime: the engagement); blank means the
/// supplier's own country. Sorted, each once.
pub(super) fn processing(
    engagement: &Engagement,
    graph: &Graph<'_>,
    node: usize,
    home: impl Fn(&SupplierId) -> Option<Country>,
) -> Vec<Country> {
    let or_home = |list: &[Country]| -> Vec<Country> {
        if list.is_empty() { home(graph.nodes[node]).into_iter().collect() } else { list.to_vec() }
    };
    let mut countries = if node == 0 {
        or_home(&engagement.processing)
    } else {
        let edges = graph.arriving[node].iter();
        edges.flat_map(|edge| or_home(&graph.edges[*edge].row.processing)).collect()
    };
    countries.sort_unstable();
    countries.dedup();
    countries
}

/// One engagement, looked at as if it were of a tier.
#[derive(Debug)]
pub struct Scene<'s, 'a> {
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The tier it is looked at.
    pub tier: Tier,
    /// Whether that is its own tier, with every rule tested (ceilings and phases don't test raised tiers).
    pub as_registered: bool,
    /// Its chain.
    pub graph: &'s Graph<'a>,
    /// Where every node stands.
    pub positions: Vec<Position>,
}

impl<'s, 'a> Scene<'s, 'a> {
    /// Looks at an engagement at a tier.
    pub fn new(
        engagement: &'a Engagement,
        graph: &'s Graph<'a>,
        tier: Tier,
        as_registered: bool,
    ) -> Self {
        let positions = positions(graph, Received::new(engagement, tier));
        Self { engagement, tier, as_registered, graph, positions }
    }

    /// Whether the register says which kinds of information the engagement holds.
    pub fn knows_kinds(&self) -> bool {
        !self.engagement.kinds.is_empty()
    }

    /// The kinds that an edge carries, as far as the register says (none: what the prime receives from us).
    pub fn carried(&self, edge: Option<usize>) -> Kinds {
        match edge {
            _ if !self.knows_kinds() => Kinds::NONE,
            None => self.positions[0].kinds,
            Some(edge) => {
                let edge = &self.graph.edges[edge];
                edge.carries(self.positions[edge.from].kinds)
            }
        }
    }

    /// The kinds that an edge states and that its giver receives; empty: all that the giver receives.
    pub fn received_of(&self, edge: usize) -> Vec<InformationKind> {
        let stated = Kinds::from(self.graph.edges[edge].row.kinds.as_slice());
        let raised = self.raised_kinds(edge);
        stated.beyond(raised).each().collect()
    }

    /// The kinds that an edge states and that its giver does not receive.
    pub fn raised_kinds(&self, edge: usize) -> Kinds {
        let edge = &self.graph.edges[edge];
        let stated = Kinds::from(edge.row.kinds.as_slice());
        let known = if self.knows_kinds() { self.positions[edge.from].kinds } else { Kinds::NONE };
        stated.beyond(known)
    }

    /// Hours agreed for a node, by the edge that arrives (none: the engagement, for the prime).
    pub fn agreed_notice(&self, node: usize) -> Vec<(Option<usize>, Option<f64>)> {
        if node == 0 {
            return vec![(None, self.engagement.notice_agreed)];
        }
        let edges = self.graph.arriving[node].iter();
        edges.map(|edge| (Some(*edge), self.graph.edges[*edge].row.notice_agreed)).collect()
    }

    /// The smallest hours agreed for a node.
    pub fn smallest_notice(&self, node: usize) -> Option<f64> {
        self.agreed_notice(node).into_iter().filter_map(|(_, hours)| hours).min_by(f64::total_cmp)
    }

    /// Hours left over on the tightest path to a node: max(0, H − R) − Σ T; none at public and
    /// where no path states all its hours.
    pub fn slack(&self, context: &Context<'_>, node: usize) -> Option<f64> {
        let available = self.available_hours(context)?;
        Some(available - self.positions[node].notice_hours?)
    }

    /// max(0, H − R) of the engagement; none at public.
    pub fn available_hours(&self, context: &Context<'_>) -> Option<f64> {
        let policy = &context.catalogue.policy;
        let tier = policy.tier(self.tier);
        let longest = tier.notice_hours_max.filter(|_| self.tier != Tier::Public)?;
        let owed =
            self.engagement.notice_owed.unwrap_or(policy.thresholds.notice_owed_factor * longest);
        let reserve = self.engagement.reserve.or(tier.notice_hours_reserve).unwrap_or(0.0);
        Some((owed - reserve).max(0.0))
    }

    /// Where a node processes over all edges that arrive (the prime: the engagement); blank means
    /// the supplier's country. Sorted, each once.
    pub fn processing(&self, context: &Context<'_>, node: usize) -> Vec<Country> {
        let home =
            |id: &SupplierId| context.profile(id).supplier.and_then(|supplier| supplier.country);
        processing(self.engagement, self.graph, node, home)
    }

    /// Processing and access countries on one edge (none: the engagement), in the register's order.
    pub fn countries(
        &self,
        context: &Context<'_>,
        node: usize,
        edge: Option<usize>,
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

    /// Transfer mechanisms and licence on one edge (none: the engagement).
    pub fn papers(&self, edge: Option<usize>) -> (&'a [String], Option<&'a str>) {
        match edge {
            None => (&self.engagement.mechanisms, self.engagement.licence.as_deref()),
            Some(edge) => {
                let row = self.graph.edges[edge].row;
                (&row.mechanisms, row.licence.as_deref())
            }
        }
    }
}

//! The data that an assessment looks things up in.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::calendar::days_between;
use super::chain::Graph;
use super::memory::Memory;
use crate::assessment::supplier::profile::{Profile, SupplierRows};
use crate::assessment::supplier::resolve::Asked;
use crate::catalogue::Catalogue;
use crate::model::{
    ControlIndex, Date, Engagement, EngagementId, EvidenceIndex, EvidenceRecord, Incident, Phase,
    Register, Response, SharedText, Subcontract, SupplierId, TextPool, Waiver,
};

/// The data that an assessment looks things up in.
#[derive(Debug)]
pub struct Context<'a> {
    /// The questionnaires, the controls and the policy.
    pub catalogue: &'a Catalogue,
    /// The register.
    pub register: &'a Register,
    /// The as-of date of the assessment.
    pub as_of: Date,
    /// The due days that earlier runs set.
    pub memory: Arc<Memory>,
    profiles: Vec<Profile<'a>>,
    by_id: Lookup<SupplierId, usize>,
    /// The rows and responses behind each profile, in their order, for the same suppliers on another day.
    rows: Arc<[(SupplierId, SupplierRows<'a>)]>,
    subcontracts: Arc<Lookup<EngagementId, Vec<&'a Subcontract>>>,
    /// The chain of each engagement.
    chains: Arc<Lookup<EngagementId, Arc<Graph<'a>>>>,
    phases: Arc<Lookup<EngagementId, Vec<&'a Phase>>>,
    waivers: Arc<Lookup<SupplierId, Vec<&'a Waiver>>>,
    /// For each control the evidence that our own questionnaires ask for.
    wanted_evidence: Arc<[&'a str]>,
    /// Sentences and subjects that were made, each once.
    texts: Arc<TextPool>,
}

/// A map that is only looked up in, never iterated: so a fast hash is enough, and its order has no effect.
type Lookup<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

impl<'a> Context<'a> {
    /// Builds the profile of every supplier, in parallel.
    pub fn new(
        catalogue: &'a Catalogue,
        register: &'a Register,
        responses: &'a [Response],
        as_of: Date,
    ) -> Self {
        let rows: Arc<[_]> = rows_by_supplier(register, responses).into();
        let asked = Arc::new(Asked::new(catalogue));
        let profiles: Vec<Profile<'a>> = rows
            .par_iter()
            .map(|(id, rows)| {
                Profile::new(id.clone(), rows.clone(), Arc::clone(&asked), catalogue, as_of)
            })
            .collect();
        let subcontracts = group(&register.subcontracts, |row| &row.engagement);
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
            rows,
            chains: Arc::new(chains(register, &subcontracts)),
            subcontracts: Arc::new(subcontracts),
            phases: Arc::new(group(&register.phases, |row| &row.engagement)),
            waivers: Arc::new(group(&register.waivers, |row| &row.supplier)),
            wanted_evidence: wanted_evidence(catalogue),
            texts: Arc::default(),
        }
    }

    /// The same register, responses and policy on another day, with the profiles of the given suppliers only, and with
    /// other due days. What does not depend on the day is shared: there may be as many days as a forecast looks ahead.
    pub fn on(&self, day: Date, suppliers: &BTreeSet<&SupplierId>, memory: Arc<Memory>) -> Self {
        let asked = self.profiles.first().map(|profile| profile.statements.asked());
        let asked = asked.unwrap_or_else(|| Arc::new(Asked::new(self.catalogue)));
        let mut wanted: Vec<usize> =
            suppliers.iter().filter_map(|id| self.by_id.get(*id).copied()).collect();
        wanted.sort_unstable();
        let wanted = wanted.into_iter().filter_map(|at| self.rows.get(at).cloned());
        let profiles: Vec<Profile<'a>> = wanted
            .map(|(id, rows)| Profile::new(id, rows, Arc::clone(&asked), self.catalogue, day))
            .collect();
        let by_id = profiles.iter().enumerate();
        Self {
            catalogue: self.catalogue,
            register: self.register,
            as_of: day,
            memory,
            by_id: by_id.map(|(index, profile)| (profile.id.clone(), index)).collect(),
            profiles,
            rows: Arc::new([]),
            subcontracts: Arc::clone(&self.subcontracts),
            chains: Arc::clone(&self.chains),
            phases: Arc::clone(&self.phases),
            waivers: Arc::clone(&self.waivers),
            wanted_evidence: Arc::clone(&self.wanted_evidence),
            texts: Arc::clone(&self.texts),
        }
    }

    /// The same context with the due days that earlier runs set.
    #[must_use]
    pub fn with_memory(mut self, memory: Memory) -> Self {
        self.memory = Arc::new(memory);
        self
    }

    /// The rows of the register's Evidence sheet about a supplier; none in a context of another day.
    pub fn evidence(&self, supplier: &SupplierId) -> impl Iterator<Item = &'a EvidenceRecord> {
        let rows = self.by_id.get(supplier).and_then(|at| self.rows.get(*at));
        let evidence = rows.map_or(&[][..], |(_, rows)| &rows.evidence[..]);
        evidence.iter().map(|(_, record)| *record)
    }

    /// A text as all its copies share it.
    pub fn share(&self, text: &str) -> SharedText {
        self.texts.share(text)
    }

    /// The evidence that our own questionnaires ask for about a control.
    pub fn wanted_evidence(&self, control: ControlIndex) -> &'a str {
        self.wanted_evidence.get(control.get()).copied().unwrap_or(ANY_EVIDENCE)
    }

    /// Drops the memoised scores, which are quickly computed again, to free memory for the output.
    pub(super) fn forget_scores(&self) {
        self.profiles.par_iter().for_each(Profile::forget_scores);
    }

    /// The profile of a supplier. Every supplier of the register and of its chains has one.
    pub fn profile(&self, id: &SupplierId) -> &Profile<'a> {
        &self.profiles[self.position(id)]
    }

    /// The index of a supplier's profile.
    pub fn position(&self, id: &SupplierId) -> usize {
        self.by_id.get(id).copied().unwrap_or_default()
    }

    /// The same day and policy with other profiles, for a what-if evaluation. `others` are suppliers whose waivers may
    /// matter too.
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
            rows: Arc::new([]),
            subcontracts: Arc::default(),
            chains: Arc::default(),
            phases: Arc::default(),
            waivers: Arc::new(waivers),
            wanted_evidence: Arc::clone(&self.wanted_evidence),
            texts: Arc::clone(&self.texts),
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

    /// The chain of an engagement of the register, built once.
    pub fn chain(&self, engagement: &'a Engagement) -> Arc<Graph<'a>> {
        let known = self.chains.get(&engagement.id).map(Arc::clone);
        known.unwrap_or_else(|| {
            Arc::new(Graph::new(&engagement.supplier, self.subcontracts(&engagement.id)))
        })
    }

    /// The phases of an engagement.
    pub fn phases(&self, engagement: &EngagementId) -> &[&'a Phase] {
        self.phases.get(engagement).map_or(&[], Vec::as_slice)
    }

    /// The waivers that name a supplier.
    pub fn waivers(&self, supplier: &SupplierId) -> &[&'a Waiver] {
        self.waivers.get(supplier).map_or(&[], Vec::as_slice)
    }
}

/// The chain of each engagement.
fn chains<'a>(
    register: &'a Register,
    subcontracts: &Lookup<EngagementId, Vec<&'a Subcontract>>,
) -> Lookup<EngagementId, Arc<Graph<'a>>> {
    let rows = |one: &Engagement| subcontracts.get(&one.id).map_or(&[][..], Vec::as_slice);
    let chain = |one: &'a Engagement| Arc::new(Graph::new(&one.supplier, rows(one)));
    register.engagements.iter().map(|one| (one.id.clone(), chain(one))).collect()
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

/// The evidence to ask for if no questionnaire says more.
const ANY_EVIDENCE: &str = "a document, certificate or test report";

fn wanted_evidence(catalogue: &Catalogue) -> Arc<[&str]> {
    let mut wanted = vec![ANY_EVIDENCE; catalogue.controls.list().len()];
    let questions = catalogue.questionnaires.iter().flat_map(|one| &one.questions);
    // In reverse, so that the first question with a text wins.
    let told: Vec<_> = questions.filter(|question| !question.evidence.is_empty()).collect();
    for question in told.into_iter().rev() {
        for reach in &question.reaches {
            wanted[reach.control] = &question.evidence;
        }
    }
    wanted.into()
}

/// The rows about each supplier: the register's suppliers in its order, then those that only chains name.
fn rows_by_supplier<'a>(
    register: &'a Register,
    responses: &'a [Response],
) -> Vec<(SupplierId, SupplierRows<'a>)> {
    let mut index: Lookup<SupplierId, usize> = Lookup::default();
    let mut rows: Vec<(SupplierId, SupplierRows<'a>)> = Vec::new();
    for supplier in &register.suppliers {
        index.insert(supplier.id.clone(), rows.len());
        rows.push((
            supplier.id.clone(),
            SupplierRows { supplier: Some(supplier), ..SupplierRows::default() },
        ));
    }
    let mut unknown: Vec<&SupplierId> =
        register.subcontracts.iter().flat_map(|row| [&row.from, &row.to]).collect();
    unknown.retain(|id| !index.contains_key(*id));
    unknown.sort();
    unknown.dedup();
    for id in unknown {
        index.insert(id.clone(), rows.len());
        rows.push((id.clone(), SupplierRows::default()));
    }
    let mut with = |id: &SupplierId, add: &mut dyn FnMut(&mut SupplierRows<'a>)| {
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
    for (at, record) in EvidenceIndex::each(&register.evidence) {
        with(&record.supplier, &mut |rows| rows.evidence.push((at, record)));
    }
    for incident in &register.incidents {
        with(&incident.supplier, &mut |rows| rows.incidents.push(incident));
    }
    rows
}

/// The hours from the detection of an incident to our notification; if we were not notified, to 00:00 of the as-of
/// date.
pub fn notice_hours(incident: &Incident, as_of: Date) -> f64 {
    let (day, hour) = incident.notified.map_or((as_of, 0.0), |day| (day, incident.notified_hour));
    f64::from(days_between(incident.detected, day)) * 24.0 + hour - incident.detected_hour
}

//! An engagement as it would be after some changes, evaluated by the rules that decide.
//!
//! Rows, certificates, evidence and responses are changed in copies and read by the same code as the register's. Only a
//! raised answer is set on top of the resolved answers, as the supplier may write it into any form.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::action::Action;
use crate::assessment::calendar::add_months;
use crate::assessment::chain::Graph;
use crate::assessment::context::Context;
use crate::assessment::rules::evaluation::{Evaluation, evaluate};
use crate::assessment::supplier::profile::{Profile, SupplierRows};
use crate::catalogue::policy::Scheme;
use crate::model::{
    Certificate, CertificateIndex, CertificateStatus, ControlIndex, Covers, Decision, Engagement,
    EvidenceIndex, EvidenceLevel, EvidenceRecord, Place, RecordLevel, Response, ResponseIndex,
    RowIndex, Subcontract, Supplier, SupplierId, Tier,
};

/// The changes at one supplier.
#[derive(Debug, Clone, Default)]
pub(super) struct SupplierChanges {
    registered: Option<Supplier>,
    responses: Vec<(Option<ResponseIndex>, Response)>,
    certificates: Vec<(Option<CertificateIndex>, Certificate)>,
    evidence: Vec<EvidenceRecord>,
    raised: Vec<(ControlIndex, Tier)>,
}

/// An engagement after some changes.
#[derive(Debug)]
pub(super) struct World<'c, 'a> {
    context: &'c Context<'a>,
    engagement: Engagement,
    /// The rows, each with its index among the engagement's.
    rows: Vec<(RowIndex, Subcontract)>,
    parties: BTreeMap<SupplierId, SupplierChanges>,
}

impl<'c, 'a> World<'c, 'a> {
    /// The engagement after changes.
    pub(super) fn new(
        context: &'c Context<'a>,
        engagement: &Engagement,
        actions: &[Action],
    ) -> Self {
        let rows = RowIndex::each(context.subcontracts(&engagement.id));
        let mut world = Self {
            context,
            engagement: engagement.clone(),
            rows: rows.map(|(index, row)| (index, (*row).clone())).collect(),
            parties: BTreeMap::new(),
        };
        let before = world.reached();
        for action in actions {
            world.apply(action);
        }
        // A supplier that is no longer reached passes nothing on, so its rows are removed.
        let after = world.reached();
        world.rows.retain(|(_, row)| after.contains(&row.from) || !before.contains(&row.from));
        world
    }

    /// The same engagement after more changes at suppliers.
    pub(super) fn with(&self, actions: &[Action]) -> Self {
        let (engagement, rows) = (self.engagement.clone(), self.rows.clone());
        let mut world =
            Self { context: self.context, engagement, rows, parties: self.parties.clone() };
        for action in actions {
            world.apply(action);
        }
        world
    }

    /// Evaluates it with the rules of the decision.
    pub(super) fn look<T>(&self, read: impl FnOnce(&Context<'_>, &Evaluation<'_, '_>) -> T) -> T {
        let rows: Vec<&Subcontract> = self.rows.iter().map(|(_, row)| row).collect();
        let graph = Graph::new(&self.engagement.supplier, &rows);
        let profiles = graph.nodes.iter().map(|id| {
            let party = self.parties.get(*id);
            party.map_or_else(|| self.profile(id, &UNCHANGED), |party| self.profile(id, party))
        });
        let others: Vec<&SupplierId> = graph.unreached.iter().map(|row| &row.to).collect();
        let context = self.context.supposing(profiles.collect(), &others);
        let tier = self.engagement.tier;
        read(&context, &evaluate(&context, &self.engagement, &graph, tier, true))
    }

    /// The index of a row among the engagement's.
    pub(super) fn row(&self, row: &Subcontract) -> Option<RowIndex> {
        let found = self.rows.iter().find(|(_, own)| std::ptr::eq(own, row));
        found.map(|(index, _)| *index)
    }

    /// The changes at a supplier.
    pub(super) fn party(&self, id: &SupplierId) -> SupplierChanges {
        self.parties.get(id).cloned().unwrap_or_default()
    }

    /// Adds a change to those at a supplier.
    pub(super) fn change(&self, party: &mut SupplierChanges, action: &Action) {
        let context = self.context;
        match action {
            Action::Register { supplier } => {
                party.registered = Some(Supplier {
                    id: supplier.clone(),
                    name: supplier.to_string(),
                    country: None,
                    parent: None,
                    contact: None,
                    email: None,
                    language: None,
                    aliases: Vec::new(),
                    place: self.engagement.place.clone(),
                });
            }
            Action::Obtain { supplier } => party.responses.push((None, self.first(supplier))),
            Action::Refresh { supplier, response } => {
                let mut fresh = context.profile(supplier).statements.responses[*response].clone();
                fresh.completed_on = Some(context.as_of);
                party.responses.push((Some(*response), fresh));
            }
            Action::Supply { supplier, scheme } => {
                party.certificates.push((None, self.supplied(supplier, scheme)));
            }
            Action::Renew { supplier, certificate } => {
                let weighed = &context.profile(supplier).certificates[*certificate].weighed;
                let scheme = weighed.scheme.map(|(_, scheme)| scheme);
                let renewed = self.renewed(weighed.certificate.clone(), scheme);
                party.certificates.push((Some(*certificate), renewed));
            }
            Action::Evidence { supplier, control, to, .. } => {
                party.evidence.push(self.record(supplier, *control, *to));
            }
            Action::Answer { control, tier, .. } => party.raised.push((*control, *tier)),
            _ => {}
        }
    }

    /// The profile that a supplier would have.
    pub(super) fn profile<'w>(
        &'w self,
        id: &SupplierId,
        party: &'w SupplierChanges,
    ) -> Profile<'w> {
        let (context, known) = (self.context, self.context.profile(id));
        let newer = |index: ResponseIndex| {
            party.responses.iter().find(|(at, _)| *at == Some(index)).map(|(_, new)| new)
        };
        let renewed = |index: CertificateIndex| {
            party.certificates.iter().find(|(at, _)| *at == Some(index)).map(|(_, new)| new)
        };
        let old = ResponseIndex::each(&known.statements.responses);
        let old = old.map(|(index, old)| newer(index).unwrap_or(old));
        let first = party.responses.iter().filter(|(at, _)| at.is_none()).map(|(_, new)| new);
        let held = CertificateIndex::each(&known.certificates);
        let held = held.map(|(index, one)| renewed(index).unwrap_or(one.weighed.certificate));
        let supplied = party.certificates.iter().filter(|(at, _)| at.is_none());
        let records = known.records();
        let records = records.map(|held| (held.record, &context.register.evidence[held.record]));
        let beyond = EvidenceIndex::from(context.register.evidence.len());
        let rows = SupplierRows {
            supplier: party.registered.as_ref().or(known.supplier),
            responses: old.chain(first).collect(),
            certificates: held.chain(supplied.map(|(_, new)| new)).collect(),
            evidence: records.chain(party.evidence.iter().map(|new| (beyond, new))).collect(),
            incidents: known.incidents.clone(),
        };
        let mut profile = Profile::new(
            id.clone(),
            rows,
            known.statements.asked(),
            context.catalogue,
            context.as_of,
        );
        for (control, tier) in &party.raised {
            profile.suppose_yes(*control, *tier);
        }
        profile
    }

    fn apply(&mut self, action: &Action) {
        match action {
            Action::TakeOutRow { row } => self.rows.retain(|(index, _)| index != row),
            Action::Shorten { rows, .. } => self.rows.retain(|(index, _)| !rows.contains(index)),
            Action::LeaveOut { supplier } => self.rows.retain(|(_, row)| row.to != *supplier),
            Action::StateTier { row, to } => self.edit(*row, |edge| edge.tier = Some(*to)),
            Action::StateKinds { row, to } => self.edit(*row, |edge| edge.kinds.clone_from(to)),
            Action::FlowDown { row } => self.edit(*row, |edge| edge.flowed_down = true),
            Action::Consent { row } => {
                self.edit(*row, |edge| edge.consent = Some("yes".to_owned()));
            }
            Action::Mechanism { row: Some(row), word } => {
                self.edit(*row, |edge| edge.mechanisms.push(word.clone()));
            }
            Action::Mechanism { row: None, word } => self.engagement.mechanisms.push(word.clone()),
            Action::Licence { row: Some(row) } => {
                self.edit(*row, |edge| edge.licence = Some(LICENCE.to_owned()));
            }
            Action::Licence { row: None } => self.engagement.licence = Some(LICENCE.to_owned()),
            Action::Hours { row: Some(row), to, .. } => {
                self.edit(*row, |edge| edge.notice_agreed = Some(*to));
            }
            Action::Hours { row: None, to, .. } => self.engagement.notice_agreed = Some(*to),
            Action::Register { supplier }
            | Action::Obtain { supplier }
            | Action::Refresh { supplier, .. }
            | Action::Supply { supplier, .. }
            | Action::Renew { supplier, .. }
            | Action::Answer { supplier, .. }
            | Action::Evidence { supplier, .. } => {
                let mut party = self.party(supplier);
                self.change(&mut party, action);
                self.parties.insert(supplier.clone(), party);
            }
        }
    }

    fn edit(&mut self, row: RowIndex, change: impl FnOnce(&mut Subcontract)) {
        if let Some((_, edge)) = self.rows.iter_mut().find(|(index, _)| *index == row) {
            change(edge);
        }
    }

    /// All parties that the information reaches.
    pub(super) fn reached(&self) -> BTreeSet<SupplierId> {
        reach(&self.engagement.supplier, self.rows.iter().map(|(_, row)| row))
    }

    /// A first response to our own questionnaire, completed on the as-of date and still without answers.
    fn first(&self, supplier: &SupplierId) -> Response {
        let native = self.context.catalogue.questionnaires.iter().position(|one| one.native);
        Response {
            file: "".into(),
            sheets: [].into(),
            supplier: supplier.clone(),
            questionnaire: native.and_then(|index| u16::try_from(index).ok()).unwrap_or_default(),
            completed_on: Some(self.context.as_of),
            answers: Vec::new(),
            engagements: Vec::new(),
            ids: Vec::new(),
            notes: crate::model::FormNotes::default(),
        }
    }

    fn supplied(&self, supplier: &SupplierId, scheme: &str) -> Certificate {
        let row = Certificate {
            supplier: supplier.clone(),
            scheme: scheme.to_owned(),
            edition: None,
            number: None,
            scope: None,
            covers: Covers::Nothing,
            sites: None,
            site_countries: Vec::new(),
            body: None,
            accreditation: None,
            issued: None,
            expires: None,
            surveillance: None,
            status: CertificateStatus::Active,
            excluded: Vec::new(),
            place: self.engagement.place.clone(),
        };
        self.renewed(row, self.context.catalogue.policy.schemes.get(scheme))
    }

    /// The certificate, issued on the as-of date in its current edition, accredited, for this engagement wherever it is
    /// processed. The controls it excludes stay excluded.
    fn renewed(&self, mut row: Certificate, scheme: Option<&Scheme>) -> Certificate {
        let vocabulary = &self.context.catalogue.vocabulary;
        let months = scheme.and_then(|scheme| scheme.validity_months).unwrap_or(YEAR);
        let editions = scheme.and_then(|scheme| scheme.editions.as_ref());
        if let Some(year) = editions.and_then(|editions| editions.current.first()) {
            row.edition = Some(year.to_string());
        }
        row.accreditation = row
            .accreditation
            .filter(|text| vocabulary.names_something(text))
            .or_else(|| Some("accredited".to_owned()));
        row.covers = match row.covers {
            Covers::All => Covers::All,
            Covers::Nothing => Covers::Engagements(vec![self.engagement.id.clone()]),
            Covers::Engagements(mut list) => {
                list.push(self.engagement.id.clone());
                Covers::Engagements(list)
            }
        };
        row.site_countries.clear();
        row.status = CertificateStatus::Active;
        row.issued = Some(self.context.as_of);
        row.expires = Some(add_months(self.context.as_of, months));
        row.surveillance = None;
        row
    }

    fn record(
        &self,
        supplier: &SupplierId,
        control: ControlIndex,
        to: EvidenceLevel,
    ) -> EvidenceRecord {
        EvidenceRecord {
            supplier: supplier.clone(),
            control: self.context.catalogue.controls.list()[control].id.clone(),
            level: match to {
                EvidenceLevel::E0 | EvidenceLevel::E1 => RecordLevel::Document,
                EvidenceLevel::E2 => RecordLevel::Independent,
                EvidenceLevel::E3 => RecordLevel::OwnTest,
            },
            reference: None,
            dated: Some(self.context.as_of),
            reviewer: None,
            place: Place::file(""),
        }
    }
}

/// All parties that the information of an engagement reaches if one supplier gets none.
pub(super) fn reached_without(
    context: &Context<'_>,
    engagement: &Engagement,
    out: &SupplierId,
) -> BTreeSet<SupplierId> {
    let rows = context.subcontracts(&engagement.id).iter().copied();
    reach(&engagement.supplier, rows.filter(|row| row.to != *out))
}

fn reach<'r>(
    prime: &'r SupplierId,
    rows: impl Iterator<Item = &'r Subcontract>,
) -> BTreeSet<SupplierId> {
    let mut takers: HashMap<&SupplierId, Vec<&'r SupplierId>> = HashMap::new();
    for row in rows {
        takers.entry(&row.from).or_default().push(&row.to);
    }
    let mut reached = BTreeSet::from([prime.clone()]);
    let mut open = vec![prime];
    while let Some(from) = open.pop() {
        for to in takers.get(from).into_iter().flatten() {
            if reached.insert((*to).clone()) {
                open.push(to);
            }
        }
    }
    reached
}

/// No changes.
static UNCHANGED: SupplierChanges = SupplierChanges {
    registered: None,
    responses: Vec::new(),
    certificates: Vec::new(),
    evidence: Vec::new(),
    raised: Vec::new(),
};

/// A reference to a licence, for the what-if evaluation.
const LICENCE: &str = "licence";

/// The months that a certificate is valid if its scheme does not say.
const YEAR: i32 = 12;

/// The decision on an engagement after changes, by the rules that decide.
pub fn decided(context: &Context<'_>, engagement: &Engagement, actions: &[Action]) -> Decision {
    World::new(context, engagement, actions).look(|_, own| own.decision)
}

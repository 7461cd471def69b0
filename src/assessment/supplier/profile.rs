//! The data of one supplier that do not depend on its use: answers, certificates, evidence.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::at::At;
use super::certificate::Weighed;
use super::evidence::{Held, worth};
use super::node::NodeScore;
use super::resolve::{Answers, Asked, Remark, Resolution, Resolved, Statements};
use super::responses::Responses;
use crate::catalogue::Catalogue;
use crate::model::{
    Answer, Certificate, ControlIndex, Date, EvidenceIndex, EvidenceRecord, Incident, Response,
    ResponseIndex, Supplier, SupplierId, Tier,
};

/// A certificate of a supplier, with the controls that it assures.
#[derive(Debug)]
pub struct AssuringCertificate<'a> {
    /// The certificate, weighed on the as-of date.
    pub weighed: Weighed<'a>,
    /// For each control whether it assures it, in catalogue order.
    pub controls: Vec<bool>,
}

/// The data of one supplier.
#[derive(Debug)]
pub struct Profile<'a> {
    /// Its id.
    pub id: SupplierId,
    /// Its row in the register; `None` if only a chain names it.
    pub supplier: Option<&'a Supplier>,
    /// The content of its counting responses.
    pub statements: Statements<'a>,
    /// Its responses completed after the as-of date, which do not count.
    pub future: Vec<&'a Response>,
    /// Its older responses, each with the newer one that supersedes it.
    pub superseded: Vec<(&'a Response, &'a Response)>,
    /// Its certificates.
    pub certificates: Vec<AssuringCertificate<'a>>,
    /// The best row of the register's Evidence sheet for each control; empty if there is no row at all.
    held: Vec<Option<Held>>,
    /// Its incidents.
    pub incidents: Vec<&'a Incident>,
    answers: [OnceLock<Answers>; 5],
    /// For each tier the last day on which the date answers about each control count as they do.
    dates: [OnceLock<Vec<(ControlIndex, Date)>>; 5],
    /// The memoised scores of each tier, one for every set of certificates in scope.
    pub(super) scores: [Mutex<Vec<Arc<NodeScore>>>; 5],
}

/// The rows of the register about one supplier.
#[derive(Debug, Default, Clone)]
pub struct SupplierRows<'a> {
    /// Its row.
    pub supplier: Option<&'a Supplier>,
    /// Its responses.
    pub responses: Vec<&'a Response>,
    /// Its certificates.
    pub certificates: Vec<&'a Certificate>,
    /// Its evidence, each row with its index in the register.
    pub evidence: Vec<(EvidenceIndex, &'a EvidenceRecord)>,
    /// Its incidents.
    pub incidents: Vec<&'a Incident>,
}

/// The days on which a supplier is judged: all the same, unless two runs are compared.
#[derive(Debug, Clone, Copy)]
pub struct ReadingDays {
    /// Responses completed later do not count, and later dates are in the future.
    pub responses: Date,
    /// The day on which the register's evidence is weighed.
    pub evidence: Date,
    /// The day on which certificates are weighed.
    pub certificates: Date,
    /// The day on which the age of responses, and of the dates in them, is measured.
    pub today: Date,
}

impl From<Date> for ReadingDays {
    fn from(day: Date) -> Self {
        Self { responses: day, evidence: day, certificates: day, today: day }
    }
}

impl<'a> Profile<'a> {
    /// Builds the profile on a day.
    pub fn new(
        id: SupplierId,
        rows: SupplierRows<'a>,
        asked: Arc<Asked<'a>>,
        catalogue: &'a Catalogue,
        days: impl Into<ReadingDays>,
    ) -> Self {
        let days = days.into();
        let (future, counting): (Vec<_>, Vec<_>) =
            rows.responses.into_iter().partition(|response| {
                response.completed_on.max(response.returned_on()) > Some(days.responses)
            });
        let (newest, superseded) = newest(counting);
        let certificates = rows.certificates.into_iter().map(|certificate| {
            let (policy, vocabulary) = (&catalogue.policy, &catalogue.vocabulary);
            let weighed = Weighed::new(certificate, policy, vocabulary, days.certificates);
            let controls = catalogue.controls.list().iter();
            let controls = controls
                .map(|control| weighed.in_standing() && weighed.assures(&control.annex_a))
                .collect();
            AssuringCertificate { weighed, controls }
        });
        let controls = if rows.evidence.is_empty() { 0 } else { catalogue.controls.list().len() };
        let mut held = vec![None; controls];
        for (index, record) in rows.evidence {
            if let Some(control) = catalogue.controls.index(record.control.as_str()) {
                let worth = worth(record, &catalogue.policy.evidence, days.evidence);
                held[control] = Some(Held::better(held[control], worth, index));
            }
        }
        Self {
            id,
            supplier: rows.supplier,
            statements: Statements::new(
                newest,
                asked,
                At { catalogue, as_of: days.today },
                days.responses,
            ),
            future,
            superseded,
            certificates: certificates.collect(),
            held,
            incidents: rows.incidents,
            answers: Default::default(),
            dates: Default::default(),
            scores: Default::default(),
        }
    }

    /// The rules and the day by which it is judged.
    pub fn at(&self) -> At<'a> {
        self.statements.at
    }

    /// The best row of the register's Evidence sheet for a control.
    pub fn held(&self, control: ControlIndex) -> Option<Held> {
        self.held.get(control.get()).copied().flatten()
    }

    /// The best rows of the register's Evidence sheet, one for each control that has any.
    pub fn records(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().flatten()
    }

    /// One answer per control at a tier (no answers at public); computed once.
    pub fn resolved(&self, tier: Tier) -> &[Resolved] {
        &self.answers(tier).resolved
    }

    /// Remarks about controls besides their answers, at a tier.
    pub fn remarks(&self, tier: Tier) -> &[Remark] {
        &self.answers(tier).remarks
    }

    fn answers(&self, tier: Tier) -> &Answers {
        self.answers[tier.level()].get_or_init(|| self.statements.resolve(tier))
    }

    /// The last day on which the date answers about a control count as they do at a tier, for each control that has
    /// such a day.
    pub fn dates(&self, tier: Tier) -> &[(ControlIndex, Date)] {
        self.dates[tier.level()].get_or_init(|| {
            let controls = self.at().catalogue.controls.each();
            let applying = controls.filter(|(_, control)| control.applies_at(tier));
            let until = |(index, _)| {
                let last = self.statements.dates_count_until(index, tier)?;
                Some((index, last))
            };
            applying.filter_map(until).collect()
        })
    }

    /// Drops the memoised scores; they are computed again on request.
    pub(in crate::assessment) fn forget_scores(&self) {
        for scores in &self.scores {
            *scores.lock().unwrap_or_else(PoisonError::into_inner) = Vec::new();
        }
    }

    /// Whether the scope of one of its certificates depends on where it processes.
    pub fn has_sites(&self) -> bool {
        let mut all = self.certificates.iter();
        all.any(|one| !one.weighed.certificate.site_countries.is_empty())
    }

    /// Assumes the answer yes to a control at a tier. Evidence named beside a partial stays; a control that nothing
    /// decided is then decided by the response that [`Self::home`] returns.
    pub fn suppose_yes(&mut self, control: ControlIndex, tier: Tier) {
        let home = self.home(tier);
        self.resolved(tier);
        let answers = self.answers[tier.level()].get_mut();
        if let Some(resolved) = answers.and_then(|answers| answers.resolved.get_mut(control.get()))
        {
            *resolved = raised(*resolved, home);
        }
        self.forget_scores();
    }

    /// The index of the response that would hold a new answer: the first fresh one, else the first.
    pub fn home(&self, tier: Tier) -> Option<ResponseIndex> {
        let mut all = ResponseIndex::all(self.statements.responses.len());
        let fresh = all.clone().find(|one| !self.statements.is_stale(*one, tier));
        fresh.or_else(|| all.next())
    }

    /// The answer of one control at a tier, with the rows it comes from.
    pub fn resolution(&self, control: ControlIndex, tier: Tier) -> Resolution {
        self.statements.resolution(control, tier)
    }
}

/// An answer raised to yes, in the response `home` if none decided it before.
pub fn raised(resolved: Resolved, home: Option<ResponseIndex>) -> Resolved {
    let home = home.map_or(Responses::NONE, Responses::of);
    Resolved {
        deciding: if resolved.deciding.is_empty() { home } else { resolved.deciding },
        answer: Answer::Yes,
        has_evidence: resolved.has_evidence && resolved.answer == Answer::Partial,
        ..resolved
    }
}

/// The newest response to each questionnaire (completion date, then file name; undated is oldest), and the older ones.
/// Answers of several days in one form count together.
fn newest<'a>(
    responses: Vec<&'a Response>,
) -> (Vec<&'a Response>, Vec<(&'a Response, &'a Response)>) {
    let mut by_questionnaire: BTreeMap<u16, Vec<&'a Response>> = BTreeMap::new();
    for response in responses {
        by_questionnaire.entry(response.questionnaire).or_default().push(response);
    }
    let mut counting = Vec::new();
    let mut superseded = Vec::new();
    for mut group in by_questionnaire.into_values() {
        let key = |one: &&Response| (one.returned_on(), one.file.clone(), one.completed_on);
        group.sort_by_key(|response| Reverse(key(response)));
        let Some((first, others)) = group.split_first() else { continue };
        let (parts, older): (Vec<_>, Vec<_>) = others.iter().partition(|one| is_part(one, first));
        counting.push(*first);
        counting.extend(parts);
        superseded.extend(older.into_iter().map(|old| (old, *first)));
    }
    (counting, superseded)
}

/// Whether two responses are answers of several days in one form.
fn is_part(one: &Response, other: &Response) -> bool {
    one.notes.prefilled.is_some()
        && (one.returned_on(), &one.file) == (other.returned_on(), &other.file)
}

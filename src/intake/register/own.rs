//! What a row without an engagement speaks of where several registers are read as one: the engagements of its own
//! register. Whoever wrote it did not see the others.

use std::collections::{BTreeSet, HashMap};

use super::context::RegisterContext;
use super::joined::folded;
use crate::diagnostic::Problem;
use crate::intake::value::cut;
use crate::model::{
    Certificate, Covers, Engagement, EngagementId, Subcontract, SupplierId, Waiver,
};

/// For each register and supplier the engagements in which it takes part.
pub(super) struct OwnEngagements(Vec<HashMap<SupplierId, BTreeSet<EngagementId>>>);

/// The number of a certificate: its holder, scheme and number, folded.
type CertificateNumber = (SupplierId, String, String);

impl OwnEngagements {
    pub(super) fn new(engagements: &[Vec<Engagement>], subcontracts: &[Vec<Subcontract>]) -> Self {
        let mut all = Vec::with_capacity(engagements.len());
        for (engagements, subcontracts) in engagements.iter().zip(subcontracts) {
            let mut own: HashMap<SupplierId, BTreeSet<EngagementId>> = HashMap::new();
            let mut add = |supplier: &SupplierId, engagement: &EngagementId| {
                own.entry(supplier.clone()).or_default().insert(engagement.clone());
            };
            engagements.iter().for_each(|one| add(&one.supplier, &one.id));
            for row in subcontracts {
                add(&row.from, &row.engagement);
                add(&row.to, &row.engagement);
            }
            all.push(own);
        }
        Self(all)
    }

    fn of(&self, register: usize, supplier: &SupplierId) -> Vec<EngagementId> {
        let own = self.0.get(register).and_then(|own| own.get(supplier));
        own.into_iter().flatten().cloned().collect()
    }

    /// The waivers of all registers; of several, one without an engagement covers those of its own register.
    pub(super) fn waivers(&self, registers: Vec<Vec<Waiver>>) -> Vec<Waiver> {
        let several = registers.len() > 1;
        let rows = registers.into_iter().enumerate();
        let rows =
            rows.flat_map(|(register, rows)| rows.into_iter().map(move |row| (register, row)));
        rows.map(|(register, mut row)| {
            if several && row.engagement.is_none() {
                row.among = Some(self.of(register, &row.supplier));
            }
            row
        })
        .collect()
    }

    /// The certificates of all registers. Of several, one that covers all covers the engagements of its own register; what
    /// two say alike of a certificate is one row, and what they say differently is a problem with both places.
    pub(super) fn certificates(
        &self,
        mut registers: Vec<Vec<Certificate>>,
        cx: &mut RegisterContext<'_>,
    ) -> Vec<Certificate> {
        if registers.len() == 1 {
            return registers.remove(0);
        }
        let mut all: Vec<Certificate> = Vec::new();
        let mut alike: HashMap<String, usize> = HashMap::new();
        let mut numbered: HashMap<CertificateNumber, usize> = HashMap::new();
        for (register, rows) in registers.into_iter().enumerate() {
            let others = all.len();
            for mut row in rows {
                if row.covers == Covers::All {
                    row.covers = Covers::Engagements(self.of(register, &row.supplier));
                }
                let (text, number) = (said(&row), number(&row));
                let of_others = |at: Option<&usize>| at.copied().filter(|at| *at < others);
                if let Some(at) = of_others(alike.get(&text)) {
                    unite(&mut all[at].covers, row.covers);
                } else if let Some(at) =
                    of_others(number.as_ref().and_then(|number| numbered.get(number)))
                {
                    cx.problems.push(contradiction(&row, &all[at]));
                } else {
                    alike.entry(text).or_insert(all.len());
                    number.into_iter().for_each(|number| {
                        numbered.entry(number).or_insert(all.len());
                    });
                    all.push(row);
                }
            }
        }
        all
    }
}

/// What a row says of its certificate, apart from what it covers.
fn said(row: &Certificate) -> String {
    // The place of a row is not written, so that equal rows are equal texts.
    let bare = Certificate { covers: Covers::Nothing, ..row.clone() };
    serde_json::to_string(&bare).unwrap_or_default()
}

fn number(row: &Certificate) -> Option<CertificateNumber> {
    let number = row.number.as_deref()?;
    Some((row.supplier.clone(), folded("scheme", &row.scheme), folded("number", number)))
}

fn unite(covers: &mut Covers, other: Covers) {
    match (&mut *covers, other) {
        (Covers::Engagements(own), Covers::Engagements(other)) => {
            own.extend(other);
            own.sort();
            own.dedup();
        }
        (Covers::Nothing, other) => *covers = other,
        _ => {}
    }
}

fn contradiction(row: &Certificate, first: &Certificate) -> Problem {
    let number = cut(row.number.as_deref().unwrap_or_default(), 60).into_owned();
    let message = format!(
        "the certificate `{number}` of `{}` is said otherwise at {}",
        row.supplier, first.place
    );
    Problem::cell(row.place.clone(), message, "make both rows say the same of the certificate")
}

//! Two runs side by side: the data of each, by supplier and by engagement.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::assessment::supplier::resolve::Asked;
use crate::catalogue::{Catalogue, Positions};
use crate::model::{
    Certificate, Date, Engagement, EngagementId, EvidenceIndex, EvidenceRecord, Register, Response,
    ReturnedIndex, Subcontract, Supplier, SupplierId,
};

/// One of two runs.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The rules.
    pub catalogue: &'a Catalogue,
    /// The register.
    pub register: &'a Register,
    /// The responses, with indexes into its own catalogue.
    pub responses: &'a [Response],
    /// Its as-of date.
    pub as_of: Date,
}

/// The data of one supplier in a register and its responses.
#[derive(Debug, Default)]
pub(super) struct KnownSupplier<'a> {
    pub supplier: Option<&'a Supplier>,
    /// Indexes into the side's responses.
    pub responses: Vec<ReturnedIndex>,
    pub certificates: Vec<&'a Certificate>,
    /// Each with its index in the register.
    pub evidence: Vec<(EvidenceIndex, &'a EvidenceRecord)>,
}

/// A side with its indexes.
#[derive(Debug)]
pub(super) struct Indexed<'a> {
    pub side: Side<'a>,
    pub known: HashMap<&'a SupplierId, KnownSupplier<'a>>,
    pub engagements: HashMap<&'a EngagementId, &'a Engagement>,
    pub subcontracts: HashMap<&'a EngagementId, Vec<&'a Subcontract>>,
}

impl<'a> Indexed<'a> {
    fn new(side: Side<'a>) -> Self {
        let register = side.register;
        let mut known: HashMap<&SupplierId, KnownSupplier<'a>> = HashMap::new();
        for supplier in &register.suppliers {
            known.entry(&supplier.id).or_default().supplier = Some(supplier);
        }
        for (at, response) in ReturnedIndex::each(side.responses) {
            known.entry(&response.supplier).or_default().responses.push(at);
        }
        for certificate in &register.certificates {
            known.entry(&certificate.supplier).or_default().certificates.push(certificate);
        }
        for (at, record) in EvidenceIndex::each(&register.evidence) {
            known.entry(&record.supplier).or_default().evidence.push((at, record));
        }
        let mut subcontracts: HashMap<&EngagementId, Vec<&Subcontract>> = HashMap::new();
        for row in &register.subcontracts {
            subcontracts.entry(&row.engagement).or_default().push(row);
        }
        let engagements = register.engagements.iter().map(|row| (&row.id, row)).collect();
        Self { side, known, engagements, subcontracts }
    }

    /// The Subcontracts rows of an engagement.
    pub(super) fn rows(&self, engagement: &EngagementId) -> &[&'a Subcontract] {
        self.subcontracts.get(engagement).map_or(&[], Vec::as_slice)
    }
}

/// Two runs side by side. Engagements are matched by id; suppliers that were renamed must have been given their new ids
/// before ([`super::rename`]).
#[derive(Debug)]
pub struct Comparison<'a> {
    pub(super) sides: [Indexed<'a>; 2],
    /// The questions about each control, by the catalogue of each side.
    pub(super) asked: [Arc<Asked<'a>>; 2],
    /// The responses of each side, with indexes into the catalogue of each side.
    responses: [[Cow<'a, [Response]>; 2]; 2],
    /// Whether the two catalogues are equal.
    pub(super) same_rules: bool,
}

impl<'a> Comparison<'a> {
    /// Compares two runs, the older one first.
    pub fn new(older: Side<'a>, newer: Side<'a>) -> Self {
        let same_rules = same(older.catalogue, newer.catalogue);
        let own = |side: Side<'a>| Cow::Borrowed(side.responses);
        let other = |from: Side<'a>, to: Side<'a>| {
            if same_rules {
                return Cow::Borrowed(from.responses);
            }
            let known = Positions::new(to.catalogue);
            let translate = |one| known.translated(one, from.catalogue);
            Cow::Owned(from.responses.iter().map(translate).collect())
        };
        Self {
            responses: [[own(older), other(older, newer)], [other(newer, older), own(newer)]],
            asked: [older, newer].map(|side| Arc::new(Asked::new(side.catalogue))),
            sides: [Indexed::new(older), Indexed::new(newer)],
            same_rules,
        }
    }

    /// All responses of a side, with indexes into the catalogue of the side `rules`.
    pub(super) fn all_responses(&self, side: usize, rules: usize) -> &[Response] {
        &self.responses[side][rules]
    }

    /// The responses of a supplier on a side, with indexes into the catalogue of the side `rules`.
    pub(super) fn responses(
        &self,
        supplier: &SupplierId,
        side: usize,
        rules: usize,
    ) -> impl Iterator<Item = &Response> {
        let known = self.sides[side].known.get(supplier);
        let at = known.map_or(&[][..], |known| &known.responses);
        at.iter().map(move |at| &self.responses[side][rules][*at])
    }
}

/// Whether two catalogues consist of the same files, wherever these are.
fn same(a: &Catalogue, b: &Catalogue) -> bool {
    let files = |catalogue: &Catalogue| -> Vec<_> {
        let files = catalogue.files.iter();
        files.map(|file| (file.below.clone(), file.sha256().to_owned())).collect()
    };
    files(a) == files(b)
}

//! How well the answer of a control is supported (docs/method.md §3).

use crate::assessment::calendar::{add_months, within_months};
use crate::catalogue::policy::Evidence;
use crate::model::{
    CertificateIndex, Date, EvidenceIndex, EvidenceLevel, EvidenceRecord, RecordLevel,
};

/// What one row of the register's Evidence sheet counts for on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordWorth {
    /// Its level.
    pub level: EvidenceLevel,
    /// The last day at that level; `None` if it has no end.
    pub until: Option<Date>,
    /// Whether it counts for less than it claims: it is too old, undated or dated in the future.
    pub lowered: bool,
}

/// What a row counts for on a day: an own test E3 while fresh, then E2; independent assurance E2; everything that is
/// older than the policy's months for register evidence, undated or dated in the future E1.
pub fn worth(record: &EvidenceRecord, policy: &Evidence, as_of: Date) -> RecordWorth {
    let document = RecordWorth { level: EvidenceLevel::E1, until: None, lowered: false };
    if record.level == RecordLevel::Document {
        return document;
    }
    let lowered = RecordWorth { lowered: true, ..document };
    let Some(dated) = record.dated.filter(|dated| *dated <= as_of) else {
        return lowered;
    };
    if !within_months(dated, policy.register_months, as_of) {
        return lowered;
    }
    let fresh = within_months(dated, policy.own_test_months, as_of);
    if record.level == RecordLevel::OwnTest && fresh {
        let until = Some(add_months(dated, policy.own_test_months));
        return RecordWorth { level: EvidenceLevel::E3, until, lowered: false };
    }
    let until = Some(add_months(dated, policy.register_months));
    RecordWorth { level: EvidenceLevel::E2, until, lowered: record.level == RecordLevel::OwnTest }
}

/// The best row of the register for one control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its level.
    pub level: EvidenceLevel,
    /// The last day at that level, of several rows the latest; `None` if it has no end.
    pub until: Option<Date>,
    /// The index of the row in the register's evidence.
    pub record: EvidenceIndex,
}

impl Held {
    /// The better of the best row so far and another row.
    pub fn better(held: Option<Self>, worth: RecordWorth, record: EvidenceIndex) -> Self {
        let new = Self { level: worth.level, until: worth.until, record };
        let Some(held) = held else { return new };
        // A row without a last day outlasts every other of its level.
        let key = |one: &Self| (one.level, one.until.unwrap_or(Date::MAX));
        if key(&new) > key(&held) { new } else { held }
    }
}

/// The evidence level of a control, and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    /// The level.
    pub level: EvidenceLevel,
    /// The last day at this level, if it rests on something that ends.
    pub until: Option<Date>,
    /// The index of the certificate that lifts it, among the supplier's.
    pub certificate: Option<CertificateIndex>,
    /// The index of the register row that lifts it.
    pub record: Option<EvidenceIndex>,
}

/// The level of an answered control: the highest of a bare claim, a named document, the register's evidence, and a
/// certificate that covers it (given with its last day).
pub fn support(
    names_document: bool,
    held: Option<Held>,
    certificate: Option<(CertificateIndex, Option<Date>)>,
) -> Support {
    let own = if names_document { EvidenceLevel::E1 } else { EvidenceLevel::E0 };
    let by_certificate = certificate.map_or(EvidenceLevel::E0, |_| EvidenceLevel::E2);
    let by_register = held.map_or(EvidenceLevel::E0, |held| held.level);
    let level = own.max(by_certificate).max(by_register);
    let rests_on_register = level > EvidenceLevel::E0 && by_register == level && own < level;
    let rests_on_certificate = by_certificate == level && level == EvidenceLevel::E2;
    let certificate = certificate.filter(|_| rests_on_certificate);
    let record = held.filter(|_| rests_on_register);
    let until = match (certificate, record) {
        (Some((_, until)), None) => until,
        (None, Some(held)) => held.until,
        // If both give the level, the one that lasts longer counts; a row without a last day has no end.
        (Some((_, until)), Some(held)) => held.until.zip(until).map(|(one, other)| one.max(other)),
        (None, None) => None,
    };
    Support {
        level,
        until,
        certificate: certificate.map(|(index, _)| index),
        record: record.map(|held| held.record),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_certificate_beside_a_document_lifts_to_e2_until_it_ends() {
        let end = date(2027, 5, 1);
        let support = support(true, None, Some((CertificateIndex::from(0), Some(end))));
        assert_eq!((support.level, support.until), (EvidenceLevel::E2, Some(end)));
    }

    #[test]
    fn of_two_carriers_of_one_level_the_longer_counts() {
        let (early, late) = (date(2027, 1, 1), date(2028, 1, 1));
        let held = |until| Held {
            level: EvidenceLevel::E2,
            until: Some(until),
            record: EvidenceIndex::from(0),
        };
        let until = |row, end| {
            support(false, Some(held(row)), Some((CertificateIndex::from(0), Some(end)))).until
        };
        assert_eq!(until(early, late), Some(late));
        assert_eq!(until(late, early), Some(late));
    }
}

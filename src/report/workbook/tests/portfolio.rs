//! A small portfolio with one of everything.

use std::sync::Arc;

use jiff::civil::date;

use crate::catalogue::{Catalogue, QuestionKind};
use crate::model::{
    CellRef, Certificate, CertificateStatus, Code, Country, Covers, Date, DealId, Engagement,
    EngagementId, FileReport, FileStatus, Finding, GivenAnswer, InformationKind, Ledger, Place,
    QuestionIndex, Reading, Register, Response, Spot, Subcontract, Supplier, SupplierId, Tier,
};

/// The day of the tests.
pub(super) const AS_OF: Date = date(2026, 10, 31);

/// A name that would start a program if it were read as a formula.
pub(super) const HOSTILE: &str = "=cmd|' /C calc'!A0";

/// A register and the answers of its suppliers.
#[derive(Debug, Default)]
pub(super) struct Portfolio {
    pub register: Register,
    /// The supplier, the day, and how many of ten questions are answered well.
    answered: Vec<(SupplierId, Date, u32)>,
}

fn row(sheet: &str, row: u32) -> Place {
    Place::cell(&Arc::from("register.xlsx"), &Arc::from(sheet), CellRef::new(row, 0))
}

impl Portfolio {
    /// Four suppliers, six engagements, one subcontractor, one certificate that ends soon.
    pub(super) fn small() -> Self {
        Self::repeated(1)
    }

    /// The small portfolio `times` times, each with its own ids.
    pub(super) fn repeated(times: usize) -> Self {
        let mut portfolio = Self::default();
        (0..times).for_each(|time| {
            portfolio.add(if time == 0 { String::new() } else { format!("-{time}") })
        });
        portfolio
    }

    fn add(&mut self, suffix: String) {
        let names =
            ["Nordwind Präzision GmbH", HOSTILE, "Kōyō Optics K.K.", "Blue Harbor Analytics, Inc."];
        for (index, name) in (0..).zip(names) {
            self.supplier(
                &format!("S-{:03}{suffix}", index + 1),
                name,
                ["DE", "US", "JP", "US"][index],
            );
        }
        let id = |number: u32| format!("S-{number:03}{suffix}");
        let deal = |number: u32| format!("E-{number:02}{suffix}");
        self.engagement(&deal(1), &id(1), Tier::Restricted, Some(4_000_000.0));
        self.engagement(&deal(2), &id(2), Tier::Confidential, None);
        self.engagement(&deal(3), &id(3), Tier::Critical, Some(12_500_000.0));
        self.engagement(&deal(4), &id(1), Tier::Internal, Some(250_000.0));
        self.engagement(&deal(5), &id(4), Tier::Internal, None);
        self.engagement(&deal(6), &id(4), Tier::Public, None);
        self.subcontract(&deal(1), &id(1), &id(3));
        self.certificate(&id(1), date(2027, 6, 30));
        self.certificate(&id(3), date(2026, 11, 20));
        self.answered.push((SupplierId::new(id(1)), date(2026, 9, 1), 9));
        self.answered.push((SupplierId::new(id(3)), date(2026, 8, 14), 7));
        self.answered.push((SupplierId::new(id(4)), date(2026, 9, 20), 10));
        let passed = Finding::new(Code::RegisterRowPassed, "the row was passed over: Total");
        self.register.findings.push(passed.at(row("Suppliers", 9)));
    }

    fn supplier(&mut self, id: &str, name: &str, country: &str) {
        self.register.suppliers.push(Supplier {
            id: SupplierId::new(id),
            name: name.to_owned(),
            country: Country::from_code(country),
            parent: None,
            contact: Some(format!("security@{}.example", id.to_lowercase())),
            email: None,
            language: None,
            aliases: Vec::new(),
            place: row("Suppliers", 1),
        });
    }

    fn engagement(&mut self, id: &str, supplier: &str, tier: Tier, value: Option<f64>) {
        self.register.engagements.push(Engagement {
            id: EngagementId::new(id),
            supplier: SupplierId::new(supplier),
            deal: DealId::new(format!("D-{}", &id[2..])),
            purpose: Some("quotation".to_owned()),
            tier,
            kinds: vec![InformationKind::TradeSecret],
            origin: Country::from_code("DE"),
            processing: Vec::new(),
            access: Vec::new(),
            mechanisms: Vec::new(),
            licence: None,
            start: date(2026, 11, 1),
            end: None,
            volume: 1.0,
            value_at_risk: value,
            currency: value.map(|_| "EUR".to_owned()),
            notice_agreed: Some(12.0),
            notice_owed: Some(72.0),
            reserve: None,
            owner: Some("Katrin Vogel".to_owned()),
            place: row("Engagements", 1),
        });
    }

    fn subcontract(&mut self, engagement: &str, from: &str, to: &str) {
        self.register.subcontracts.push(Subcontract {
            engagement: EngagementId::new(engagement),
            from: SupplierId::new(from),
            to: SupplierId::new(to),
            tier: None,
            kinds: Vec::new(),
            share: 0.5,
            notice_agreed: Some(24.0),
            flowed_down: true,
            consent: Some("yes".to_owned()),
            processing: Vec::new(),
            access: Vec::new(),
            mechanisms: Vec::new(),
            licence: None,
            place: row("Subcontracts", 1),
        });
    }

    fn certificate(&mut self, supplier: &str, expires: Date) {
        let certificates = u32::try_from(self.register.certificates.len()).unwrap();
        self.register.certificates.push(Certificate {
            supplier: SupplierId::new(supplier),
            scheme: "ISO/IEC 27001".to_owned(),
            edition: Some("2022".to_owned()),
            number: Some("IS 700123".to_owned()),
            scope: Some("Development and production".to_owned()),
            covers: Covers::All,
            sites: None,
            site_countries: Vec::new(),
            body: Some("TÜV Example".to_owned()),
            accreditation: Some("DAkkS".to_owned()),
            issued: Some(date(2025, 12, 1)),
            expires: Some(expires),
            surveillance: Some(date(2026, 3, 1)),
            status: CertificateStatus::Active,
            excluded: Vec::new(),
            place: row("Certificates", certificates + 1),
        });
    }

    /// The answers of the suppliers to our own questionnaire.
    pub(super) fn responses(&self, catalogue: &Catalogue) -> Vec<Response> {
        let answered = self.answered.iter();
        answered
            .map(|(supplier, on, good)| Response {
                file: format!("responses/{supplier}.xlsx").into(),
                sheets: Arc::from([Arc::from("Questionnaire")]),
                supplier: supplier.clone(),
                questionnaire: 0,
                completed_on: Some(*on),
                answers: answers(catalogue, *good),
                engagements: Vec::new(),
                ids: Vec::new(),
                notes: crate::model::FormNotes::default(),
            })
            .collect()
    }

    /// The files with their statuses.
    pub(super) fn files(&self) -> Vec<FileReport> {
        let mut files: Vec<FileReport> = self
            .answered
            .iter()
            .map(|(supplier, on, _)| {
                report(&format!("responses/{supplier}.xlsx"), Some((supplier, *on)))
            })
            .collect();
        files.push(report("responses/unknown/form final (2).xlsx", None));
        files
    }
}

fn answers(catalogue: &Catalogue, good: u32) -> Vec<GivenAnswer> {
    let questions = (0_u32..).zip(&catalogue.questionnaires[0].questions);
    questions
        .map(|(index, question)| GivenAnswer {
            question: QuestionIndex::from(index as usize),
            reading: match question.kind {
                QuestionKind::Date => Reading::Date(date(2026, 8, 1)),
                QuestionKind::Number => Reading::Number(1.0),
                QuestionKind::Choice if index % 10 < good => Reading::Yes,
                QuestionKind::Choice if index % 20 < 10 => Reading::Partial,
                QuestionKind::Choice | QuestionKind::Text => Reading::No,
            },
            spot: Spot { sheet: 0, cell: CellRef::new(index + 1, 3) },
            comment: None,
            has_reason: false,
            evidence: Some("ISMS handbook".into()),
            evidence_spot: None,
            has_evidence: index % 3 != 0,
        })
        .collect()
}

fn report(file: &str, sender: Option<(&SupplierId, Date)>) -> FileReport {
    let path: Arc<str> = file.into();
    let cell = Place::cell(&path, &Arc::from("Notes"), CellRef::new(4, 1));
    let reason =
        "the supplier is not clear: neither the register, the form nor the folder names one";
    let refused = Finding::new(Code::FileQuarantined, reason)
        .at(Place::file(path.clone()))
        .help("Enter the file on the register's sheet Responses");
    FileReport {
        file: path,
        bytes: 48_000,
        sha256: "ab".repeat(32),
        status: if sender.is_some() { FileStatus::Accepted } else { FileStatus::Quarantined },
        reason: if sender.is_some() { String::new() } else { reason.to_owned() },
        adapter: Some("flowdown".to_owned()),
        questionnaire: Some("flowdown".to_owned()),
        edition: Some("2026-11".to_owned()),
        supplier: sender.map(|(supplier, _)| supplier.clone()),
        completed_on: sender.map(|(_, on)| on),
        expected: 130,
        found: 129,
        added: 1,
        repeated: 0,
        unmapped: None,
        official: Vec::new(),
        ledger: Ledger {
            seen: 640,
            accounted: 639,
            unaccounted: vec![cell.clone()],
            columns: vec![crate::model::Unaccounted {
                first: cell,
                last: crate::model::CellRef::new(30, 1),
                cells: 1,
                text: "a remark".into(),
            }],
        },
        findings: if sender.is_some() { Vec::new() } else { vec![refused] },
    }
}

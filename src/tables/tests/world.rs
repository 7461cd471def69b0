//! A portfolio made by hand with the given number of suppliers; the second one is in the chain of the first.

use jiff::civil::date;

use crate::catalogue::Catalogue;
use crate::model::*;

pub(super) const AS_OF: Date = date(2026, 10, 31);

pub(super) struct World {
    pub(super) catalogue: Catalogue,
    pub(super) register: Register,
    pub(super) responses: Vec<Response>,
    pub(super) files: Vec<FileReport>,
}

impl World {
    /// `suppliers` suppliers with one engagement each; every third has no response, every fourth engagement is public.
    pub(super) fn new(suppliers: usize) -> Self {
        let catalogue = Catalogue::embedded().expect("the embedded catalogue is valid");
        let mut register = Register::default();
        for at in 0..suppliers {
            register.suppliers.push(supplier(at));
            register.engagements.push(engagement(at));
            register.certificates.push(certificate(at));
        }
        register.subcontracts.push(subcontract(0, 1));
        let sent = (0..suppliers).filter(|at| at % 3 != 2);
        let responses: Vec<Response> = sent.map(|at| response(at, &catalogue)).collect();
        let files = responses.iter().map(report).collect();
        Self { catalogue, register, responses, files }
    }
}

/// What only some portfolios hold.
impl World {
    /// The same portfolio with stages, waivers of every standing, incidents, an engagement that is over and an official
    /// score.
    pub(super) fn full(suppliers: usize) -> Self {
        let mut world = Self::new(suppliers);
        let register = &mut world.register;
        let over = Engagement {
            id: EngagementId::new("ENG-OVER"),
            end: Some(date(2026, 9, 30)),
            tier: Tier::Critical,
            ..engagement(0)
        };
        register.engagements.push(over);
        register
            .subcontracts
            .push(Subcontract { engagement: EngagementId::new("ENG-OVER"), ..subcontract(0, 1) });
        register.phases.push(phase("Offer", Tier::Internal, date(2026, 2, 1)));
        register.phases.push(phase("Build", Tier::Critical, date(2027, 3, 1)));
        register.waivers = vec![
            waiver("W-1", "response-missing", ("Ada", "Ben"), date(2026, 9, 1)),
            waiver("W-2", "na-share-high", ("Ada", "Ben"), date(2026, 9, 1)),
            waiver("W-3", "response-missing", ("Ada", "Ada"), date(2026, 9, 1)),
            waiver("W-4", "response-missing", ("Ada", "Ben"), date(2026, 11, 1)),
            waiver("W-5", "response-missing", ("Ada", "Ben"), date(2024, 9, 1)),
        ];
        register.incidents = vec![incident("I-1", Some(date(2026, 7, 3))), incident("I-2", None)];
        world.files[0].official.push(official());
        world
    }
}

fn phase(name: &str, tier: Tier, starts: Date) -> Phase {
    Phase {
        engagement: EngagementId::new("ENG-00000"),
        name: name.to_owned(),
        tier,
        starts: Some(starts),
        purpose: None,
        recipients: Some("Ada, Ben".to_owned()),
        place: row(0),
    }
}

/// A waiver for the supplier without a response.
fn waiver(id_of_it: &str, subject: &str, (asks, grants): (&str, &str), on: Date) -> Waiver {
    Waiver {
        id: id_of_it.to_owned(),
        supplier: id(2),
        engagement: None,
        among: None,
        subject: subject.to_owned(),
        reason: "The form is on its way".to_owned(),
        requested_by: asks.to_owned(),
        approved_by: grants.to_owned(),
        approved_on: on,
        expires: date(2028, 1, 1),
        place: row(0),
    }
}

fn incident(name: &str, notified: Option<Date>) -> Incident {
    Incident {
        id: name.to_owned(),
        supplier: id(1),
        detected: date(2026, 7, 1),
        detected_hour: 7.5,
        notified,
        notified_hour: 0.0,
        severity: Some("high".to_owned()),
        summary: None,
        place: row(0),
    }
}

fn official() -> OfficialScore {
    let section = |name: &str, score| OfficialSection {
        section: name.to_owned(),
        score,
        maximum: 20.0,
        answers: Some(Tally { yes: 4, no: 1, ..Tally::default() }),
    };
    OfficialScore {
        scheme: "works".to_owned(),
        title: "Score of the works".to_owned(),
        score: Some(30.0),
        maximum: 40.0,
        status: "in order".to_owned(),
        sections: vec![section("First", Some(15.0)), section("Second", None)],
        in_file: None,
    }
}

pub(super) fn id(at: usize) -> SupplierId {
    SupplierId::new(format!("SUP-{at:05}"))
}

fn row(at: usize) -> Place {
    let row = u32::try_from(at).expect("a small portfolio");
    Place::cell(&"register.xlsx".into(), &"Sheet".into(), CellRef::new(row + 1, 0))
}

fn supplier(at: usize) -> Supplier {
    Supplier {
        id: id(at),
        name: format!("Supplier {at}"),
        country: Country::from_code("DE"),
        parent: None,
        contact: None,
        email: None,
        language: None,
        aliases: Vec::new(),
        place: row(at),
    }
}

fn engagement(at: usize) -> Engagement {
    let tiers = [Tier::Restricted, Tier::Internal, Tier::Critical, Tier::Public];
    let euros = at.is_multiple_of(2);
    Engagement {
        id: EngagementId::new(format!("ENG-{at:05}")),
        supplier: id(at),
        deal: DealId::new(format!("DEAL-{:05}", at / 2)),
        purpose: None,
        tier: tiers[at % 4],
        kinds: vec![InformationKind::PersonalData, InformationKind::SourceCode],
        origin: Country::from_code("DE"),
        processing: Vec::new(),
        access: Vec::new(),
        mechanisms: Vec::new(),
        licence: None,
        start: date(2026, 1, 1),
        end: None,
        volume: 1.0,
        value_at_risk: (at % 4 != 2).then_some(1000.0),
        currency: Some(if euros { "EUR" } else { "USD" }.to_owned()),
        notice_agreed: Some(12.0),
        notice_owed: None,
        reserve: None,
        owner: None,
        place: row(at),
    }
}

fn certificate(at: usize) -> Certificate {
    let listed = at.is_multiple_of(2);
    Certificate {
        supplier: id(at),
        scheme: if listed { "ISO/IEC 27001" } else { "Seal of our town" }.to_owned(),
        edition: None,
        number: None,
        scope: None,
        covers: if listed { Covers::All } else { Covers::Nothing },
        sites: None,
        site_countries: Vec::new(),
        body: Some("Body".to_owned()),
        accreditation: Some("DAkkS".to_owned()),
        issued: Some(date(2026, 1, 31)),
        expires: None,
        surveillance: None,
        status: CertificateStatus::Active,
        excluded: Vec::new(),
        place: row(at),
    }
}

fn subcontract(from: usize, to: usize) -> Subcontract {
    Subcontract {
        engagement: EngagementId::new(format!("ENG-{from:05}")),
        from: id(from),
        to: id(to),
        tier: None,
        kinds: Vec::new(),
        share: 0.5,
        notice_agreed: None,
        flowed_down: false,
        consent: None,
        processing: Vec::new(),
        access: Vec::new(),
        mechanisms: Vec::new(),
        licence: None,
        place: row(0),
    }
}

/// Answers to every question of our own questionnaire: a mixture that depends only on `at`.
fn response(at: usize, catalogue: &Catalogue) -> Response {
    let questions = catalogue.questionnaires[0].questions.len();
    let answers = (0..questions).map(|question| given(at, question)).collect();
    Response {
        file: format!("responses/{}/answers-2026.xlsx", id(at)).into(),
        sheets: ["Cover".into(), "Questionnaire".into()].into(),
        supplier: id(at),
        questionnaire: 0,
        completed_on: Some(date(2026, 10, 5)),
        answers,
        engagements: Vec::new(),
        ids: Vec::new(),
        notes: FormNotes::default(),
    }
}

fn given(at: usize, question: usize) -> GivenAnswer {
    let mix = ((at * 2_654_435_761 + question * 40_503 + at * question * 97) >> 5) % 11;
    let number = u32::try_from(question).expect("few questions");
    let comment = (mix == 3).then(|| format!("Comment {at} on question {question}").into());
    GivenAnswer {
        question: question.into(),
        reading: match mix {
            0 => Reading::No,
            1 | 2 => Reading::Partial,
            3 => Reading::NotApplicable,
            4 => Reading::Number(4.5),
            5 => Reading::Date(date(2026, 3, 1)),
            6 => Reading::Blank,
            _ => Reading::Yes,
        },
        spot: Spot { sheet: 1, cell: CellRef::new(number + 1, 3) },
        has_reason: comment.is_some(),
        comment,
        evidence: (mix == 7).then(|| "ISMS-policy.pdf".into()),
        evidence_spot: None,
        has_evidence: mix == 7,
    }
}

fn report(response: &Response) -> FileReport {
    let finding = Finding::new(Code::CellUnaccounted, "a cell is no answer");
    FileReport {
        file: response.file.clone(),
        bytes: 12_345,
        sha256: "00".repeat(32),
        status: FileStatus::Accepted,
        reason: String::new(),
        adapter: None,
        questionnaire: Some("flowdown".to_owned()),
        edition: None,
        supplier: Some(response.supplier.clone()),
        completed_on: response.completed_on,
        expected: response.answers.len(),
        found: response.answers.len(),
        added: 0,
        repeated: 0,
        unmapped: None,
        official: Vec::new(),
        ledger: Ledger { seen: 400, accounted: 399, unaccounted: Vec::new(), columns: Vec::new() },
        findings: vec![finding.of(&response.supplier)],
    }
}

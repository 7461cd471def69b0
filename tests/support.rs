//! Small portfolios for tests, in words that read like the register.
//!
//! [`Case::clean`] is a supplier without any fault: every answer is yes, supported by a document and a certificate. A
//! test changes one thing and checks which rules fire.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use flowdown::assessment::{Assessment, FiredRule, Inputs, assess};
use flowdown::catalogue::questionnaire::Direction;
use flowdown::catalogue::{Catalogue, Policy, Question, QuestionKind, Reach, Source};
use flowdown::model::{
    Answer, CellRef, Certificate, CertificateStatus, ControlId, Country, Covers, Date, DealId,
    Engagement, EngagementId, EvidenceRecord, GivenAnswer, InformationKind, Outcome, Place,
    Polarity, QuestionId, QuestionIndex, Reading, RecordLevel, Register, Response, Rule, Spot,
    Subcontract, Supplier, SupplierId, Tier,
};

/// The day of every assessment that does not state another.
pub(crate) const AS_OF: Date = Date::constant(2026, 10, 31);
/// The day on which responses are completed, and of date answers.
pub(crate) const COMPLETED: Date = Date::constant(2026, 10, 1);

pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(crate::catalogue::embedded);
    &CATALOGUE
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn countries(codes: &str) -> Vec<Country> {
    codes.split_whitespace().map(|code| Country::from_code(code).unwrap()).collect()
}

fn row_of(sheet: &str) -> Place {
    Place { file: "register.xlsx".into(), sheet: Some(sheet.into()), cell: None }
}

pub(crate) fn supplier(id: &str) -> Supplier {
    Supplier {
        id: SupplierId::new(id),
        name: format!("Supplier {id}"),
        country: Country::from_code("DE"),
        parent: None,
        contact: None,
        email: None,
        language: None,
        aliases: Vec::new(),
        place: row_of("Suppliers"),
    }
}

/// The kinds of an engagement that does not state others: those that no rule about countries concerns.
pub(crate) const KINDS: [InformationKind; 5] = [
    InformationKind::TradeSecret,
    InformationKind::SourceCode,
    InformationKind::TechnicalData,
    InformationKind::CustomerData,
    InformationKind::Prototype,
];

/// An engagement with information from Germany, and 8 hours of notice, which is within every tier's slack.
pub(crate) fn engagement(id: &str, prime: &str, tier: Tier) -> Engagement {
    Engagement {
        id: EngagementId::new(id),
        supplier: SupplierId::new(prime),
        deal: DealId::new("D-1"),
        purpose: None,
        tier,
        kinds: KINDS.to_vec(),
        origin: Country::from_code("DE"),
        processing: Vec::new(),
        access: Vec::new(),
        mechanisms: Vec::new(),
        licence: None,
        start: day("2026-01-01"),
        end: None,
        volume: 1.0,
        value_at_risk: None,
        currency: None,
        notice_agreed: Some(8.0),
        notice_owed: None,
        reserve: None,
        owner: None,
        place: row_of("Engagements"),
    }
}

/// An edge without faults: all of the information, obligations and consent in writing.
pub(crate) fn subcontract(engagement: &str, from: &str, to: &str) -> Subcontract {
    Subcontract {
        engagement: EngagementId::new(engagement),
        from: SupplierId::new(from),
        to: SupplierId::new(to),
        tier: None,
        kinds: Vec::new(),
        share: 1.0,
        notice_agreed: Some(4.0),
        flowed_down: true,
        consent: Some("yes".to_owned()),
        processing: Vec::new(),
        access: Vec::new(),
        mechanisms: Vec::new(),
        licence: None,
        place: row_of("Subcontracts"),
    }
}

/// A certificate that is valid on [`AS_OF`] for every engagement.
pub(crate) fn certificate(owner: &str, scheme: &str) -> Certificate {
    Certificate {
        supplier: SupplierId::new(owner),
        scheme: scheme.to_owned(),
        edition: Some("2022".to_owned()),
        number: None,
        scope: None,
        covers: Covers::All,
        sites: None,
        site_countries: Vec::new(),
        body: None,
        accreditation: Some("DAkkS".to_owned()),
        issued: Some(day("2026-01-01")),
        expires: Some(day("2028-12-31")),
        surveillance: None,
        status: CertificateStatus::Active,
        excluded: Vec::new(),
        place: row_of("Certificates"),
    }
}

/// A row of the register's Evidence sheet, dated [`AS_OF`].
pub(crate) fn evidence(owner: &str, control: &str, level: RecordLevel) -> EvidenceRecord {
    EvidenceRecord {
        supplier: SupplierId::new(owner),
        control: ControlId::new(control),
        level,
        reference: None,
        dated: Some(AS_OF),
        reviewer: None,
        place: row_of("Evidence"),
    }
}

/// The row of a question, without comment and evidence, with its cell in column D.
pub(crate) fn given(question: QuestionIndex, reading: Reading) -> GivenAnswer {
    let above = u32::try_from(question.get()).unwrap();
    GivenAnswer {
        question,
        reading,
        spot: Spot { sheet: 0, cell: CellRef::new(above + 1, 3) },
        comment: None,
        has_reason: false,
        evidence: None,
        evidence_spot: None,
        has_evidence: false,
    }
}

/// The reading that counts as an answer at a tier.
pub(crate) fn wording(question: &Question, answer: Answer, tier: Tier) -> Reading {
    let band = question.thresholds.as_ref().and_then(|one| Some((one.direction, one.band(tier)?)));
    match (answer, question.good, band) {
        (Answer::NotApplicable, ..) => Reading::NotApplicable,
        (Answer::Unanswered, ..) => Reading::Blank,
        (Answer::Partial, _, None) => Reading::Partial,
        (Answer::Yes, Polarity::Yes, None) | (Answer::No, Polarity::No, None) => Reading::Yes,
        (_, _, None) => Reading::No,
        (_, _, Some((direction, band))) => {
            let beyond = if direction == Direction::AtMost { 1.0 } else { -1.0 };
            let value = match answer {
                Answer::Yes => band.yes_at,
                Answer::Partial => band.partial_at,
                _ => band.partial_at + beyond,
            };
            if question.kind == QuestionKind::Number {
                return Reading::Number(value);
            }
            #[expect(clippy::cast_possible_truncation, reason = "months are small")]
            let on = AS_OF.saturating_sub(jiff::Span::new().months(value as i32));
            // Six months after 30 April is 30 October: too old on the 31st.
            Reading::Date(if on.day() == AS_OF.day() { on } else { on.tomorrow().unwrap() })
        }
    }
}

/// The best answer to a question, at every tier.
fn best(question: &Question) -> Reading {
    let direction = question.thresholds.as_ref().map(|thresholds| thresholds.direction);
    match (question.kind, direction) {
        (QuestionKind::Date, _) => Reading::Date(COMPLETED),
        (QuestionKind::Number, Some(Direction::AtMost)) => Reading::Number(0.0),
        (QuestionKind::Number, _) => Reading::Number(10_000.0),
        (QuestionKind::Choice, _) if question.good == Polarity::No => Reading::No,
        (QuestionKind::Choice | QuestionKind::Text, _) => Reading::Yes,
    }
}

/// A response of our own questionnaire without rows.
pub(crate) fn response(owner: &str) -> Response {
    Response {
        file: format!("responses/{owner}.xlsx").into(),
        sheets: Arc::from([Arc::from("Questionnaire")]),
        supplier: SupplierId::new(owner),
        questionnaire: 0,
        completed_on: Some(COMPLETED),
        answers: Vec::new(),
        engagements: Vec::new(),
        ids: Vec::new(),
        notes: flowdown::model::FormNotes::default(),
    }
}

/// A response with the best answer to every question, each with a named document.
pub(crate) fn all_yes(owner: &str, catalogue: &Catalogue) -> Response {
    let questions = QuestionIndex::each(&catalogue.questionnaires[0].questions);
    let rows =
        questions.map(|(index, one)| GivenAnswer { has_evidence: true, ..given(index, best(one)) });
    Response { answers: rows.collect(), ..response(owner) }
}

/// The data of one assessment. It starts with the engagement `E-1` of the prime `S-1`.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) catalogue: Cow<'static, Catalogue>,
    pub(crate) register: Register,
    pub(crate) responses: Vec<Response>,
    pub(crate) as_of: Date,
}

impl Case {
    /// An engagement without any fault.
    pub(crate) fn clean(tier: Tier) -> Self {
        Self::of(Cow::Borrowed(catalogue()), tier)
    }

    pub(crate) fn of(catalogue: Cow<'static, Catalogue>, tier: Tier) -> Self {
        let register =
            Register { engagements: vec![engagement("E-1", "S-1", tier)], ..Register::default() };
        let mut case = Self { catalogue, register, responses: Vec::new(), as_of: AS_OF };
        case.enter("S-1");
        case
    }

    /// The case after a change.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Adds a supplier with all answers yes and an ISO/IEC 27001 certificate.
    pub(crate) fn enter(&mut self, id: &str) {
        self.register.suppliers.push(supplier(id));
        self.register.certificates.push(certificate(id, "ISO27001"));
        self.responses.push(all_yes(id, &self.catalogue));
    }

    /// Adds an edge, and its taker if it is new.
    pub(crate) fn passes_on(&mut self, from: &str, to: &str) -> &mut Subcontract {
        if !self.register.suppliers.iter().any(|one| one.id.as_str() == to) {
            self.enter(to);
        }
        self.register.subcontracts.push(subcontract("E-1", from, to));
        self.register.subcontracts.last_mut().unwrap()
    }

    pub(crate) fn engagement(&mut self) -> &mut Engagement {
        &mut self.register.engagements[0]
    }

    pub(crate) fn policy(&mut self) -> &mut Policy {
        &mut self.catalogue.to_mut().policy
    }

    /// The row of a control in the prime's response.
    pub(crate) fn row(&mut self, control: &str) -> &mut GivenAnswer {
        let control = self.catalogue.controls.index(control).unwrap();
        let questions = &self.catalogue.questionnaires[0].questions;
        let asks = |one: &Question| one.reaches.iter().any(|reach| reach.control == control);
        let question = QuestionIndex::from(questions.iter().position(asks).unwrap());
        let rows = &mut self.responses[0].answers;
        rows.iter_mut().find(|row| row.question == question).unwrap()
    }

    /// Sets the prime's answer to a control, worded for the engagement's tier; a comment gives a reason.
    pub(crate) fn says(&mut self, control: &str, answer: Answer) -> &mut Self {
        let tier = self.register.engagements[0].tier;
        let question = self.row(control).question;
        let reading = wording(&self.catalogue.questionnaires[0].questions[question], answer, tier);
        let row = self.row(control);
        (row.reading, row.has_reason) = (reading, true);
        self
    }

    /// Adds independent assurance of every control of the prime to the register.
    pub(crate) fn assure_all(&mut self) {
        let ids = self.catalogue.controls.ids();
        let rows = ids.map(|id| evidence("S-1", id, RecordLevel::Independent));
        self.register.evidence = rows.collect();
    }

    /// Assesses the case and reads something from the assessment.
    pub(crate) fn judged<T>(&self, read: impl FnOnce(&Assessment<'_>) -> T) -> T {
        read(&assess(Inputs::new(&self.catalogue, &self.register, &self.responses, self.as_of)))
    }

    /// The rules that fired, worst first.
    pub(crate) fn rules(&self) -> Vec<FiredRule<'static>> {
        self.judged(|found| found.engagements[0].rules.iter().map(owned).collect())
    }

    /// The rules that fired, with their outcomes.
    pub(crate) fn fired(&self) -> Vec<(Rule, Outcome)> {
        self.rules().iter().map(|rule| (rule.rule, rule.outcome)).collect()
    }

    /// The outcomes of one rule, once for each hit.
    pub(crate) fn outcomes(&self, rule: Rule) -> Vec<Outcome> {
        let fired = self.fired();
        fired.into_iter().filter(|(name, _)| *name == rule).map(|(_, outcome)| outcome).collect()
    }

    /// The prime's own likelihood and the chain's.
    pub(crate) fn likelihoods(&self) -> (f64, f64) {
        self.judged(|found| {
            let one = &found.engagements[0];
            (one.likelihood_own.unwrap().mean, one.likelihood.unwrap().mean)
        })
    }
}

/// The embedded files of a folder with some texts replaced.
pub(crate) fn source(folder: &str, replaced: &[(&str, &str)]) -> Source {
    let mut source = Source::embedded(folder);
    // Tests with their own controls have no use for crosswalks to ours.
    source.files.retain(|file| file.name.matches('/').count() == 1);
    for (name, text) in replaced {
        source = source.with(name, text);
    }
    source
}

/// `domains.toml` with one domain.
pub(crate) const ONE_DOMAIN: &str = r#"
[controls]
weights = [5, 3, 1]
heavy_weight = 5
domain_weight_min = 5
domain_weight_min_from = "confidential"
[[domain]]
domain = "GOV"
title = "governance"
base_rate = 0.1
"#;

/// A catalogue of one domain whose controls (id, weight) apply from internal on, are never required, and accept not
/// applicable freely. Each has a question with its id.
pub(crate) fn small(controls: &[(&str, u32)]) -> Catalogue {
    let mut scoring = "format = \"flowdown-controls/1\"\nedition = \"t\"\n".to_owned();
    let mut asked =
        "format = \"flowdown-questionnaire/1\"\nid = \"t\"\ntitle = \"T\"\nedition = \"t\"\n"
            .to_owned();
    for (id, weight) in controls {
        scoring += &format!(
            "[[control]]\nid = \"{id}\"\ndomain = \"GOV\"\ntitle = \"{id}\"\nweight = {weight}\n\
             applies_from = \"internal\"\nnot_applicable = \"freely\"\nannex_a = [\"5.1\"]\nremedy = \"Do.\"\n"
        );
        asked += &format!(
            "[[question]]\nid = \"{id}\"\ncontrol = \"{id}\"\nkind = \"choice\"\ntext = \"?\"\n\
             guidance = \"\"\nevidence = \"\"\n"
        );
    }
    let scoring = source("scoring", &[("domains.toml", ONE_DOMAIN), ("controls.toml", &scoring)]);
    let asked = source("questionnaires", &[("flowdown.toml", &asked)]);
    Catalogue::from_sources(&scoring, &asked).unwrap()
}

/// The embedded catalogue with a foreign questionnaire whose question n reaches the controls in `asked[n]`. Its
/// questions are known by their index only.
pub(crate) fn with_foreign(asked: Vec<Vec<Reach>>) -> Catalogue {
    let mut catalogue = catalogue().clone();
    let mut foreign = catalogue.questionnaires[0].clone();
    let like = foreign.questions.swap_remove(0);
    let question = |(number, reaches)| Question {
        id: QuestionId::new(format!("F-{number}")),
        reaches,
        good: Polarity::Yes,
        kind: QuestionKind::Choice,
        thresholds: None,
        ..like.clone()
    };
    (foreign.id, foreign.native) = ("foreign".to_owned(), false);
    catalogue.questionnaires.truncate(1);
    catalogue.adapters.clear();
    foreign.questions = (1..).zip(asked).map(question).collect();
    catalogue.questionnaires.push(foreign);
    catalogue
}

/// A copy of a rule that outlives its assessment.
fn owned(rule: &FiredRule<'_>) -> FiredRule<'static> {
    FiredRule {
        subject: rule.subject.to_string().into(),
        because: rule.because.clone(),
        remedy: rule.remedy.clone(),
        key: rule.key.clone(),
        supplier: rule.supplier.clone(),
        waiver: rule.waiver.clone(),
        place: rule.place.clone(),
        ..*rule
    }
}

//! Random suppliers, certificates and chains, drawn over the embedded catalogue.

use std::borrow::Cow;

use flowdown::assessment::Context;
use flowdown::assessment::chain::Graph;
use flowdown::assessment::evaluation::{Evaluation, evaluate};
use flowdown::model::{
    Answer, Certificate, CertificateStatus, Covers, EngagementId, GivenAnswer, InformationKind,
    QuestionIndex, RecordLevel, Subcontract, Tier,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;

use crate::support::{
    Case, catalogue, certificate, countries, day, evidence, given, response, subcontract, supplier,
    wording,
};

/// The number of cases; failed ones are kept and tried again the next time.
pub(crate) fn config() -> ProptestConfig {
    let seeds = FileFailurePersistence::WithSource("regressions");
    ProptestConfig { failure_persistence: Some(Box::new(seeds)), ..ProptestConfig::with_cases(256) }
}

/// A supplier's answer to a control, and its support: 0 none, 1 a named document, 2 independent assurance, 3 our own
/// test.
pub(crate) type Said = (Answer, u8);

pub(crate) fn answer() -> impl Strategy<Value = Answer> {
    use Answer::{No, NotApplicable, Partial, Unanswered, Yes};
    prop_oneof![5 => Just(Yes), 2 => Just(Partial), 2 => Just(No), 1 => Just(NotApplicable), 1 => Just(Unanswered)]
}

/// An answer and its support for every control of the catalogue.
pub(crate) fn said() -> impl Strategy<Value = Vec<Said>> {
    prop::collection::vec((answer(), 0_u8..4), catalogue().controls.list().len())
}

pub(crate) fn tier() -> impl Strategy<Value = Tier> {
    select(&Tier::ALL[1..])
}

/// A certificate of any scheme, in or out of standing and of scope.
pub(crate) fn any_certificate() -> impl Strategy<Value = Certificate> {
    let schemes: Vec<&str> = catalogue().policy.schemes.keys().map(String::as_str).collect();
    let covers = prop_oneof![
        3 => Just(Covers::All),
        1 => Just(Covers::Nothing),
        1 => Just(Covers::Engagements(vec![EngagementId::new("E-1")])),
    ];
    (
        prop_oneof![select(schemes), select(vec!["ISO27001", "TISAX-AL3", "TISAX-AL2", "SOC2-T2"])],
        select(vec!["2023-12-01", "2026-01-01", "2026-11-15"]),
        select(vec!["2026-06-30", "2026-12-24", "2028-12-31"]),
        covers,
        prop_oneof![3 => Just(""), 1 => Just("DE"), 1 => Just("FR")],
        prop::collection::vec(select(vec!["5.1", "5.15", "8.5", "8.24", "6.6"]), 0..3),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(scheme, issued, expires, covers, sites, excluded, suspended)| {
            let mut row = certificate("S-1", scheme);
            (row.issued, row.expires) = (Some(day(issued)), Some(day(expires)));
            row.surveillance = Some(day("2026-06-01"));
            row.covers = covers;
            row.site_countries = countries(sites);
            row.excluded = excluded.into_iter().map(str::to_owned).collect();
            if suspended {
                row.status = CertificateStatus::Suspended;
            }
            row
        })
}

/// Adds a supplier with its answers and their support to a case.
pub(crate) fn enter(case: &mut Case, id: &str, said: &[Said]) {
    let tier = case.register.engagements[0].tier;
    case.register.suppliers.push(supplier(id));
    let mut reply = response(id);
    for (question, asked) in QuestionIndex::each(&catalogue().questionnaires[0].questions) {
        let control = asked.reaches[0].control;
        let (answer, support) = said[control];
        let row = given(question, wording(asked, answer, tier));
        reply.answers.push(GivenAnswer { has_evidence: support == 1, has_reason: true, ..row });
        let name = catalogue().controls.list()[control].id.as_str();
        match support {
            2 => case.register.evidence.push(evidence(id, name, RecordLevel::Independent)),
            3 => case.register.evidence.push(evidence(id, name, RecordLevel::OwnTest)),
            _ => {}
        }
    }
    case.responses.push(reply);
}

/// An engagement with one supplier.
pub(crate) fn case(tier: Tier, said: &[Said], certificates: &[Certificate]) -> Case {
    let mut case = Case::of(Cow::Borrowed(catalogue()), tier);
    // Every control applies, so that the laws are tested for each.
    case.engagement().kinds = InformationKind::ALL.to_vec();
    (case.register.suppliers, case.responses) = (Vec::new(), Vec::new());
    case.register.certificates = certificates.to_vec();
    enter(&mut case, "S-1", said);
    case
}

/// Edges among some suppliers, parallel ones included; each giver before its taker unless `cyclic`.
pub(crate) fn edges(suppliers: usize, cyclic: bool) -> impl Strategy<Value = Vec<Subcontract>> {
    let tier = prop_oneof![2 => Just(None), 1 => select(&Tier::ALL[..]).prop_map(Some)];
    let hours = prop_oneof![1 => Just(None), 4 => (0_u8..40).prop_map(|one| Some(f64::from(one)))];
    let edge = (1..=suppliers, 1..=suppliers, tier, 1_u8..=10, hours, any::<bool>());
    let edge = edge.prop_filter_map("backwards", move |(from, to, tier, share, hours, papers)| {
        let (from, to) = if cyclic { (from, to) } else { (from.min(to), from.max(to)) };
        let mut row = subcontract("E-1", &format!("S-{from}"), &format!("S-{to}"));
        (row.tier, row.share, row.notice_agreed) = (tier, f64::from(share) / 10.0, hours);
        row.flowed_down = papers;
        row.consent = papers.then(|| "yes".to_owned());
        (cyclic || from != to).then_some(row)
    });
    prop::collection::vec(edge, 0..suppliers * 2)
}

/// An engagement with a chain of S-1 to S-n. Each supplier gives the previous one's answers shifted by one control, so
/// that they differ.
pub(crate) fn chain(tier: Tier, said: &[Said], edges: &[Subcontract], suppliers: usize) -> Case {
    let mut case = case(tier, said, &[]);
    let mut said = said.to_vec();
    for number in 2..=suppliers {
        said.rotate_left(1);
        enter(&mut case, &format!("S-{number}"), &said);
    }
    case.register.subcontracts = edges.to_vec();
    case
}

/// The evaluation of the first engagement at its own tier, without its ceiling and its words.
pub(crate) fn evaluated<T>(case: &Case, read: impl FnOnce(&Evaluation<'_, '_>) -> T) -> T {
    let context = Context::new(&case.catalogue, &case.register, &case.responses, case.as_of);
    let one = &case.register.engagements[0];
    let graph = Graph::new(&one.supplier, context.subcontracts(&one.id));
    read(&evaluate(&context, one, &graph, one.tier, true))
}

/// P of the prime and P of the chain.
pub(crate) fn likelihoods(case: &Case) -> (Option<f64>, Option<f64>) {
    evaluated(case, |found| {
        let own = found.scores[0].moments.map(|moments| moments.mean);
        (own, found.likelihood.map(|chain| chain.moments.mean))
    })
}

//! The path to approval, applied to the register as by a person: the engagement is then allowed, and no change is
//! superfluous.

use flowdown::assessment::Remedy;
use flowdown::assessment::remedy::Action;
use flowdown::catalogue::effort::ControlEffort;
use flowdown::model::{
    Answer, Certificate, ControlIndex, Covers, EvidenceLevel, InformationKind, QuestionIndex,
    RecordLevel, RowIndex, SupplierId, Tier,
};
use insta::assert_snapshot;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;

use crate::random::{any_certificate, chain, config, edges, evaluated, said, tier};
use crate::support::{
    AS_OF, Case, certificate, countries, day, evidence, given, response, supplier, wording,
};
use Answer::{No, Partial, Yes};

/// The path to approval of the first engagement.
pub(crate) fn remedy(case: &Case) -> Option<Remedy> {
    case.judged(|found| found.remedies()[0].clone())
}

pub(crate) fn is_allowed(case: &Case) -> bool {
    evaluated(case, |found| found.decision.allows())
}

fn record(
    owner: &SupplierId,
    case: &Case,
    control: ControlIndex,
    level: EvidenceLevel,
) -> flowdown::model::EvidenceRecord {
    let id = case.catalogue.controls.list()[control].id.as_str();
    let level = match level {
        EvidenceLevel::E3 => RecordLevel::OwnTest,
        EvidenceLevel::E2 => RecordLevel::Independent,
        _ => RecordLevel::Document,
    };
    evidence(owner.as_str(), id, level)
}

/// A certificate as it is after being supplied or renewed on the as-of date.
fn valid(row: Certificate) -> Certificate {
    let years = case_validity(&row.scheme);
    let expires = AS_OF.saturating_add(jiff::Span::new().months(years));
    Certificate {
        edition: Some("2022".to_owned()),
        covers: Covers::All,
        site_countries: Vec::new(),
        accreditation: Some("DAkkS".to_owned()),
        issued: Some(AS_OF),
        expires: Some(expires),
        surveillance: None,
        status: flowdown::model::CertificateStatus::Active,
        ..row
    }
}

fn case_validity(scheme: &str) -> i32 {
    let policy = &crate::support::catalogue().policy;
    policy.scheme(scheme).and_then(|(_, scheme)| scheme.validity_months).unwrap_or(12)
}

/// Changes a supplier's answer to a control to yes; evidence named beside a partial stays.
fn raise(case: &mut Case, owner: &SupplierId, control: ControlIndex, from: Answer, tier: Tier) {
    let questions = &case.catalogue.questionnaires[0].questions;
    let question = questions.iter().position(|one| one.reaches[0].control == control);
    let question = QuestionIndex::from(question.unwrap());
    let reading = wording(&questions[question], Yes, tier);
    let Some(reply) = case.responses.iter_mut().find(|one| one.supplier == *owner) else { return };
    match reply.answers.iter_mut().find(|row| row.question == question) {
        Some(row) => {
            row.reading = reading;
            row.has_evidence &= from == Partial;
        }
        None => reply.answers.push(given(question, reading)),
    }
}

/// Makes changes in the register and the responses, as a person would. Every row of the case belongs to its one
/// engagement.
fn apply(case: &mut Case, actions: &[Action]) {
    let before = reached(case);
    let mut gone: Vec<RowIndex> = Vec::new();
    for action in actions {
        let row = |case: &Case, row: RowIndex| case.register.subcontracts[row].clone();
        match action.clone() {
            Action::TakeOutRow { row } => gone.push(row),
            Action::Shorten { rows, .. } => gone.extend(rows),
            Action::LeaveOut { supplier } => {
                let rows = RowIndex::each(&case.register.subcontracts);
                gone.extend(rows.filter(|(_, row)| row.to == supplier).map(|(index, _)| index));
            }
            Action::StateTier { row, to } => case.register.subcontracts[row].tier = Some(to),
            Action::StateKinds { row, to } => case.register.subcontracts[row].kinds = to,
            Action::Register { supplier: id } => {
                let mut new = supplier(id.as_str());
                new.country = None;
                case.register.suppliers.push(new);
            }
            Action::Obtain { supplier } => {
                let mut first = response(supplier.as_str());
                first.completed_on = Some(AS_OF);
                case.responses.push(first);
            }
            Action::Refresh { supplier, .. } => {
                let old = case.responses.iter_mut().find(|one| one.supplier == supplier);
                old.unwrap().completed_on = Some(AS_OF);
            }
            Action::Supply { supplier, scheme } => {
                case.register.certificates.push(valid(certificate(supplier.as_str(), &scheme)));
            }
            Action::Renew { supplier, certificate } => {
                let rows = case.register.certificates.iter_mut();
                let row =
                    rows.filter(|row| row.supplier == supplier).nth(certificate.get()).unwrap();
                *row = valid(row.clone());
            }
            Action::Answer { supplier, control, from, tier } => {
                raise(case, &supplier, control, from, tier);
            }
            Action::Evidence { supplier, control, to, .. } => {
                let row = record(&supplier, case, control, to);
                case.register.evidence.push(row);
            }
            Action::FlowDown { row } => case.register.subcontracts[row].flowed_down = true,
            Action::Consent { row } => {
                case.register.subcontracts[row].consent = Some("2026-10-31".to_owned());
            }
            Action::Mechanism { row: Some(at), word } => {
                let mut edge = row(case, at);
                edge.mechanisms.push(word);
                case.register.subcontracts[at] = edge;
            }
            Action::Mechanism { row: None, word } => case.engagement().mechanisms.push(word),
            Action::Licence { row: Some(at) } => {
                case.register.subcontracts[at].licence = Some("L-1".to_owned());
            }
            Action::Licence { row: None } => case.engagement().licence = Some("L-1".to_owned()),
            Action::Hours { row: Some(at), to, .. } => {
                case.register.subcontracts[at].notice_agreed = Some(to);
            }
            Action::Hours { row: None, to, .. } => case.engagement().notice_agreed = Some(to),
        }
    }
    let mut index = 0;
    case.register.subcontracts.retain(|_| {
        index += 1;
        !gone.contains(&RowIndex::from(index - 1))
    });
    let after = reached(case);
    let stays = |id: &SupplierId| after.contains(id) || !before.contains(id);
    case.register.subcontracts.retain(|row| stays(&row.from));
}

fn reached(case: &Case) -> Vec<SupplierId> {
    let mut reached = vec![case.register.engagements[0].supplier.clone()];
    let mut at = 0;
    while at < reached.len() {
        let giver = reached[at].clone();
        for row in case.register.subcontracts.iter().filter(|row| row.from == giver) {
            if !reached.contains(&row.to) {
                reached.push(row.to.clone());
            }
        }
        at += 1;
    }
    reached
}

/// The case after some changes.
pub(crate) fn after(case: &Case, actions: &[Action]) -> Case {
    case.clone().with(|case| apply(case, actions))
}

fn actions(remedy: &Remedy) -> Vec<Action> {
    remedy.changes.iter().map(|change| change.action.clone()).collect()
}

/// The properties of every path to approval.
pub(crate) fn holds(case: &Case) -> Result<(), TestCaseError> {
    let Some(found) = remedy(case) else {
        prop_assert!(is_allowed(case));
        return Ok(());
    };
    prop_assert!(!is_allowed(case));
    let sum: u32 = found.changes.iter().map(|change| change.effort).sum();
    prop_assert_eq!(sum, found.effort);
    prop_assert!(!found.proven || found.gap == 0);
    let Some(decision) = found.decision else {
        prop_assert!(found.changes.is_empty() && found.reason.is_some());
        return Ok(());
    };
    let all = actions(&found);
    let texts = || found.changes.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    let reached = evaluated(&after(case, &all), |found| found.decision);
    prop_assert!(reached == decision && reached.allows(), "{reached}: {:#?}", texts());
    // Without any one of the changes it is not allowed; of many changes, a few are tried.
    for skip in (0..all.len()).step_by(all.len().div_ceil(8).max(1)) {
        let mut fewer = all.clone();
        fewer.remove(skip);
        prop_assert!(!is_allowed(&after(case, &fewer)), "without {:?}: {:#?}", all[skip], texts());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, max_shrink_iters: 40, ..config() })]

    #[test]
    fn a_way_to_yes_applied_to_the_register_is_a_yes(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 0..3),
        edges in edges(4, true), completed in select(vec!["2026-10-01", "2026-03-01", "2024-01-01"]),
        silent in 0_usize..6, kinds in any::<bool>(), owed in prop::option::of(10_u8..100),
    ) {
        let mut case = chain(tier, &said, &edges, 4);
        case.register.certificates = held;
        case.responses[0].completed_on = Some(day(completed));
        if silent < 4 {
            case.responses.remove(silent);
        }
        if kinds {
            case.engagement().kinds =
                vec![InformationKind::PersonalData, InformationKind::ExportControlled];
            case.engagement().access = countries("US IN");
        }
        case.engagement().notice_owed = owed.map(f64::from);
        holds(&case)?;
    }
}

#[test]
fn what_is_allowed_needs_no_path_to_approval() {
    assert_eq!(remedy(&Case::clean(Tier::Restricted)), None);
    let conditions = Case::clean(Tier::Confidential)
        .with(|case| {
            case.says("GOV-04", No);
        })
        .with(|case| case.register.certificates.clear());
    assert!(is_allowed(&conditions));
    assert_eq!(remedy(&conditions), None);
}

/// The proposed changes, in words.
fn told(case: &Case) -> String {
    let found = remedy(case).unwrap();
    let lines =
        found.changes.iter().map(|one| format!("{} {}: {}", one.effort, one.supplier, one.text));
    let lines: Vec<String> = lines.chain(found.reason).collect();
    lines.join("\n")
}

/// The effort of one answer: the points of its weight, or those that the file has for the control.
#[test]
fn one_no_costs_the_points_of_its_weight_or_its_own() {
    let mut case = Case::clean(Tier::Confidential);
    case.says("ACC-02", No);
    assert_eq!(remedy(&case).unwrap().effort, 12);
    let own = ControlEffort { no: Some(20), ..ControlEffort::default() };
    case.catalogue.to_mut().effort.controls.insert("ACC-02".to_owned(), own);
    assert_snapshot!(told(&case), @"20 S-1: Raise ACC-02 (Accounts follow joiners, movers and leavers) from no to yes");
}

#[test]
fn papers_clocks_and_certificates_are_named() {
    let mut case = Case::clean(Tier::Restricted);
    let row = case.passes_on("S-1", "S-2");
    (row.flowed_down, row.notice_agreed) = (false, None);
    row.access = countries("IN");
    case.engagement().kinds = vec![InformationKind::PersonalData];
    case.register.certificates[1].expires = Some(day("2026-09-30"));
    case.responses[0].completed_on = None;
    // Twice 24 hours are owed, less 24 that we keep and 8 of the prime: 16 are left.
    assert_snapshot!(told(&case), @r"
    3 S-2: Flow our obligations down in writing from S-1 to S-2
    6 S-2: Put in place for the transfer from S-1 to S-2: standard contractual clauses (scc)
    3 S-2: Have S-2 agree to breach notice within 16 h (now none)
    4 S-1: Have the response responses/S-1.xlsx (undated) confirmed or sent again
    15 S-2: Renew the certificate of ISO/IEC 27001 (expired), with E-1 in its scope
    ");
}

#[test]
fn where_nothing_helps_the_reason_is_given() {
    let case = Case::clean(Tier::Restricted).with(|case| {
        case.register.incidents.push(flowdown::model::Incident {
            id: "I-1".to_owned(),
            supplier: SupplierId::new("S-1"),
            detected: day("2026-05-01"),
            detected_hour: 0.0,
            notified: Some(day("2026-05-09")),
            notified_hour: 0.0,
            severity: None,
            summary: None,
            place: case.register.suppliers[0].place.clone(),
        });
    });
    assert_snapshot!(told(&case), @"S-1: an incident was notified later than agreed, and no change clears that");
    assert_eq!(remedy(&case).unwrap().decision, None);
}

/// Twelve parties on three levels that share one appetite. Steps are counted, not timed: proven means that the search
/// was complete within them.
#[test]
fn twelve_parties_are_solved_within_the_steps() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let said = said().new_tree(&mut runner).unwrap().current();
    for tier in [Tier::Internal, Tier::Confidential] {
        let row = |to: usize| {
            let mut row = crate::support::subcontract(
                "E-1",
                &format!("S-{}", to / 5 + 1),
                &format!("S-{to}"),
            );
            row.share = 0.3;
            row
        };
        let rows: Vec<_> = (2..=12).map(row).collect();
        let case = chain(tier, &said, &rows, 12);
        let found = remedy(&case).unwrap();
        assert!(found.decision.is_some() && found.proven, "{}", told(&case));
    }
}

/// A chain of suppliers without any answers. Parties with the same possible changes are computed once, and if the whole
/// chain is too long for the search, shorter ones are tried. The changes found do not depend on the length.
#[test]
fn a_long_chain_of_silent_suppliers_has_a_path() {
    let path = |length: usize| {
        let case = Case::clean(Tier::Confidential).with(|case| {
            case.responses.clear();
            for to in 2..=length {
                case.passes_on(&format!("S-{}", to - 1), &format!("S-{to}"));
            }
        });
        holds(&case).unwrap();
        remedy(&case).unwrap()
    };
    let (short, long) = (path(40), path(80));
    assert!(short.decision.is_some());
    assert_eq!(actions(&short), actions(&long));
}

//! The suppliers that must be asked: each reason on the days at its limit, laws, and the sample computed by another
//! program.

use std::path::Path;

use flowdown::assessment::Context;
use flowdown::assessment::due::{DueReason, due};
use flowdown::cache::Cache;
use flowdown::catalogue::Catalogue;
use flowdown::intake::portfolio::discover;
use flowdown::model::{CertificateStatus, Date, Incident, Place, QuestionIndex, Tier, Waiver};
use flowdown::pipeline;
use proptest::prelude::*;

use crate::program::{contents, flowdown};
use crate::support::{Case, all_yes, catalogue, certificate, day, supplier};

fn at(case: &Case, as_of: &str, within: u16) -> Vec<(DueReason, Date)> {
    let as_of = day(as_of);
    let context = Context::new(&case.catalogue, &case.register, &case.responses, as_of);
    let found = due(&context, within);
    let reasons = found.suppliers.iter().flat_map(|one| &one.reasons);
    reasons.map(|reason| (reason.reason, reason.day)).collect()
}

fn reasons(case: &Case, as_of: &str) -> Vec<DueReason> {
    at(case, as_of, 0).into_iter().map(|(reason, _)| reason).collect()
}

/// An engagement since 2026-01-01 whose supplier answered everything on 2026-02-10.
fn answered(tier: Tier) -> Case {
    Case::clean(tier).with(|case| {
        case.engagement().start = day("2026-01-01");
        case.register.certificates.clear();
        case.responses[0].completed_on = Some(day("2026-02-10"));
    })
}

#[test]
fn who_is_silent_is_due_since_the_engagement_began() {
    let case = answered(Tier::Confidential).with(|case| case.responses.clear());
    assert_eq!(at(&case, "2026-03-01", 0), [(DueReason::Silent, day("2026-01-01"))]);
    // A response dated in the future does not count yet; a public engagement asks for none.
    let future = answered(Tier::Confidential);
    assert_eq!(reasons(&future, "2026-02-09"), [DueReason::Silent]);
    assert_eq!(reasons(&future, "2026-02-10"), []);
    let public = answered(Tier::Public).with(|case| case.responses.clear());
    assert_eq!(reasons(&public, "2026-03-01"), []);
}

/// Twelve months at confidential, six at restricted; the last day still counts. On it the next round is due, the day
/// after the answers are stale.
#[test]
fn a_round_is_due_on_its_day_and_answers_are_stale_after_it() {
    for (tier, last, after) in [
        (Tier::Confidential, "2027-02-10", "2027-02-11"),
        (Tier::Restricted, "2026-08-10", "2026-08-11"),
    ] {
        let case = answered(tier);
        let month_before = "2026-07-10";
        if tier == Tier::Restricted {
            assert_eq!(at(&case, month_before, 30), []);
            assert_eq!(at(&case, month_before, 31), [(DueReason::Cadence, day(last))]);
        }
        assert_eq!(at(&case, last, 0), [(DueReason::Cadence, day(last))]);
        assert_eq!(at(&case, after, 0), [(DueReason::ResponseStale, day(last))]);
    }
    let undated = answered(Tier::Internal).with(|case| case.responses[0].completed_on = None);
    assert_eq!(at(&undated, "2026-03-01", 0), [(DueReason::ResponseStale, day("2026-03-01"))]);
}

/// It decides nothing, so no rule fires; but it is the only response.
#[test]
fn a_blank_form_of_long_ago_is_stale() {
    let case = answered(Tier::Confidential).with(|case| case.responses[0].answers.clear());
    assert_eq!(reasons(&case, "2026-03-01"), []);
    assert_eq!(at(&case, "2028-03-01", 0), [(DueReason::ResponseStale, day("2027-02-10"))]);
}

/// Two certificates of the same scheme with the same end, in either order of the rows.
#[test]
fn the_order_of_rows_does_not_show() {
    let mut case = answered(Tier::Confidential).with(|case| {
        for number in ["A", "B"] {
            let mut row = certificate("S-1", "ISO27001");
            (row.number, row.expires) = (Some(number.to_owned()), Some(day("2026-09-30")));
            case.register.certificates.push(row);
        }
    });
    let subjects = |case: &Case| {
        let context =
            Context::new(&case.catalogue, &case.register, &case.responses, day("2026-09-30"));
        let found = due(&context, 0);
        let reasons = found.suppliers.iter().flat_map(|one| &one.reasons);
        reasons.map(|reason| reason.subject.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    let first = subjects(&case);
    assert_eq!(first, ["ISO27001 B"]);
    case.register.certificates.reverse();
    assert_eq!(subjects(&case), first);
}

#[test]
fn the_latest_certificate_of_a_scheme_ends() {
    let case = answered(Tier::Confidential).with(|case| {
        for end in ["2026-06-30", "2026-09-30"] {
            let mut row = certificate("S-1", "ISO27001");
            row.expires = Some(day(end));
            case.register.certificates.push(row);
        }
    });
    assert_eq!(at(&case, "2026-08-30", 30), []);
    let ending = [(DueReason::CertificateEnding, day("2026-09-30"))];
    assert_eq!(at(&case, "2026-08-31", 30), ending);
    assert_eq!(at(&case, "2026-12-01", 0), ending);
    // A suspended certificate has no end.
    let suspended = case.with(|case| {
        for row in &mut case.register.certificates {
            row.status = CertificateStatus::Suspended;
        }
    });
    assert_eq!(at(&suspended, "2026-08-31", 30), []);
}

fn waiver(approved_by: &str, expires: &str) -> Waiver {
    Waiver {
        id: "W-1".to_owned(),
        supplier: supplier("S-1").id,
        engagement: None,
        among: None,
        subject: "ACC-03".to_owned(),
        reason: "a new system".to_owned(),
        requested_by: "A. Asker".to_owned(),
        approved_by: approved_by.to_owned(),
        approved_on: day("2026-01-15"),
        expires: day(expires),
        place: Place::file("register.xlsx"),
    }
}

/// A waiver counts for twelve months at most; one that its requester approved never counted.
#[test]
fn a_waiver_ends_and_is_settled_by_newer_answers() {
    let with =
        |one: Waiver| answered(Tier::Confidential).with(|case| case.register.waivers.push(one));
    let ending = |on| [(DueReason::WaiverEnding, day(on))];
    assert_eq!(at(&with(waiver("B. Boss", "2026-04-30")), "2026-04-30", 0), ending("2026-04-30"));
    assert_eq!(at(&with(waiver("B. Boss", "2026-04-30")), "2026-04-29", 0), []);
    assert_eq!(at(&with(waiver("B. Boss", "2029-01-01")), "2027-01-15", 0), ending("2027-01-15"));
    assert_eq!(at(&with(waiver("a. asker", "2026-04-30")), "2026-05-30", 0), []);
    // It ended on 2026-02-09, and the answers of 2026-02-10 are newer; if it ended on the day of the answers, they are
    // not.
    assert_eq!(at(&with(waiver("B. Boss", "2026-02-09")), "2026-03-01", 0), []);
    assert_eq!(at(&with(waiver("B. Boss", "2026-02-10")), "2026-03-01", 0), ending("2026-02-10"));
}

#[test]
fn an_engagement_that_the_form_does_not_know_is_new() {
    let names = |ids: &[&str], start: &str| {
        answered(Tier::Confidential).with(|case| {
            case.engagement().start = day(start);
            case.responses[0].engagements = ids.iter().map(|id| (*id).to_owned()).collect();
        })
    };
    let new = |on| vec![(DueReason::NewEngagement, day(on))];
    assert_eq!(at(&names(&["E-1", "E-7"], "2026-03-01"), "2026-04-01", 0), []);
    assert_eq!(at(&names(&["E-7"], "2026-01-01"), "2026-04-01", 0), new("2026-01-01"));
    // A form that names no engagement covers those that had begun.
    assert_eq!(at(&names(&[], "2026-02-10"), "2026-04-01", 0), []);
    assert_eq!(at(&names(&[], "2026-02-11"), "2026-04-01", 0), new("2026-02-11"));
    // An engagement that begins later, or is over, gives no reason to ask.
    assert_eq!(at(&names(&[], "2026-04-02"), "2026-04-01", 0), []);
    let over =
        names(&[], "2026-02-11").with(|case| case.engagement().end = Some(day("2026-03-31")));
    assert_eq!(at(&over, "2026-04-01", 0), []);
}

#[test]
fn a_form_for_a_lower_tier_is_not_enough() {
    let case = answered(Tier::Confidential).with(|case| {
        let asked = &catalogue().questionnaires[0];
        let from = |question: QuestionIndex| {
            asked.applies_from(&asked.questions[question], &catalogue().controls)
        };
        case.responses[0].answers.retain(|given| from(given.question) <= Tier::Internal);
    });
    assert_eq!(reasons(&case, "2026-03-01"), [DueReason::RaisedTier]);
    let internal = case.with(|case| case.engagement().tier = Tier::Internal);
    assert_eq!(reasons(&internal, "2026-03-01"), []);
}

#[test]
fn an_incident_after_the_answers_asks_anew() {
    let case = |detected: &str| {
        answered(Tier::Confidential).with(|case| {
            case.register.incidents.push(Incident {
                id: "I-1".to_owned(),
                supplier: supplier("S-1").id,
                detected: day(detected),
                detected_hour: 9.0,
                notified: Some(day(detected)),
                notified_hour: 10.0,
                severity: None,
                summary: None,
                place: Place::file("register.xlsx"),
            });
        })
    };
    assert_eq!(at(&case("2026-02-10"), "2026-03-01", 0), []);
    let since = [(DueReason::IncidentSince, day("2026-02-11"))];
    assert_eq!(at(&case("2026-02-11"), "2026-03-01", 0), since);
    assert_eq!(at(&case("2026-03-02"), "2026-03-01", 0), []);
}

proptest! {
    /// Looking further ahead never finds fewer suppliers, and newer answers end silence and staleness.
    #[test]
    fn looking_further_ahead_loses_nobody(
        tier in 1_usize..5, completed in 0_i64..900, near in 0_u16..200, more in 0_u16..200,
    ) {
        let as_of = "2026-10-31";
        let on = day(as_of).checked_sub(jiff::Span::new().days(completed)).unwrap();
        let tier = Tier::from_level(tier).unwrap();
        let case = answered(tier).with(|case| case.responses[0].completed_on = Some(on));
        let (first, second) = (at(&case, as_of, near), at(&case, as_of, near + more));
        prop_assert!(first.iter().all(|reason| second.contains(reason)));
        let renewed = case.with(|case| {
            let mut new = all_yes("S-1", catalogue());
            new.completed_on = Some(day(as_of));
            case.responses.push(new);
        });
        let stale = |(reason, _): &(DueReason, Date)| {
            matches!(reason, DueReason::Silent | DueReason::ResponseStale)
        };
        prop_assert!(!at(&renewed, as_of, near).iter().any(stale));
    }
}

/// `expected/due.csv` was computed by `tests/reference/due.py` from the source data of the sample.
#[test]
fn the_sample_is_due_as_worked_out_by_hand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let catalogue = Catalogue::embedded().unwrap();
    let files = discover(&root.join("portfolio")).unwrap();
    let read = pipeline::read(&files, &catalogue, &Cache::off(), &|| ()).unwrap();
    let as_of = files.settings.as_of.unwrap();
    let context = Context::new(&catalogue, &read.register, &read.responses, as_of);
    let found = due(&context, 30);
    let mut text = "supplier,reason,day,engagement,subject\n".to_owned();
    for one in &found.suppliers {
        for reason in &one.reasons {
            let engagement = reason.engagement.as_ref().map(|id| id.as_str()).unwrap_or_default();
            let subject = reason.subject.as_deref().unwrap_or_default();
            let (id, word, day) = (one.supplier.id.as_str(), reason.reason.word(), reason.day);
            text.push_str(&format!("{id},{word},{day},{engagement},{subject}\n"));
        }
    }
    let expected = std::fs::read_to_string(root.join("expected/due.csv")).unwrap();
    assert_eq!(text, expected);
    let unknown: Vec<&str> = found.unregistered.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(unknown, ["S-099"]);
}

/// S-027 to S-029 answered most of what is asked on other forms, but not all of it.
#[test]
fn forms_are_written_for_who_is_due() {
    let folder = tempfile::TempDir::new().unwrap();
    let written = |more: &[&str]| {
        let to = folder.path().join(more.len().to_string());
        let arguments = [&["request", "sample-data/portfolio", "--to", to.to_str().unwrap()], more];
        assert_eq!(flowdown(&arguments.concat()).status.code(), Some(0));
        let names = contents(&to).into_iter();
        names.map(|(name, _)| name.split('_').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = [
        "S-001", "S-011", "S-013", "S-017", "S-020", "S-021", "S-022", "S-025", "S-027", "S-028",
        "S-029",
    ];
    assert_eq!(written(&["--due"]), all);
    assert_eq!(written(&["--due", "--supplier", "S-011", "--supplier", "S-002"]), ["S-011"]);
}

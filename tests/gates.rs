//! Each gate rule that needs one node: once where it fires, once where it just does not.
//!
//! The engagement is clean but for what the test changes, so the whole list of what fires is
//! compared: nothing else may speak.

use std::borrow::Cow;

use flowdown::model::{Answer, Decision, Incident, Outcome, RecordLevel, Rule, SupplierId, Tier};

use crate::support::{Case, certificate, day, evidence, small};
use Answer::{No, NotApplicable, Partial, Unanswered};
use Outcome::{Condition, Escalate, Hold, Reject};
use Tier::{Confidential, Critical, Internal, Public, Restricted};

const SILENT: [(Rule, Outcome); 0] = [];
const ASKED: [Tier; 4] = [Internal, Confidential, Restricted, Critical];

#[test]
fn nothing_stands_against_a_clean_case() {
    for tier in Tier::ALL {
        assert_eq!(Case::clean(tier).fired(), SILENT, "{tier}");
    }
}

/// Nothing is tested at public, whatever is wrong.
#[test]
fn public_is_always_approved() {
    let case = Case::clean(Public).with(|case| {
        case.responses.clear();
        case.register.certificates.clear();
        case.engagement().notice_agreed = None;
    });
    assert_eq!(case.fired(), SILENT);
    assert_eq!(case.judged(|found| found.engagements[0].decision), Decision(Outcome::Approve));
}

#[test]
fn response_missing_until_one_is_completed_by_the_as_of_date() {
    let completed =
        |on| Case::clean(Restricted).with(|case| case.responses[0].completed_on = Some(day(on)));
    assert_eq!(completed("2026-10-31").fired(), SILENT);
    assert_eq!(completed("2026-11-01").outcomes(Rule::ResponseMissing), [Hold]);
    for tier in ASKED {
        let silent = Case::clean(tier).with(|case| case.responses.clear());
        assert_eq!(silent.outcomes(Rule::ResponseMissing), [Hold], "{tier}");
        assert!(!silent.fired().iter().any(|(_, outcome)| *outcome == Reject), "{tier}");
    }
}

/// Completed on the first day, stale on the second but not on the day before it.
#[test]
fn response_stale_from_the_day_after_the_last_month() {
    for (tier, completed, stale_on) in [
        (Internal, "2025-11-15", "2026-11-16"),
        (Confidential, "2025-11-15", "2026-11-16"),
        (Restricted, "2026-05-31", "2026-12-01"),
        // Six months after the last of August is the last of February.
        (Restricted, "2026-08-31", "2027-03-01"),
        (Critical, "2026-08-15", "2026-11-16"),
    ] {
        let on = |as_of| {
            Case::clean(tier).with(|case| {
                case.responses[0].completed_on = Some(day(completed));
                case.as_of = as_of;
            })
        };
        assert_eq!(on(day(stale_on)).fired(), [(Rule::ResponseStale, Hold)], "{tier} {stale_on}");
        assert_eq!(on(day(stale_on).yesterday().unwrap()).fired(), SILENT, "{tier} {stale_on}");
    }
    let undated = Case::clean(Internal).with(|case| case.responses[0].completed_on = None);
    assert_eq!(undated.fired(), [(Rule::ResponseStale, Hold)]);
}

/// Weights 5, 5, 5, 3, 1, 1: of 20, 2 unanswered leave exactly 0.90, 3 leave 0.85.
#[test]
fn coverage_low_below_nine_tenths() {
    let silent_on = |controls: &[&str]| {
        Case::of(Cow::Owned(twenty()), Internal).with(|case| {
            for control in controls {
                case.says(control, Unanswered);
            }
        })
    };
    assert_eq!(silent_on(&["E", "F"]).fired(), SILENT);
    assert_eq!(silent_on(&["D"]).fired(), [(Rule::CoverageLow, Hold)]);
    assert_eq!(silent_on(&["E", "F"]).judged(|found| found.engagements[0].coverage), Some(0.9));
}

/// Of 20, 3 not applicable are exactly 0.15, 4 are 0.20.
#[test]
fn na_share_high_above_fifteen_percent() {
    let apart = |controls: &[&str]| {
        Case::of(Cow::Owned(twenty()), Internal).with(|case| {
            for control in controls {
                case.says(control, NotApplicable);
            }
        })
    };
    assert_eq!(apart(&["D"]).fired(), SILENT);
    assert_eq!(apart(&["D", "E"]).fired(), [(Rule::NaShareHigh, Hold)]);
    // Nothing left to weigh: no coverage and no likelihood, but the share is 1.
    let nothing = apart(&["A", "B", "C", "D", "E", "F"]);
    assert_eq!(nothing.fired(), [(Rule::NaShareHigh, Hold)]);
    let figures = |one: &flowdown::assessment::EngagementResult<'_>| {
        (one.coverage, one.assurance, one.likelihood, one.bounds)
    };
    assert_eq!(nothing.judged(|found| figures(&found.engagements[0])), (None, None, None, None));
}

fn twenty() -> flowdown::catalogue::Catalogue {
    small(&[("A", 5), ("B", 5), ("C", 5), ("D", 3), ("E", 1), ("F", 1)])
}

/// The rows `control-missing`, `control-partial` and `control-unanswered` of the gate table.
/// ACC-02 weighs 5 and is required from internal on, ACC-05 weighs 3 and is from confidential on.
#[test]
fn required_controls_speak_by_weight_and_tier() {
    let (heavy, other) = ("ACC-02", "ACC-05");
    let unanswered = Rule::ControlUnanswered;
    let rows: [(Rule, Answer, &str, &[Outcome]); 6] = [
        (Rule::ControlMissing, No, heavy, &[Condition, Hold, Reject, Reject]),
        (Rule::ControlMissing, No, other, &[Condition, Condition, Reject]),
        (Rule::ControlPartial, Partial, other, &[Condition, Condition, Condition]),
        (Rule::ControlPartial, Partial, heavy, &[Condition, Condition, Reject]),
        (unanswered, Unanswered, heavy, &[Hold, Hold, Reject, Reject]),
        (unanswered, Unanswered, other, &[Condition, Hold, Reject]),
    ];
    for (rule, answer, control, outcomes) in rows {
        for (tier, outcome) in ASKED.iter().rev().zip(outcomes.iter().rev()) {
            let case = Case::clean(*tier).with(|case| _ = case.says(control, answer));
            assert_eq!(case.fired(), [(rule, *outcome)], "{control} {answer} at {tier}");
        }
    }
}

#[test]
fn controls_that_are_not_required_do_not_speak() {
    // Never required; required only from confidential on; a partial is not tested at internal.
    for (tier, control, answer) in [
        (Restricted, "GOV-02", No),
        (Restricted, "GOV-02", Unanswered),
        (Internal, "GOV-01", No),
        (Internal, "GOV-01", Unanswered),
        (Internal, "ACC-02", Partial),
    ] {
        let case = Case::clean(tier).with(|case| _ = case.says(control, answer));
        assert_eq!(case.fired(), SILENT, "{control} {answer} at {tier}");
    }
}

/// ACC-02 (heavy) refers to 5.16 and 5.18, ACC-06 (weight 3, required from restricted on) to 5.18
/// alone: with both excluded from the certificate they rest on the document named, or on nothing.
#[test]
fn evidence_insufficient_below_the_level_of_the_tier() {
    let bare = |tier, without_document: &[&str]| {
        Case::clean(tier).with(|case| {
            case.register.certificates[0].excluded = vec!["5.16".to_owned(), "5.18".to_owned()];
            for control in without_document {
                case.row(control).has_evidence = false;
            }
        })
    };
    let lacking = |count| vec![(Rule::EvidenceInsufficient, Condition); count];
    assert_eq!(bare(Internal, &["ACC-02"]).fired(), SILENT);
    assert_eq!(bare(Confidential, &[]).fired(), SILENT);
    assert_eq!(bare(Confidential, &["ACC-02"]).fired(), lacking(1));
    assert_eq!(bare(Confidential, &["ACC-06"]).fired(), SILENT);
    for tier in [Restricted, Critical] {
        assert_eq!(bare(tier, &[]).fired(), lacking(1), "{tier}");
        assert_eq!(bare(tier, &["ACC-06"]).fired(), lacking(2), "{tier}");
        let held = bare(tier, &[]).with(|case| {
            case.register.evidence.push(evidence("S-1", "ACC-02", RecordLevel::Independent));
        });
        assert_eq!(held.fired(), SILENT, "{tier}");
    }
}

/// Worth beside ISO/IEC 27001 at each tier, from the table of equivalences: full, partial or none.
#[test]
fn certificate_required_by_the_best_equivalence() {
    let with = |tier, scheme: Option<&str>| {
        Case::clean(tier).with(|case| {
            case.assure_all();
            case.register.certificates.clear();
            case.register.certificates.extend(scheme.map(|scheme| certificate("S-1", scheme)));
        })
    };
    let required = |outcome| vec![(Rule::CertificateRequired, outcome)];
    for (tier, scheme, expected) in [
        (Internal, None, vec![]),
        (Confidential, None, required(Condition)),
        (Restricted, None, required(Reject)),
        (Critical, None, required(Reject)),
        (Internal, Some("SOC2-T1"), vec![]),
        (Confidential, Some("CMMC-L2-SELF"), required(Condition)),
        (Confidential, Some("SOC2-T2"), vec![]),
        (Restricted, Some("SOC2-T2"), required(Condition)),
        (Critical, Some("SOC2-T2"), required(Reject)),
        (Critical, Some("CMMC-L2-C3PAO"), required(Reject)),
        (Critical, Some("TISAX-AL3"), vec![]),
    ] {
        assert_eq!(with(tier, scheme).fired(), expected, "{scheme:?} at {tier}");
    }
    let both = with(Restricted, Some("SOC2-T2"))
        .with(|case| case.register.certificates.push(certificate("S-1", "TISAX-AL3")));
    assert_eq!(both.fired(), SILENT);
}

/// 31 October + 90 days is 29 January (30 + 31 + 29).
#[test]
fn certificate_expiring_up_to_the_ninetieth_day() {
    let ends = |tier, on| {
        Case::clean(tier).with(|case| case.register.certificates[0].expires = Some(day(on)))
    };
    let expiring = [(Rule::CertificateExpiring, Condition)];
    assert_eq!(ends(Restricted, "2027-01-30").fired(), SILENT);
    assert_eq!(ends(Restricted, "2027-01-29").fired(), expiring);
    assert_eq!(ends(Restricted, "2026-10-31").fired(), expiring);
    assert_eq!(ends(Internal, "2026-10-31").fired(), SILENT);
    let second = |scheme| {
        ends(Restricted, "2026-11-01")
            .with(|case| case.register.certificates.push(certificate("S-1", scheme)))
    };
    assert_eq!(second("TISAX-AL3").fired(), SILENT);
    // Worth only a part at restricted: it does not replace the one that ends.
    assert_eq!(second("SOC2-T2").fired(), expiring);
}

/// One domain of one control of weight 3 (n = 1) at E0: yes gives a = 0.4 + 0.5, b = 1.6 + 0.5,
/// m = 0.9 / 3 = 0.30, just what internal asks for; partial gives m = 0.65 / 3.
#[test]
fn domain_weak_below_the_strength_of_the_tier() {
    let answered = |answer| {
        Case::clean(Internal).with(|case| {
            case.register.certificates.clear();
            case.says("XBR-01", answer);
            case.row("XBR-01").has_evidence = false;
        })
    };
    assert_eq!(answered(Answer::Yes).fired(), SILENT);
    assert_eq!(answered(Partial).fired(), [(Rule::DomainWeak, Condition)]);
    assert_eq!(answered(Partial).rules()[0].subject, "XBR");
}

/// Nobody is asked for more than yes at E2 to everything gives, times the policy's factor.
#[test]
fn domain_weak_asks_for_what_can_be_attained() {
    let strict = Case::clean(Restricted).with(|case| {
        case.assure_all();
        case.policy().tiers.restricted.domain_strength_min = Some(0.99);
        case.policy().thresholds.domain_weak_attainable_factor = 1.0;
    });
    assert_eq!(strict.fired(), SILENT);
    // LOG-04 weighs 1 and is never required; its document alone is less than E2.
    let less = strict.with(|case| {
        case.register.evidence.retain(|row| row.control.as_str() != "LOG-04");
        case.register.certificates[0].excluded = vec!["8.17".to_owned()];
    });
    assert_eq!(less.fired(), [(Rule::DomainWeak, Condition)]);
}

#[test]
fn appetite_exceeded_above_the_likelihood_of_one_node() {
    let (own, _) = Case::clean(Restricted).likelihoods();
    let appetite = |appetite| {
        Case::clean(Restricted)
            .with(|case| case.policy().tiers.restricted.appetite = Some(appetite))
    };
    assert_eq!(appetite(own).fired(), SILENT);
    assert_eq!(appetite(own - 1e-9).fired(), [(Rule::AppetiteExceeded, Escalate)]);
    // The tolerance of 1e-12 is the supplier's.
    assert_eq!(appetite(own - 1e-13).fired(), SILENT);
}

/// Three parties of one likelihood P have 1 − (1 − P)³ together, which is more than 2 P for the
/// small P of a clean case: the chain's limit is passed before a party's own.
#[test]
fn appetite_exceeded_above_twice_for_the_chain() {
    let three = Case::clean(Restricted).with(|case| {
        case.passes_on("S-1", "S-2");
        case.passes_on("S-1", "S-3");
    });
    let (own, chain) = three.likelihoods();
    assert!((chain - (1.0 - (1.0 - own).powi(3))).abs() < 1e-12);
    let appetite = |appetite| {
        three.clone().with(|case| case.policy().tiers.restricted.appetite = Some(appetite))
    };
    assert_eq!(appetite(chain / 2.0).fired(), SILENT);
    assert_eq!(appetite(chain / 2.0 - 1e-9).fired(), [(Rule::AppetiteExceeded, Escalate)]);
    assert!(chain / 2.0 - 1e-9 > own, "the node alone does not fire");
}

fn incident(detected: &str, notified: Option<(&str, f64)>) -> Incident {
    Incident {
        id: "I-1".to_owned(),
        supplier: SupplierId::new("S-1"),
        detected: day(detected),
        detected_hour: 6.0,
        notified: notified.map(|(on, _)| day(on)),
        notified_hour: notified.map_or(0.0, |(_, hour)| hour),
        severity: None,
        summary: None,
        place: flowdown::model::Place::file("register.xlsx"),
    }
}

/// 8 hours are agreed; an incident detected at 6:00 must be told by 14:00.
#[test]
fn incident_late_after_the_hours_agreed() {
    let happened =
        |tier, incident| Case::clean(tier).with(|case| case.register.incidents.push(incident));
    let late = |on, hour| incident(on, Some((on, hour)));
    assert_eq!(happened(Restricted, late("2026-09-01", 14.0)).fired(), SILENT);
    for (tier, outcome) in ASKED.into_iter().zip([Condition, Condition, Escalate, Escalate]) {
        let fired = happened(tier, late("2026-09-01", 14.5)).fired();
        assert_eq!(fired, [(Rule::IncidentLate, outcome)], "{tier}");
    }
    let fires = [(Rule::IncidentLate, Escalate)];
    // Forgotten after 24 months; the day reached still counts.
    assert_eq!(happened(Restricted, late("2024-10-31", 20.0)).fired(), fires);
    assert_eq!(happened(Restricted, late("2024-10-30", 20.0)).fired(), SILENT);
    // Not told: counted to 00:00 of the as-of date. From 6:00 the day before, that is 18 hours.
    assert_eq!(happened(Restricted, incident("2026-10-30", None)).fired(), fires);
    assert_eq!(happened(Restricted, incident("2026-10-31", None)).fired(), SILENT);
    assert_eq!(happened(Restricted, late("2026-11-01", 20.0)).fired(), SILENT);
    let not_agreed = happened(Restricted, late("2026-09-01", 20.0))
        .with(|case| case.engagement().notice_agreed = None);
    assert_eq!(not_agreed.fired(), [(Rule::NoticeMissing, Hold)]);
}

/// A condition and a hold are due by the tier at which the rule was tested.
#[test]
fn due_dates_by_tier() {
    for (tier, due) in [(Confidential, "2027-02-08"), (Restricted, "2026-11-30")] {
        let case = Case::clean(tier).with(|case| _ = case.says("ACC-05", No));
        assert_eq!(case.rules()[0].due, Some(day(due)), "{tier}");
    }
    let rejected = Case::clean(Critical).with(|case| _ = case.says("ACC-05", No));
    assert_eq!(rejected.rules()[0].due, None);
}

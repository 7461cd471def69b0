//! Accepted risks: when a waiver counts, what it changes, and the findings about it.

use flowdown::model::{Answer, Code, Date, EngagementId, Outcome, Rule, SupplierId, Tier, Waiver};
use flowdown::model::{InformationKind, Place};

use crate::support::{AS_OF, Case, countries, day};
use Answer::{No, Partial, Unanswered};
use Outcome::{Condition, Escalate, Hold, Reject};
use Tier::{Confidential, Critical, Internal, Restricted};

/// A waiver that one person requested and another approved, in force on [`AS_OF`].
fn waiver(id: &str, subject: &str) -> Waiver {
    Waiver {
        id: id.to_owned(),
        supplier: SupplierId::new("S-1"),
        engagement: None,
        among: None,
        subject: subject.to_owned(),
        reason: "until the new system stands".to_owned(),
        requested_by: "T. Okafor".to_owned(),
        approved_by: "H. Stein".to_owned(),
        approved_on: day("2026-09-01"),
        expires: day("2027-01-31"),
        place: Place::file("register.xlsx"),
    }
}

/// A missing second factor at restricted is a reject; the waiver names the control.
fn waived(change: impl FnOnce(&mut Waiver)) -> Case {
    Case::clean(Restricted).with(|case| {
        case.says("ACC-02", No);
        let mut row = waiver("W-1", "ACC-02");
        change(&mut row);
        case.register.waivers.push(row);
    })
}

/// The finding codes about waivers.
fn said(case: &Case) -> Vec<Code> {
    case.judged(|found| {
        let codes = found.findings.iter().map(|finding| finding.code);
        let mut codes: Vec<Code> = codes.filter(|code| WAIVERS.contains(code)).collect();
        codes.sort_by_key(|code| WAIVERS.iter().position(|known| known == code));
        codes
    })
}

const WAIVERS: [Code; 6] = [
    Code::WaiverForbidden,
    Code::WaiverUnmatched,
    Code::WaiverExpired,
    Code::WaiverSelfApproved,
    Code::WaiverNotYet,
    Code::WaiverTooLong,
];
const ACCEPTED: [(Rule, Outcome); 1] = [(Rule::ControlMissing, Condition)];
const REFUSED: [(Rule, Outcome); 1] = [(Rule::ControlMissing, Reject)];

#[test]
fn a_waiver_turns_a_reject_into_a_condition() {
    let case = waived(|_| ());
    assert_eq!((case.fired(), said(&case)), (ACCEPTED.to_vec(), vec![]));
    let rule = &case.rules()[0];
    assert_eq!(rule.waiver.as_deref(), Some("W-1"));
    assert!(rule.because.contains("accepted risk until 2027-01-31"), "{}", rule.because);
    // The later of its own due day (30 days at restricted: 2026-11-30) and the waiver's last day counts.
    assert_eq!(rule.due, Some(day("2027-01-31")));
}

/// The approval day and the expiry day still count.
#[test]
fn a_waiver_counts_from_its_approval_to_its_last_day() {
    let lasting = |approved: Date, expires: Date| {
        waived(|row| (row.approved_on, row.expires) = (approved, expires))
    };
    let (before, after) = (AS_OF.yesterday().unwrap(), AS_OF.tomorrow().unwrap());
    for (approved, expires) in [(AS_OF, after), (before, AS_OF), (AS_OF, AS_OF)] {
        let case = lasting(approved, expires);
        assert_eq!(
            (case.fired(), said(&case)),
            (ACCEPTED.to_vec(), vec![]),
            "{approved} {expires}"
        );
    }
    let over = lasting(day("2026-09-01"), before);
    assert_eq!((over.fired(), said(&over)), (REFUSED.to_vec(), vec![Code::WaiverExpired]));
    let early = lasting(after, day("2027-01-31"));
    assert_eq!((early.fired(), said(&early)), (REFUSED.to_vec(), vec![Code::WaiverNotYet]));
}

/// Twelve months after its approval it ends, whatever its expiry; the last day still counts.
#[test]
fn a_waiver_counts_for_twelve_months_at_the_most() {
    let granted = |approved, expires| {
        waived(|row| (row.approved_on, row.expires) = (day(approved), day(expires)))
    };
    let exact = granted("2026-01-31", "2027-01-31");
    assert_eq!((exact.fired(), said(&exact)), (ACCEPTED.to_vec(), vec![]));
    let longer = granted("2026-01-31", "2027-02-01");
    assert_eq!((longer.fired(), said(&longer)), (ACCEPTED.to_vec(), vec![Code::WaiverTooLong]));
    assert!(longer.rules()[0].because.contains("until 2027-01-31"));
    let last_day = granted("2025-10-31", "2030-12-31");
    assert_eq!((last_day.fired(), said(&last_day)), (ACCEPTED.to_vec(), vec![Code::WaiverTooLong]));
    let over = granted("2025-10-30", "2030-12-31");
    let codes = vec![Code::WaiverExpired, Code::WaiverTooLong];
    assert_eq!((over.fired(), said(&over)), (REFUSED.to_vec(), codes));
}

/// Letter case, blanks, dots and the order of names do not make another person; a blank name approves nothing.
#[test]
fn nobody_approves_what_they_asked_for() {
    let by = |asked: &str, granted: &str| {
        waived(|row| {
            (row.requested_by, row.approved_by) = (asked.to_owned(), granted.to_owned());
        })
    };
    for (asked, granted) in [
        ("R. Adeyemi", "R. Adeyemi"),
        ("R. Adeyemi", " r.  ADEYEMI "),
        ("Änne Groß", "ÄNNE GROß"),
        ("R.\u{a0}Adeyemi", "R. Adeyemi"),
        ("Adeyemi, Rotimi", "Rotimi Adeyemi"),
        ("H. Stein; R. Adeyemi", "R. Adeyemi"),
        ("R. Adeyemi", "R. Adeyemi; \u{3164}"),
        ("", "H. Stein"),
        ("R. Adeyemi", "  "),
    ] {
        let case = by(asked, granted);
        let expected = (REFUSED.to_vec(), vec![Code::WaiverSelfApproved]);
        assert_eq!((case.fired(), said(&case)), expected, "{asked} {granted}");
    }
    for granted in ["R. Adeyemo", "R. Adeyemi; H. Stein"] {
        let case = by("R. Adeyemi", granted);
        assert_eq!((case.fired(), said(&case)), (ACCEPTED.to_vec(), vec![]), "{granted}");
    }
}

/// Raised tiers, local storage and export licences stay a reject.
#[test]
fn three_rules_cant_be_waived() {
    let raised =
        Case::clean(Internal).with(|case| case.passes_on("S-1", "S-2").tier = Some(Confidential));
    let local = Case::clean(Internal).with(|case| {
        let one = case.engagement();
        (one.kinds, one.origin) = (vec![InformationKind::PersonalData], countries("CN").pop());
        (one.processing, one.mechanisms) = (countries("SG"), vec!["cn-certification".to_owned()]);
    });
    let export = Case::clean(Internal).with(|case| {
        let one = case.engagement();
        (one.kinds, one.processing) = (vec![InformationKind::ExportControlled], countries("CN"));
    });
    for (rule, supplier, case) in [
        (Rule::ChainTierRaised, "S-2", raised),
        (Rule::Localisation, "S-1", local),
        (Rule::ExportLicence, "S-1", export),
    ] {
        let case = case.with(|case| {
            let row = waiver("W-1", rule.word());
            case.register.waivers.push(Waiver { supplier: SupplierId::new(supplier), ..row });
        });
        let expected = (vec![(rule, Reject)], vec![Code::WaiverForbidden]);
        assert_eq!((case.fired(), said(&case)), expected, "{rule}");
    }
}

#[test]
fn a_waiver_speaks_of_its_supplier_engagement_and_rule_only() {
    type Change = fn(&mut Waiver);
    let missed: [Change; 4] = [
        |row| row.supplier = SupplierId::new("S-2"),
        |row| row.engagement = Some(EngagementId::new("E-2")),
        |row| row.subject = "ACC-03".to_owned(),
        |row| row.subject = "control-partial".to_owned(),
    ];
    for change in missed {
        let case = waived(change);
        assert_eq!((case.fired(), said(&case)), (REFUSED.to_vec(), vec![Code::WaiverUnmatched]));
    }
    let met: [Change; 3] = [
        |row| row.engagement = Some(EngagementId::new("E-1")),
        |row| row.subject = " acc-02 ".to_owned(),
        |row| row.subject = "Control-Missing".to_owned(),
    ];
    for change in met {
        let case = waived(change);
        assert_eq!((case.fired(), said(&case)), (ACCEPTED.to_vec(), vec![]));
    }
}

/// A waiver of a control covers the four rules about its answer, and nothing else; ACC-02 has weight 5.
#[test]
fn a_control_covers_its_four_rules() {
    let answered = |answer| {
        Case::clean(Critical).with(|case| {
            case.says("ACC-02", answer);
            case.register.waivers.push(waiver("W-1", "ACC-02"));
        })
    };
    for (answer, rule) in [
        (No, Rule::ControlMissing),
        (Partial, Rule::ControlPartial),
        (Unanswered, Rule::ControlUnanswered),
    ] {
        assert_eq!(answered(answer).fired(), [(rule, Condition)], "{answer}");
        assert_eq!(answered(answer).rules()[0].waiver.as_deref(), Some("W-1"));
    }
    // A waiver of a rule covers every control, one of a control only that control.
    let two = |subject| {
        Case::clean(Critical).with(|case| {
            case.says("ACC-02", No).says("ACC-05", No);
            case.register.waivers.push(waiver("W-1", subject));
        })
    };
    assert_eq!(two("ACC-02").outcomes(Rule::ControlMissing), [Reject, Condition]);
    assert_eq!(two("control-missing").outcomes(Rule::ControlMissing), [Condition, Condition]);
}

/// A condition stays a condition; the waiver accepts it and is named. 100 days are 2027-02-08.
#[test]
fn a_waiver_accepts_a_condition() {
    let case = Case::clean(Confidential).with(|case| {
        case.says("ACC-05", No);
        case.register.waivers.push(waiver("W-1", "ACC-05"));
    });
    assert_eq!((case.fired(), said(&case)), (ACCEPTED.to_vec(), vec![]));
    let rule = &case.rules()[0];
    assert_eq!((rule.waiver.as_deref(), rule.due), (Some("W-1"), Some(day("2027-02-08"))));
}

#[test]
fn holds_and_escalations_are_softened_too() {
    let hold = Case::clean(Restricted).with(|case| {
        case.engagement().notice_agreed = None;
        case.register.waivers.push(waiver("W-1", "notice-missing"));
    });
    assert_eq!(hold.fired(), [(Rule::NoticeMissing, Condition)]);
    let appetite =
        Case::clean(Restricted).with(|case| case.policy().tiers.restricted.appetite = Some(0.01));
    assert_eq!(appetite.fired(), [(Rule::AppetiteExceeded, Escalate)]);
    let accepted =
        appetite.with(|case| case.register.waivers.push(waiver("W-1", "appetite-exceeded")));
    assert_eq!(accepted.fired(), [(Rule::AppetiteExceeded, Condition)]);
}

/// Of several that match, the latest end counts, then the last id.
#[test]
fn the_longest_of_several_waivers_counts() {
    let with = |rows: &[(&str, &str)]| {
        let case = Case::clean(Restricted).with(|case| {
            case.says("ACC-02", No);
            for (id, expires) in rows {
                let row = waiver(id, "ACC-02");
                case.register.waivers.push(Waiver { expires: day(expires), ..row });
            }
        });
        case.rules()[0].waiver.clone().unwrap()
    };
    assert_eq!(with(&[("W-1", "2027-01-31"), ("W-2", "2027-01-30")]), "W-1");
    assert_eq!(with(&[("W-2", "2027-01-31"), ("W-1", "2027-01-31")]), "W-2");
    // Both end twelve months after the approval, so the last id counts.
    assert_eq!(with(&[("W-1", "2029-01-31"), ("W-2", "2028-01-31")]), "W-2");
}

/// While a response is missing, a reject is a hold, and a waiver makes that a condition.
#[test]
fn a_waiver_of_what_a_missing_response_softened() {
    let case = Case::clean(Restricted).with(|case| {
        case.responses.clear();
        case.register.waivers.push(waiver("W-1", "ACC-02"));
    });
    let of_control = case.rules().into_iter().find(|rule| rule.subject == "ACC-02").unwrap();
    assert_eq!((of_control.outcome, of_control.waiver.as_deref()), (Condition, Some("W-1")));
    assert_eq!(case.outcomes(Rule::ResponseMissing), [Hold]);
}

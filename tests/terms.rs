//! The terms of a decision: how long it holds, who signs, up to which tier, in which stage.

use flowdown::model::{
    Answer, Date, Decision, Incident, Outcome, Phase, Place, RecordLevel, SupplierId, Tier, Waiver,
};

use crate::support::{AS_OF, Case, certificate, day, evidence};
use Answer::No;
use Outcome::{Approve, Condition, Escalate, Reject};
use Tier::{Confidential, Critical, Internal, Public, Restricted};

fn until(case: &Case) -> Date {
    case.judged(|found| found.engagements[0].valid_until)
}

fn signer(case: &Case) -> String {
    case.judged(|found| found.engagements[0].signer.to_owned())
}

fn ceiling(case: &Case) -> Tier {
    case.judged(|found| found.engagements[0].disclosure_ceiling)
}

fn decision(case: &Case) -> Decision {
    case.judged(|found| found.engagements[0].decision)
}

/// A clean case whose certificate had surveillance in October, so that it is in standing until long after its responses
/// are stale.
fn checked(tier: Tier) -> Case {
    Case::clean(tier)
        .with(|case| case.register.certificates[0].surveillance = Some(day("2026-10-15")))
}

/// Responses of 2026-10-01 count for 12, 12, 6 and 3 months; the cadence of public is 24 months.
#[test]
fn a_decision_holds_as_long_as_its_responses() {
    for (tier, last) in [
        (Public, "2028-10-31"),
        (Internal, "2027-10-01"),
        (Confidential, "2027-10-01"),
        (Restricted, "2027-04-01"),
        (Critical, "2027-01-01"),
    ] {
        assert_eq!(until(&checked(tier)), day(last), "{tier}");
    }
    // A certificate of 2026-01-01 is in standing for 12 months and 90 days without surveillance: until 2027-04-01.
    assert_eq!(until(&Case::clean(Confidential)), day("2027-04-01"));
    let chain = Case::clean(Restricted).with(|case| {
        case.passes_on("S-1", "S-2");
        case.responses[1].completed_on = Some(day("2026-06-15"));
    });
    assert_eq!(until(&chain), day("2026-12-15"));
}

/// If responses count for longer, the tier's cadence limits it: 31 October + 6 months is 30 April.
#[test]
fn a_decision_holds_no_longer_than_the_cadence() {
    let case = checked(Restricted).with(|case| case.policy().tiers.restricted.stale_months = 24);
    assert_eq!(until(&case), day("2027-04-30"));
}

#[test]
fn a_decision_never_ends_before_its_day() {
    let completed = |on: Option<&str>| {
        Case::clean(Internal).with(|case| case.responses[0].completed_on = on.map(day))
    };
    assert_eq!(until(&completed(Some("2025-01-01"))), AS_OF);
    assert_eq!(until(&completed(None)), AS_OF);
    // The last day before it is stale still counts.
    assert_eq!(until(&completed(Some("2025-10-31"))), AS_OF);
    assert_eq!(until(&completed(Some("2025-11-01"))), day("2026-11-01"));
}

#[test]
fn a_decision_ends_with_the_certificate_it_took() {
    let ends = |on| {
        Case::clean(Restricted).with(|case| case.register.certificates[0].expires = Some(day(on)))
    };
    assert_eq!(until(&ends("2026-12-15")), day("2026-12-15"));
    // A second certificate that ends later is taken instead, and supports the same controls.
    let two = ends("2026-12-15")
        .with(|case| case.register.certificates.push(certificate("S-1", "TISAX-AL3")));
    assert_eq!(until(&two), day("2027-04-01"));
    // At internal no certificate is required, but answers rest on it.
    let internal = Case::clean(Internal)
        .with(|case| case.register.certificates[0].expires = Some(day("2026-12-15")));
    assert_eq!(until(&internal), day("2026-12-15"));
}

/// Our own test counts as E3 for 12 months, independent assurance as E2 for 36; a document has no end.
#[test]
fn a_decision_ends_with_the_evidence_it_rests_on() {
    let dated = |level, on| {
        Case::clean(Internal).with(|case| {
            case.register.certificates.clear();
            let mut row = evidence("S-1", "ACC-02", level);
            row.dated = Some(day(on));
            case.register.evidence.push(row);
        })
    };
    assert_eq!(until(&dated(RecordLevel::OwnTest, "2025-11-05")), day("2026-11-05"));
    assert_eq!(until(&dated(RecordLevel::Independent, "2023-11-10")), day("2026-11-10"));
    assert_eq!(until(&dated(RecordLevel::Document, "2020-01-01")), day("2027-10-01"));
    // An own test older than 12 months counts as E2 up to 36 months.
    assert_eq!(until(&dated(RecordLevel::OwnTest, "2023-11-10")), day("2026-11-10"));
}

#[test]
fn a_decision_ends_with_the_waiver_that_changed_it() {
    let waived = |subject: &str| {
        Case::clean(Restricted).with(|case| {
            case.says("ACC-02", No);
            case.register.waivers.push(Waiver {
                id: "W-1".to_owned(),
                supplier: SupplierId::new("S-1"),
                engagement: None,
                among: None,
                subject: subject.to_owned(),
                reason: "r".to_owned(),
                requested_by: "A".to_owned(),
                approved_by: "B".to_owned(),
                approved_on: day("2026-09-01"),
                expires: day("2026-11-20"),
                place: Place::file("register.xlsx"),
            });
        })
    };
    assert_eq!(until(&waived("ACC-02")), day("2026-11-20"));
    assert_eq!(until(&waived("ACC-03")), day("2027-04-01"));
}

const OWNER: &str = "deal owner";
const HEAD: &str = "head of procurement and security";
const COMMITTEE: &str = "executive committee";

/// The ratio of one party's likelihood to the appetite: up to 1, up to 1.5, above.
#[test]
fn who_signs_goes_by_the_appetite() {
    let (own, _) = Case::clean(Restricted).likelihoods();
    let at = |ratio: f64| {
        Case::clean(Restricted)
            .with(|case| case.policy().tiers.restricted.appetite = Some(own / ratio))
    };
    assert_eq!(signer(&at(1.0)), OWNER);
    assert_eq!(signer(&at(1.000_001)), HEAD);
    assert_eq!(signer(&at(1.5)), HEAD);
    assert_eq!(signer(&at(1.500_001)), COMMITTEE);
}

/// The chain's likelihood counts by half: three parties with the same likelihood.
#[test]
fn who_signs_goes_by_the_chain_too() {
    let three = Case::clean(Restricted).with(|case| {
        case.passes_on("S-1", "S-2");
        case.passes_on("S-1", "S-3");
    });
    let (own, chain) = three.likelihoods();
    assert!(chain / 2.0 > own);
    let appetite = |appetite: f64| {
        three.clone().with(|case| case.policy().tiers.restricted.appetite = Some(appetite))
    };
    assert_eq!(signer(&appetite(chain / 2.0)), OWNER);
    assert_eq!(signer(&appetite(chain / 2.0 - 1e-9)), HEAD);
    assert_eq!(signer(&appetite(chain / 3.0)), HEAD);
    assert_eq!(signer(&appetite(chain / 3.0 - 1e-9)), COMMITTEE);
}

/// Critical is one step higher, except at the top; an escalation needs at least the second role.
#[test]
fn who_signs_at_critical_and_for_an_escalation() {
    assert_eq!(signer(&Case::clean(Critical)), HEAD);
    let appetite = |appetite| {
        Case::clean(Critical).with(|case| case.policy().tiers.critical.appetite = Some(appetite))
    };
    let (own, _) = Case::clean(Critical).likelihoods();
    assert_eq!(signer(&appetite(own / 1.5)), COMMITTEE);
    assert_eq!(signer(&appetite(own / 3.0)), COMMITTEE);
    let late = Case::clean(Restricted).with(|case| {
        case.register.incidents.push(Incident {
            id: "I-1".to_owned(),
            supplier: SupplierId::new("S-1"),
            detected: day("2026-09-01"),
            detected_hour: 0.0,
            notified: Some(day("2026-09-03")),
            notified_hour: 0.0,
            severity: None,
            summary: None,
            place: Place::file("register.xlsx"),
        });
    });
    assert_eq!((decision(&late), signer(&late).as_str()), (Decision(Escalate), HEAD));
    // A reject within the appetite needs no higher role than the deal owner.
    let reject = Case::clean(Restricted).with(|case| _ = case.says("ACC-02", No));
    assert_eq!((decision(&reject), signer(&reject).as_str()), (Decision(Reject), OWNER));
}

/// The most levels of subcontractors: 3 at internal, 2 at confidential, 1 at restricted, none at critical.
#[test]
fn the_ceiling_is_the_highest_tier_that_would_be_allowed() {
    let levels = |count: usize| {
        Case::clean(Internal).with(|case| {
            for giver in 1..=count {
                let (from, to) = (format!("S-{giver}"), format!("S-{}", giver + 1));
                case.passes_on(&from, &to).notice_agreed = Some(0.0);
            }
            case.policy().thresholds.appetite_chain_factor = 10.0;
        })
    };
    for (count, tier) in
        [Critical, Restricted, Confidential, Internal, Public].into_iter().enumerate()
    {
        assert_eq!(ceiling(&levels(count)), tier, "{count}");
    }
    // ACC-05, of weight 3, answered no: a condition up to restricted, a reject at critical.
    let condition = Case::clean(Critical).with(|case| _ = case.says("ACC-05", No));
    assert_eq!((decision(&condition), ceiling(&condition)), (Decision(Reject), Restricted));
}

/// An edge with a higher tier than its giver's is rejected, but neither the ceiling nor stages test that. It passes on
/// restricted at most, where one level below the prime is allowed, at critical too.
#[test]
fn raised_tiers_are_tested_as_registered_only() {
    let raised = Case::clean(Internal).with(|case| {
        case.passes_on("S-1", "S-2").tier = Some(Restricted);
        case.register.phases.push(phase("now", Internal));
    });
    assert_eq!((decision(&raised), ceiling(&raised)), (Decision(Reject), Critical));
    assert_eq!(stages(&raised), [Approve]);
}

fn phase(name: &str, tier: Tier) -> Phase {
    Phase {
        engagement: flowdown::model::EngagementId::new("E-1"),
        name: name.to_owned(),
        tier,
        starts: None,
        purpose: None,
        recipients: None,
        place: Place::file("register.xlsx"),
    }
}

fn stages(case: &Case) -> Vec<Outcome> {
    case.judged(|found| {
        let phases = found.engagements[0].phases.iter();
        phases.map(|phase| phase.at.decision.0).collect()
    })
}

/// ACC-05 is required from confidential on; answered no it is a condition there, a reject at critical.
#[test]
fn each_stage_is_decided_at_its_own_tier() {
    let case = Case::clean(Critical).with(|case| {
        case.says("ACC-05", No);
        for (name, tier) in
            [("series", Critical), ("study", Internal), ("design", Restricted), ("leaflet", Public)]
        {
            case.register.phases.push(phase(name, tier));
        }
    });
    assert_eq!(stages(&case), [Reject, Approve, Condition, Approve]);
    assert_eq!(decision(&case), Decision(Reject));
    // A stage of another engagement does not count here.
    let other = case.with(|case| {
        case.register.phases[0].engagement = flowdown::model::EngagementId::new("E-2");
    });
    assert_eq!(stages(&other), [Approve, Condition, Approve]);
}

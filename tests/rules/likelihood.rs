//! Strengths and likelihoods.

use flowdown::model::{Answer, Outcome, Rule, Tier};

use super::{SILENT, line};
use crate::support::Case;
use Answer::Partial;
use Outcome::{Condition, Escalate};
use Tier::{Internal, Restricted};

/// One domain with one control of weight 3 (n = 1) at E0: yes gives a = 0.4 + 0.5, b = 1.6 + 0.5, m = 0.9 / 3 = 0.30,
/// just what internal requires; partial gives m = 0.65 / 3.
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

/// The rule never requires more than yes at E2 to everything would give, times the policy's factor.
#[test]
fn domain_weak_asks_for_what_can_be_attained() {
    let strict = Case::clean(Restricted).with(|case| {
        case.assure_all();
        case.policy().tiers.restricted.domain_strength_min = Some(0.99);
        case.policy().thresholds.domain_weak_attainable_factor = 1.0;
    });
    assert_eq!(strict.fired(), SILENT);
    // LOG-04 has weight 1 and is never required; its document alone is less than E2.
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
    // The tolerance of 1e-12 is in the supplier's favour.
    assert_eq!(appetite(own - 1e-13).fired(), SILENT);
}

/// Three parties with the same likelihood P have 1 − (1 − P)³ together, which is more than 2 P for the small P of a
/// clean case: the chain's limit is exceeded before a party's own.
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

/// Share 1 passes everything on, and so does a blank cell; half of it has half the reach.
#[test]
fn what_is_passed_on_adds_its_share() {
    let with = |share| {
        line(Internal, 2).with(|case| case.register.subcontracts[0].share = share).likelihoods()
    };
    let (own, all) = with(1.0);
    assert!((all - (1.0 - (1.0 - own) * (1.0 - own))).abs() < 1e-12);
    let (_, half) = with(0.5);
    assert!((half - (1.0 - (1.0 - own) * (1.0 - 0.5 * own))).abs() < 1e-12);
    assert_eq!(line(Internal, 2).likelihoods().1, all);
}

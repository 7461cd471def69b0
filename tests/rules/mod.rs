//! Tests of each gate rule, a file for each family: one case where the rule fires, and one where it just does not.
//!
//! The engagement is clean apart from what the test changes, so the whole list of rules that fire is compared: no other
//! rule may fire.

mod certificate;
mod chain;
mod control;
mod coverage;
mod evidence;
mod incident;
mod kinds;
mod likelihood;
mod link;
mod notice;
mod overdue;
mod response;
mod transfer;

use flowdown::model::{Answer, Decision, Outcome, Rule, Tier};

use crate::support::{Case, day};
use Answer::No;
use Tier::{Confidential, Critical, Internal, Public, Restricted};

const SILENT: [(Rule, Outcome); 0] = [];
const ASKED: [Tier; 4] = [Internal, Confidential, Restricted, Critical];

/// Suppliers S-1 to S-n, each passing everything on to the next.
fn line(tier: Tier, suppliers: usize) -> Case {
    Case::clean(tier).with(|case| {
        for giver in 1..suppliers {
            case.passes_on(&format!("S-{giver}"), &format!("S-{}", giver + 1)).notice_agreed =
                Some(0.0);
        }
        // So that only the rules about the shape can fire.
        case.policy().thresholds.appetite_chain_factor = 10.0;
    })
}

/// Each rule is tested in the file of its family.
#[test]
fn every_rule_is_tested_in_the_file_of_its_family() {
    for rule in Rule::ALL {
        let family = format!("{:?}", rule.family()).to_lowercase();
        let path = format!("{}/tests/rules/{family}.rs", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(&format!("Rule::{rule:?}")), "{path} does not test {rule}");
    }
}

#[test]
fn nothing_stands_against_a_clean_case() {
    for tier in Tier::ALL {
        assert_eq!(Case::clean(tier).fired(), SILENT, "{tier}");
    }
}

/// No rule is tested at public, whatever is wrong.
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

/// The due day of a condition or a hold depends on the tier at which the rule was tested.
#[test]
fn due_dates_by_tier() {
    for (tier, due) in [(Confidential, "2027-02-08"), (Restricted, "2026-11-30")] {
        let case = Case::clean(tier).with(|case| _ = case.says("ACC-05", No));
        assert_eq!(case.rules()[0].due, Some(day(due)), "{tier}");
    }
    let rejected = Case::clean(Critical).with(|case| _ = case.says("ACC-05", No));
    assert_eq!(rejected.rules()[0].due, None);
}

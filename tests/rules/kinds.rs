//! Kinds of information along the chain: which controls and transfers are tested, and the two rules about kinds.

use flowdown::model::{Answer, InformationKind, Outcome, Rule, Tier};

use crate::support::{Case, countries};
use InformationKind::{CustomerData, ExportControlled, PersonalData, Prototype, SourceCode};
use Outcome::{Condition, Hold, Reject};
use Tier::{Confidential, Critical, Internal, Public, Restricted};

const ASKED: [Tier; 4] = [Internal, Confidential, Restricted, Critical];

/// XBR-02 is about personal data, DEV-02 about source code: answered no they count only where those kinds arrive.
#[test]
fn a_control_applies_where_one_of_its_kinds_arrives() {
    let missing = |kinds: &[InformationKind]| -> Vec<String> {
        let case = Case::clean(Confidential).with(|case| {
            case.engagement().kinds = kinds.to_vec();
            case.says("XBR-02", Answer::No).says("DEV-02", Answer::No);
        });
        let rules = case.rules().into_iter().filter(|rule| rule.rule == Rule::ControlMissing);
        rules.map(|rule| rule.subject.to_string()).collect()
    };
    assert_eq!(missing(&[CustomerData]), Vec::<String>::new());
    assert_eq!(missing(&[PersonalData]), ["XBR-02"]);
    assert_eq!(missing(&[SourceCode]), ["DEV-02"]);
    assert_eq!(missing(&[PersonalData, SourceCode]), ["DEV-02", "XBR-02"]);
    // If the register names no kinds, every control applies.
    assert_eq!(missing(&[]), ["DEV-02", "XBR-02"]);
}

#[test]
fn kinds_blank_speaks_once_at_the_prime() {
    for (tier, outcome) in
        [(Internal, Condition), (Confidential, Condition), (Restricted, Hold), (Critical, Hold)]
    {
        let named = Case::clean(tier);
        assert_eq!(named.outcomes(Rule::KindsBlank), [], "{tier}");
        let blank = named.with(|case| {
            case.engagement().kinds.clear();
            if tier < Restricted {
                case.passes_on("S-1", "S-2");
            }
        });
        assert_eq!(blank.outcomes(Rule::KindsBlank), [outcome], "{tier}");
    }
    let public = Case::clean(Public).with(|case| case.engagement().kinds.clear());
    assert_eq!(public.fired(), []);
}

/// An edge may pass on what its giver receives; one kind more fires the rule, and counts all the same.
#[test]
fn chain_kind_raised_where_the_giver_does_not_receive_it() {
    for tier in ASKED {
        let passing = |kinds: &[InformationKind]| {
            Case::clean(tier).with(|case| {
                case.engagement().kinds = vec![CustomerData, Prototype];
                let tier = Some(Internal);
                let edge = case.passes_on("S-1", "S-2");
                (edge.kinds, edge.tier) = (kinds.to_vec(), tier);
            })
        };
        assert_eq!(passing(&[Prototype]).outcomes(Rule::ChainKindRaised), [], "{tier}");
        assert_eq!(passing(&[]).outcomes(Rule::ChainKindRaised), [], "{tier}");
        let outcome = if tier >= Restricted { Reject } else { Hold };
        let raised = passing(&[Prototype, SourceCode]);
        assert_eq!(raised.outcomes(Rule::ChainKindRaised), [outcome], "{tier}");
        let rule = raised.rules().into_iter().find(|rule| rule.rule == Rule::ChainKindRaised);
        let rule = rule.unwrap();
        assert_eq!((rule.supplier.as_str(), &*rule.subject), ("S-2", "S-1"));
        assert!(rule.because.contains("source-code") && !rule.because.contains("prototype"));
    }
}

/// Personal data that are not passed on are not transferred: each edge is tested with the kinds it carries.
#[test]
fn transfers_are_tested_with_what_an_edge_carries() {
    let abroad = |kinds: &[InformationKind]| {
        let case = Case::clean(Internal).with(|case| {
            case.engagement().kinds = vec![PersonalData, CustomerData, ExportControlled];
            let edge = case.passes_on("S-1", "S-2");
            (edge.kinds, edge.processing) = (kinds.to_vec(), countries("US"));
        });
        let fired = case.rules();
        fired.into_iter().map(|rule| rule.rule).collect::<Vec<_>>()
    };
    assert_eq!(abroad(&[CustomerData]), []);
    assert_eq!(abroad(&[PersonalData]), [Rule::TransferMechanism]);
    assert_eq!(abroad(&[ExportControlled]), [Rule::ExportLicence]);
    assert_eq!(abroad(&[]), [Rule::ExportLicence, Rule::TransferMechanism]);
}

/// If the kinds are blank, no transfer is tested, and a kind that an edge states counts as raised.
#[test]
fn blank_kinds_test_no_transfer() {
    let case = Case::clean(Internal).with(|case| {
        case.engagement().kinds.clear();
        let edge = case.passes_on("S-1", "S-2");
        (edge.kinds, edge.processing) = (vec![PersonalData], countries("US"));
    });
    let rules: Vec<Rule> = case.rules().into_iter().map(|rule| rule.rule).collect();
    assert_eq!(rules, [Rule::ChainKindRaised, Rule::KindsBlank]);
}

//! The shape of the chain.

use flowdown::model::{Outcome, Rule, Tier};

use super::{SILENT, line};
use crate::support::subcontract;
use Outcome::{Hold, Reject};
use Tier::{Confidential, Critical, Internal, Restricted};

#[test]
fn chain_depth_above_the_levels_of_the_tier() {
    for (tier, levels) in [(Internal, 3), (Confidential, 2), (Restricted, 1), (Critical, 0)] {
        assert_eq!(line(tier, levels + 1).fired(), SILENT, "{tier}");
        assert_eq!(line(tier, levels + 2).fired(), [(Rule::ChainDepth, Reject)], "{tier}");
    }
    // The third party receives internal information only, at which three levels are allowed.
    let lower =
        line(Restricted, 3).with(|case| case.register.subcontracts[1].tier = Some(Internal));
    assert_eq!(lower.fired(), SILENT);
}

/// The longest path counts: S-3 is reached directly and through S-2.
#[test]
fn chain_depth_counts_the_longest_path() {
    let short_cut = line(Restricted, 3).with(|case| _ = case.passes_on("S-1", "S-3"));
    assert_eq!(short_cut.fired(), [(Rule::ChainDepth, Reject)]);
    assert_eq!(short_cut.rules()[0].supplier.as_str(), "S-3");
}

#[test]
fn chain_tier_raised_above_what_the_giver_receives() {
    let stated = |first: Tier, second: Tier| {
        line(Confidential, 3).with(|case| {
            case.register.subcontracts[0].tier = Some(first);
            case.register.subcontracts[1].tier = Some(second);
        })
    };
    let raised = [(Rule::ChainTierRaised, Reject)];
    assert_eq!(stated(Confidential, Confidential).fired(), SILENT);
    assert_eq!(stated(Internal, Internal).fired(), SILENT);
    assert_eq!(stated(Internal, Confidential).fired(), raised);
    assert_eq!(stated(Internal, Confidential).rules()[0].supplier.as_str(), "S-3");
    assert_eq!(stated(Restricted, Confidential).fired(), raised);
    // It also fires below a node at public, where no other rule is tested.
    assert_eq!(stated(Tier::Public, Internal).fired(), raised);
}

#[test]
fn chain_unknown_for_parties_and_givers_that_nobody_knows() {
    let unknown = line(Confidential, 2)
        .with(|case| case.register.suppliers.retain(|one| one.id.as_str() != "S-2"));
    assert_eq!(unknown.outcomes(Rule::ChainUnknown), [Hold]);
    // Whatever else fires at a party without a response, nothing is worse than hold.
    assert!(unknown.fired().iter().all(|(_, outcome)| *outcome <= Hold));
    // A row whose giver is not reached names its taker, whether that is in the chain or not.
    for taker in ["S-2", "S-8"] {
        let unreached = line(Confidential, 2).with(|case| {
            case.register.subcontracts.push(subcontract("E-1", "S-9", taker));
        });
        assert_eq!(unreached.fired(), [(Rule::ChainUnknown, Hold)], "{taker}");
        assert_eq!(unreached.rules()[0].supplier.as_str(), taker);
        assert_eq!(unreached.judged(|found| found.engagements[0].chain.len()), 2, "{taker}");
    }
    // A row of another engagement does not belong to this chain.
    let other = line(Confidential, 2).with(|case| {
        case.register.subcontracts.push(subcontract("E-9", "S-9", "S-8"));
    });
    assert_eq!(other.fired(), SILENT);
}

#[test]
fn chain_cycle_where_an_edge_leads_back_to_its_own_path() {
    let cycle = [(Rule::ChainCycle, Hold)];
    for (from, to) in [("S-2", "S-1"), ("S-2", "S-2"), ("S-1", "S-1"), ("S-3", "S-1")] {
        let back = line(Confidential, 3).with(|case| {
            let edge = case.passes_on(from, to);
            // A back edge counts for nothing else.
            (edge.flowed_down, edge.notice_agreed, edge.tier) = (false, None, Some(Critical));
        });
        assert_eq!(back.fired(), cycle, "{from} {to}");
        assert_eq!(back.rules()[0].supplier.as_str(), to);
    }
    // Two paths to one party are no cycle, nor are two edges between the same parties.
    let diamond = line(Confidential, 3).with(|case| {
        case.passes_on("S-1", "S-4");
        case.passes_on("S-4", "S-3");
        case.passes_on("S-4", "S-3");
    });
    assert_eq!(diamond.fired(), SILENT);
    assert_eq!(diamond.judged(|found| found.engagements[0].chain.len()), 4);
}

//! The gate rules of the chain: its shape, its papers and its clocks.

use flowdown::model::{Outcome, Rule, Tier};

use crate::support::{Case, subcontract};
use Outcome::{Condition, Hold, Reject};
use Tier::{Confidential, Critical, Internal, Restricted};

const SILENT: [(Rule, Outcome); 0] = [];

/// Suppliers S-1 to S-n, each passing everything on to the next.
fn line(tier: Tier, suppliers: usize) -> Case {
    Case::clean(tier).with(|case| {
        for giver in 1..suppliers {
            case.passes_on(&format!("S-{giver}"), &format!("S-{}", giver + 1)).notice_agreed =
                Some(0.0);
        }
        // So that only the shape speaks.
        case.policy().thresholds.appetite_chain_factor = 10.0;
    })
}

#[test]
fn chain_depth_above_the_levels_of_the_tier() {
    for (tier, levels) in [(Internal, 3), (Confidential, 2), (Restricted, 1), (Critical, 0)] {
        assert_eq!(line(tier, levels + 1).fired(), SILENT, "{tier}");
        assert_eq!(line(tier, levels + 2).fired(), [(Rule::ChainDepth, Reject)], "{tier}");
    }
    // The third party receives internal information only: there three levels are allowed.
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
    // Also below a node at public, where nothing else is tested.
    assert_eq!(stated(Tier::Public, Internal).fired(), raised);
}

#[test]
fn chain_unknown_for_parties_and_givers_that_nobody_knows() {
    let unknown = line(Confidential, 2)
        .with(|case| case.register.suppliers.retain(|one| one.id.as_str() != "S-2"));
    assert_eq!(unknown.outcomes(Rule::ChainUnknown), [Hold]);
    // Whatever else fires at a party without a response, nothing is worse than hold.
    assert!(unknown.fired().iter().all(|(_, outcome)| *outcome <= Hold));
    // A row whose giver nothing reaches names its taker, be it in the chain or not.
    for taker in ["S-2", "S-8"] {
        let unreached = line(Confidential, 2).with(|case| {
            case.register.subcontracts.push(subcontract("E-1", "S-9", taker));
        });
        assert_eq!(unreached.fired(), [(Rule::ChainUnknown, Hold)], "{taker}");
        assert_eq!(unreached.rules()[0].supplier.as_str(), taker);
        assert_eq!(unreached.judged(|found| found.engagements[0].chain.len()), 2, "{taker}");
    }
    // A row of another engagement is not of this chain.
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
            // It counts for nothing else.
            (edge.flowed_down, edge.notice_agreed, edge.tier) = (false, None, Some(Critical));
        });
        assert_eq!(back.fired(), cycle, "{from} {to}");
        assert_eq!(back.rules()[0].supplier.as_str(), to);
    }
    // Two ways to one party are no cycle, nor are two edges between the same parties.
    let diamond = line(Confidential, 3).with(|case| {
        case.passes_on("S-1", "S-4");
        case.passes_on("S-4", "S-3");
        case.passes_on("S-4", "S-3");
    });
    assert_eq!(diamond.fired(), SILENT);
    assert_eq!(diamond.judged(|found| found.engagements[0].chain.len()), 4);
}

#[test]
fn flow_down_and_consent_by_tier() {
    let edge = |tier, flowed_down, consent: Option<&str>| {
        line(tier, 2).with(|case| {
            let edge = &mut case.register.subcontracts[0];
            (edge.flowed_down, edge.consent) = (flowed_down, consent.map(str::to_owned));
            case.policy().tiers.critical.chain_depth_max = Some(1);
        })
    };
    let (flow_down, consent) = (Rule::FlowDownMissing, Rule::OnwardConsent);
    for (tier, outcome) in
        [(Internal, Condition), (Confidential, Condition), (Restricted, Reject), (Critical, Reject)]
    {
        assert_eq!(edge(tier, false, Some("yes")).fired(), [(flow_down, outcome)], "{tier}");
        assert_eq!(edge(tier, true, Some("2026-05-01")).fired(), SILENT, "{tier}");
    }
    assert_eq!(edge(Internal, true, None).fired(), SILENT);
    assert_eq!(edge(Confidential, true, None).fired(), SILENT);
    assert_eq!(edge(Restricted, true, None).fired(), [(consent, Condition)]);
    assert_eq!(edge(Critical, true, None).fired(), [(consent, Reject)]);
    // The tier that counts is the one that arrives.
    let lower = edge(Restricted, false, None)
        .with(|case| case.register.subcontracts[0].tier = Some(Internal));
    assert_eq!(lower.fired(), [(flow_down, Condition)]);
}

#[test]
fn notice_missing_where_no_hours_are_agreed() {
    for (tier, outcome) in
        [(Internal, Condition), (Confidential, Hold), (Restricted, Hold), (Critical, Hold)]
    {
        let prime = Case::clean(tier).with(|case| case.engagement().notice_agreed = None);
        assert_eq!(prime.fired(), [(Rule::NoticeMissing, outcome)], "{tier}");
    }
    let edge = line(Restricted, 2).with(|case| case.register.subcontracts[0].notice_agreed = None);
    assert_eq!(edge.fired(), [(Rule::NoticeMissing, Hold)]);
    assert_eq!(edge.rules()[0].supplier.as_str(), "S-2");
    // Agreed for 0 hours is agreed.
    assert_eq!(line(Restricted, 2).fired(), SILENT);
}

/// Hours of the prime and of its subcontractor, with what the engagement states.
fn clocks(tier: Tier, hours: [f64; 2], owed: Option<f64>, reserve: Option<f64>) -> Case {
    line(tier, 2).with(|case| {
        let one = case.engagement();
        (one.notice_agreed, one.notice_owed, one.reserve) = (Some(hours[0]), owed, reserve);
        case.register.subcontracts[0].notice_agreed = Some(hours[1]);
        case.policy().tiers.critical.chain_depth_max = Some(1);
    })
}

/// Hours left by default: twice the longest notice less the reserve, 2·72 − 24 = 120,
/// 2·48 − 24 = 72, 2·24 − 24 = 24, 2·12 − 8 = 16.
#[test]
fn notice_slack_below_nothing_left() {
    for (tier, left) in
        [(Internal, 120.0), (Confidential, 72.0), (Restricted, 24.0), (Critical, 16.0)]
    {
        let half = left / 2.0;
        assert_eq!(clocks(tier, [half, half], None, None).fired(), SILENT, "{tier}");
        let over = clocks(tier, [half, half + 0.5], None, None);
        assert_eq!(over.fired(), [(Rule::NoticeSlack, Condition)], "{tier}");
        assert_eq!(over.rules()[0].supplier.as_str(), "S-2");
        let slack = |case: &Case| {
            case.judged(|found| {
                let chain = found.engagements[0].chain.iter();
                chain.map(|node| node.notice_slack_hours).collect::<Vec<_>>()
            })
        };
        assert_eq!(slack(&over), [Some(half), Some(-0.5)], "{tier}");
        let stated = clocks(tier, [half, half + 0.5], Some(left), Some(0.0));
        assert_eq!(stated.fired(), [(Rule::NoticeSlack, Hold)], "{tier}");
        assert_eq!(clocks(tier, [half, half], Some(left), Some(0.0)).fired(), SILENT, "{tier}");
    }
    // Less owed than reserved: nothing is left, and not less than nothing.
    assert_eq!(clocks(Restricted, [0.0, 0.0], Some(10.0), None).fired(), SILENT);
    let fires = [(Rule::NoticeSlack, Hold)];
    assert_eq!(clocks(Restricted, [0.0, 0.5], Some(10.0), None).fired(), fires);
}

#[test]
fn notice_slack_is_that_of_the_tightest_path() {
    // S-3 is reached with 4 + 4 hours below the prime's 8 and directly with 20: 24 − 28.
    let case = Case::clean(Restricted).with(|case| {
        case.passes_on("S-1", "S-2");
        case.passes_on("S-2", "S-3");
        case.passes_on("S-1", "S-3").notice_agreed = Some(20.0);
        case.policy().tiers.restricted.chain_depth_max = Some(2);
    });
    assert_eq!(case.outcomes(Rule::NoticeSlack), [Condition]);
    let slack = case.judged(|found| found.engagements[0].chain[2].notice_slack_hours);
    assert_eq!(slack, Some(-4.0));
    // A path without hours has no slack; the other one speaks for itself.
    let open = case.with(|case| case.register.subcontracts[2].notice_agreed = None);
    assert_eq!(open.judged(|found| found.engagements[0].chain[2].notice_slack_hours), Some(8.0));
}

/// The longest notice a node may agree: 72, 48, 24 and 12 hours.
#[test]
fn notice_long_above_the_longest_of_the_tier() {
    for (tier, longest) in
        [(Internal, 72.0), (Confidential, 48.0), (Restricted, 24.0), (Critical, 12.0)]
    {
        let hours = |prime, edge| clocks(tier, [prime, edge], Some(1_000.0), None);
        let long = [(Rule::NoticeLong, Condition)];
        assert_eq!(hours(longest, longest).fired(), SILENT, "{tier}");
        assert_eq!(hours(longest + 0.5, 0.0).fired(), long, "{tier}");
        assert_eq!(hours(0.0, longest + 0.5).fired(), long, "{tier}");
    }
}

/// Share 1 passes everything on, and so does a blank cell; half of it reaches half as far.
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

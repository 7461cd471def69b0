//! Breach notice hours.

use flowdown::model::{Outcome, Rule, Tier};

use super::{SILENT, line};
use crate::support::Case;
use Outcome::{Condition, Hold};
use Tier::{Confidential, Critical, Internal, Restricted};

/// The hours of the prime and of its subcontractor, with what the engagement states.
fn clocks(tier: Tier, hours: [f64; 2], owed: Option<f64>, reserve: Option<f64>) -> Case {
    line(tier, 2).with(|case| {
        let one = case.engagement();
        (one.notice_agreed, one.notice_owed, one.reserve) = (Some(hours[0]), owed, reserve);
        case.register.subcontracts[0].notice_agreed = Some(hours[1]);
        case.policy().tiers.critical.chain_depth_max = Some(1);
    })
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
    // 0 hours are agreed hours.
    assert_eq!(line(Restricted, 2).fired(), SILENT);
}

/// The hours available by default: twice the longest notice less the reserve, 2·72 − 24 = 120, 2·48 − 24 = 72, 2·24 −
/// 24 = 24, 2·12 − 8 = 16.
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
    // Less is owed than reserved: 0 hours are available, not fewer.
    assert_eq!(clocks(Restricted, [0.0, 0.0], Some(10.0), None).fired(), SILENT);
    let fires = [(Rule::NoticeSlack, Hold)];
    assert_eq!(clocks(Restricted, [0.0, 0.5], Some(10.0), None).fired(), fires);
}

#[test]
fn notice_slack_is_that_of_the_tightest_path() {
    // S-3 is reached with 4 + 4 hours below the prime's 8, and directly with 20: 24 − 28.
    let case = Case::clean(Restricted).with(|case| {
        case.passes_on("S-1", "S-2");
        case.passes_on("S-2", "S-3");
        case.passes_on("S-1", "S-3").notice_agreed = Some(20.0);
        case.policy().tiers.restricted.chain_depth_max = Some(2);
    });
    assert_eq!(case.outcomes(Rule::NoticeSlack), [Condition]);
    let slack = case.judged(|found| found.engagements[0].chain[2].notice_slack_hours);
    assert_eq!(slack, Some(-4.0));
    // A path with blank hours has no slack; the other path counts.
    let open = case.with(|case| case.register.subcontracts[2].notice_agreed = None);
    assert_eq!(open.judged(|found| found.engagements[0].chain[2].notice_slack_hours), Some(8.0));
}

/// The longest notice that a node may agree: 72, 48, 24 and 12 hours.
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

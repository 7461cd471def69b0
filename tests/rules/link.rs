//! Rules about what must be in writing on a link.

use flowdown::model::{Outcome, Rule, Tier};

use super::{SILENT, line};
use Outcome::{Condition, Reject};
use Tier::{Confidential, Critical, Internal, Restricted};

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

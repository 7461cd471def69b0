//! Whether there is a response, and whether it is recent.

use flowdown::model::{Outcome, Rule, Tier};

use super::{ASKED, SILENT};
use crate::support::{Case, day};
use Outcome::{Hold, Reject};
use Tier::{Confidential, Critical, Internal, Restricted};

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

/// The completion day, and the first day on which it is stale; on the day before it is not.
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

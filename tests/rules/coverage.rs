//! How much of the questionnaire is answered.

use std::borrow::Cow;

use flowdown::model::{Answer, Outcome, Rule, Tier};

use super::SILENT;
use crate::support::{Case, small};
use Answer::{NotApplicable, Unanswered};
use Outcome::Hold;
use Tier::Internal;

/// Weights 5, 5, 5, 3, 1, 1: of 20, 2 unanswered leave exactly 0.90, 3 leave 0.85.
#[test]
fn coverage_low_below_nine_tenths() {
    let silent_on = |controls: &[&str]| {
        Case::of(Cow::Owned(twenty()), Internal).with(|case| {
            for control in controls {
                case.says(control, Unanswered);
            }
        })
    };
    assert_eq!(silent_on(&["E", "F"]).fired(), SILENT);
    assert_eq!(silent_on(&["D"]).fired(), [(Rule::CoverageLow, Hold)]);
    assert_eq!(silent_on(&["E", "F"]).judged(|found| found.engagements[0].coverage), Some(0.9));
}

/// Of 20, 3 not applicable are exactly 0.15, 4 are 0.20.
#[test]
fn na_share_high_above_fifteen_percent() {
    let apart = |controls: &[&str]| {
        Case::of(Cow::Owned(twenty()), Internal).with(|case| {
            for control in controls {
                case.says(control, NotApplicable);
            }
        })
    };
    assert_eq!(apart(&["D"]).fired(), SILENT);
    assert_eq!(apart(&["D", "E"]).fired(), [(Rule::NaShareHigh, Hold)]);
    // Everything is not applicable: there is no coverage and no likelihood, but the share is 1.
    let nothing = apart(&["A", "B", "C", "D", "E", "F"]);
    assert_eq!(nothing.fired(), [(Rule::NaShareHigh, Hold)]);
    let figures = |one: &flowdown::assessment::EngagementResult<'_>| {
        (one.coverage, one.assurance, one.likelihood, one.bounds)
    };
    assert_eq!(nothing.judged(|found| figures(&found.engagements[0])), (None, None, None, None));
}

fn twenty() -> flowdown::catalogue::Catalogue {
    small(&[("A", 5), ("B", 5), ("C", 5), ("D", 3), ("E", 1), ("F", 1)])
}

//! The answers of required controls.

use flowdown::model::{Answer, Outcome, Rule, Tier};

use super::{ASKED, SILENT};
use crate::support::Case;
use Answer::{No, Partial, Unanswered};
use Outcome::{Condition, Hold, Reject};
use Tier::{Internal, Restricted};

/// The rows `control-missing`, `control-partial` and `control-unanswered` of the gate table. ACC-02 has weight 5 and is
/// required from internal on, ACC-05 has weight 3 and is required from confidential on.
#[test]
fn required_controls_speak_by_weight_and_tier() {
    let (heavy, other) = ("ACC-02", "ACC-05");
    let unanswered = Rule::ControlUnanswered;
    let rows: [(Rule, Answer, &str, &[Outcome]); 6] = [
        (Rule::ControlMissing, No, heavy, &[Condition, Hold, Reject, Reject]),
        (Rule::ControlMissing, No, other, &[Condition, Condition, Reject]),
        (Rule::ControlPartial, Partial, other, &[Condition, Condition, Condition]),
        (Rule::ControlPartial, Partial, heavy, &[Condition, Condition, Reject]),
        (unanswered, Unanswered, heavy, &[Hold, Hold, Reject, Reject]),
        (unanswered, Unanswered, other, &[Condition, Hold, Reject]),
    ];
    for (rule, answer, control, outcomes) in rows {
        for (tier, outcome) in ASKED.iter().rev().zip(outcomes.iter().rev()) {
            let case = Case::clean(*tier).with(|case| _ = case.says(control, answer));
            assert_eq!(case.fired(), [(rule, *outcome)], "{control} {answer} at {tier}");
        }
    }
}

#[test]
fn controls_that_are_not_required_do_not_speak() {
    // Never required; required only from confidential on; a partial is not tested at internal.
    for (tier, control, answer) in [
        (Restricted, "GOV-02", No),
        (Restricted, "GOV-02", Unanswered),
        (Internal, "GOV-01", No),
        (Internal, "GOV-01", Unanswered),
        (Internal, "ACC-02", Partial),
    ] {
        let case = Case::clean(tier).with(|case| _ = case.says(control, answer));
        assert_eq!(case.fired(), SILENT, "{control} {answer} at {tier}");
    }
}

//! The waterfall from the older sum of all likelihoods to the newer one.

use super::moved::Moved;
use super::stand::Stand;
use crate::assessment::attribution::Cause;

/// A step of the waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterfallStep {
    /// Its label.
    pub label: String,
    /// The change of the sum.
    pub amount: f64,
    /// The sum after the step.
    pub level: f64,
    /// Whether it is a sum and not a change.
    pub is_sum: bool,
}

/// The logarithmic mean L(a, b) = (b − a) / ln(b / a). A share of the move in ln P, times L, is a share of the change
/// of P, and these shares add up to the change (logarithmic mean Divisia decomposition, Ang 2005).
fn logarithmic_mean(a: f64, b: f64) -> f64 {
    let log = (b / a).ln();
    // For close values the quotient loses digits; the error of the arithmetic mean is below the square of their
    // distance.
    if log.abs() < 1e-6 { (a + b) / 2.0 } else { (b - a) / log }
}

/// The steps: the older sum, engagements gone and new, each cause that moved something, the newer sum. The sum of
/// likelihoods is the number of engagements in which an event is expected within a year, if the planning figures hold.
pub(super) fn waterfall(engagements: &[Moved], then: &str, now: &str) -> Vec<WaterfallStep> {
    let p = |stand: &Option<Stand>| stand.as_ref().and_then(Stand::likelihood);
    let (mut older, mut newer, mut left, mut came) = (0.0, 0.0, 0.0, 0.0);
    let (mut causes, mut untold) = ([0.0; Cause::ALL.len()], 0.0);
    for one in engagements {
        let (before, after) = (p(&one.before), p(&one.after));
        older += before.unwrap_or(0.0);
        newer += after.unwrap_or(0.0);
        match (before, after) {
            (Some(before), None) => left -= before,
            (None, Some(after)) => came += after,
            (Some(before), Some(after)) if one.causes.is_empty() => untold += after - before,
            (Some(before), Some(after)) => {
                let mean = logarithmic_mean(before, after);
                for (sum, (_, share)) in causes.iter_mut().zip(&one.causes) {
                    *sum += mean * share;
                }
            }
            (None, None) => {}
        }
    }
    let changes = [("engagements that are gone", left), ("engagements that are new", came)];
    let causes = Cause::ALL.iter().zip(causes).map(|(cause, amount)| (cause.word(), amount));
    let changes = changes.into_iter().chain(causes).chain([("not attributed", untold)]);
    let mut steps =
        vec![WaterfallStep { label: then.to_owned(), amount: older, level: older, is_sum: true }];
    let mut level = older;
    for (label, amount) in changes.filter(|(_, amount)| *amount != 0.0) {
        level += amount;
        steps.push(WaterfallStep { label: label.to_owned(), amount, level, is_sum: false });
    }
    steps.push(WaterfallStep { label: now.to_owned(), amount: newer, level: newer, is_sum: true });
    steps
}

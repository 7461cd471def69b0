//! An engagement in both runs: its status, and the share of each cause in its move.

use std::collections::HashMap;

use super::past::TrendPoint;
use super::stand::{RecordedRule, Stand};
use crate::assessment::attribution::{Attribution, Cause, Comparison};
use crate::model::{DealId, EngagementId, SupplierId, words};

/// Likelihoods whose relative difference is at most this are equal: recorded ones have 12 digits.
const SAME: f64 = 1e-11;

words! {
    /// What became of an engagement.
    pub enum MoveStatus {
        /// Decision, likelihood, ceiling, tier or a rule is another.
        Changed,
        /// It was not there before.
        New,
        /// It is no longer there.
        Gone,
        /// Its work is over.
        Ended,
        /// Nothing but perhaps its rank changed.
        Unchanged,
    }
}

/// An engagement in both runs.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its deal.
    pub deal: DealId,
    /// The prime supplier, by its present id.
    pub supplier: SupplierId,
    /// Its status.
    pub status: MoveStatus,
    /// Its state in the older run.
    pub before: Option<Stand>,
    /// Its state in the newer run.
    pub after: Option<Stand>,
    /// ln P after − ln P before; `None` if one run has no likelihood for it.
    pub log_move: Option<f64>,
    /// The share of every cause in the move, in the order of [`Cause::ALL`]; they add up to the move. Empty if there is
    /// no move or the causes can't be told.
    pub causes: Vec<(Cause, f64)>,
    /// Rules that fire in the newer run only.
    pub gained: Vec<RecordedRule>,
    /// Rules that fired in the older run only.
    pub lost: Vec<RecordedRule>,
    /// Its likelihoods on the days of the trend.
    pub trend: Vec<Option<f64>>,
}

pub(super) fn moved(
    before: Option<&Stand>,
    after: Option<&Stand>,
    comparison: Option<&Comparison<'_>>,
    trend: &[TrendPoint],
) -> Moved {
    let any = after.or(before);
    let name = any.map_or_else(|| EngagementId::new(""), |stand| stand.engagement.clone());
    let likelihoods = before.and_then(Stand::likelihood).zip(after.and_then(Stand::likelihood));
    let attribution = likelihoods.and_then(|_| comparison?.attribute(&name));
    let (log_move, causes) = likelihoods
        .map_or((None, Vec::new()), |(before, after)| shares(before, after, attribution.as_ref()));
    let rules = |stand: Option<&Stand>| stand.map_or_else(Vec::new, |stand| stand.rules.clone());
    let (gained, lost) =
        (without(rules(after), rules(before)), without(rules(before), rules(after)));
    let status = match (before, after) {
        (None, _) => MoveStatus::New,
        (_, None) => MoveStatus::Gone,
        (Some(old), Some(new)) => {
            let same = (old.decision, old.ceiling, old.tier)
                == (new.decision, new.ceiling, new.tier)
                && gained.is_empty()
                && lost.is_empty()
                && alike(old.likelihood(), new.likelihood());
            if same { MoveStatus::Unchanged } else { MoveStatus::Changed }
        }
    };
    let earlier = trend.iter().map(|run| run.likelihoods.get(&name).copied());
    Moved {
        deal: any.map_or_else(|| DealId::new(""), |stand| stand.deal.clone()),
        supplier: any.map_or_else(|| SupplierId::new(""), |stand| stand.supplier.clone()),
        status,
        before: before.cloned(),
        after: after.cloned(),
        log_move,
        causes,
        gained,
        lost,
        trend: earlier.chain([after.and_then(Stand::likelihood)]).collect(),
        engagement: name,
    }
}

/// Whether two likelihoods are equal as far as they are recorded.
fn alike(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= SAME * a.abs().max(b.abs()),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// The move, and the share of every cause in it. What this program computes otherwise than recorded, from the same
/// input, is the share of the method.
fn shares(
    before: f64,
    after: f64,
    found: Option<&Attribution>,
) -> (Option<f64>, Vec<(Cause, f64)>) {
    let Some(found) = found else {
        return (Some(after.ln() - before.ln()), Vec::new());
    };
    let exact = |recorded: f64, found: f64| {
        if alike(Some(recorded), Some(found)) { found } else { recorded }
    };
    let (before, after) = (exact(before, found.before), exact(after, found.after));
    let method = (found.before.ln() - before.ln()) + (after.ln() - found.after.ln());
    let share = |cause: &Cause| {
        let known = found.shares.iter().find(|(one, _)| one == cause);
        let share = known.map_or(0.0, |(_, share)| *share);
        (*cause, if *cause == Cause::Method { method } else { share })
    };
    (Some(after.ln() - before.ln()), Cause::ALL.iter().map(share).collect())
}

/// The rules that are more often in one list than in the other; of equal ones the last.
fn without(rules: Vec<RecordedRule>, others: Vec<RecordedRule>) -> Vec<RecordedRule> {
    let mut left: HashMap<RecordedRule, usize> = HashMap::new();
    for other in others {
        *left.entry(other).or_default() += 1;
    }
    let more = |rule: &RecordedRule| match left.get_mut(rule) {
        Some(times) if *times > 0 => {
            *times -= 1;
            false
        }
        _ => true,
    };
    rules.into_iter().filter(more).collect()
}

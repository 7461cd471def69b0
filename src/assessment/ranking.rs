//! The ranks, and how certain they are.

use super::decision::EngagementResult;
use crate::catalogue::Policy;
use crate::model::Decision;

/// Sorts results and numbers them: worst decision first, then highest risk index, then engagement id.
pub(super) fn rank(results: &mut [EngagementResult<'_>], policy: &Policy) {
    let scale = 10_f64.powi(policy.arithmetic.rank_decimals);
    let rounded = |index: f64| (index * scale).round();
    results.sort_by(|a, b| {
        b.decision
            .cmp(&a.decision)
            .then_with(|| rounded(b.risk_index).total_cmp(&rounded(a.risk_index)))
            .then_with(|| a.engagement.id.cmp(&b.engagement.id))
    });
    for (rank, result) in (1..).zip(results.iter_mut()) {
        result.rank = rank;
    }
    let intervals = rank_intervals(results.iter(), policy);
    for (result, interval) in results.iter_mut().zip(intervals) {
        result.rank_interval = interval;
    }
}

/// The ranks, from 1, that the data do not tell apart, for each of some results among these. The results are in the
/// order of their ranks.
pub fn rank_intervals<'r, 'a: 'r>(
    results: impl Iterator<Item = &'r EngagementResult<'a>>,
    policy: &Policy,
) -> Vec<(usize, usize)> {
    let scale = 10_f64.powi(policy.arithmetic.rank_decimals);
    let range = |result: &EngagementResult<'_>| {
        let (low, high) = result.index_range(policy);
        (result.decision, (low * scale).round(), (high * scale).round())
    };
    intervals(&results.map(range).collect::<Vec<_>>())
}

/// The rank intervals, from the decision and the 90 % range of the risk index of each engagement. The input is sorted
/// by decision, so each decision is one run.
fn intervals(ranges: &[(Decision, f64, f64)]) -> Vec<(usize, usize)> {
    let mut found = Vec::with_capacity(ranges.len());
    for group in ranges.chunk_by(|a, b| a.0 == b.0) {
        let before = found.len();
        let sorted = |value: fn(&(Decision, f64, f64)) -> f64| {
            let mut all: Vec<f64> = group.iter().map(value).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let (lows, highs) = (sorted(|one| one.1), sorted(|one| one.2));
        found.extend(group.iter().map(|(_, low, high)| {
            let above = lows.len() - lows.partition_point(|other| other <= high);
            let below = highs.partition_point(|other| other < low);
            (before + above + 1, before + group.len() - below)
        }));
    }
    found
}

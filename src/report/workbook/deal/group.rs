//! The engagements of one deal.

use crate::assessment::{EngagementResult, rank_intervals};
use crate::catalogue::Policy;
use crate::model::DealId;

/// A deal with its engagements.
#[derive(Debug)]
pub struct Deal<'v> {
    /// The deal.
    pub id: &'v DealId,
    /// Its engagements by rank; at least one.
    pub(super) results: Vec<&'v EngagementResult<'v>>,
    /// The ranks inside the deal, from 1, that the data do not tell apart, for each of them.
    pub(super) intervals: Vec<(usize, usize)>,
    /// The digest of its decisions, which an approval of the deal names.
    pub(super) digest: String,
}

impl<'v> Deal<'v> {
    pub(super) fn new(
        id: &'v DealId,
        results: Vec<&'v EngagementResult<'v>>,
        digest: String,
        policy: &Policy,
    ) -> Self {
        let intervals = rank_intervals(results.iter().copied(), policy);
        Self { id, results, intervals, digest }
    }
}

/// Among which engagements a sheet ranks. A deal's workbook says nothing of other deals, so that it changes only with
/// its own.
#[derive(Debug, Clone, Copy)]
pub(in crate::report::workbook) enum RankedAmong<'d> {
    /// All engagements.
    Portfolio,
    /// Those of a deal.
    Deal(&'d Deal<'d>),
}

impl RankedAmong<'_> {
    /// The rank of an engagement, from 1.
    pub(in crate::report::workbook) fn rank(self, result: &EngagementResult<'_>) -> usize {
        match self {
            Self::Portfolio => result.rank,
            Self::Deal(deal) => deal.results.partition_point(|other| other.rank < result.rank) + 1,
        }
    }
}

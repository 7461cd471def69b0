//! Ranks as a sheet shows them.

use crate::assessment::EngagementResult;

/// Among which engagements a sheet ranks. A deal's workbook says nothing of other deals, so that it changes only with
/// its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum RankedAmong<'r> {
    /// All engagements.
    Portfolio,
    /// Those of a deal, by rank in the portfolio.
    Deal(&'r [&'r EngagementResult<'r>]),
}

impl RankedAmong<'_> {
    /// The rank of one of these engagements, from 1.
    pub(super) fn rank(self, result: &EngagementResult<'_>) -> usize {
        match self {
            Self::Portfolio => result.rank,
            Self::Deal(all) => all.partition_point(|other| other.rank < result.rank) + 1,
        }
    }
}

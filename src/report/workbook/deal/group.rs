//! The engagements of one deal.

use crate::assessment::EngagementResult;
use crate::model::DealId;

/// A deal with its engagements.
#[derive(Debug)]
pub struct Deal<'v> {
    /// The deal.
    pub id: &'v DealId,
    /// Its engagements by rank; at least one.
    pub(super) results: Vec<&'v EngagementResult<'v>>,
}

//! Which suppliers no undecided engagement needs any more.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::context::Context;
use crate::model::{Engagement, SupplierId};

/// For each supplier the number of undecided engagements in which it takes part. After the last one its memoised scores
/// are dropped: together those of a large portfolio would take a third of its memory.
pub(super) struct Undecided<'a>(HashMap<&'a SupplierId, AtomicUsize>);

impl<'a> Undecided<'a> {
    pub(super) fn new(context: &Context<'a>, engagements: &[&'a Engagement]) -> Self {
        let mut left: HashMap<&SupplierId, AtomicUsize> = HashMap::new();
        for engagement in engagements {
            for supplier in parties(context, engagement) {
                *left.entry(supplier).or_default().get_mut() += 1;
            }
        }
        Self(left)
    }

    /// Counts an engagement as decided.
    pub(super) fn decided(&self, context: &Context<'a>, engagement: &'a Engagement) {
        for supplier in parties(context, engagement) {
            let left = self.0.get(supplier).map(|left| left.fetch_sub(1, Ordering::AcqRel));
            if left == Some(1) {
                context.profile(supplier).forget_scores();
            }
        }
    }
}

/// The suppliers that take part in an engagement, each once.
fn parties<'a>(context: &Context<'a>, engagement: &'a Engagement) -> Vec<&'a SupplierId> {
    context.chain(engagement).nodes.clone()
}

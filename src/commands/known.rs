//! The error for an engagement or a deal that the run does not have.

use super::outcome::CommandError;
use crate::diagnostic::did_you_mean;
use crate::run_folder::finished::EngagementKey;

/// The error for an engagement or a deal that the run does not have, with the nearest known id.
pub(super) fn unknown(
    engagement: Option<&str>,
    deal: Option<&str>,
    keys: &[EngagementKey],
) -> CommandError {
    let (what, id, help) = match (engagement, deal) {
        (None, Some(deal)) => {
            let mut deals: Vec<&str> = keys.iter().map(|key| key.deal.as_str()).collect();
            deals.sort_unstable();
            deals.dedup();
            ("deal", deal, did_you_mean(deal, deals.iter().copied()))
        }
        (engagement, _) => {
            let id = engagement.unwrap_or_default();
            let known = keys.iter().map(|key| key.engagement.as_str());
            ("engagement", id, did_you_mean(id, known))
        }
    };
    CommandError::failed(format!("the run holds no {what} `{id}`"), help)
}

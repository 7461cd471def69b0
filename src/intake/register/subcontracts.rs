//! Sheet Subcontracts.

use super::engagements::licence;
use super::row::RegisterRow;
use crate::model::{EngagementId, Subcontract, SupplierId};

/// Reads a row. One that names an unknown supplier is kept, because a chain with an unknown party is a risk; one of an
/// unknown engagement belongs to no chain.
pub(super) fn read(row: &mut RegisterRow<'_, '_>) -> Option<Subcontract> {
    let engagement = row.text("engagement-id");
    let from = row.text("from-supplier-id");
    let to = row.text("to-supplier-id");
    let tier = row.tier("information-tier");
    let kinds = row.kinds("information-kinds");
    let share = row.number("share", "above 0 and up to 1", |share| share > 0.0 && share <= 1.0);
    let notice_agreed = row.hours("notice-hours-agreed");
    let flowed_down = row.is_yes("obligations-flowed-down");
    let consent = row.consent("consent");
    let processing = row.countries("processing-countries");
    let access = row.countries("access-countries");
    let mechanisms = row.mechanisms("transfer-mechanism");
    let licence = licence(row);
    let (engagement, from, to) = (engagement?, from?, to?);
    row.cx.chained.extend([from.clone(), to.clone()]);
    row.knows_supplier("from-supplier-id", &from);
    row.knows_supplier("to-supplier-id", &to);
    if !row.knows_engagement("engagement-id", &engagement) {
        return None;
    }
    row.check_own("engagement-id", &engagement);
    Some(Subcontract {
        engagement: EngagementId::new(engagement),
        from: SupplierId::new(from),
        to: SupplierId::new(to),
        tier,
        kinds,
        share: share.unwrap_or(1.0),
        notice_agreed,
        flowed_down,
        consent,
        processing,
        access,
        mechanisms,
        licence,
        place: row.place(),
    })
}

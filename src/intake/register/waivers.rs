//! Sheet Waivers.

use super::row::RegisterRow;
use crate::model::{EngagementId, SupplierId, Waiver};

pub(super) fn read(row: &mut RegisterRow<'_, '_>) -> Option<Waiver> {
    let id = row.text("waiver-id");
    if let Some(id) = &id {
        let place = row.place_of("waiver-id");
        row.cx.claim("waiver", id, place);
    }
    let supplier = row.text("supplier-id");
    let engagement = row.text("engagement-id");
    let subject = row.reference("rule-or-control");
    let reason = row.text("reason");
    let requested_by = row.text("requested-by");
    let approved_by = row.text("approved-by");
    let approved_on = row.date("approved-on");
    let expires = row.date("expires");
    let supplier = supplier?;
    // A party of a chain can have a waiver even if it is not registered: the waiver accepts that risk.
    let mut known =
        row.cx.chained.contains(&supplier) || row.knows_supplier("supplier-id", &supplier);
    if let Some(engagement) = &engagement {
        known &= row.knows_engagement("engagement-id", engagement);
    }
    let waiver = Waiver {
        id: id?,
        supplier: SupplierId::new(supplier),
        engagement: engagement.map(EngagementId::new),
        among: None,
        subject: subject?,
        reason: reason?,
        requested_by: requested_by?,
        approved_by: approved_by?,
        approved_on: approved_on?,
        expires: expires?,
        place: row.place(),
    };
    known.then_some(waiver)
}

//! Sheet Incidents.

use super::row::RegisterRow;
use crate::model::{Incident, SupplierId};

pub(super) fn read(row: &mut RegisterRow<'_, '_>) -> Option<Incident> {
    let id = row.text("incident-id");
    if let Some(id) = &id {
        let place = row.place_of("incident-id");
        row.cx.claim("incident", id, place);
    }
    let supplier = row.text("supplier-id");
    let detected = row.moment("detected");
    let notified = row.moment("notified");
    let severity = row.text("severity");
    let summary = row.text("summary");
    let supplier = supplier?;
    let known = row.knows_supplier("supplier-id", &supplier);
    let (detected, detected_hour) = detected?;
    let incident = Incident {
        id: id?,
        supplier: SupplierId::new(supplier),
        detected,
        detected_hour,
        notified: notified.map(|(date, _)| date),
        notified_hour: notified.map_or(0.0, |(_, hour)| hour),
        severity,
        summary,
        place: row.place(),
    };
    known.then_some(incident)
}

//! Incidents.

use flowdown::model::{Incident, Outcome, Rule, SupplierId, Tier};

use super::{ASKED, SILENT};
use crate::support::{Case, day};
use Outcome::{Condition, Escalate, Hold};
use Tier::Restricted;

fn incident(detected: &str, notified: Option<(&str, f64)>) -> Incident {
    Incident {
        id: "I-1".to_owned(),
        supplier: SupplierId::new("S-1"),
        detected: day(detected),
        detected_hour: 6.0,
        notified: notified.map(|(on, _)| day(on)),
        notified_hour: notified.map_or(0.0, |(_, hour)| hour),
        severity: None,
        summary: None,
        place: flowdown::model::Place::file("register.xlsx"),
    }
}

/// 8 hours are agreed; an incident detected at 6:00 must be notified by 14:00.
#[test]
fn incident_late_after_the_hours_agreed() {
    let happened =
        |tier, incident| Case::clean(tier).with(|case| case.register.incidents.push(incident));
    let late = |on, hour| incident(on, Some((on, hour)));
    assert_eq!(happened(Restricted, late("2026-09-01", 14.0)).fired(), SILENT);
    for (tier, outcome) in ASKED.into_iter().zip([Condition, Condition, Escalate, Escalate]) {
        let fired = happened(tier, late("2026-09-01", 14.5)).fired();
        assert_eq!(fired, [(Rule::IncidentLate, outcome)], "{tier}");
    }
    let fires = [(Rule::IncidentLate, Escalate)];
    // It stops counting after 24 months; the last day still counts.
    assert_eq!(happened(Restricted, late("2024-10-31", 20.0)).fired(), fires);
    assert_eq!(happened(Restricted, late("2024-10-30", 20.0)).fired(), SILENT);
    // Not notified: counted to 00:00 of the as-of date. From 6:00 on the day before, that is 18 hours.
    assert_eq!(happened(Restricted, incident("2026-10-30", None)).fired(), fires);
    assert_eq!(happened(Restricted, incident("2026-10-31", None)).fired(), SILENT);
    assert_eq!(happened(Restricted, late("2026-11-01", 20.0)).fired(), SILENT);
    let not_agreed = happened(Restricted, late("2026-09-01", 20.0))
        .with(|case| case.engagement().notice_agreed = None);
    assert_eq!(not_agreed.fired(), [(Rule::NoticeMissing, Hold)]);
}

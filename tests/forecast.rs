//! The forecast says of every day what a run of that day decides.

use std::collections::BTreeMap;

use flowdown::assessment::calendar::add_days;
use flowdown::assessment::forecast::{Standing, forecast};
use flowdown::assessment::{Memory, assess, assess_with};
use flowdown::model::{Incident, Place, SupplierId, Tier};
use proptest::prelude::*;

use crate::random::{any_certificate, case, config, said, tier};
use crate::support::{Case, day};

/// How an engagement stands on each of the next days: as the forecast says, and as runs of those days decide that go on
/// from today's.
fn compared(case: &Case, horizon: u16) -> (Vec<Standing>, Vec<Standing>) {
    let today = assess(&case.catalogue, &case.register, &case.responses, case.as_of);
    let changes = forecast(&today, &case.responses, horizon);
    let changes: BTreeMap<_, _> = changes.into_iter().map(|one| (one.day, one.after)).collect();
    let memory: Memory = today.memory();
    let mut now = Standing::of(&today.engagements[0]);
    let (mut told, mut decided) = (Vec::new(), Vec::new());
    for days in 1..=i32::from(horizon) {
        let later = add_days(case.as_of, days);
        if let Some(change) = changes.get(&later) {
            now = change.clone();
        }
        told.push(now.clone());
        let found =
            assess_with(&case.catalogue, &case.register, &case.responses, later, memory.clone());
        decided.push(
            found
                .engagements
                .first()
                .map_or(Standing { decision: None, stage: None }, Standing::of),
        );
    }
    (told, decided)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..config() })]

    #[test]
    fn the_forecast_equals_a_run_of_each_day(
        tier in tier(), said in said(), certificates in prop::collection::vec(any_certificate(), 0..3),
        completed in -200_i32..20, ends in prop::option::of(1_i32..120), starts in -100_i32..60,
    ) {
        let case = case(tier, &said, &certificates).with(|case| {
            let as_of = case.as_of;
            case.responses[0].completed_on = Some(add_days(as_of, completed));
            case.engagement().start = add_days(as_of, starts.min(ends.unwrap_or(starts)));
            case.engagement().end = ends.map(|days| add_days(as_of, days));
        });
        let (told, decided) = compared(&case, 90);
        prop_assert_eq!(told, decided);
    }
}

/// An incident that nobody told us of, within its 48 hours: on the third day it is late.
#[test]
fn an_incident_grows_late_by_itself() {
    let case = Case::clean(Tier::Confidential).with(|case| {
        case.engagement().notice_agreed = Some(48.0);
        case.register.incidents.push(Incident {
            id: "I-1".to_owned(),
            supplier: SupplierId::new("S-1"),
            detected: day("2026-10-30"),
            detected_hour: 0.0,
            notified: None,
            notified_hour: 0.0,
            severity: None,
            summary: None,
            place: Place::file("register.xlsx"),
        });
    });
    let (told, decided) = compared(&case, 30);
    assert_eq!(told, decided);
    let today = assess(&case.catalogue, &case.register, &case.responses, case.as_of);
    assert_eq!(today.engagements[0].valid_until, day("2026-11-01"));
    let changes = forecast(&today, &case.responses, 30);
    assert_eq!(changes[0].day, day("2026-11-02"));
}

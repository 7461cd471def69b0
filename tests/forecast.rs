//! The forecast gives for every day the decision of a run of that day.

use std::collections::BTreeMap;

use flowdown::assessment::calendar::add_days;
use flowdown::assessment::forecast::{Standing, forecast};
use flowdown::assessment::{Inputs, Memory, assess};
use flowdown::model::{Incident, Place, SupplierId, Tier};
use proptest::prelude::*;

use crate::day_laws::{dated, days, earlier};
use crate::random::{any_certificate, case, config, said, tier};
use crate::support::{Case, day, engagement};

/// The state of every engagement on each of some days.
type Course = BTreeMap<String, Vec<Standing>>;

/// The states of the next days: by the forecast, and by runs of those days that follow today's.
fn compared(case: &Case, earlier: Memory, horizon: u16) -> (Course, Course) {
    let today = assess(
        Inputs::new(&case.catalogue, &case.register, &case.responses, case.as_of)
            .remembering(earlier),
    );
    let changes = forecast(&today, horizon);
    let changes: BTreeMap<_, _> =
        changes.into_iter().map(|one| ((one.day, one.engagement.to_string()), one.after)).collect();
    let memory: Memory = today.memory();
    let begun = today.engagements.iter();
    let mut now: BTreeMap<String, Standing> =
        begun.map(|one| (one.engagement.id.to_string(), Standing::of(one))).collect();
    let (mut told, mut decided) = (Course::new(), Course::new());
    for days in 1..=i32::from(horizon) {
        let later = add_days(case.as_of, days);
        let found = assess(
            Inputs::new(&case.catalogue, &case.register, &case.responses, later)
                .remembering(memory.clone()),
        );
        for (id, standing) in &mut now {
            if let Some(change) = changes.get(&(later, id.clone())) {
                *standing = change.clone();
            }
            told.entry(id.clone()).or_default().push(standing.clone());
            let result = found.engagements.iter().find(|one| one.engagement.id.as_str() == id);
            let standing = result.map_or(Standing { decision: None, stage: None }, Standing::of);
            decided.entry(id.clone()).or_default().push(standing);
        }
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
        let (told, decided) = compared(&case, Memory::default(), 90);
        prop_assert_eq!(told, decided);
    }
}

proptest! {
    #![proptest_config(config())]

    /// Two engagements with stages, waivers, incidents, documents that end, a chain and an earlier run.
    #[test]
    fn the_forecast_equals_a_run_of_each_day_on_a_portfolio(
        tier in tier(), other in tier(), days in days(), starts in -100_i32..60, lasts in 0_i32..120,
        completed in -200_i32..20,
    ) {
        let case = dated(tier, &days).with(|case| {
            let as_of = case.as_of;
            case.enter("S-9");
            case.responses.last_mut().unwrap().completed_on = Some(add_days(as_of, completed));
            let mut second = engagement("E-2", "S-9", other);
            second.start = add_days(as_of, starts);
            second.end = Some(add_days(as_of, starts + lasts));
            case.register.engagements.push(second);
        });
        let (told, decided) = compared(&case, earlier(&case, &days), 90);
        prop_assert_eq!(told, decided);
    }
}

/// An incident without notification is within its 48 hours; on the third day it is late.
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
    let (told, decided) = compared(&case, Memory::default(), 30);
    assert_eq!(told, decided);
    let today = assess(Inputs::new(&case.catalogue, &case.register, &case.responses, case.as_of));
    assert_eq!(today.engagements[0].valid_until, day("2026-11-01"));
    let changes = forecast(&today, 30);
    assert_eq!(changes[0].day, day("2026-11-02"));
}

//! Findings over several runs: laws over random runs, days computed by hand, renamed suppliers, and the parts of an id.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use flowdown::assessment::calendar::add_days;
use flowdown::assessment::tracking::id::{id, is_id};
use flowdown::assessment::tracking::{
    Earlier, Found, Identity, Kind, Sighting, Standing, Tracked, Tracking, Weight, sightings, track,
};
use flowdown::model::{Answer, Date, Outcome, Place, Register, Rule, Tier};
use proptest::prelude::*;

use crate::random::config;
use crate::support::{Case, day, supplier};

fn sighting(engagement: &str, supplier: &str, rule: &str, subject: &str) -> Sighting {
    Sighting {
        identity: Identity {
            kind: Kind::Rule,
            engagement: Some(engagement.into()),
            supplier: Some(supplier.into()),
            rule: rule.into(),
            subject: subject.into(),
        },
        rule: "control-missing",
        cause: None,
        weight: Weight::Rule(Outcome::Condition),
        outcome: "condition",
        waiver: None,
        due: None,
        because: "because".into(),
    }
}

/// A condition that is due on a day.
fn due(on: &str) -> Sighting {
    Sighting { due: Some(day(on)), ..sighting("E-1", "S-1", "control-missing", "GOV-01") }
}

fn found(all: impl IntoIterator<Item = Sighting>) -> Found {
    Found { sightings: all.into_iter().map(Some).collect(), starts: Vec::new() }
}

/// What a run leaves for the next one.
fn left(run: &Tracking, as_of: Date) -> Earlier {
    Earlier { as_of, findings: run.entries.clone(), conditions: None, register: None }
}

/// Consecutive runs, each following the one before.
fn follow(runs: impl IntoIterator<Item = (Date, Vec<Sighting>)>) -> Vec<(Date, Tracking)> {
    let mut followed: Vec<(Date, Tracking)> = Vec::new();
    for (as_of, run) in runs {
        let earlier = followed.last().map(|(day, tracking)| left(tracking, *day));
        followed.push((as_of, track(found(run), earlier, &Register::default(), as_of)));
    }
    followed
}

/// The one finding of each run, as days and counts.
fn told(runs: &[(&str, Option<Sighting>)]) -> Vec<String> {
    let runs = runs.iter().map(|(on, one)| (day(on), one.clone().into_iter().collect()));
    let followed = follow(runs.collect::<Vec<_>>());
    let tell = |(as_of, tracking): &(Date, Tracking)| {
        let lines = tracking.entries.iter().map(|one| {
            let (first, times) = (one.first_seen, one.times_seen);
            let due = one.due.map_or("-".to_owned(), |due| due.to_string());
            let over = one.overdue_days(*as_of).map_or("-".to_owned(), |days| days.to_string());
            let end = match one.standing {
                Standing::Open => "open".to_owned(),
                Standing::Closed(on) => format!("closed {on}"),
            };
            let again = one.reopened.map_or(String::new(), |on| format!(", again after {on}"));
            format!("{first} x{times} due {due} over {over}, {end}{again}")
        });
        lines.collect::<Vec<_>>().join(" | ")
    };
    followed.iter().map(tell).collect()
}

/// A sighting from few possible values, so that runs have much in common.
fn any_sighting() -> impl Strategy<Value = Sighting> {
    let outcomes = prop_oneof![
        Just((Outcome::Condition, "condition")),
        Just((Outcome::Escalate, "escalate")),
        Just((Outcome::Hold, "hold")),
        Just((Outcome::Reject, "reject")),
    ];
    let due = proptest::option::weighted(0.7, 0..400_i32);
    let waiver = proptest::option::weighted(0.1, Just("W-1".to_owned()));
    let names = (0..2_u8, 0..3_u8, 0..2_u8, 0..2_u8, 0..3_u8);
    (names, outcomes, due, waiver).prop_map(
        |((engagement, party, rule, subject, text), (weight, outcome), due, waiver)| {
            let rule = ["control-missing", "control-partial"][usize::from(rule)];
            let one = sighting(
                &format!("E-{engagement}"),
                &format!("S-{party}"),
                rule,
                &format!("GOV-0{subject}"),
            );
            Sighting {
                weight: Weight::Rule(weight),
                outcome,
                waiver: waiver.map(Into::into),
                due: due.map(|days| add_days(day("2026-01-01"), days)),
                because: format!("reason {text}").into(),
                ..one
            }
        },
    )
}

/// Up to five runs, a quarter apart.
fn any_runs() -> impl Strategy<Value = Vec<(Date, Vec<Sighting>)>> {
    let runs = proptest::collection::vec(proptest::collection::vec(any_sighting(), 0..16), 1..6);
    runs.prop_map(|runs| {
        (0..).zip(runs).map(|(n, run)| (add_days(day("2026-01-31"), 91 * n), run)).collect()
    })
}

fn by_id(tracking: &Tracking) -> BTreeMap<&str, &Tracked> {
    let all: BTreeMap<&str, &Tracked> =
        tracking.entries.iter().map(|one| (one.id.as_str(), one)).collect();
    assert_eq!(all.len(), tracking.entries.len(), "no id twice");
    all
}

proptest! {
    #![proptest_config(config())]

    /// A finding of both runs was seen once more; a closed one was open and is gone; none is lost.
    #[test]
    fn what_was_open_goes_on_or_is_closed(runs in any_runs()) {
        let followed = follow(runs.clone());
        for (at, (as_of, new)) in followed.iter().enumerate() {
            let known = by_id(new);
            let seen: BTreeSet<&Identity> = runs[at].1.iter().map(|one| &one.identity).collect();
            let open = || new.entries.iter().filter(|one| one.is_open());
            prop_assert_eq!(open().map(|one| &one.identity).collect::<BTreeSet<_>>(), seen.clone());
            prop_assert_eq!(open().count(), seen.len());
            let old = at.checked_sub(1).map(|at| by_id(&followed[at].1)).unwrap_or_default();
            for one in &new.entries {
                prop_assert!(is_id(&one.id) && one.id == *id(&one.identity, 0));
                let before = old.get(one.id.as_str());
                match (one.standing, before.filter(|before| before.is_open())) {
                    (Standing::Open, Some(before)) => {
                        prop_assert_eq!(one.times_seen, before.times_seen + 1);
                        prop_assert_eq!(one.first_seen, before.first_seen);
                        prop_assert_eq!(one.reopened, before.reopened);
                    }
                    (Standing::Open, None) => {
                        prop_assert_eq!((one.times_seen, one.first_seen), (1, *as_of));
                        prop_assert_eq!(one.reopened, before.map(|_| followed[at - 1].0));
                    }
                    (Standing::Closed(on), Some(before)) => {
                        prop_assert_eq!((on, one.last_seen), (*as_of, followed[at - 1].0));
                        prop_assert_eq!(one.times_seen, before.times_seen);
                        prop_assert!(!seen.contains(&one.identity));
                    }
                    (Standing::Closed(_), None) => prop_assert!(false, "closed and never open: {one:?}"),
                }
            }
            for (id, _) in old.iter().filter(|(_, one)| one.is_open()) {
                prop_assert!(known.contains_key(id), "{id} is lost");
            }
            let counts = new.counts(*as_of);
            prop_assert_eq!(counts.open + counts.closed, new.entries.len());
        }
    }

    #[test]
    fn the_order_of_what_is_found_changes_nothing(runs in any_runs()) {
        let turned: Vec<_> = runs.iter().cloned().map(|(on, mut run)| { run.reverse(); (on, run) }).collect();
        for ((_, one), (_, other)) in follow(runs).into_iter().zip(follow(turned)) {
            prop_assert_eq!(one.entries, other.entries);
        }
    }

    /// Each sighting is linked to its finding.
    #[test]
    fn sightings_know_their_finding(run in proptest::collection::vec(any_sighting(), 0..16)) {
        let wanted: Vec<Identity> = run.iter().map(|one| one.identity.clone()).collect();
        let tracking = track(found(run), None, &Register::default(), day("2026-10-31"));
        for (at, identity) in wanted.iter().enumerate() {
            prop_assert_eq!(&tracking.of_sighting(at).unwrap().identity, identity);
        }
        prop_assert!(tracking.of_sighting(wanted.len()).is_none());
    }
}

/// A finding due on the 30th is in time on the 30th; on the 31st it is overdue by one day.
#[test]
fn the_due_day_itself_is_in_time() {
    let over = |on: &str| {
        let tracking = track(found([due("2026-10-30")]), None, &Register::default(), day(on));
        let counts = tracking.counts(day(on));
        (tracking.entries[0].overdue_days(day(on)), counts.overdue)
    };
    assert_eq!(over("2026-10-29"), (Some(0), 0));
    assert_eq!(over("2026-10-30"), (Some(0), 0));
    assert_eq!(over("2026-10-31"), (Some(1), 1));
    assert_eq!(over("2027-10-30"), (Some(365), 1));
}

#[test]
fn a_fixed_one_is_listed_once_and_may_come_back() {
    let found = told(&[
        ("2026-01-31", Some(due("2026-02-28"))),
        ("2026-04-30", None),
        ("2026-07-31", Some(due("2026-08-31"))),
        ("2026-10-31", Some(due("2026-11-30"))),
        ("2027-01-31", None),
        ("2027-04-30", None),
        ("2027-07-31", Some(due("2027-08-31"))),
    ]);
    assert_eq!(
        found,
        [
            "2026-01-31 x1 due 2026-02-28 over 0, open",
            "2026-01-31 x1 due 2026-02-28 over -, closed 2026-04-30",
            "2026-07-31 x1 due 2026-08-31 over 0, open, again after 2026-04-30",
            "2026-07-31 x2 due 2026-11-30 over 0, open, again after 2026-04-30",
            "2026-07-31 x2 due 2026-11-30 over -, closed 2027-01-31, again after 2026-04-30",
            "",
            "2027-07-31 x1 due 2027-08-31 over 0, open",
        ]
    );
}

/// Several edges may fire one rule with the same subject: the worst is shown, and the earliest day counts.
#[test]
fn what_is_found_twice_in_a_run_is_one_finding() {
    let hold = Sighting {
        weight: Weight::Rule(Outcome::Hold),
        outcome: "hold",
        because: "worse".into(),
        ..due("2026-12-31")
    };
    let run = found([due("2026-11-30"), hold, due("2027-01-31")]);
    let tracking = track(run, None, &Register::default(), day("2026-10-31"));
    let [one] = &tracking.entries[..] else { panic!("{:?}", tracking.entries) };
    assert_eq!(one.because, "worse (and 2 more like it)");
    assert_eq!(
        (one.outcome.as_str(), one.due, one.times_seen),
        ("hold", Some(day("2026-11-30")), 1)
    );
}

#[test]
fn a_renamed_supplier_keeps_its_findings_and_their_ids() {
    let register = |id: &str, alias: Option<&str>| {
        let mut one = supplier(id);
        one.aliases = alias.into_iter().map(str::to_owned).collect();
        Register { suppliers: vec![one, supplier("S-2")], ..Register::default() }
    };
    let as_of = [day("2026-04-30"), day("2026-07-31"), day("2026-10-31")];
    let names = |id: &str| {
        found([
            sighting("E-1", id, "control-missing", "GOV-01"),
            // The giver of an edge is the subject; a subject of another kind with the same text is not renamed.
            sighting("E-1", "S-2", "flow-down-missing", id),
            sighting("E-1", "S-2", "control-missing", "BL-1"),
        ])
    };
    let (old, new) = (register("BL-1", None), register("S-1", Some("BL-1")));
    let first = track(names("BL-1"), None, &old, as_of[0]);
    let goes_on = |run: &Tracking, on: Date, register: &Register| Earlier {
        as_of: on,
        findings: run.entries.clone(),
        conditions: None,
        register: Some(register.clone()),
    };
    let ids = |run: &Tracking| -> BTreeSet<String> {
        run.entries.iter().map(|one| one.id.to_string()).collect()
    };
    let second = track(names("S-1"), Some(goes_on(&first, as_of[0], &old)), &new, as_of[1]);
    let third = track(names("S-1"), Some(goes_on(&second, as_of[1], &new)), &new, as_of[2]);
    assert_eq!((ids(&first), ids(&second)), (ids(&second), ids(&third)));
    assert!(third.entries.iter().all(|one| one.is_open() && one.times_seen == 3));

    // Without an alias nothing is guessed: of the three only the finding that does not name the renamed supplier
    // continues.
    let other = register("S-1", None);
    let second = track(names("S-1"), Some(goes_on(&first, as_of[0], &old)), &other, as_of[1]);
    let count = |is: fn(&Tracked) -> bool| second.entries.iter().filter(|one| is(one)).count();
    assert_eq!((count(|one| one.times_seen == 2), count(|one| !one.is_open())), (1, 2));

    // A new supplier is called BL-1: the ids of the old BL-1's findings are taken by those of S-1.
    let both =
        Register { suppliers: vec![supplier("S-1"), supplier("BL-1")], ..Register::default() };
    let mut run = names("S-1");
    run.sightings.extend(names("BL-1").sightings.into_iter().take(1));
    let fourth = track(run, Some(goes_on(&third, as_of[2], &new)), &both, day("2027-01-31"));
    assert_eq!((fourth.entries.len(), by_id(&fourth).len()), (4, 4));
}

/// A case in which rules about a control, an edge, a response and a certificate fire.
fn ill() -> Case {
    Case::clean(Tier::Restricted).with(|case| {
        case.passes_on("S-1", "S-2").flowed_down = false;
        case.passes_on("S-2", "S-3").consent = None;
        case.says("GOV-01", Answer::No);
        case.responses[1].completed_on = Some(day("2024-01-31"));
        case.register.certificates.remove(2);
    })
}

fn identities(case: &Case) -> BTreeSet<Identity> {
    case.judged(|found| {
        sightings(found, &[]).sightings.into_iter().flatten().map(|one| one.identity).collect()
    })
}

#[test]
fn no_place_no_file_name_and_no_order_of_rows_is_part_of_an_id() {
    let case = ill();
    let rules: BTreeSet<Rule> = case.rules().iter().map(|rule| rule.rule).collect();
    for rule in [
        Rule::ControlMissing,
        Rule::FlowDownMissing,
        Rule::OnwardConsent,
        Rule::ResponseStale,
        Rule::CertificateRequired,
    ] {
        assert!(rules.contains(&rule), "{rule}");
    }
    let elsewhere = || Place::file("register/other.csv");
    let moved = case.clone().with(|case| {
        for (at, response) in (0..).zip(&mut case.responses) {
            response.file = format!("responses/quarter/{at} back.ods").into();
            response.sheets = Arc::from([Arc::from("Fragen")]);
            response.answers.iter_mut().for_each(|given| given.spot.cell.row += 7);
            response.answers.reverse();
        }
        case.responses.reverse();
        let register = &mut case.register;
        register.suppliers.iter_mut().for_each(|row| row.place = elsewhere());
        register.engagements.iter_mut().for_each(|row| row.place = elsewhere());
        register.subcontracts.iter_mut().for_each(|row| row.place = elsewhere());
        register.certificates.iter_mut().for_each(|row| row.place = elsewhere());
        register.suppliers.reverse();
        register.subcontracts.reverse();
        register.certificates.reverse();
    });
    assert_eq!(identities(&case), identities(&moved));
    let healed = case.with(|case| {
        case.says("GOV-01", Answer::Yes);
    });
    assert!(identities(&healed).len() < identities(&moved).len());
}

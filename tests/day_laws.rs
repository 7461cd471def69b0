//! The laws of the days: a yes holds on the day it is used.

use std::collections::BTreeSet;

use flowdown::assessment::calendar::add_days;
use flowdown::assessment::tracking::Tracking;
use flowdown::assessment::{Inputs, Memory, assess};
use flowdown::gate::signing::Signed;
use flowdown::gate::{GateQuestion, answer};
use flowdown::model::{
    Date, EngagementId, Incident, InformationKind, Phase, Place, RecordLevel, Rule, SupplierId,
    Tier, Waiver,
};
use flowdown::run_folder::finished::RecordedDecisions;
use flowdown::run_folder::{decisions, record};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::random::{Said, case, config, edges, enter, said, tier};
use crate::support::{AS_OF, Case, evidence};

/// The random days of one engagement, each counted from the as-of date.
#[derive(Debug, Clone)]
pub(crate) struct Days {
    start: i32,
    end: Option<i32>,
    phases: Vec<(Tier, Option<i32>)>,
    completed: [i32; 2],
    /// A second form of the prime, word for word like the first.
    again: Option<i32>,
    certificate: (i32, Option<i32>),
    tested: Option<i32>,
    incident: Option<(i32, f64)>,
    waiver: Option<(Rule, i32)>,
    /// The controls that the prime answers with no or partial.
    weak: Vec<(Index, bool)>,
    passed_on: bool,
    /// The day of the previous run, whose due days are remembered.
    before: Option<i32>,
}

pub(crate) fn days() -> impl Strategy<Value = Days> {
    let phase = (tier(), prop::option::of(-60_i32..90));
    let waived = [Rule::CertificateRequired, Rule::EvidenceInsufficient, Rule::ControlMissing];
    let spans = (-120_i32..60, prop::option::of(0_i32..120), prop::option::of(1_i32..130));
    let forms = ([-370_i32..1, -370_i32..1], prop::option::weighted(0.2, 1_i32..60));
    let papers = (
        (-5_i32..200, prop::option::of(-470_i32..-300)),
        prop::option::weighted(0.3, -370_i32..-280),
    );
    let events = (
        prop::option::weighted(
            0.2,
            (-3_i32..30, (1_u8..5).prop_map(|days| f64::from(days) * 24.0)),
        ),
        prop::option::weighted(0.4, (select(waived.to_vec()), 0_i32..120)),
    );
    let weak = prop::collection::vec((any::<Index>(), any::<bool>()), 0..3);
    let phases = prop::collection::vec(phase, 0..4);
    (spans, phases, forms, papers, events, weak, any::<bool>()).prop_map(
        |(spans, phases, forms, papers, events, weak, passed_on)| Days {
            start: spans.0,
            end: spans.1.map(|end| end.max(spans.0)),
            before: spans.2,
            phases,
            completed: forms.0,
            again: forms.1,
            certificate: papers.0,
            tested: papers.1,
            incident: events.0,
            waiver: events.1,
            weak,
            passed_on,
        },
    )
}

fn after(days: i32) -> Date {
    add_days(AS_OF, days)
}

/// A supplier that would be approved, with days on both sides of every end.
pub(crate) fn dated(tier: Tier, days: &Days) -> Case {
    let mut case = Case::clean(tier);
    let one = case.engagement();
    (one.start, one.end) = (after(days.start), days.end.map(after));
    one.notice_agreed = days.incident.map_or(Some(8.0), |(_, hours)| Some(hours / 6.0));
    if days.passed_on {
        case.passes_on("S-1", "S-2");
    }
    for (response, completed) in case.responses.iter_mut().zip(days.completed) {
        response.completed_on = Some(after(completed));
    }
    for (index, partial) in &days.weak {
        let rows = &mut case.responses[0].answers;
        let row = index.index(rows.len());
        let asked = &case.catalogue.questionnaires[0].questions[row];
        let said =
            if *partial { flowdown::model::Answer::Partial } else { flowdown::model::Answer::No };
        rows[row].reading = crate::support::wording(asked, said, tier);
    }
    if let Some(completed) = days.again {
        let mut again = case.responses[0].clone();
        (again.file, again.completed_on) = ("responses/again.xlsx".into(), Some(after(completed)));
        case.responses.push(again);
    }
    let held = &mut case.register.certificates[0];
    held.expires = Some(after(days.certificate.0));
    held.surveillance = days.certificate.1.map(after);
    if let Some(dated) = days.tested {
        let ids: Vec<_> = case.catalogue.controls.ids().map(str::to_owned).collect();
        case.register.evidence = ids
            .iter()
            .map(|id| {
                let mut row = evidence("S-1", id, RecordLevel::OwnTest);
                row.dated = Some(after(dated));
                row
            })
            .collect();
    }
    case.register.phases = (0..)
        .zip(&days.phases)
        .map(|(number, (of, starts))| Phase {
            engagement: EngagementId::new("E-1"),
            name: format!("stage {number}"),
            tier: (*of).min(tier),
            starts: starts.map(after),
            purpose: None,
            recipients: None,
            place: Place::file("register.xlsx"),
        })
        .collect();
    case.register.incidents = days
        .incident
        .map(|(detected, _)| Incident {
            id: "I-1".to_owned(),
            supplier: SupplierId::new("S-1"),
            detected: after(detected),
            detected_hour: 0.0,
            notified: None,
            notified_hour: 0.0,
            severity: None,
            summary: None,
            place: Place::file("register.xlsx"),
        })
        .into_iter()
        .collect();
    case.register.waivers = days
        .waiver
        .map(|(rule, expires)| Waiver {
            id: "W-1".to_owned(),
            supplier: SupplierId::new("S-1"),
            engagement: None,
            among: None,
            subject: rule.word().to_owned(),
            reason: "r".to_owned(),
            requested_by: "A".to_owned(),
            approved_by: "B".to_owned(),
            approved_on: after(-10),
            expires: after(expires),
            place: Place::file("register.xlsx"),
        })
        .into_iter()
        .collect();
    case
}

/// The decisions of a run on a day, as the gate reads them, and the due days for the next run.
fn run(case: &Case, day: Date, memory: Memory) -> (RecordedDecisions, Memory) {
    let found = assess(
        Inputs::new(&case.catalogue, &case.register, &case.responses, day).remembering(memory),
    );
    let stamp = record::policy_stamp(&case.catalogue);
    let (mut json, mut csv) = (Vec::new(), Vec::new());
    decisions::write(&found, &Tracking::default(), ("run", &stamp), &mut json, &mut csv).unwrap();
    (RecordedDecisions::read(json).unwrap(), found.memory())
}

/// The run on the as-of date, after an earlier one if there is one.
fn today(case: &Case, days: &Days) -> (RecordedDecisions, Memory) {
    run(case, AS_OF, earlier(case, days))
}

/// The due days that an earlier run set, if there is one.
pub(crate) fn earlier(case: &Case, days: &Days) -> Memory {
    let before = days.before.map(|before| {
        assess(Inputs::new(&case.catalogue, &case.register, &case.responses, after(-before)))
            .memory()
    });
    before.unwrap_or_default()
}

/// The tiers to ask for: each one, and none for the one in force.
fn tiers() -> impl Iterator<Item = Option<Tier>> {
    Tier::ALL.into_iter().map(Some).chain([None])
}

/// Whether the gate allows it, without a signature.
fn allows(run: &RecordedDecisions, day: Date, tier: Option<Tier>) -> bool {
    let found = run.engagements(|_| true).unwrap();
    let question = GateQuestion { day, tier, recipient: None, purpose: None };
    // An engagement that the run did not decide is over: there is no answer, and so no yes.
    answer(run, found, None, question, |_, _| Signed::default()).allowed()
}

/// The days to test: some random ones, and those next to the ends of the decision.
fn looked_at(run: &RecordedDecisions, some: &BTreeSet<i32>) -> BTreeSet<Date> {
    let mut days: BTreeSet<Date> = some.iter().map(|day| after(*day)).collect();
    for (decided, _) in run.engagements(|_| true).unwrap() {
        days.extend([decided.valid_until, add_days(decided.valid_until, 1)]);
        for phase in &decided.phases {
            days.insert(phase.valid_until);
            days.extend(phase.starts);
        }
    }
    days.retain(|day| *day >= AS_OF);
    days
}

proptest! {
    #![proptest_config(config())]

    /// If the gate says yes, a run of that day on the same input allows it at that tier.
    #[test]
    fn the_gate_never_says_yes_on_a_day_on_which_a_run_of_that_day_refuses(
        tier in tier(), days in days(), some in prop::collection::btree_set(0_i32..130, 3),
    ) {
        let case = dated(tier, &days);
        let (now, memory) = today(&case, &days);
        for day in looked_at(&now, &some) {
            let asked: Vec<_> = tiers().filter(|tier| allows(&now, day, *tier)).collect();
            if asked.is_empty() {
                continue;
            }
            let (later, _) = run(&case, day, memory.clone());
            for tier in asked {
                prop_assert!(allows(&later, day, tier), "{} at {:?}", day, tier);
            }
        }
    }

    /// If a day is refused and a later one allowed, something opened in between: a stage, or the engagement.
    #[test]
    fn later_days_never_allow_more_unless_something_opens(
        tier in tier(), days in days(), some in prop::collection::btree_set(0_i32..200, 8),
    ) {
        let case = dated(tier, &days);
        let (now, _) = today(&case, &days);
        let looked: Vec<Date> = looked_at(&now, &some).into_iter().collect();
        let starts = days.phases.iter().filter_map(|(_, starts)| *starts).chain([days.start]);
        let opens: Vec<Date> = starts.map(|starts| after(starts.max(days.start))).collect();
        for tier in tiers() {
            for pair in looked.windows(2) {
                let more = !allows(&now, pair[0], tier) && allows(&now, pair[1], tier);
                let opened = opens.iter().any(|day| pair[0] < *day && *day <= pair[1]);
                prop_assert!(!more || opened, "{:?} at {:?}", pair, tier);
            }
        }
    }

    /// Removing kinds, as long as one is left, never adds a hit about a control, a transfer, local storage or export.
    #[test]
    fn taking_a_kind_away_adds_no_hit(
        tier in tier(), (first, second) in (said(), said()), rows in edges(3, true),
        kinds in subsequence(InformationKind::ALL.to_vec(), 2..=7),
        (out, stated) in (any::<Index>(), prop::collection::vec(any::<Index>(), 0..3)),
        (origin, abroad) in (select(vec!["DE", "CN", "IN", "US"]), select(vec!["US", "CN", "DE", "BR"])),
    ) {
        let with = kindly(tier, (&first, &second), &kinds, (origin, abroad)).with(|case| {
            case.register.subcontracts = rows;
            let all = InformationKind::ALL;
            for (row, kind) in case.register.subcontracts.iter_mut().zip(&stated) {
                row.kinds = vec![all[kind.index(all.len())]];
            }
        });
        let without = with.clone().with(|case| {
            let kinds = &mut case.engagement().kinds;
            kinds.remove(out.index(kinds.len()));
        });
        let more: Vec<_> = counted(&without).difference(&counted(&with)).cloned().collect();
        prop_assert!(more.is_empty(), "{more:?}");
    }
}

/// Three suppliers, two of them abroad, that receive some kinds.
fn kindly(
    tier: Tier,
    (first, second): (&[Said], &[Said]),
    kinds: &[InformationKind],
    (origin, abroad): (&str, &str),
) -> Case {
    case(tier, first, &[]).with(|case| {
        enter(case, "S-2", second);
        enter(case, "S-3", first);
        case.engagement().kinds = kinds.to_vec();
        case.engagement().origin = flowdown::model::Country::from_code(origin);
        for supplier in &mut case.register.suppliers[1..] {
            supplier.country = flowdown::model::Country::from_code(abroad);
        }
    })
}

/// The hits about controls and countries: rule, supplier and subject.
fn counted(case: &Case) -> BTreeSet<(String, String, String)> {
    case.judged(|found| {
        let rules = found.engagements[0].rules.iter();
        let wanted = rules.filter(|one| {
            one.rule.is_about_control() || one.rule.family() == flowdown::model::Family::Transfer
        });
        wanted
            .map(|one| (one.rule.to_string(), one.supplier.to_string(), one.subject.to_string()))
            .collect()
    })
}

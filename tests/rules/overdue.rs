//! Conditions over runs: due days that stay, overdue conditions, and what follows from what (docs/method.md §§7, 8).

use flowdown::assessment::{Assessment, Inputs, Memory, assess};
use flowdown::model::{Answer, Date, Outcome, Phase, Place, Rule, Tier};

use crate::support::{AS_OF, Case, day};
use Outcome::{Condition, Escalate, Hold};
use Tier::{Confidential, Internal, Restricted};

/// Assesses on a day with the due days that earlier runs set.
fn on<T>(case: &Case, as_of: &str, memory: Memory, read: impl Fn(&Assessment<'_>) -> T) -> T {
    let found = assess(
        Inputs::new(&case.catalogue, &case.register, &case.responses, day(as_of))
            .remembering(memory),
    );
    read(&found)
}

/// The due days of an engagement's rules, and those that the run leaves for the next.
fn due(found: &Assessment<'_>) -> (Vec<(Rule, Option<Date>)>, Memory) {
    let rules = &found.engagements[0].rules;
    (rules.iter().map(|rule| (rule.rule, rule.due)).collect(), found.memory())
}

/// A condition at a tier: ACC-05 is required from confidential on.
fn weak(tier: Tier) -> Case {
    Case::clean(tier).with(|case| {
        case.says("ACC-05", Answer::No);
    })
}

/// 100 days from 2026-10-31: 30 in November, 31 in December, 31 in January, 8 in February.
#[test]
fn a_due_day_counts_from_as_of_or_from_the_start_and_stays() {
    let case = weak(Confidential);
    let (first, memory) = on(&case, "2026-10-31", Memory::default(), due);
    assert_eq!(first, [(Rule::ControlMissing, Some(day("2027-02-08")))]);
    let (second, memory) = on(&case, "2026-12-31", memory, due);
    assert_eq!(second, [(Rule::ControlMissing, Some(day("2027-02-08")))]);
    // If it is answered in part, it is the same condition.
    let partly = case.with(|case| {
        case.says("ACC-05", Answer::Partial);
    });
    let (third, memory) = on(&partly, "2027-01-31", memory, due);
    assert_eq!(third, [(Rule::ControlPartial, Some(day("2027-02-08")))]);
    // A run that decides the engagement without the condition closes it: 100 days from 2027-02-15 are 13 + 31 + 30 +
    // 26.
    let (none, memory) = on(&Case::clean(Confidential), "2027-02-10", memory, due);
    assert_eq!(none, []);
    let (again, _) = on(&partly, "2027-02-15", memory, due);
    assert_eq!(again, [(Rule::ControlPartial, Some(day("2027-05-26")))]);
    let later = weak(Confidential).with(|case| case.engagement().start = day("2027-02-01"));
    // 27 + 31 + 30 + 12.
    assert_eq!(on(&later, "2026-10-31", Memory::default(), due).0[0].1, Some(day("2027-05-12")));
}

/// The due day is in time; from the day after the condition is overdue, with the outcome of each tier.
#[test]
fn condition_overdue_from_the_day_after_its_due_day() {
    let overdue = |case: &Case, as_of: &str, memory: Memory| {
        on(case, as_of, memory, |found| {
            let fired = found.engagements[0].rules.iter();
            let fired = fired.filter(|rule| rule.rule == Rule::ConditionOverdue);
            fired.map(|rule| (rule.outcome, rule.subject.to_string())).collect::<Vec<_>>()
        })
    };
    for (tier, last, after, outcome) in [
        (Confidential, "2027-02-08", "2027-02-09", Escalate),
        // 30 days.
        (Restricted, "2026-11-30", "2026-12-01", Hold),
    ] {
        let case = weak(tier);
        let memory = || on(&case, "2026-10-31", Memory::default(), |found| found.memory());
        assert_eq!(overdue(&case, last, memory()), [], "{tier}");
        let named = "control-missing ACC-05".to_owned();
        assert_eq!(overdue(&case, after, memory()), [(outcome, named)], "{tier}");
        // Without an earlier run the condition is due from today on.
        assert_eq!(overdue(&case, after, Memory::default()), [], "{tier}");
    }
}

/// A hold keeps its first day and is not overdue; when a waiver ends, the day is still known.
#[test]
fn holds_and_accepted_conditions_keep_their_day() {
    let held = Case::clean(Internal).with(|case| {
        case.engagement().notice_owed = Some(24.0);
        case.engagement().notice_agreed = Some(48.0);
    });
    let (first, memory) = on(&held, "2026-10-31", Memory::default(), due);
    assert_eq!(first, [(Rule::NoticeSlack, Some(day("2027-02-08")))]);
    let (later, memory) = on(&held, "2027-03-01", memory, due);
    assert_eq!(later, [(Rule::NoticeSlack, Some(day("2027-02-08")))]);
    // With the default of the hours owed (144 − 24 < 48 + 73) it is a condition, and overdue at once.
    let turned = held.with(|case| {
        case.engagement().notice_owed = None;
        case.engagement().notice_agreed = Some(48.0);
        case.engagement().reserve = Some(100.0);
    });
    let (rules, _) = on(&turned, "2027-03-02", memory, due);
    let names: Vec<Rule> = rules.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(names, [Rule::ConditionOverdue, Rule::NoticeSlack]);
}

/// The rules that follow from a missing response name it, and show its day.
#[test]
fn what_follows_from_silence_shows_its_cause() {
    let case = Case::clean(Confidential).with(|case| case.responses.clear());
    case.judged(|found| {
        let rules = &found.engagements[0].rules;
        let cause = rules.iter().position(|rule| rule.rule == Rule::ResponseMissing).unwrap();
        assert_eq!(rules[cause].follows, None);
        for rule in rules.iter().filter(|rule| rule.rule != Rule::ResponseMissing) {
            assert_eq!(rule.follows, Some(cause), "{}", rule.rule);
            let due = rules[cause].due.filter(|_| rule.outcome != Escalate);
            assert_eq!(rule.due, due, "{}", rule.rule);
        }
        assert!(rules.len() > 10 && found.engagements[0].causes().count() == 1);
    });
}

/// A weak domain follows from the first of its missing controls; if all were met, it would be a cause itself.
#[test]
fn a_weak_domain_follows_from_its_controls() {
    let case = Case::clean(Internal).with(|case| {
        case.says("RET-01", Answer::No);
    });
    case.judged(|found| {
        let rules = &found.engagements[0].rules;
        let weak = rules.iter().find(|rule| rule.rule == Rule::DomainWeak).unwrap();
        let cause = &rules[weak.follows.unwrap()];
        assert_eq!((cause.rule, &*cause.subject), (Rule::ControlMissing, "RET-01"));
    });
}

fn phase(name: &str, tier: Tier, starts: &str) -> Phase {
    Phase {
        engagement: flowdown::model::EngagementId::new("E-1"),
        name: name.to_owned(),
        tier,
        starts: Some(day(starts)),
        purpose: None,
        recipients: None,
        place: Place::file("register.xlsx"),
    }
}

/// A stage counts from the day it opens, the engagement from the first stage that reaches its tier; one day counts for
/// both.
#[test]
fn a_condition_has_one_day_over_decision_and_stages() {
    let case = weak(Confidential).with(|case| {
        case.register.phases.push(phase("study", Internal, "2026-11-01"));
        case.register.phases.push(phase("design", Confidential, "2026-12-01"));
        case.register.phases.push(phase("series", Confidential, "2027-03-01"));
    });
    case.judged(|found| {
        let one = &found.engagements[0];
        // 100 days from 2026-12-01: 30 + 31 + 28 + 11.
        assert_eq!(one.rules[0].due, Some(day("2027-03-11")));
        let stages = one.phases.iter().map(|line| {
            let due = line.at.conditions.iter().map(|one| one.due).collect::<Vec<_>>();
            (line.phase.name.as_str(), due)
        });
        let due = vec![Some(day("2027-03-11"))];
        assert_eq!(
            stages.collect::<Vec<_>>(),
            [("study", Vec::new()), ("design", due.clone()), ("series", due)]
        );
        assert_eq!(one.rules[0].outcome, Condition);
        assert_eq!(one.stage.as_ref().unwrap().opens_next, Some(day("2026-11-01")));
    });
    assert_eq!(AS_OF, day("2026-10-31"));
}

//! From the answers of all responses to one answer per control.

use std::borrow::Cow;

use flowdown::assessment::Context;
use flowdown::assessment::resolve::Resolution;
use flowdown::catalogue::Reach;
use flowdown::intake::response::{FileRef, Reader};
use flowdown::model::{
    Answer, Code, GivenAnswer, QuestionIndex, Reading, Relation, Response, Rule, SupplierId, Tier,
};

use crate::drawing::workbook;
use crate::support::{Case, catalogue, day, given, response, with_foreign};
use Answer::{No, NotApplicable, Partial, Unanswered, Yes};
use Relation::{Equal, Intersect, Subset, Superset};
use Tier::{Confidential, Critical, Internal, Restricted};

/// The resolution of a control from the responses of S-1.
fn resolved(case: &Case, control: &str) -> Resolution {
    let context = Context::new(&case.catalogue, &case.register, &case.responses, case.as_of);
    let profile = context.profile(&SupplierId::new("S-1"));
    let tier = case.register.engagements[0].tier;
    let index = case.catalogue.controls.index(control).unwrap();
    profile.resolution(index, tier)
}

/// The resolution of a control at a tier, from rows of our own form drawn as a sheet.
fn read_as(tier: Tier, question: &str, cells: &[&str]) -> Resolution {
    let rows: String = cells.iter().map(|cell| format!("| {question} | {cell} |\n")).collect();
    let bytes =
        workbook(&[("Questionnaire", &format!("| ID | Answer | Comment | Evidence |\n{rows}"))]);
    let case = Case::clean(tier).with(|case| {
        let reader = Reader::new(catalogue(), &case.register);
        let below = "S-1/2026-10-01.xlsx";
        let file = FileRef { path: format!("responses/{below}").into(), below, bytes: &bytes };
        let (report, response) = reader.read(&file);
        case.responses = vec![response.unwrap_or_else(|| panic!("{report:?}"))];
    });
    resolved(&case, question.trim_start_matches("FD-"))
}

/// The worst of the answered repeats counts; other repeats count only if none is answered.
#[test]
fn a_repeated_question_counts_at_its_worst() {
    for (cells, expected) in [
        (&["yes", "partial", "no"][..], No),
        (&["yes", "partial"], Partial),
        (&["no", "yes"], No),
        (&["", "yes"], Yes),
        (&["gibberish", "yes"], Yes),
        (&["n/a", "no"], No),
        (&["", ""], Unanswered),
    ] {
        assert_eq!(read_as(Internal, "FD-ACC-02", cells).resolved.answer, expected, "{cells:?}");
    }
}

/// Evidence counts from the rows of the answer that counts, not from those of a better one.
#[test]
fn evidence_and_reason_are_those_of_the_counted_rows() {
    let evidence = |cells: &[&str]| read_as(Internal, "FD-ACC-02", cells).resolved.has_evidence;
    assert!(evidence(&["yes | | Policy v2"]));
    assert!(evidence(&["yes", "yes | | Policy v2"]));
    assert!(!evidence(&["partial", "yes | | Policy v2"]));
    assert!(evidence(&["partial | | Policy v2", "yes"]));
    for nothing in ["-", "none", "N/A", "tbd", "To follow", "", "keine", "néant"] {
        assert!(!evidence(&[&format!("yes | | {nothing}")]), "`{nothing}` names nothing");
    }
}

/// CRY-02 accepts not applicable with a reason, BCP-01 freely, ACC-02 never.
#[test]
fn not_applicable_by_the_rule_of_the_control() {
    for (question, cell, expected) in [
        ("FD-ACC-02", "n/a | We have no accounts", Unanswered),
        ("FD-CRY-02", "n/a", Unanswered),
        ("FD-CRY-02", "n/a | n/a", Unanswered),
        ("FD-CRY-02", "n/a | none", Unanswered),
        ("FD-CRY-02", "n/a | tbd", Unanswered),
        ("FD-CRY-02", "n/a | We hold no portable devices", NotApplicable),
        ("FD-BCP-01", "n/a", NotApplicable),
        ("FD-BCP-01", "not applicable", NotApplicable),
    ] {
        let found = read_as(Internal, question, &[cell]);
        assert_eq!(found.resolved.answer, expected, "{question}: {cell}");
        assert_eq!(found.refused.is_some(), expected == Unanswered, "{question}: {cell}");
    }
}

/// OPS-07 asks for something that should not be there, so its good answer is no.
#[test]
fn polarity_swaps_yes_and_no_only() {
    for (cell, expected) in [("yes", No), ("no", Yes), ("partial", Partial), ("", Unanswered)] {
        assert_eq!(read_as(Confidential, "FD-OPS-07", &[cell]).resolved.answer, expected, "{cell}");
    }
    // The worst of the repeats is taken after the swap.
    assert_eq!(read_as(Confidential, "FD-OPS-07", &["no", "yes"]).resolved.answer, No);
}

/// INC-01 in hours, at most: yes / partial at internal 72 / 96, confidential 48 / 72, restricted
/// 24 / 48, critical 12 / 24. LOG-02 in days, at least, from confidential on 90 / 60, 180 / 90,
/// 365 / 180. RET-02 at confidential at most 90 / 180. HRS-02 has bands for internal (12 / 24)
/// and critical (6 / 12) only.
#[test]
fn numbers_by_the_band_of_the_tier() {
    for (tier, question, cell, expected) in [
        (Internal, "FD-INC-01", "72", Yes),
        (Internal, "FD-INC-01", "72.5", Partial),
        (Internal, "FD-INC-01", "96", Partial),
        (Internal, "FD-INC-01", "96.5", No),
        (Restricted, "FD-INC-01", "24", Yes),
        (Restricted, "FD-INC-01", "48", Partial),
        (Critical, "FD-INC-01", "24", Partial),
        (Critical, "FD-INC-01", "48", No),
        (Confidential, "FD-LOG-02", "90", Yes),
        (Confidential, "FD-LOG-02", "89", Partial),
        (Confidential, "FD-LOG-02", "60", Partial),
        (Confidential, "FD-LOG-02", "59", No),
        (Critical, "FD-LOG-02", "365", Yes),
        // A tier without a band takes the next lower one that is given.
        (Confidential, "FD-HRS-02", "12", Yes),
        (Restricted, "FD-HRS-02", "24", Partial),
        (Critical, "FD-HRS-02", "12", Partial),
        // Numbers as text: a decimal comma is read; a number with a possible thousands separator is not, nor is one
        // with a unit.
        (Critical, "FD-INC-01", "\"12,5\"", Partial),
        (Critical, "FD-INC-01", "\"11,5\"", Yes),
        (Internal, "FD-INC-01", "\"1,000\"", Unanswered),
        (Internal, "FD-INC-01", "\"1.000,5\"", Unanswered),
        (Internal, "FD-INC-01", "24 hours", Unanswered),
        (Internal, "FD-INC-01", "yes", Unanswered),
        (Internal, "FD-INC-01", "-5", Unanswered),
        (Internal, "FD-INC-01", "0", Yes),
    ] {
        let found = read_as(tier, question, &[cell]);
        assert_eq!(found.resolved.answer, expected, "{question} at {tier}: {cell}");
    }
}

/// A tier below every band takes the lowest band that is given. Only number questions of controls that apply earlier
/// can show it.
#[test]
fn the_lowest_band_stands_in_where_none_is_lower() {
    let catalogue = catalogue();
    let questionnaire = &catalogue.questionnaires[0];
    let question = questionnaire.index("FD-LOG-02").unwrap();
    let bands = questionnaire.questions[question].thresholds.as_ref().unwrap();
    let lowest = bands.band(Internal).unwrap();
    assert_eq!((lowest.yes_at, lowest.partial_at), (90.0, 60.0));
}

/// OPS-04 may be 12 months old at confidential (24 for partial), 6 (12) at critical. The day on which the months are
/// full still counts; a day after the as-of date is unanswered.
#[test]
fn dates_by_their_age_in_months() {
    for (tier, cell, expected) in [
        (Confidential, "@2025-10-31", Yes),
        (Confidential, "@2025-10-30", Partial),
        (Confidential, "@2024-10-31", Partial),
        (Confidential, "@2024-10-30", No),
        (Confidential, "@2026-10-31", Yes),
        (Confidential, "@2026-11-01", Unanswered),
        (Restricted, "@2025-10-31", Yes),
        // 30 April + 6 months is 30 October, 1 May + 6 months 1 November.
        (Critical, "@2026-04-30", Partial),
        (Critical, "@2026-05-01", Yes),
        (Confidential, "2025-10-31", Yes),
        (Confidential, "31 October 2025", Yes),
        (Confidential, "03/04/2026", Unanswered),
        (Confidential, "yes", Unanswered),
    ] {
        let found = read_as(tier, "FD-OPS-04", &[cell]);
        assert_eq!(found.resolved.answer, expected, "{cell} at {tier}");
    }
}

/// A foreign questionnaire, whose questions reach GOV-02 (never not-applicable, weight 3).
fn crosswalk(said: &[(Relation, Option<&str>, Reading)]) -> Resolution {
    resolved(&crosswalked("GOV-02", None, said), "GOV-02")
}

/// The same for any control, with an answer to our own form besides.
fn crosswalked(
    control: &str,
    own: Option<Answer>,
    said: &[(Relation, Option<&str>, Reading)],
) -> Case {
    let index = catalogue().controls.index(control).unwrap();
    let reach = |(relation, group, _): &(Relation, Option<&str>, Reading)| {
        vec![Reach { control: index, relation: *relation, group: group.map(str::to_owned) }]
    };
    let foreign = with_foreign(said.iter().map(reach).collect());
    let row =
        |(number, (_, _, reading)): (QuestionIndex, &(_, _, Reading))| given(number, *reading);
    let answers: Vec<GivenAnswer> = QuestionIndex::each(said).map(row).collect();
    Case::of(Cow::Owned(foreign), Internal).with(|case| {
        match own {
            Some(answer) => _ = case.says(control, answer),
            None => case.responses.clear(),
        }
        let file = "responses/foreign.xlsx".into();
        case.responses.push(Response { file, questionnaire: 1, answers, ..response("S-1") });
    })
}

#[test]
fn levels_decide_in_their_order() {
    use Reading::{Blank, No as N, Partial as P, Unreadable, Yes as Y};
    for (said, expected) in [
        // The first level with an answered candidate counts, and the worst answer of it.
        (&[(Equal, None, Y), (Equal, None, P)][..], Partial),
        (&[(Equal, None, Y), (Superset, None, N)], Yes),
        (&[(Equal, None, Blank), (Superset, None, Y)], Yes),
        (&[(Equal, None, Unreadable), (Superset, None, Y), (Superset, None, N)], No),
        (&[(Superset, None, P), (Subset, Some("g"), N)], Partial),
        // Subset: yes if a whole group says yes and no other part says less.
        (&[(Subset, Some("g"), Y), (Subset, Some("g"), Y)], Yes),
        (&[(Subset, Some("g"), Y), (Subset, Some("g"), P)], Partial),
        (&[(Subset, Some("g"), Y), (Subset, Some("g"), N)], Partial),
        (&[(Subset, Some("g"), Y), (Subset, Some("g"), Blank)], Partial),
        (&[(Subset, Some("g"), Y), (Subset, Some("h"), N)], Partial),
        (&[(Subset, Some("g"), Y), (Subset, Some("h"), Y), (Subset, Some("h"), Blank)], Yes),
        (&[(Subset, Some("g"), N), (Subset, Some("g"), Blank)], No),
        (&[(Subset, None, Y), (Subset, None, Y)], Partial),
        (&[(Subset, None, P)], Partial),
        (&[(Subset, None, N), (Intersect, None, Y)], No),
        // Intersect: never better than partial, and a no proves nothing.
        (&[(Intersect, None, Y)], Partial),
        (&[(Intersect, None, N), (Intersect, None, P)], Partial),
        (&[(Intersect, None, N)], Unanswered),
        (&[], Unanswered),
    ] {
        assert_eq!(crosswalk(said).resolved.answer, expected, "{said:?}");
    }
}

/// A group is whole only if every entry of it is answered yes; an entry that the form lacks is not.
#[test]
fn a_group_with_a_missing_row_is_not_whole() {
    let whole = [(Subset, Some("g"), Reading::Yes), (Subset, Some("g"), Reading::Yes)];
    let case = crosswalked("GOV-02", None, &whole);
    let torn = case.clone().with(|case| _ = case.responses[0].answers.pop());
    assert_eq!(resolved(&case, "GOV-02").resolved.answer, Yes);
    assert_eq!(resolved(&torn, "GOV-02").resolved.answer, Partial);
}

/// Not applicable counts if no level decides and the control's rule accepts it.
#[test]
fn not_applicable_beside_other_candidates() {
    let apart = (Equal, None, Reading::NotApplicable);
    let of = |control: &str, said: &[_]| resolved(&crosswalked(control, None, said), control);
    assert_eq!(of("BCP-01", &[apart]).resolved.answer, NotApplicable);
    assert_eq!(of("BCP-01", &[apart, (Intersect, None, Reading::Yes)]).resolved.answer, Partial);
    assert_eq!(of("BCP-01", &[apart, (Superset, None, Reading::No)]).resolved.answer, No);
    // The intersect level has an answer, so it decides: the control stays unanswered.
    assert_eq!(of("BCP-01", &[apart, (Intersect, None, Reading::No)]).resolved.answer, Unanswered);
    let refused = of("GOV-02", &[apart]);
    assert_eq!((refused.resolved.answer, refused.refused.is_some()), (Unanswered, true));
}

#[test]
fn contradictions_are_found_and_change_nothing() {
    use Reading::{No as N, Partial as P, Yes as Y};
    for (own, said, expected, contradicts) in [
        (Yes, (Equal, None, N), No, true),
        (Yes, (Equal, None, P), Partial, true),
        (Yes, (Equal, None, Y), Yes, false),
        (Yes, (Superset, None, N), Yes, true),
        (Yes, (Intersect, None, N), Yes, true),
        (Yes, (Subset, Some("g"), P), Yes, false),
        (Partial, (Superset, None, N), Partial, false),
    ] {
        let case = crosswalked("GOV-02", Some(own), &[said]);
        let found = resolved(&case, "GOV-02");
        assert_eq!(found.resolved.answer, expected, "{own} {said:?}");
        assert_eq!(found.contradiction.is_some(), contradicts, "{own} {said:?}");
        let listed = case.judged(|found| {
            found.findings.iter().filter(|one| one.code == Code::Contradiction).count()
        });
        assert_eq!(listed, usize::from(contradicts), "{own} {said:?}");
    }
}

/// A stale response counts only where the fresh ones leave a control unanswered, and `response-stale` fires then.
#[test]
fn stale_answers_fill_the_gaps_of_fresh_ones() {
    let stale = |own, said| {
        crosswalked("GOV-02", Some(own), &[(Equal, None, said)])
            .with(|case| case.responses[1].completed_on = Some(day("2025-10-30")))
    };
    for (own, said, expected, rests_on_it) in [
        (Yes, Reading::No, Yes, false),
        (No, Reading::Yes, No, false),
        (Unanswered, Reading::Yes, Yes, true),
        (Unanswered, Reading::No, No, true),
        (Unanswered, Reading::Blank, Unanswered, false),
        // A refused not-applicable is unanswered too.
        (NotApplicable, Reading::Yes, Yes, true),
    ] {
        let case = stale(own, said);
        let found = resolved(&case, "GOV-02");
        assert_eq!((found.resolved.answer, found.stale), (expected, rests_on_it), "{own} {said:?}");
        let fires = case.outcomes(Rule::ResponseStale).len();
        assert_eq!(fires, usize::from(rests_on_it), "{own} {said:?}");
    }
    // An accepted not-applicable is not unanswered.
    let accepted = crosswalked("BCP-01", Some(NotApplicable), &[(Equal, None, Reading::No)])
        .with(|case| case.responses[1].completed_on = None);
    assert_eq!(resolved(&accepted, "BCP-01").resolved.answer, NotApplicable);
}

/// The newest response to a questionnaire counts: by completion date, then by file name.
#[test]
fn the_newest_response_of_a_questionnaire_counts() {
    let two = |first: Option<&str>, second: Option<&str>| {
        Case::clean(Internal).with(|case| {
            case.says("GOV-02", No);
            case.responses[0].completed_on = first.map(day);
            let mut other = case.responses[0].clone();
            (other.file, other.completed_on) = ("responses/z.xlsx".into(), second.map(day));
            case.responses.push(other);
            case.says("GOV-02", Yes);
        })
    };
    for (first, second, expected) in [
        (Some("2026-10-02"), Some("2026-10-01"), Yes),
        (Some("2026-10-01"), Some("2026-10-02"), No),
        (Some("2026-10-01"), Some("2026-10-01"), No),
        (Some("2020-01-01"), None, Yes),
        // Completed after the as-of date, so it does not count.
        (Some("2026-10-01"), Some("2026-11-01"), Yes),
    ] {
        let case = two(first, second);
        assert_eq!(resolved(&case, "GOV-02").resolved.answer, expected, "{first:?} {second:?}");
        let found =
            case.judged(|found| found.findings.iter().map(|one| one.code).collect::<Vec<_>>());
        let late = second == Some("2026-11-01");
        let code = if late { Code::ResponseFuture } else { Code::ResponseSuperseded };
        assert_eq!(found.iter().filter(|one| **one == code).count(), 1, "{first:?} {second:?}");
    }
}

//! Forms that are sent with pre-filled answers: an answer that comes back unchanged and unconfirmed keeps its day.

use std::sync::Arc;

use flowdown::assessment::Context;
use flowdown::intake::response::{FileRef, Reader, keep_days};
use flowdown::model::{
    Answer, Code, Date, FileReport, QuestionIndex, Register, Response, Rule, Tier,
};
use flowdown::outgoing::form::{FormOrder, LastAnswers, form};
use jiff::civil::date;
use proptest::prelude::*;

use crate::drawing;
use crate::random::{answer, config};
use crate::support::{AS_OF, Case, catalogue};

/// The paths of the older and the newer form.
const OLD: &str = "responses/S-1/old.xlsx";
const NEW: &str = "responses/S-1/new.xlsx";

/// A day that is stale at confidential on the as-of date of the tests, 2026-10-31.
const LONG_AGO: Date = date(2025, 9, 1);
const LATELY: Date = date(2026, 10, 1);

/// The answers of a form: a word for each question with a choice.
type Words = Vec<&'static str>;

fn ids() -> Vec<&'static str> {
    let words = |question: &&flowdown::catalogue::Question| {
        question.kind == flowdown::catalogue::QuestionKind::Choice
    };
    let questions = &catalogue().native().unwrap().questions;
    questions.iter().filter(words).map(|question| question.id.as_str()).collect()
}

fn all(word: &'static str) -> Words {
    vec![word; ids().len()]
}

/// A form with its cover, drawn as text.
fn drawn(on: Date, cover: &str, words: &[&str]) -> Vec<u8> {
    let cover = format!("| Supplier ID | S-1 |\n| Completed on | @{on} |\n{cover}");
    let rows = ids().into_iter().zip(words);
    let rows: String =
        rows.map(|(id, word)| format!("| {id} | {word} | as ever | report 7 |\n")).collect();
    let table = format!("| ID | Answer | Comment | Evidence |\n{rows}");
    drawing::workbook(&[("Cover", &cover), ("Questionnaire", &table)])
}

/// The cover of a form that was pre-filled from the older one.
fn from_old(oldest: &str, confirmed: &str) -> String {
    format!(
        "| Pre-filled from | {OLD} |\n| Oldest pre-filled answer | {oldest} |\n\
         | Pre-filled answers confirmed | {confirmed} |\n"
    )
}

/// Reads files as a portfolio does.
fn read(register: &Register, files: &[(&str, &[u8])]) -> (Vec<FileReport>, Vec<Response>) {
    let reader = Reader::new(catalogue(), register);
    let file = |(path, bytes): &(&str, &[u8])| {
        let below = path.split_once("responses/").unwrap().1.to_owned();
        reader.read(&FileRef { path: Arc::from(*path), below: &below, bytes })
    };
    let (mut reports, responses): (Vec<_>, Vec<_>) = files.iter().map(file).unzip();
    let responses = keep_days(responses.into_iter().flatten().collect(), &mut reports);
    (reports, responses)
}

/// A case at confidential with these files as its responses.
fn case(files: &[(&str, &[u8])]) -> (Case, Vec<FileReport>) {
    let mut case = Case::clean(Tier::Confidential);
    let (reports, responses) = read(&case.register, files);
    case.responses = responses;
    (case, reports)
}

fn is_stale(case: &Case) -> bool {
    case.fired().iter().any(|(rule, _)| *rule == Rule::ResponseStale)
}

fn kept(reports: &[FileReport]) -> Vec<&str> {
    let all = reports.iter().flat_map(|report| &report.findings);
    all.filter(|one| one.code == Code::AnswersKept).map(|one| one.message.as_str()).collect()
}

#[test]
fn untouched_and_unconfirmed_answers_keep_their_day() {
    let old = drawn(LONG_AGO, "", &all("yes"));
    let new = drawn(LATELY, &from_old("@2025-09-01", ""), &all("yes"));
    let (both, reports) = case(&[(OLD, &old), (NEW, &new)]);
    assert!(is_stale(&both));
    let message = format!(
        "{} answers stand as they were filled in from {OLD} and are not confirmed; they keep their day (2025-09-01)",
        ids().len()
    );
    assert_eq!(kept(&reports), [message.as_str()]);
    assert!(reports.iter().all(|report| report.ledger.unaccounted.is_empty()));
}

/// A form names the file it was filled in from as its own portfolio knows it.
#[test]
fn of_several_portfolios_a_form_is_compared_within_its_own() {
    let old = drawn(LONG_AGO, "", &all("yes"));
    let new = drawn(LATELY, &from_old("@2025-09-01", ""), &all("yes"));
    let own = [format!("emea/{OLD}"), format!("emea/{NEW}")];
    let (both, reports) = case(&[(&own[0], &old), (&own[1], &new)]);
    assert!(is_stale(&both));
    let compared = format!("stand as they were filled in from {}", own[0]);
    assert!(kept(&reports)[0].contains(&compared), "{:?}", kept(&reports));
    let (_, reports) = case(&[(&format!("apac/{OLD}"), &old), (&own[1], &new)]);
    assert!(kept(&reports)[0].contains("no older response of this supplier"));
}

#[test]
fn confirmed_answers_are_as_new_as_their_form() {
    let old = drawn(LONG_AGO, "", &all("yes"));
    for word in ["yes", "ja", "はい"] {
        let new = drawn(LATELY, &from_old("@2025-09-01", word), &all("yes"));
        let (both, reports) = case(&[(OLD, &old), (NEW, &new)]);
        assert!(!is_stale(&both), "{word}");
        assert!(kept(&reports).is_empty());
        let (alone, _) = case(&[(NEW, &drawn(LATELY, "", &all("yes")))]);
        assert_eq!(both.likelihoods(), alone.likelihoods());
        assert_eq!(both.fired(), alone.fired());
    }
}

#[test]
fn only_a_clear_yes_confirms() {
    let old = drawn(LONG_AGO, "", &all("yes"));
    for word in ["no", "perhaps", "=YES()", "n/a", "12"] {
        let new = drawn(LATELY, &from_old("@2025-09-01", word), &all("yes"));
        assert!(is_stale(&case(&[(OLD, &old), (NEW, &new)]).0), "{word}");
    }
}

#[test]
fn what_was_changed_counts_from_the_new_day() {
    let old = drawn(LONG_AGO, "", &all("yes"));
    let mut words = all("yes");
    words[0] = "no";
    let new = drawn(LATELY, &from_old("@2025-09-01", ""), &words);
    let (both, _) = case(&[(OLD, &old), (NEW, &new)]);
    assert!(is_stale(&both), "the others are old");
    let days: Vec<(usize, Option<Date>)> =
        both.responses.iter().map(|one| (one.answers.len(), one.completed_on)).collect();
    let (count, old_part) = (ids().len(), Some(LONG_AGO));
    assert_eq!(days, [(count, old_part), (1, Some(LATELY)), (count - 1, old_part)]);
    let context = Context::new(&both.catalogue, &both.register, &both.responses, AS_OF);
    let profile = context.profile(&both.responses[0].supplier);
    assert_eq!(profile.statements.responses.len(), 2, "the older file no longer counts");
    let control = catalogue().native().unwrap().questions.iter();
    let control =
        control.clone().find(|one| one.id.as_str() == ids()[0]).unwrap().reaches[0].control;
    let resolved = profile.resolution(control, Tier::Confidential);
    assert_eq!((resolved.resolved.answer, resolved.stale), (Answer::No, false));
}

#[test]
fn a_cover_that_claims_a_later_day_gains_nothing() {
    let old = drawn(LONG_AGO, "", &all("yes"));
    for oldest in ["@2026-09-30", "@2027-01-01", "", "soon"] {
        let new = drawn(LATELY, &from_old(oldest, ""), &all("yes"));
        assert!(is_stale(&case(&[(OLD, &old), (NEW, &new)]).0), "{oldest}");
    }
}

/// Without the older file only the cover can date the answers; if it does not, they are undated.
#[test]
fn without_the_older_file_the_cover_dates_what_stands_there() {
    let days = |oldest: &str| -> Vec<Option<Date>> {
        let new = drawn(LATELY, &from_old(oldest, ""), &all("yes"));
        let (case, reports) = case(&[(NEW, &new)]);
        assert_eq!(kept(&reports).len(), 1);
        case.responses.iter().map(|one| one.completed_on).collect()
    };
    assert_eq!(days("@2025-09-01"), [Some(LONG_AGO)]);
    assert_eq!(days("@2027-01-01"), [Some(LATELY)], "never after the form's own day");
    assert_eq!(days("no date"), [None]);
}

/// The program's own form, pre-filled with earlier answers, read back.
#[test]
fn a_form_that_is_sent_out_with_answers_is_read_back_with_their_days() {
    let (before, _) = case(&[(OLD, &drawn(LONG_AGO, "", &all("partial")))]);
    let questionnaire = catalogue().native().unwrap();
    let responses: Vec<&Response> = before.responses.iter().collect();
    let said = LastAnswers::new(questionnaire, &responses, Tier::Confidential, AS_OF).unwrap();
    let engagements = ["E-1".to_owned()];
    let order = FormOrder {
        supplier_id: "S-1",
        supplier_name: "Made-up Works",
        engagement_ids: &engagements,
        tier: Tier::Confidential,
        as_of: AS_OF,
        only: None,
        settled: "",
        before: Some(&said),
    };
    let bytes = form(catalogue(), questionnaire, &order).unwrap();
    let old = drawn(LONG_AGO, "", &all("partial"));
    let (case, reports) = case(&[(OLD, &old), (NEW, &bytes)]);
    let report = &reports[1];
    assert!(report.ledger.unaccounted.is_empty(), "{:?}", report.ledger.unaccounted);
    assert_eq!(kept(&reports).len(), 1);
    let parts = case.responses.iter().filter(|one| &*one.file == NEW);
    let kept_days: Vec<Option<Date>> = parts
        .filter(|one| one.answers.iter().any(|given| given.reading.is_given()))
        .map(|one| one.completed_on)
        .collect();
    assert_eq!(kept_days, [Some(LONG_AGO)]);
}

fn words() -> impl Strategy<Value = Words> {
    let word = answer().prop_map(|answer| match answer {
        Answer::Yes => "yes",
        Answer::Partial => "partial",
        Answer::No => "no",
        Answer::NotApplicable => "not applicable",
        Answer::Unanswered => "",
    });
    prop::collection::vec(word, ids().len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..config() })]

    /// A form sent back unchanged changes nothing: no likelihood, no rule, no last valid day.
    #[test]
    fn an_untouched_form_changes_nothing(words in words()) {
        let old = drawn(LONG_AGO, "", &words);
        let new = drawn(LATELY, &from_old("@2025-09-01", ""), &words);
        let (alone, _) = case(&[(OLD, &old)]);
        let (both, _) = case(&[(OLD, &old), (NEW, &new)]);
        prop_assert_eq!(both.likelihoods(), alone.likelihoods());
        prop_assert_eq!(both.fired(), alone.fired());
        let until = |case: &Case| case.judged(|found| found.engagements[0].valid_until);
        prop_assert_eq!(until(&both), until(&alone));
    }

    /// A changed answer counts as if it were in a form of its own day, and no answer is lost or counted twice.
    #[test]
    fn every_answer_has_one_day(before in words(), after in words()) {
        let old = drawn(LONG_AGO, "", &before);
        let new = drawn(LATELY, &from_old("@2025-09-01", ""), &after);
        let (both, _) = case(&[(OLD, &old), (NEW, &new)]);
        let parts: Vec<&Response> =
            both.responses.iter().filter(|one| &*one.file == NEW).collect();
        let mut seen: Vec<QuestionIndex> = Vec::new();
        for part in &parts {
            for given in &part.answers {
                seen.push(given.question);
                let at = ids().iter().position(|id| {
                    let question = &catalogue().native().unwrap().questions[given.question];
                    question.id.as_str() == *id
                });
                let at = at.unwrap();
                let same = before[at] == after[at];
                if given.reading.is_given() {
                    let day = if same { LONG_AGO } else { LATELY };
                    prop_assert_eq!(part.completed_on, Some(day));
                }
            }
        }
        seen.sort_unstable();
        let count = seen.len();
        seen.dedup();
        prop_assert_eq!((count, seen.len()), (ids().len(), ids().len()));
    }
}

//! Prefilled answers.
//!
//! A form may be sent out with the supplier's last answers in it. An answer that comes back unchanged is no new
//! statement, unless the supplier confirms it on the cover. The cover names the file that the answers were taken from,
//! which is normally still among the responses. The two are compared, so that nothing else in the returned file has to
//! be trusted. Answers that are the same word for word (answer, comment and evidence) keep the day on which they were
//! given. The form then becomes several responses of one file, one for each day, no two of which hold the same
//! question. Staleness, due days and the last valid day of a decision follow from these days alone.
//!
//! A form that was prefilled twice keeps days from the form before the last one, because the earlier form is compared
//! with its own source first. If the earlier file is no longer there, nothing can be compared, and every answer keeps
//! the day of the oldest one that the cover names. No answer gets a day after that of its form.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::catalogue::Vocabulary;
use crate::intake::form::Cover;
use crate::intake::value::{cut, date};
use crate::model::{
    Code, Date, FileReport, Finding, GivenAnswer, Place, Prefilled, QuestionIndex, Reading,
    Response, ReturnedIndex,
};

/// Characters of a remark that are compared: text beyond the limit of a cell was cut when the form was prefilled.
const COMPARED: usize = 30_000;

/// Longest text of a cell in a message.
const SHOWN: usize = 120;

/// The day on which the answers to each kept question were given; `None` if undated.
type Days = HashMap<QuestionIndex, Option<Date>>;

/// What a cover says about prefilled answers; `None` if nothing.
pub(super) fn of(
    cover: &Cover,
    completed_on: Option<Date>,
    vocabulary: &Vocabulary,
) -> Option<Box<Prefilled>> {
    let from = cover.text("prefilled-from").filter(|text| vocabulary.names_something(text))?;
    let days = cover.values("oldest-answer").map(|entry| date(&entry.value, vocabulary).ok());
    Some(Box::new(Prefilled {
        from: from.into(),
        since: days.min().flatten(),
        confirmed: cover.says_yes("confirmed", vocabulary),
        completed_on,
    }))
}

/// Gives prefilled answers that were neither changed nor confirmed the day on which they were given. Responses stay in
/// the order of their files; one with answers of several days becomes several. Each of these files gets a finding.
pub fn keep_days(responses: Vec<Response>, files: &mut [FileReport]) -> Vec<Response> {
    let mut open: Vec<ReturnedIndex> =
        ReturnedIndex::all(responses.len()).filter(|at| is_unconfirmed(&responses[*at])).collect();
    if open.is_empty() {
        return responses;
    }
    // The older form first: a newer one may have been prefilled from it.
    open.sort_by_key(|at| age(&responses[*at]));
    let by_file: HashMap<&str, ReturnedIndex> =
        ReturnedIndex::each(&responses).map(|(at, one)| (one.file.as_ref(), at)).collect();
    let mut kept: HashMap<ReturnedIndex, Days> = HashMap::new();
    let mut findings: HashMap<Arc<str>, Finding> = HashMap::new();
    for at in open {
        let response = &responses[at];
        let earlier = earlier(response, &responses, &by_file);
        let days = match earlier {
            Some(before) => untouched(response, &responses[before], kept.get(&before)),
            None => all(response),
        };
        if !days.is_empty() {
            findings.insert(response.file.clone(), finding(response, &days, earlier.is_some()));
            kept.insert(at, days);
        }
    }
    for file in files {
        file.findings.extend(findings.remove(&file.file));
    }
    let split = |(at, response)| match kept.remove(&at) {
        Some(days) => split(response, &days),
        None => vec![response],
    };
    ReturnedIndex::all(responses.len()).zip(responses).flat_map(split).collect()
}

fn is_unconfirmed(response: &Response) -> bool {
    response.notes.prefilled.as_ref().is_some_and(|form| !form.confirmed)
}

/// Orders forms by age; one without a day counts as the newest.
fn age(response: &Response) -> (Date, Arc<str>) {
    (response.returned_on().unwrap_or(Date::MAX), response.file.clone())
}

/// The response that a form was prefilled from: of the same supplier and questionnaire, and older.
fn earlier(
    response: &Response,
    responses: &[Response],
    by_file: &HashMap<&str, ReturnedIndex>,
) -> Option<ReturnedIndex> {
    let from = &response.notes.prefilled.as_ref()?.from;
    let at = *by_file.get(from.as_ref())?;
    let other = &responses[at];
    let fits = other.supplier == response.supplier
        && other.questionnaire == response.questionnaire
        && age(other) < age(response);
    fits.then_some(at)
}

/// A day, but none after the form's own.
fn not_after(day: Option<Date>, form: Option<Date>) -> Option<Date> {
    day.map(|day| form.map_or(day, |form| day.min(form)))
}

/// Questions with an unchanged row. If only one of several rows is unchanged, it is not certain that the others are
/// new.
fn untouched(response: &Response, earlier: &Response, kept: Option<&Days>) -> Days {
    let mut old: HashMap<QuestionIndex, Vec<&GivenAnswer>> = HashMap::new();
    for given in &earlier.answers {
        old.entry(given.question).or_default().push(given);
    }
    let day = |question| {
        let known = kept.and_then(|days| days.get(&question)).copied();
        not_after(known.unwrap_or(earlier.completed_on), response.completed_on)
    };
    let given = response.answers.iter().filter(|given| given.reading.is_given());
    let same = given.filter(|given| {
        old.get(&given.question).is_some_and(|rows| rows.iter().any(|row| is_same(row, given)))
    });
    same.map(|given| (given.question, day(given.question))).collect()
}

/// All answers, if the earlier ones can't be compared. In a form without a day of its own, they are undated.
fn all(response: &Response) -> Days {
    let since = response.notes.prefilled.as_ref().and_then(|form| form.since);
    let day = response.completed_on.and(not_after(since, response.completed_on));
    let given = response.answers.iter().filter(|given| given.reading.is_given());
    given.map(|given| (given.question, day)).collect()
}

fn is_same(old: &GivenAnswer, new: &GivenAnswer) -> bool {
    is_same_reading(old.reading, new.reading)
        && is_same_text(old.comment.as_deref(), new.comment.as_deref())
        && is_same_text(old.evidence.as_deref(), new.evidence.as_deref())
}

/// Spreadsheet programs may change the last digit of a number.
fn is_same_reading(old: Reading, new: Reading) -> bool {
    match (old, new) {
        (Reading::Number(old), Reading::Number(new)) => {
            (old - new).abs() <= 1e-9 * old.abs().max(new.abs())
        }
        _ => old == new,
    }
}

/// Blanks and line breaks are not compared: programs change them by themselves.
fn is_same_text(old: Option<&str>, new: Option<&str>) -> bool {
    fn letters(text: Option<&str>) -> impl Iterator<Item = char> {
        let text = text.unwrap_or_default().chars().take(COMPARED);
        text.filter(|letter| !letter.is_whitespace() && !letter.is_control())
    }
    letters(old).eq(letters(new))
}

/// Splits a response: one for the new answers, then one for each day that answers keep, the latest first. Rows without
/// an answer go with the first.
fn split(response: Response, kept: &Days) -> Vec<Response> {
    let mut parts: BTreeMap<Option<Date>, Vec<GivenAnswer>> = BTreeMap::new();
    let mut new: Vec<GivenAnswer> = Vec::new();
    for given in response.answers {
        match kept.get(&given.question) {
            Some(day) => parts.entry(*day).or_default().push(given),
            None => new.push(given),
        }
    }
    let says_something = new.iter().any(|given| given.reading.is_given());
    let mut parts: Vec<(Option<Date>, Vec<GivenAnswer>)> = parts.into_iter().rev().collect();
    match parts.first_mut().filter(|_| !says_something) {
        Some((_, first)) => first.extend(new),
        None => parts.insert(0, (response.completed_on, new)),
    }
    let rest = Response { answers: Vec::new(), ..response };
    let of = |(completed_on, answers)| Response { completed_on, answers, ..rest.clone() };
    parts.into_iter().map(of).collect()
}

fn finding(response: &Response, kept: &Days, compared: bool) -> Finding {
    let mut days: Vec<Option<Date>> = kept.values().copied().collect();
    days.sort_unstable();
    days.dedup();
    let day = |day: &Option<Date>| day.map_or_else(|| "undated".to_owned(), |day| day.to_string());
    let days = days.iter().map(day).collect::<Vec<_>>().join(", ");
    let from = response.notes.prefilled.as_ref().map_or("", |form| form.from.as_ref());
    let from = cut(from, SHOWN);
    let count = kept.len();
    let (message, help) = if compared {
        (
            format!(
                "{count} answers stand as they were filled in from {from} and are not confirmed; they keep their day ({days})"
            ),
            "have the supplier write yes beside `Pre-filled answers confirmed` on the cover",
        )
    } else {
        (
            format!(
                "the form was filled in from {from}, which is no older response of this supplier; its {count} answers are not confirmed and keep the oldest day ({days})"
            ),
            "put that file back below responses/, or have the supplier confirm the answers on the cover",
        )
    };
    let place = Place::file(response.file.clone());
    Finding::new(Code::AnswersKept, message).of(&response.supplier).at(place).help(help)
}

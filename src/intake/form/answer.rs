//! What an answer cell says.

use crate::catalogue::{QuestionKind, Vocabulary};
use crate::intake::grid::Value;
use crate::intake::value::{self, NoDate, shown};
use crate::model::Reading;

/// Reads a cell as the kind of answer that its question asks for. What it is not is
/// [`Reading::Unreadable`]; whether a date lies in the future is for others to judge.
pub(super) fn read(kind: QuestionKind, value: &Value, vocabulary: &Vocabulary) -> Reading {
    let text = shown(value);
    if text.is_empty() {
        return Reading::Blank;
    }
    let word = match value {
        Value::Text(_) => vocabulary.answer(&text),
        Value::Bool(true) => Some(Reading::Yes),
        Value::Bool(false) => Some(Reading::No),
        _ => None,
    };
    let read = match kind {
        QuestionKind::Choice => word,
        // Words say nothing that is scored.
        QuestionKind::Text => Some(Reading::Blank),
        _ if word == Some(Reading::NotApplicable) => word,
        // Hours, days and months are never negative: a slip must not pass as very short.
        QuestionKind::Number => {
            value::number(value).filter(|number| *number >= 0.0).map(Reading::Number)
        }
        QuestionKind::Date => value::date(value, vocabulary).ok().map(Reading::Date),
    };
    read.unwrap_or(Reading::Unreadable)
}

/// Why a cell is unreadable, to follow its text.
pub(super) fn why(kind: QuestionKind, value: &Value, vocabulary: &Vocabulary) -> &'static str {
    match (kind, value) {
        (_, Value::Error(_)) => "is the error of a formula",
        (QuestionKind::Choice | QuestionKind::Text, _) => "is no answer",
        (QuestionKind::Number, _) => "is no number",
        (QuestionKind::Date, _) => match value::date(value, vocabulary) {
            Err(NoDate::Ambiguous) => NoDate::Ambiguous.words(),
            _ => NoDate::Unreadable.words(),
        },
    }
}

/// What to write instead.
pub(super) fn help(kind: QuestionKind, value: &Value, near: Option<&str>) -> String {
    match (kind, value, near) {
        (_, Value::Error(_), _) => "ask the supplier to write the answer itself".to_owned(),
        (QuestionKind::Choice, _, Some(near)) => format!("did you mean `{near}`?"),
        (QuestionKind::Choice | QuestionKind::Text, ..) => {
            "accepted are yes, partial, no and not applicable".to_owned()
        }
        (QuestionKind::Number, ..) => {
            "accepted are digits without a sign or unit, and not applicable".to_owned()
        }
        (QuestionKind::Date, ..) => {
            "accepted are dates such as 2026-10-31, and not applicable".to_owned()
        }
    }
}

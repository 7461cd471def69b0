//! Reads cells of questions that ask for a number, a date or words.

use super::{CellReading, Grammar, Habit};
use crate::catalogue::QuestionKind;
use crate::intake::grid::Value;
use crate::intake::value::{self, NoDate};
use crate::model::{Polarity, Reading};

impl Grammar<'_> {
    /// Reads a cell as the kind of answer that its question asks for. A date in the future is not refused here.
    pub fn read_kind(
        self,
        kind: QuestionKind,
        value: &Value,
        habit: &Habit,
        good: Polarity,
    ) -> CellReading {
        if matches!(kind, QuestionKind::Choice | QuestionKind::Text) {
            return self.read(value, habit, good);
        }
        let number = || value::number(value).filter(|number| *number >= 0.0);
        // Hours, days and months are never negative: a typing error must not count as a very short time.
        let typed = match kind {
            QuestionKind::Number => number().map(Reading::Number),
            _ => value::date(value, self.vocabulary).ok().map(Reading::Date),
        };
        let words = || self.read(value, &Habit::default(), good);
        match typed {
            Some(reading) => CellReading::plain(reading),
            None if matches!(value, Value::Text(_)) => only_not_applicable(words()),
            None => CellReading::unreadable(),
        }
    }

    /// Why a cell is unreadable, as the end of a sentence that begins with its text.
    pub fn why(self, kind: QuestionKind, value: &Value) -> &'static str {
        match (kind, value) {
            (_, Value::Error(_)) => "is the error of a formula",
            (QuestionKind::Choice | QuestionKind::Text, _) => "is no answer",
            (QuestionKind::Number, _) => "is no number",
            (QuestionKind::Date, _) => match value::date(value, self.vocabulary) {
                Err(NoDate::Ambiguous) => NoDate::Ambiguous.words(),
                _ => NoDate::Unreadable.words(),
            },
        }
    }
}

/// Only words for not applicable or unanswered are accepted: others are neither numbers nor dates.
fn only_not_applicable(heard: CellReading) -> CellReading {
    match heard.reading {
        Reading::NotApplicable | Reading::Blank if heard.doubt.is_none() => heard,
        _ => CellReading::unreadable(),
    }
}

/// What to write instead of an unreadable answer.
pub fn help(kind: QuestionKind, value: &Value, near: Option<&str>) -> String {
    match (kind, value, near) {
        (_, Value::Error(_), _) => "ask the supplier to write the answer itself".to_owned(),
        (QuestionKind::Choice, _, Some(near)) => format!("did you mean `{near}`?"),
        (QuestionKind::Choice | QuestionKind::Text, ..) => {
            "accepted are yes, partial, no and not applicable, or the form's own words".to_owned()
        }
        (QuestionKind::Number, ..) => {
            "accepted are digits without a sign or unit, and not applicable".to_owned()
        }
        (QuestionKind::Date, ..) => {
            "accepted are dates such as 2026-10-31, and not applicable".to_owned()
        }
    }
}

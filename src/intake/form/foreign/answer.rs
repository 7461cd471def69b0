//! What an answer cell of a foreign form says.

use crate::catalogue::{Adapter, Part, Vocabulary};
use crate::intake::grid::{Cell, Value};
use crate::intake::value::{number, shown};
use crate::model::Reading;

/// Signs that people put into a column to choose it.
const MARKS: &[&str] = &["x", "✓", "✔", "✗", "✘", "☒", "☑", "●", "•", "1", "yes", "y", "true"];

/// Reads an answer cell. What it is not is [`Reading::Unreadable`].
pub(super) fn read(adapter: &Adapter, vocabulary: &Vocabulary, value: &Value) -> Reading {
    let text = shown(value);
    let text = text.trim();
    if text.is_empty() {
        return Reading::Blank;
    }
    let word = match value {
        Value::Text(_) => word(adapter, vocabulary, text),
        Value::Bool(true) => Some(Reading::Yes),
        Value::Bool(false) => Some(Reading::No),
        _ => None,
    };
    word.or_else(|| by_number(adapter, value)).unwrap_or(Reading::Unreadable)
}

/// What a text says: a spelling of the form, of the vocabulary, or one of those after a number or
/// before a sentence where the form allows that.
fn word(adapter: &Adapter, vocabulary: &Vocabulary, text: &str) -> Option<Reading> {
    let known = |text: &str| adapter.answer(text).or_else(|| vocabulary.answer(text));
    let rules = adapter.rules();
    let listed = || known(after_number(text).filter(|_| rules.numbered)?);
    let leading = || known(before_sentence(text).filter(|_| rules.leading_word)?);
    known(text).or_else(listed).or_else(leading)
}

/// `1) Yes` without its number.
fn after_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == text.len() || text.len() - rest.len() > 2 {
        return None;
    }
    rest.strip_prefix([')', '.']).map(str::trim)
}

/// The words before the first full stop, comma or dash that a sentence follows.
fn before_sentence(text: &str) -> Option<&str> {
    let end = text.find(['.', ',', ';', ':', '-', '–', '—', '('])?;
    let head = text[..end].trim();
    (!head.is_empty() && end < text.len()).then_some(head)
}

fn by_number(adapter: &Adapter, value: &Value) -> Option<Reading> {
    let limits = adapter.rules().numbers?;
    let value = number(value).filter(|value| (0.0..=limits.most).contains(value))?;
    Some(match value {
        _ if value >= limits.yes => Reading::Yes,
        _ if value >= limits.partial => Reading::Partial,
        _ => Reading::No,
    })
}

/// Whether a cell is a mark; none: it is blank, or says that it is not one.
fn is_mark(cell: &Cell) -> Option<bool> {
    let text = shown(&cell.value);
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "" | "-" | "–" => None,
        _ => Some(MARKS.contains(&text.as_str())),
    }
}

/// What marks in several columns say: one of them is an answer, two are none.
pub(super) fn of_marks<'g>(cells: impl Iterator<Item = (Part, &'g Cell)>) -> Reading {
    let mut said = Reading::Blank;
    for (part, cell) in cells {
        let reading = match (part, is_mark(cell)) {
            (_, None) => continue,
            (_, Some(false)) => Reading::Unreadable,
            (Part::Yes, _) => Reading::Yes,
            (Part::Partial, _) => Reading::Partial,
            (Part::No, _) => Reading::No,
            _ => Reading::NotApplicable,
        };
        said = if said == Reading::Blank { reading } else { Reading::Unreadable };
    }
    said
}

/// The worse of two answers to one question; what is not answered is the worst.
pub(super) fn worse(one: Reading, other: Reading) -> Reading {
    let order = |reading: Reading| match reading {
        Reading::NotApplicable => 0,
        Reading::Yes => 1,
        Reading::Partial => 2,
        Reading::No => 3,
        Reading::Blank => 4,
        _ => 5,
    };
    if order(other) > order(one) { other } else { one }
}

//! Labels with a value beside them, as on the sheet Cover.

use super::Sheets;
use crate::catalogue::Vocabulary;
use crate::intake::answer::{CellReading, Grammar, Habit};
use crate::intake::grid::{Cell, Value};
use crate::intake::value::shown;
use crate::model::{Code, Finding, Polarity, Reading, Spot};

/// A label with its value.
#[derive(Debug, Clone)]
pub struct CoverEntry {
    /// The label's key in the vocabulary's group `cover`.
    pub key: Box<str>,
    /// The value beside it.
    pub value: Value,
    /// The value's cell.
    pub spot: Spot,
}

/// The values of all labels, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Cover(pub(super) Vec<CoverEntry>);

impl Cover {
    /// The values of a label; several if it is repeated.
    pub fn values<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s CoverEntry> {
        self.0.iter().filter(move |entry| entry.key.as_ref() == key)
    }

    /// The first text of a label.
    pub fn text(&self, key: &str) -> Option<String> {
        self.values(key).next().map(|entry| shown(&entry.value).into_owned())
    }

    /// Whether a label says yes in every place where it occurs.
    pub fn says_yes(&self, key: &str, vocabulary: &Vocabulary) -> bool {
        let yes = |entry: &CoverEntry| {
            entry.value == Value::Bool(true)
                || Grammar::new(vocabulary).read(&entry.value, &Habit::default(), Polarity::Yes)
                    == CellReading::plain(Reading::Yes)
        };
        self.values(key).next().is_some() && self.values(key).all(yes)
    }

    /// Reports labels with different values.
    pub(super) fn conflicts(&self, sheets: &Sheets<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (index, entry) in self.0.iter().enumerate() {
            let Some(first) = self.0[..index].iter().find(|other| other.key == entry.key) else {
                continue;
            };
            let (one, other) = (shown(&first.value), shown(&entry.value));
            if one != other {
                let message = format!("{} is `{one}` and also `{other}`", entry.key);
                let finding =
                    Finding::new(Code::CoverConflict, message).at(sheets.place(entry.spot));
                findings.push(finding.about(entry.key.as_ref()).help("keep one of them"));
            }
        }
        findings
    }
}

/// A row that starts with a label: its key, and where the value is in the row.
#[derive(Debug)]
pub(super) struct LabelledRow<'v> {
    pub(super) key: &'v str,
    /// Index of the label's cell in the sheet; the value's is the next.
    pub(super) label: usize,
    pub(super) has_value: bool,
}

/// Length in bytes of the longest text that can be a label.
const LONGEST: usize = 100;

/// Reads a row as a label with its value. `start` is the row's first cell in the sheet.
pub(super) fn candidate<'v>(
    row: &[Cell],
    start: usize,
    vocabulary: &'v Vocabulary,
) -> Option<LabelledRow<'v>> {
    let label = |cell: &Cell| match &cell.value {
        Value::Text(text) if text.len() <= LONGEST => vocabulary.header("cover", text),
        _ => None,
    };
    let key = label(row.first()?)?;
    let has_value = row.get(1).is_some_and(|value| label(value).is_none());
    Some(LabelledRow { key, label: start, has_value })
}

/// Whether labels make a cover: the sheet has the name of one, or two different labels are on it.
pub(super) fn is_cover(
    candidates: &[LabelledRow<'_>],
    name: &str,
    vocabulary: &Vocabulary,
) -> bool {
    vocabulary.sheet(name) == Some("cover")
        || candidates.iter().any(|candidate| candidate.key != candidates[0].key)
}

//! Which column of a form is which.

use super::Native;
use crate::catalogue::Vocabulary;
use crate::catalogue::vocabulary::normalise;
use crate::intake::grid::{Cell, Value};
use crate::intake::value::shown;

/// What a column of the form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Id,
    Answer,
    Comment,
    Evidence,
    Question,
    /// Domain, guidance, or what is new since the last form: ours, and not read.
    Furniture,
}

/// The known columns, from left to right.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    parts: Vec<(u32, Part)>,
    /// Column of the answers.
    pub(super) answer: u32,
    /// Known headers that stood a second time, as indexes into the row's cells.
    pub(super) repeated: Vec<usize>,
}

/// Longest text that can be a header.
const LONGEST: usize = 100;

fn part(key: &str) -> Option<Part> {
    match key {
        "id" => Some(Part::Id),
        "answer" => Some(Part::Answer),
        "comment" => Some(Part::Comment),
        "evidence" => Some(Part::Evidence),
        "question" => Some(Part::Question),
        "domain" | "guidance" | "since" => Some(Part::Furniture),
        _ => None,
    }
}

/// The key of a header cell.
fn key<'v>(cell: &Cell, vocabulary: &'v Vocabulary) -> Option<&'v str> {
    match &cell.value {
        Value::Text(text) if text.len() <= LONGEST => {
            vocabulary.header("form", &shown(&cell.value))
        }
        _ => None,
    }
}

/// Whether a header is the form's own word for its key, and no other spelling.
fn is_own(cell: &Cell, key: &str, vocabulary: &Vocabulary) -> bool {
    normalise::header(&shown(&cell.value)) == normalise::header(vocabulary.canonical("form", key))
}

impl Columns {
    /// The columns of a header row: it names the ids and the answers. Of several headers with one
    /// meaning (an added `No.` beside our `ID`) our own word counts, else the first.
    pub(super) fn find(row: &[Cell], vocabulary: &Vocabulary) -> Option<Self> {
        let mut taken: Vec<(&str, usize)> = Vec::with_capacity(row.len());
        let mut repeated = Vec::new();
        for (index, cell) in row.iter().enumerate() {
            let Some(key) = key(cell, vocabulary).filter(|key| part(key).is_some()) else {
                continue;
            };
            match taken.iter_mut().find(|(known, _)| *known == key) {
                None => taken.push((key, index)),
                Some((_, first)) => {
                    let replaces =
                        is_own(cell, key, vocabulary) && !is_own(&row[*first], key, vocabulary);
                    repeated.push(if replaces { std::mem::replace(first, index) } else { index });
                }
            }
        }
        let parts =
            taken.iter().filter_map(|(key, index)| Some((row[*index].at.column, part(key)?)));
        let parts: Vec<_> = parts.collect();
        let column =
            |wanted| parts.iter().find(|(_, part)| *part == wanted).map(|(column, _)| *column);
        let answer = column(Part::Id).and(column(Part::Answer))?;
        repeated.sort_unstable();
        Some(Self { parts, answer, repeated })
    }

    /// The question of which a row holds the id.
    pub(super) fn question(&self, row: &[Cell], native: &Native<'_>) -> Option<u32> {
        let id = row.iter().find(|cell| self.part(cell.at.column) == Some(Part::Id))?;
        native.index(&shown(&id.value))
    }

    /// What a column holds.
    pub(super) fn part(&self, column: u32) -> Option<Part> {
        self.parts.iter().find(|(known, _)| *known == column).map(|(_, part)| *part)
    }
}

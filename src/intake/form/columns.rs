//! Which column of a form is which.

use crate::catalogue::Vocabulary;
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
    /// Domain or guidance: ours, and not read.
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
        "domain" | "guidance" => Some(Part::Furniture),
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

impl Columns {
    /// The columns of a header row: it names the ids and the answers.
    pub(super) fn find(row: &[Cell], vocabulary: &Vocabulary) -> Option<Self> {
        let mut keys: Vec<&str> = Vec::with_capacity(row.len());
        let mut parts = Vec::with_capacity(row.len());
        let mut repeated = Vec::new();
        for (index, cell) in row.iter().enumerate() {
            let Some((key, part)) = key(cell, vocabulary).and_then(|key| Some((key, part(key)?)))
            else {
                continue;
            };
            if keys.contains(&key) {
                repeated.push(index);
            } else {
                keys.push(key);
                parts.push((cell.at.column, part));
            }
        }
        let column =
            |wanted| parts.iter().find(|(_, part)| *part == wanted).map(|(column, _)| *column);
        let answer = column(Part::Id).and(column(Part::Answer))?;
        Some(Self { parts, answer, repeated })
    }

    /// What a column holds.
    pub(super) fn part(&self, column: u32) -> Option<Part> {
        self.parts.iter().find(|(known, _)| *known == column).map(|(_, part)| *part)
    }
}

//! The questions of a table, row by row.

use super::header::{self, Role};
use super::text::looks_like_id;
use super::{FinderWords, FoundColumns, IdRule, leading_id, looks_like_question};
use crate::catalogue::{Mapping, Vocabulary};
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::{cut, shown};

/// Characters of a question that are kept.
const LONGEST_QUESTION: usize = 4_000;
/// Characters of an answer or group that are kept.
const LONGEST_ANSWER: usize = 400;

/// Words of the longest heading; a longer line is a sentence.
const HEADING_WORDS: usize = 7;
/// Characters of the longest heading in a script without blanks.
const HEADING_CHARACTERS: usize = 20;

/// A question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow {
    /// The id under which it is known from now on; see [`super::key`].
    pub id: String,
    /// The text of the id column; empty without one.
    pub own_id: String,
    /// Its group: from the group column, or the heading above it.
    pub group: String,
    /// The question.
    pub question: String,
    /// The answer as written.
    pub answer: String,
    /// Its row, zero-based.
    pub row: u32,
}

/// The questions from row `after` on.
pub fn rows(
    grid: &Grid,
    after: u32,
    columns: &FoundColumns,
    ids: IdRule,
    mapping: &Mapping,
    vocabulary: &Vocabulary,
) -> Vec<FoundRow> {
    let words = FinderWords { mapping, vocabulary };
    let mut group = String::new();
    let mut found = Vec::new();
    let in_company = grid.rows().filter(|cells| cells[0].at.row >= after).filter(|cells| {
        cells.len() > 1 && cells.iter().any(|cell| cell.at.column == columns.question)
    });
    let alone_is_none = in_company.count() >= mapping.table.least_questions;
    for cells in grid.rows().filter(|cells| cells[0].at.row >= after) {
        let row = QuestionCells { cells, columns, words };
        let named = columns.group.map(|column| row.text(column)).unwrap_or_default();
        if !named.is_empty() {
            group = cut(&named, LONGEST_ANSWER).into_owned();
        }
        if row.is_heading() {
            group = cut(&row.heading(), LONGEST_ANSWER).into_owned();
        } else if row.is_guidance(alone_is_none) {
            // It belongs to the question above.
        } else if row.is_question(ids) {
            found.push(row.found(&group));
        } else if cells.len() == 1 && columns.group.is_none() {
            group = cut(&shown(&cells[0].value), LONGEST_ANSWER).into_owned();
        }
    }
    found
}

/// A row of a table.
struct QuestionCells<'g> {
    cells: &'g [Cell],
    columns: &'g FoundColumns,
    words: FinderWords<'g>,
}

impl QuestionCells<'_> {
    fn text(&self, column: u32) -> String {
        let cell = self.cells.iter().find(|cell| cell.at.column == column);
        cell.map(|cell| shown(&cell.value).into_owned()).unwrap_or_default()
    }

    fn is_text(&self, column: u32) -> bool {
        let cell = self.cells.iter().find(|cell| cell.at.column == column);
        cell.is_some_and(|cell| matches!(cell.value, Value::Text(_)))
    }

    fn of(&self, column: Option<u32>) -> String {
        column.map(|column| self.text(column)).unwrap_or_default()
    }

    /// Whether it repeats the header, perhaps with a heading in it.
    fn is_heading(&self) -> bool {
        let answer = self.of(self.columns.answer);
        header::role(&answer, self.words) == Some(Role::Answer)
    }

    /// The text of a heading: the first that has no meaning as a header.
    fn heading(&self) -> String {
        let texts = self.cells.iter().map(|cell| shown(&cell.value));
        let mut texts = texts.filter(|text| header::role(text, self.words).is_none());
        texts.next().map(|text| text.into_owned()).unwrap_or_default()
    }

    /// Whether it is a line of guidance below a question: a sentence alone in the column of questions that asks
    /// nothing, in a table whose questions have other cells beside them.
    fn is_guidance(&self, alone_is_none: bool) -> bool {
        let [cell] = self.cells else { return false };
        let text = shown(&cell.value);
        alone_is_none
            && cell.at.column == self.columns.question
            && is_sentence(&text)
            && !looks_like_question(&text, self.words.mapping)
    }

    fn is_question(&self, ids: IdRule) -> bool {
        let question = self.text(self.columns.question);
        if question.is_empty() {
            return false;
        }
        match (ids, self.columns.id) {
            (IdRule::Column | IdRule::ColumnOfSheet, Some(id)) => {
                looks_like_id(&compact(&self.text(id)))
            }
            (IdRule::InText, _) => leading_id(&question).is_some(),
            // Questions without ids are counted, so every text that may be a question is one.
            _ => self.is_text(self.columns.question),
        }
    }

    fn found(&self, group: &str) -> FoundRow {
        FoundRow {
            id: String::new(),
            own_id: compact(&self.of(self.columns.id)),
            group: group.to_owned(),
            question: cut(&self.text(self.columns.question), LONGEST_QUESTION).into_owned(),
            answer: cut(&self.of(self.columns.answer), LONGEST_ANSWER).into_owned(),
            row: self.cells[0].at.row,
        }
    }
}

/// Whether a text is too long for a heading, or ends with a full stop. Scripts without blanks count by characters.
fn is_sentence(text: &str) -> bool {
    text.split_whitespace().nth(HEADING_WORDS).is_some()
        || text.ends_with(['.', '。', '．'])
        || !text.contains(' ') && text.chars().nth(HEADING_CHARACTERS).is_some()
}

/// An id without its blanks: some forms write `AIS- 02.2`.
fn compact(id: &str) -> String {
    let length = id.chars().count();
    // Prose in the id column is no id, with or without its blanks.
    if length > 40 { id.to_owned() } else { id.split_whitespace().collect() }
}

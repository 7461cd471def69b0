//! Which column holds what, judged by its header and its cells.

use std::collections::{BTreeMap, HashSet};

use super::header::{FormHeader, Role};
use super::text::looks_like_id;
use super::{FinderWords, looks_like_question};
use crate::catalogue::Mapping;
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::shown;
use crate::model::Reading;

/// Columns of a table, zero-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FoundColumns {
    /// Ids; `None` if there is no such column.
    pub id: Option<u32>,
    /// Questions.
    pub question: u32,
    /// Answers; `None` if no such column was found.
    pub answer: Option<u32>,
    /// Comments.
    pub comment: Option<u32>,
    /// Evidence.
    pub evidence: Option<u32>,
    /// Groups of questions.
    pub group: Option<u32>,
}

/// The cells of a column below the header.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnContent {
    filled: usize,
    /// Texts of several words.
    texts: usize,
    questions: usize,
    ids: usize,
    /// Words for answers, and numbers that may be scores.
    answers: usize,
    /// The numbers among them.
    scores: usize,
    distinct: HashSet<String>,
    /// The meanings of the words for answers.
    readings: Vec<Reading>,
    /// The first text in lower case, and whether another one differs.
    first: String,
    varies: bool,
}

impl ColumnContent {
    fn share(part: usize, whole: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "at most two million cells")]
        let share = part as f64 / whole.max(1) as f64;
        share
    }

    fn add(&mut self, cell: &Cell, words: FinderWords<'_>) {
        let text = shown(&cell.value);
        if text.is_empty() {
            return;
        }
        if self.filled == 0 {
            self.first = text.to_lowercase();
        } else {
            self.varies |= text.to_lowercase() != self.first;
        }
        self.filled += 1;
        self.texts += usize::from(text.split_whitespace().nth(2).is_some());
        let score = matches!(&cell.value, Value::Number(value) if (0.0..=10.0).contains(value));
        let reading = words.vocabulary.answer(&text);
        self.scores += usize::from(score && reading.is_none());
        self.answers += usize::from(score || reading.is_some());
        if let Some(reading) = reading.filter(|reading| !self.readings.contains(reading)) {
            self.readings.push(reading);
        }
        self.questions += usize::from(looks_like_question(&text, words.mapping));
        if looks_like_id(&text) {
            self.ids += 1;
            self.distinct.insert(text.into_owned());
        }
    }
}

/// The contents of the columns of a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents(BTreeMap<u32, ColumnContent>);

impl Contents {
    /// Counts the cells from row `after` on, in rows of `least` filled cells or more.
    pub(super) fn of(grid: &Grid, after: u32, least: usize, words: FinderWords<'_>) -> Self {
        let mut columns: BTreeMap<u32, ColumnContent> = BTreeMap::new();
        let rows = grid.rows().filter(|cells| cells[0].at.row >= after && cells.len() >= least);
        for cell in rows.flatten() {
            columns.entry(cell.at.column).or_default().add(cell, words);
        }
        Self(columns)
    }

    fn get(&self, column: u32) -> (usize, usize, usize, usize, usize) {
        self.0.get(&column).map_or((0, 0, 0, 0, 0), |content| {
            let distinct = content.distinct.len();
            (content.filled, content.questions, content.ids, content.answers, distinct)
        })
    }
}

/// The column with the highest count; the first of equals.
fn most(columns: impl Iterator<Item = u32>, of: impl Fn(u32) -> usize) -> Option<u32> {
    columns
        .map(|column| (of(column), column))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, column)| column)
}

/// Chooses the columns, and says whether the header names both questions and answers.
pub(super) fn choose(
    header: Option<&FormHeader>,
    contents: &Contents,
    mapping: &Mapping,
) -> Result<(FoundColumns, bool), &'static str> {
    let named = |role| header.into_iter().flat_map(move |header| header.columns(role));
    let asked = |column: u32| contents.get(column).1;
    let texts = |column: &u32| {
        contents.0.get(column).is_some_and(|content| content.texts * 2 >= content.filled)
    };
    let told = most(named(Role::Question).filter(texts), asked);
    let question = match told {
        Some(column) => column,
        None => by_questions(contents, mapping).ok_or("no column of questions")?,
    };
    let count = contents.get(question).0;
    let free = |column: &u32| *column != question;
    let meant = |column: u32| {
        header.is_some_and(|header| header.roles.iter().any(|(_, known)| *known == column))
    };
    let id = id_column(named(Role::Id).filter(free).collect(), question, contents, count, &meant);
    let free = |column: &u32| *column != question && Some(*column) != id;
    let told_answer = most(named(Role::Answer).filter(free), |column| contents.get(column).3);
    let flagged = |column: &u32| header.is_some_and(|header| header.flags.contains(column));
    let open = |column: &u32| free(column) && !flagged(column) && !meant(*column);
    let answer = told_answer.or_else(|| by_answers(contents, mapping, count, question, &open));
    if answer.is_none() && told.is_none() && id.is_none() {
        return Err("neither ids nor answers beside what looks like questions");
    }
    let rest = |column: &u32| free(column) && Some(*column) != answer;
    let first = |role| named(role).find(rest);
    let columns = FoundColumns {
        id,
        question,
        answer,
        comment: first(Role::Comment),
        evidence: first(Role::Evidence),
        group: first(Role::Group),
    };
    Ok((columns, told.is_some() && told_answer.is_some()))
}

/// The column with most texts that look like questions, if enough of its texts do.
fn by_questions(contents: &Contents, mapping: &Mapping) -> Option<u32> {
    let rules = &mapping.table;
    let column = most(contents.0.keys().copied(), |column| contents.get(column).1)?;
    let (filled, questions, ..) = contents.get(column);
    let enough = questions >= rules.least_questions
        && ColumnContent::share(questions, filled) >= rules.least_like_questions;
    enough.then_some(column)
}

/// The column of ids: one named so, or one left of the questions without another meaning, where most rows hold
/// different short texts.
fn id_column(
    named: Vec<u32>,
    question: u32,
    contents: &Contents,
    count: usize,
    meant: &impl Fn(u32) -> bool,
) -> Option<u32> {
    let many = |column: u32| contents.get(column).4;
    let distinct = |column: &u32| many(*column) * 10 >= count * 4;
    let told = most(named.into_iter(), many).filter(distinct);
    told.or_else(|| {
        let left = contents.0.keys().copied();
        let left = left.filter(|column| *column < question && !meant(*column));
        let sure = |column: &u32| {
            let (filled, _, ids, _, distinct) = contents.get(*column);
            ids * 10 >= filled * 7 && distinct * 10 >= ids * 9 && distinct * 10 >= count * 7
        };
        most(left.filter(sure), many)
    })
}

/// The column that holds answers, if enough of its cells do. Of several, the one with most different answers, or else
/// the last, since columns that describe a question come before its answer. A column with the same text in every row
/// answers nothing, and numbers before the question are the form's own.
fn by_answers(
    contents: &Contents,
    mapping: &Mapping,
    count: usize,
    question: u32,
    free: &impl Fn(&u32) -> bool,
) -> Option<u32> {
    let enough = |column: u32, content: &ColumnContent| {
        content.filled * 10 >= count * 3
            && ColumnContent::share(content.answers, content.filled)
                >= mapping.table.least_like_answers
            && content.varies
            && (content.scores < content.answers || column > question)
    };
    let columns =
        contents.0.iter().filter(|(column, content)| free(column) && enough(**column, content));
    columns.max_by_key(|(_, content)| content.readings.len()).map(|(column, _)| *column)
}

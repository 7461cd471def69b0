//! Which column of a table holds what.

use std::collections::BTreeMap;

use super::FormReader;
use super::heads::Head;
use super::sheets::{SheetRow, Sheets};
use crate::catalogue::Part;
use crate::intake::answer::Grammar;
use crate::intake::grid::{Cell, Value};
use crate::intake::value::shown;
use crate::model::Reading;

/// The share of filled cells that must be known answers before a broad header such as Status counts.
const BROAD: (usize, usize) = (4, 5);

/// The same for the answers of a list read by a general adapter.
const OF_LIST: (usize, usize) = (1, 5);

/// The same for a header that is farther from the answer, such as Compliance.
const FARTHER: (usize, usize) = (1, 2);

/// The columns of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    parts: Vec<(u32, Part)>,
    /// Columns of answers, the nearest header first; empty where answers are marks.
    pub(super) answers: Vec<u32>,
    /// Columns of an assessor's answers.
    pub(super) assessors: Vec<u32>,
    /// Header cells that repeat a part that has one column only.
    pub(super) doubled: Vec<usize>,
    /// The first column that the supplier fills in; the form's own text ends before it.
    first_filled: u32,
    /// Whether a column before it without a known header is the form's own.
    before_is_own: bool,
}

/// Whether the supplier fills in a part.
const fn is_filled(part: Part) -> bool {
    !matches!(part, Part::Id | Part::Question | Part::Furniture | Part::Flag | Part::Supplier)
}

/// Whether a part is a column of marks.
pub(super) const fn is_mark(part: Part) -> bool {
    matches!(part, Part::Yes | Part::Partial | Part::No | Part::NotApplicable)
}

/// How near a header is to the answer, 0 being the nearest; `None` if it is not about answers.
const fn nearness(head: &Head) -> Option<u8> {
    match head.part {
        Part::Answer if head.own => Some(0),
        Part::Answer => Some(1),
        Part::Compliance => Some(2),
        Part::Status => Some(3),
        _ => None,
    }
}

/// Heads of one or several rows, one per column: below a heading over several columns are the headers of each.
pub(super) fn merged(heads: &[Head]) -> Vec<Head> {
    let mut columns: BTreeMap<u32, Head> = BTreeMap::new();
    for head in heads {
        let known = columns.entry(head.column).or_insert(*head);
        let gives_way =
            known.part == Part::Furniture || is_mark(head.part) || head.own && !known.own;
        if gives_way {
            *known = *head;
        }
    }
    columns.into_values().collect()
}

impl FormReader<'_> {
    /// Whether headers are enough for this form: they name answers and, unless the form is identified by its ids alone,
    /// the ids or questions.
    pub(super) fn will_do(&self, heads: &[Head]) -> bool {
        let has = |wanted| heads.iter().any(|head| head.part == wanted);
        let answers = heads.iter().any(|head| nearness(head).is_some());
        let marks = has(Part::Yes) && has(Part::No);
        (answers || marks) && self.finds(heads)
    }

    /// Whether headers say where the questions are.
    fn finds(&self, heads: &[Head]) -> bool {
        let has = |wanted| heads.iter().any(|head| head.part == wanted);
        let adapter = self.adapter;
        let named = |part| adapter.layout.headers.contains_key(&part);
        if adapter.layout.made_ids {
            return has(Part::Question) && !has(Part::Id);
        }
        if adapter.layout.id_in_question {
            return !named(Part::Question) || has(Part::Question);
        }
        match (adapter.own, adapter.general) {
            (true, _) => has(Part::Id),
            // Such a form is identified by its ids alone, whatever its headers say.
            (_, false) => true,
            (_, true) => has(Part::Id) || has(Part::Question),
        }
    }

    /// The columns of a table from its headers and its rows; `None` if ids or answers are not where the form has them.
    pub(super) fn columns(
        &self,
        heads: &[Head],
        lines: &[SheetRow<'_>],
        sheets: &Sheets<'_>,
    ) -> Option<Columns> {
        let heads = merged(heads);
        let has = |wanted| heads.iter().any(|head| head.part == wanted);
        let marks = has(Part::Yes) && has(Part::No);
        let id = self.id_column(&heads, lines, sheets);
        if self.adapter.layout.made_ids && id.is_some() {
            return None;
        }
        let needs_id = !self.adapter.layout.made_ids && !self.adapter.layout.id_in_question;
        if needs_id && id.is_none() {
            return None;
        }
        let mut columns = Columns::default();
        let answers =
            if marks { Vec::new() } else { self.answer_columns(&heads, lines, id, sheets)? };
        for head in &heads {
            columns.add(head, id, &answers, marks);
        }
        if let Some(id) = id.filter(|id| columns.part(*id) != Some(Part::Id)) {
            columns.parts.retain(|(column, _)| *column != id);
            columns.parts.push((id, Part::Id));
        }
        columns.answers = answers;
        columns.before_is_own = !self.adapter.own;
        let filled = columns.parts.iter().filter(|(_, part)| is_filled(*part));
        columns.first_filled = filled.map(|(column, _)| *column).min().unwrap_or(u32::MAX);
        Some(columns)
    }

    /// The column of ids: of those named so, the one with most ids; else, for a form that is identified by its ids, the
    /// column with most of them; for a general adapter, a column that numbers the rows.
    fn id_column(
        &self,
        heads: &[Head],
        lines: &[SheetRow<'_>],
        sheets: &Sheets<'_>,
    ) -> Option<u32> {
        if self.adapter.layout.id_in_question {
            return None;
        }
        let named: Vec<&Head> = heads.iter().filter(|head| head.part == Part::Id).collect();
        let own = named.iter().any(|head| head.own);
        let first = named.iter().find(|head| head.own == own).map(|head| head.column);
        if self.adapter.own {
            return first;
        }
        let counts = self.id_counts(heads, lines, sheets);
        let count = |column: u32| counts.get(&column).copied().unwrap_or(0);
        let best = |columns: &mut dyn Iterator<Item = u32>| {
            let most = columns.map(|column| (count(column), column));
            most.reduce(|best, next| if next.0 > best.0 { next } else { best })
        };
        let told = best(&mut named.iter().map(|head| head.column)).filter(|(count, _)| *count > 0);
        if self.adapter.general {
            return told
                .map(|(_, column)| column)
                .or(first)
                .or_else(|| self.counting(heads, lines, sheets));
        }
        let all = best(&mut counts.keys().copied());
        told.or(all).filter(|(count, _)| *count > 0).map(|(_, column)| column).or(first)
    }

    /// The number of ids in each column that may hold ids.
    fn id_counts(
        &self,
        heads: &[Head],
        lines: &[SheetRow<'_>],
        sheets: &Sheets<'_>,
    ) -> BTreeMap<u32, usize> {
        let answers = |column: u32| {
            let head = heads.iter().find(|head| head.column == column);
            head.is_some_and(|head| is_filled(head.part))
        };
        let mut counts = BTreeMap::new();
        let cells = lines.iter().flat_map(|line| line.cells.iter().map(|cell| (line.sheet, cell)));
        for (sheet, cell) in cells.filter(|(_, cell)| !answers(cell.at.column)) {
            if self.id_at(sheet, cell, sheets).is_some() {
                *counts.entry(cell.at.column).or_insert(0) += 1;
            }
        }
        counts
    }

    /// A column without a header word, left of the questions, that holds a different id beside nearly each question.
    fn counting(&self, heads: &[Head], lines: &[SheetRow<'_>], sheets: &Sheets<'_>) -> Option<u32> {
        let question = heads.iter().find(|head| head.part == Part::Question)?.column;
        let named = |column: u32| heads.iter().any(|head| head.column == column);
        let asked: Vec<&SheetRow<'_>> =
            lines.iter().filter(|line| line.at(question).is_some()).collect();
        let is_counting = |column: u32| {
            let ids =
                asked.iter().filter_map(|line| self.id_at(line.sheet, line.at(column)?.1, sheets));
            let mut ids: Vec<String> = ids.map(|id| id.0.clone()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            count > 0 && ids.len() == count && count * 5 >= asked.len() * 4
        };
        (0..question).filter(|column| !named(*column)).find(|column| is_counting(*column))
    }

    /// The columns of answers, the nearest header first; `None` if there are none.
    fn answer_columns(
        &self,
        heads: &[Head],
        lines: &[SheetRow<'_>],
        id: Option<u32>,
        sheets: &Sheets<'_>,
    ) -> Option<Vec<u32>> {
        let holds = |column, share, strict| {
            holds_answers(self.grammar(sheets), column, lines, share, strict)
        };
        let mut near: Vec<(u8, u32)> = Vec::new();
        for head in heads.iter().filter(|head| Some(head.column) != id) {
            let Some(rank) = nearness(head) else { continue };
            let share = match rank {
                3 => Some(BROAD),
                2 => Some(FARTHER),
                _ => None,
            };
            if share.is_none_or(|share| holds(head.column, share, rank == 3)) {
                near.push((rank, head.column));
            }
        }
        near.sort_unstable();
        let first = near.first()?;
        let free = self.adapter.general && self.adapter.rules().numbers.is_none();
        if free && !holds(first.1, OF_LIST, false) {
            return None;
        }
        Some(near.into_iter().map(|(_, column)| column).collect())
    }
}

/// Whether a share of a column's filled cells are known answers. A blank column passes, unless `strict`.
fn holds_answers(
    grammar: Grammar<'_>,
    column: u32,
    lines: &[SheetRow<'_>],
    (part, whole): (usize, usize),
    strict: bool,
) -> bool {
    let cells = lines.iter().filter_map(|line| line.at(column)).map(|(_, cell)| cell);
    let filled: Vec<&Cell> = cells.filter(|cell| !shown(&cell.value).is_empty()).collect();
    // Numbers below a broad header are more likely levels or weights than answers.
    let counts = |cell: &&&Cell| !(strict && matches!(cell.value, Value::Number(_)));
    let known = filled.iter().filter(counts).filter(|cell| is_answer(grammar, &cell.value)).count();
    if filled.is_empty() { !strict } else { known * whole >= filled.len() * part }
}

/// Whether a cell is a known answer, or a number that may be one.
fn is_answer(grammar: Grammar<'_>, value: &Value) -> bool {
    match value {
        Value::Text(text) => text.trim_end().ends_with('%') || grammar.holds_answer(text),
        Value::Bool(_) => true,
        Value::Number(number) => (0.0..=5.0).contains(number),
        _ => false,
    }
}

impl Columns {
    fn add(&mut self, head: &Head, id: Option<u32>, answers: &[u32], marks: bool) {
        let part = match head.part {
            Part::Id if Some(head.column) == id => Part::Id,
            Part::Id | Part::Question if self.parts.iter().any(|(_, part)| *part == head.part) => {
                self.doubled.push(head.index);
                return;
            }
            // A second column of ids adds nothing.
            Part::Id => {
                self.doubled.push(head.index);
                return;
            }
            _ if Some(head.column) == id => return,
            Part::Answer | Part::Compliance | Part::Status if answers.contains(&head.column) => {
                Part::Answer
            }
            Part::Answer if marks => Part::Furniture,
            Part::Answer | Part::Compliance | Part::Status | Part::Flag => return,
            Part::Assessor => {
                self.assessors.push(head.column);
                return;
            }
            part if is_mark(part) && !marks => Part::Furniture,
            part => part,
        };
        self.parts.push((head.column, part));
    }

    /// What a column holds.
    pub(super) fn part(&self, column: u32) -> Option<Part> {
        self.parts.iter().find(|(known, _)| *known == column).map(|(_, part)| *part)
    }

    /// The first column of a part.
    pub(super) fn column(&self, wanted: Part) -> Option<u32> {
        self.parts.iter().find(|(_, part)| *part == wanted).map(|(column, _)| *column)
    }

    /// Columns of marks with the answer that each means.
    pub(super) fn marks(&self) -> impl Iterator<Item = (u32, Reading)> {
        self.parts.iter().filter_map(|(column, part)| {
            let reading = match part {
                Part::Yes => Reading::Yes,
                Part::Partial => Reading::Partial,
                Part::No => Reading::No,
                Part::NotApplicable => Reading::NotApplicable,
                _ => return None,
            };
            Some((*column, reading))
        })
    }

    /// The column of the answer or of its first mark; else the first column that the supplier fills in.
    pub(super) fn answer(&self) -> u32 {
        let mark = || self.marks().map(|(column, _)| column).min();
        self.answers.first().copied().or_else(mark).unwrap_or(self.first_filled)
    }

    /// Every column that may hold an answer.
    pub(super) fn of_answers(&self) -> impl Iterator<Item = u32> {
        let second = self.column(Part::Second);
        self.answers.iter().copied().chain(self.marks().map(|(column, _)| column)).chain(second)
    }

    /// Columns of remarks and documents.
    pub(super) fn remarks(&self) -> impl Iterator<Item = u32> {
        let remarks =
            self.parts.iter().filter(|(_, part)| matches!(part, Part::Comment | Part::Evidence));
        remarks.map(|(column, _)| *column)
    }

    /// Whether a column is the form's own; `rest` says so of columns without a known header.
    pub(super) fn is_own(&self, column: u32, rest: bool) -> bool {
        match self.part(column) {
            Some(part) => !is_filled(part),
            None => rest || self.before_is_own && self.is_before(column),
        }
    }

    /// Whether a column is before everything that the supplier fills in.
    pub(super) const fn is_before(&self, column: u32) -> bool {
        column < self.first_filled
    }
}

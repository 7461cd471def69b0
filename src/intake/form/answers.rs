//! Reads what a row answers.

use std::borrow::Cow;

use super::cells::{add, join, raw, wording};
use super::columns::{Columns, is_mark};
use super::habits::{Habits, habit};
use super::questions::QuestionReader;
use super::sheets::SheetRow;
use crate::catalogue::{Part, QuestionKind};
use crate::intake::answer::{CellReading, Doubt, Grammar, worse, worst_of, worst_silent};
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::shown;
use crate::model::{CellRef, FormRow, GivenAnswer, Polarity, QuestionIndex, Reading, Spot};

/// Longest text that can be an answer and nothing else, in bytes.
const STRAY: usize = 40;

/// The question of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowQuestion<'q> {
    pub(super) id: &'q str,
    pub(super) kind: QuestionKind,
    pub(super) good: Polarity,
}

/// What was read of one row.
#[derive(Debug, Clone)]
pub(super) struct ReadRow {
    pub(super) reading: Reading,
    /// The answer cell (also where it is blank).
    pub(super) spot: Spot,
    /// The raw answers, as written.
    pub(super) raw: String,
    pub(super) second: String,
    pub(super) comment: Option<Box<str>>,
    /// Words in other columns of answers and in other parts of the question: they give no reason for the answer.
    pub(super) beside: Option<Box<str>>,
    pub(super) has_reason: bool,
    pub(super) evidence: Option<Box<str>>,
    pub(super) evidence_spot: Option<Spot>,
    pub(super) has_evidence: bool,
    /// The text of the question, and its cell.
    pub(super) wording: Option<(Box<str>, Spot)>,
    /// Whether the answer is a formula.
    pub(super) formula: bool,
}

/// An answer cell, ready to be read.
pub(super) enum AnswerCell<'g> {
    /// Nothing.
    Blank,
    /// A formula without a stored result.
    EmptyFormula,
    /// A value.
    Value(Cow<'g, Value>),
}

impl<'g> QuestionReader<'_, 'g, '_> {
    /// Reads a row.
    pub(super) fn row(
        &mut self,
        line: SheetRow<'g>,
        columns: &Columns,
        habits: &Habits,
        question: RowQuestion<'_>,
    ) -> ReadRow {
        let spot = Spot { sheet: line.sheet, cell: CellRef::new(line.row(), columns.answer()) };
        let mut row = ReadRow {
            reading: Reading::Blank,
            spot,
            raw: String::new(),
            second: String::new(),
            comment: None,
            beside: None,
            has_reason: false,
            evidence: None,
            evidence_spot: None,
            has_evidence: false,
            wording: wording(line, columns),
            formula: false,
        };
        self.read_words(line, columns, &mut row);
        self.read_answer(line, columns, habits, question, &mut row);
        for column in columns.remarks() {
            self.marks_of(line.sheet).mark_formula(CellRef::new(line.row(), column));
        }
        row
    }

    /// Reads remarks, documents and the form's own text.
    fn read_words(&mut self, line: SheetRow<'g>, columns: &Columns, row: &mut ReadRow) {
        let adapter = self.reader.adapter;
        let rest = adapter.layout.rest_is_furniture;
        for (index, cell) in line.cells.iter().enumerate() {
            let column = cell.at.column;
            let part = columns.part(column);
            match part {
                Some(Part::Comment) => join(&mut row.comment, cell),
                Some(Part::Evidence) => {
                    join(&mut row.evidence, cell);
                    row.evidence_spot.get_or_insert(line.spot(cell));
                }
                Some(Part::Answer | Part::Second) => continue,
                Some(part) if is_mark(part) => continue,
                Some(Part::Id) => {}
                _ if columns.answers.contains(&column) || columns.assessors.contains(&column) => {
                    continue;
                }
                // An answer outside the columns of answers is not boilerplate: it stays unaccounted.
                _ if self.is_stray_answer(cell) => continue,
                Some(_) => {}
                None if adapter.layout.id_in_question && self.holds_id(line, cell) => {}
                None if columns.is_own(column, rest) => {}
                None => continue,
            }
            self.mark(line, index);
        }
        let names = |text: &Option<Box<str>>| {
            text.as_ref().is_some_and(|text| self.reader.vocabulary.names_something(text))
        };
        (row.has_reason, row.has_evidence) = (names(&row.comment), names(&row.evidence));
        // A remark is no document. But where remarks and documents share a column, its text also counts as a reason.
        if !adapter.layout.headers.contains_key(&Part::Comment) && !adapter.layout.common_headers {
            row.has_reason = row.has_evidence;
        }
        self.without_values(line, columns, row);
    }

    /// Truth values and formula errors are neither documents nor reasons.
    fn without_values(&self, line: SheetRow<'g>, columns: &Columns, row: &mut ReadRow) {
        let says = |wanted: Part| {
            line.cells.iter().any(|cell| {
                columns.part(cell.at.column) == Some(wanted)
                    && !matches!(cell.value, Value::Bool(_) | Value::Error(_))
            })
        };
        row.has_evidence &= says(Part::Evidence);
        row.has_reason &= says(Part::Comment) || says(Part::Evidence);
    }

    fn read_answer(
        &mut self,
        line: SheetRow<'g>,
        columns: &Columns,
        habits: &Habits,
        question: RowQuestion<'_>,
        row: &mut ReadRow,
    ) {
        let mut heard = if columns.answers.is_empty() {
            self.read_marks(line, columns, question, row)
        } else {
            self.read_columns(line, columns, habits, question, row)
        };
        if let Some(column) = columns.column(Part::Second) {
            let second = self.read_cell(line, column, habits, question, &mut row.formula);
            row.second = raw(line, column);
            // Words of the other column are kept, but give no reason for the answer of the first.
            add(&mut row.beside, second.remark.as_deref().unwrap_or_default());
            let reading = worse(heard.reading, second.reading, question.good);
            if reading != heard.reading {
                row.spot = self.spot(line, column);
                heard = CellReading { reading, doubt: second.doubt.or(heard.doubt), ..heard };
            }
        }
        row.reading = heard.reading;
        if let Some(remark) = heard.remark {
            let names = self.reader.vocabulary.names_something(&remark);
            row.has_reason |= names;
            row.comment = Some(match row.comment.take() {
                Some(comment) => format!("{remark}; {comment}").into(),
                None => remark,
            });
        }
        self.note_heard(&heard.doubt, row, question);
    }

    /// The answer of the nearest column; if another column holds a different answer, the worse of the two.
    fn read_columns(
        &mut self,
        line: SheetRow<'g>,
        columns: &Columns,
        habits: &Habits,
        question: RowQuestion<'_>,
        row: &mut ReadRow,
    ) -> CellReading {
        let first = columns.answers[0];
        let mut heard = self.read_cell(line, first, habits, question, &mut row.formula);
        row.raw = raw(line, first);
        let others = columns.answers[1..].iter().chain(&columns.assessors);
        for column in others.copied() {
            let assessed = columns.assessors.contains(&column);
            let (spot, own) = (self.spot(line, column), line.at(column));
            let merged = if own.is_none() { self.merged(spot) } else { None };
            let above = merged.map(|(cell, _)| cell);
            let Some(cell) = own.map(|(_, cell)| cell).or(above) else { continue };
            let other = self.grammar().read(&cell.value, habit(habits, column), question.good);
            if !matches!(
                other.reading,
                Reading::Yes | Reading::Partial | Reading::No | Reading::NotApplicable
            ) {
                continue;
            }
            if let Some((index, _)) = own {
                self.mark(line, index);
            }
            if let Some((cell, last)) = merged {
                self.merged_answer(spot.sheet, cell.at, last, &shown(&cell.value));
            }
            if !assessed {
                add(&mut row.beside, other.remark.as_deref().unwrap_or_default());
            }
            let reading = match heard.reading {
                Reading::Yes | Reading::Partial | Reading::No | Reading::NotApplicable => {
                    worst_of(&[heard.reading, other.reading], question.good)
                }
                _ if assessed => heard.reading,
                blank => worst_silent(blank, other.reading, question.good),
            };
            let silent = !heard.reading.is_given();
            if reading != heard.reading || (!assessed || silent) && other.reading != heard.reading {
                self.differ(question, spot, (&row.raw, &shown(&cell.value)), reading);
                if reading != heard.reading {
                    row.spot = spot;
                }
                heard.reading = reading;
            }
        }
        heard
    }

    /// Reads an answer cell.
    fn read_cell(
        &mut self,
        line: SheetRow<'g>,
        column: u32,
        habits: &Habits,
        question: RowQuestion<'_>,
        formula: &mut bool,
    ) -> CellReading {
        *formula |= line.at(column).is_some_and(|(_, cell)| cell.formula);
        match self.seen(line, column, question) {
            AnswerCell::Blank => CellReading::plain(Reading::Blank),
            AnswerCell::EmptyFormula => {
                self.empty_formula(question, self.spot(line, column));
                CellReading::plain(Reading::Unreadable)
            }
            AnswerCell::Value(value) => {
                let grammar = self.grammar();
                let heard =
                    grammar.read_kind(question.kind, &value, habit(habits, column), question.good);
                if heard.doubt == Some(Doubt::Unreadable) && question.kind != QuestionKind::Text {
                    self.unreadable(question, self.spot(line, column), &value);
                }
                heard
            }
        }
    }

    /// Prepares an answer cell for reading: struck-out text is left out, a cell merged over rows counts in each of
    /// them, and a note on the cell is no answer.
    pub(super) fn seen(
        &mut self,
        line: SheetRow<'g>,
        column: u32,
        question: RowQuestion<'_>,
    ) -> AnswerCell<'g> {
        let spot = self.spot(line, column);
        let grid: &'g Grid = &self.sheets.grids[usize::from(line.sheet)];
        if let Some((index, cell)) = line.at(column) {
            self.mark(line, index);
            return match grid.look.unstruck(cell.at) {
                Some(rest) => {
                    self.struck(question, spot, &shown(&cell.value), rest);
                    if rest.is_empty() {
                        AnswerCell::Blank
                    } else {
                        AnswerCell::Value(Cow::Owned(Value::Text(rest.into())))
                    }
                }
                None => AnswerCell::Value(Cow::Borrowed(&cell.value)),
            };
        }
        if self.marks_of(line.sheet).mark_formula(spot.cell) {
            return AnswerCell::EmptyFormula;
        }
        if let Some((cell, last)) = self.merged(spot) {
            self.merged_answer(spot.sheet, cell.at, last, &shown(&cell.value));
            return match grid.look.unstruck(cell.at) {
                Some("") => AnswerCell::Blank,
                Some(rest) => AnswerCell::Value(Cow::Owned(Value::Text(rest.into()))),
                None => AnswerCell::Value(Cow::Borrowed(&cell.value)),
            };
        }
        let note = grid.look.notes.binary_search_by_key(&spot.cell, |(cell, _)| *cell);
        if let Ok(at) = note {
            self.in_note(question, spot, &grid.look.notes[at].1);
        }
        AnswerCell::Blank
    }

    /// The cell in a row above that is merged over an empty one, and the last cell that it covers.
    fn merged(&mut self, spot: Spot) -> Option<(&'g Cell, CellRef)> {
        let (first, last) = self.area(spot).filter(|(first, _)| first.row < spot.cell.row)?;
        let grid: &'g Grid = &self.sheets.grids[usize::from(spot.sheet)];
        Some((grid.get(first)?, last))
    }

    fn spot(&self, line: SheetRow<'g>, column: u32) -> Spot {
        Spot { sheet: line.sheet, cell: CellRef::new(line.row(), column) }
    }

    pub(super) fn grammar(&self) -> Grammar<'_> {
        self.reader.grammar(self.sheets)
    }

    /// Whether a cell outside the columns of answers is a yes, partial or no and nothing else.
    fn is_stray_answer(&self, cell: &Cell) -> bool {
        let said = [Reading::Yes, Reading::Partial, Reading::No];
        let whole = |text: &str| self.grammar().whole(text).is_some_and(|one| said.contains(&one));
        matches!(&cell.value, Value::Text(text) if text.len() <= STRAY && whole(text))
    }
}

impl ReadRow {
    /// The row as the form's own scheme sees it; takes its texts out.
    pub(super) fn for_official(&mut self, id: &str) -> FormRow {
        FormRow {
            id: id.into(),
            answer: std::mem::take(&mut self.raw).into(),
            second: std::mem::take(&mut self.second).into(),
            reading: self.reading,
            wording: self.wording.take(),
        }
    }

    pub(super) fn given(mut self, question: QuestionIndex) -> GivenAnswer {
        add(&mut self.comment, self.beside.as_deref().unwrap_or_default());
        GivenAnswer {
            question,
            reading: self.reading,
            spot: self.spot,
            comment: self.comment,
            has_reason: self.has_reason,
            evidence: self.evidence,
            evidence_spot: self.evidence_spot,
            has_evidence: self.has_evidence,
        }
    }
}

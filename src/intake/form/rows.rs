//! Rows of known questions.

use super::answer;
use super::columns::{Columns, Part};
use super::remarks;
use super::scan::{Line, Scan};
use crate::catalogue::vocabulary::normalise;
use crate::catalogue::{Question, QuestionKind};
use crate::intake::grid::{Cell, Value};
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Code, Finding, GivenAnswer, Reading, Spot};

/// Longest text of a cell in a message.
const LONGEST: usize = 80;

impl Scan<'_, '_> {
    /// Reads a row if its id is a question's.
    pub(super) fn question_row(&mut self, line: Line<'_>, columns: &Columns) -> bool {
        let index = columns.question(line.cells, self.native);
        let Some((index, question)) =
            index.and_then(|index| Some((index, self.native.question(index)?)))
        else {
            return false;
        };
        self.count(index, question, line);
        let at = CellRef::new(line.cells[0].at.row, columns.answer);
        let mut given = GivenAnswer {
            question: index,
            reading: Reading::Blank,
            spot: Spot { sheet: line.sheet, cell: at },
            comment: None,
            has_reason: false,
            evidence: None,
            evidence_spot: None,
            has_evidence: false,
        };
        for (position, cell) in line.cells.iter().enumerate() {
            let Some(part) = columns.part(cell.at.column) else { continue };
            self.mark_in(line, position);
            match part {
                Part::Answer => given.reading = self.answer(question, line, cell),
                Part::Comment => (given.comment, given.has_reason) = self.remark(cell),
                Part::Evidence => {
                    (given.evidence, given.has_evidence) = self.remark(cell);
                    given.evidence_spot = Some(line.spot(cell));
                }
                Part::Question => self.compare_wording(index, question, cell),
                Part::Id | Part::Furniture => {}
            }
        }
        if given.reading == Reading::Blank && self.is_empty_formula(&given) {
            given.reading = Reading::Unreadable;
            self.empty_formula(question, given.spot);
        }
        self.answers.push(given);
        true
    }

    /// Counts a row of a question; the second one is said.
    fn count(&mut self, index: u32, question: &Question, line: Line<'_>) {
        let Some(rows) = usize::try_from(index).ok().and_then(|index| self.rows.get_mut(index))
        else {
            return;
        };
        *rows += 1;
        let rows = *rows;
        self.repeated += usize::from(rows > 1);
        if rows == 2 {
            let place = self.sheets.place(line.spot(&line.cells[0]));
            self.findings.push(remarks::repeated(question.id.as_str(), place));
        }
    }

    fn answer(&mut self, question: &Question, line: Line<'_>, cell: &Cell) -> Reading {
        let spot = line.spot(cell);
        if cell.formula {
            self.findings.push(remarks::formula(question.id.as_str(), self.sheets.place(spot)));
        }
        let reading = answer::read(question.kind, &cell.value, self.vocabulary);
        if reading == Reading::Unreadable {
            self.unreadable(question, spot, &cell.value);
        }
        reading
    }

    fn unreadable(&mut self, question: &Question, spot: Spot, value: &Value) {
        let text = shown(value);
        let near = match question.kind {
            QuestionKind::Choice if text.len() <= LONGEST => {
                let vocabulary = self.vocabulary;
                self.suggest(|_| vocabulary.nearest_answer(&text))
            }
            _ => None,
        };
        let why = answer::why(question.kind, value, self.vocabulary);
        let message = format!("`{}` {why}; it was read as unanswered", cut(&text, LONGEST));
        let finding = Finding::new(Code::AnswerUnreadable, message).at(self.sheets.place(spot));
        let help = answer::help(question.kind, value, near);
        self.findings.push(finding.about(question.id.as_str()).help(help));
    }

    /// Whether the answer is a formula without a stored result; if so it is accounted for.
    fn is_empty_formula(&mut self, given: &GivenAnswer) -> bool {
        let marks = self.marks.get_mut(usize::from(given.spot.sheet));
        marks.is_some_and(|marks| marks.mark_formula(given.spot.cell))
    }

    fn empty_formula(&mut self, question: &Question, spot: Spot) {
        let message = format!("the answer to {} is a formula without a stored result", question.id);
        let finding = Finding::new(Code::AnswerUnreadable, message).at(self.sheets.place(spot));
        let help = "open the file in a spreadsheet program and save it";
        self.findings.push(finding.about(question.id.as_str()).help(help));
    }

    /// A comment or evidence, and whether it names something. Truth values and errors name nothing.
    fn remark(&self, cell: &Cell) -> (Option<Box<str>>, bool) {
        let text = shown(&cell.value);
        if text.is_empty() {
            return (None, false);
        }
        let says = !matches!(cell.value, Value::Bool(_) | Value::Error(_));
        let names = says && self.vocabulary.names_something(&text);
        (Some(text.into()), names)
    }

    fn compare_wording(&mut self, index: u32, question: &Question, cell: &Cell) {
        let text = shown(&cell.value);
        let same =
            text == question.text || normalise::header(&text) == normalise::header(&question.text);
        if !same && !self.reworded.contains(&index) {
            self.reworded.push(index);
        }
    }
}

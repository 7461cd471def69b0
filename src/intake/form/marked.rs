//! Reads rows whose columns are headed by answers, one of which is marked.

use super::answers::{AnswerCell, ReadRow, RowQuestion};
use super::cells::raw;
use super::columns::Columns;
use super::questions::QuestionReader;
use super::sheets::SheetRow;
use crate::intake::answer::{CellReading, Doubt, exchanged, worst_of};
use crate::intake::value::shown;
use crate::model::Reading;

impl<'g> QuestionReader<'_, 'g, '_> {
    /// Reads the marks of a row.
    pub(super) fn read_marks(
        &mut self,
        line: SheetRow<'g>,
        columns: &Columns,
        question: RowQuestion<'_>,
        row: &mut ReadRow,
    ) -> CellReading {
        let mut chosen: Vec<Reading> = Vec::new();
        let mut doubt = None;
        let marks: Vec<(u32, Reading)> = columns.marks().collect();
        for (column, meant) in marks {
            let Some(heard) = self.read_mark(line, column, meant, question) else { continue };
            if chosen.is_empty() {
                row.spot.cell.column = column;
                row.raw = raw(line, column);
            }
            chosen.push(heard.reading);
            doubt = doubt.or(heard.doubt);
        }
        match chosen[..] {
            [] => CellReading::plain(Reading::Blank),
            [one] => CellReading { reading: one, remark: None, doubt },
            _ => {
                let given = chosen.iter().copied().filter(|one| one.is_given());
                let given: Vec<Reading> = given.collect();
                let bad = exchanged(Reading::No, question.good);
                let reading = if given.len() == chosen.len() || given.contains(&bad) {
                    worst_of(&given, question.good)
                } else {
                    Reading::Unreadable
                };
                CellReading { reading, remark: None, doubt: Some(Doubt::Ambiguous) }
            }
        }
    }

    /// What a cell of a column headed by an answer says; `None` if it does not choose the answer.
    fn read_mark(
        &mut self,
        line: SheetRow<'g>,
        column: u32,
        meant: Reading,
        question: RowQuestion<'_>,
    ) -> Option<CellReading> {
        let value = match self.seen(line, column, question) {
            AnswerCell::Blank => return None,
            AnswerCell::EmptyFormula => return Some(CellReading::unreadable()),
            AnswerCell::Value(value) => value,
        };
        let text = shown(&value);
        match self.reader.vocabulary.marks.chooses(&text) {
            Some(true) => Some(CellReading::plain(meant)),
            Some(false) => None,
            None if self.grammar().whole(&text) == Some(Reading::Blank) => None,
            None if self.grammar().whole(&text) == Some(meant) => Some(CellReading::plain(meant)),
            None => Some(CellReading::unreadable()),
        }
    }
}

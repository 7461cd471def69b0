//! Answers that belong to no question.

use std::collections::BTreeMap;

use super::outline::Outline;
use super::questions::{QuestionReader, SHOWN};
use super::sheets::SheetRow;
use crate::intake::grid::{Cell, Value};
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Code, Finding, Reading, Spot};

/// The least known answers that make a column without a header one of answers.
const LEAST: usize = 3;

/// A run of cells of one column.
struct CellRun {
    first: CellRef,
    last: CellRef,
    text: String,
    count: usize,
}

impl<'g> QuestionReader<'_, 'g, '_> {
    /// Reports filled cells of answer columns that no question used and, on a sheet without questions, columns that
    /// hold mostly answers. `used` marks the lines of questions and headers.
    pub(super) fn strays(
        &mut self,
        sheet: u16,
        lines: &[SheetRow<'g>],
        outline: &Outline,
        used: &[bool],
    ) {
        if outline.tables.is_empty() {
            self.without_tables.push((sheet, self.notes.findings.len()));
            return;
        }
        let mut runs: BTreeMap<u32, Vec<CellRun>> = BTreeMap::new();
        for table in &outline.tables {
            let columns: Vec<u32> = table.columns.of_answers().collect();
            for number in table.lines.clone().filter(|number| !used[*number]) {
                for column in &columns {
                    if let Some((index, cell)) = lines[number].at(*column)
                        && self.is_unaccounted(lines[number], index)
                    {
                        let goes_on = number > 0 && !used[number - 1];
                        add(runs.entry(*column).or_default(), cell, goes_on);
                    }
                }
            }
        }
        if outline.asked.is_empty() {
            self.headless(lines, &mut runs);
        }
        for run in runs.into_values().flatten() {
            let finding = self.of_run(sheet, &run);
            self.notes.push(finding);
        }
    }

    /// Reports the columns of answers on sheets without a table, in the order of the sheets. Done at the end: nearly
    /// every file is read in several layouts, and most of these find nothing.
    pub(super) fn strays_without_tables(&mut self) {
        for (sheet, at) in std::mem::take(&mut self.without_tables).into_iter().rev() {
            let mut runs = BTreeMap::new();
            self.headless(&self.sheets.lines(sheet), &mut runs);
            let runs = runs.into_values().flatten();
            let findings = runs.map(|run| self.of_run(sheet, &run)).collect();
            self.notes.insert(at, findings);
        }
    }

    fn is_unaccounted(&self, line: SheetRow<'_>, index: usize) -> bool {
        let cell = &line.cells[index];
        !shown(&cell.value).is_empty()
            && !self.marks[usize::from(line.sheet)].is_marked(line.start + index)
    }

    /// Columns of a sheet without questions that hold mostly answers.
    fn headless(&self, lines: &[SheetRow<'g>], runs: &mut BTreeMap<u32, Vec<CellRun>>) {
        let mut columns: BTreeMap<u32, (usize, Vec<&Cell>)> = BTreeMap::new();
        for line in lines {
            for (index, cell) in line.cells.iter().enumerate() {
                if !self.is_unaccounted(*line, index) {
                    continue;
                }
                let (filled, answers) = columns.entry(cell.at.column).or_default();
                *filled += 1;
                if self.is_answer(cell) {
                    answers.push(cell);
                }
            }
        }
        for (column, (filled, answers)) in columns {
            if answers.len() >= LEAST && answers.len() * 2 >= filled {
                let all = runs.entry(column).or_default();
                answers.into_iter().for_each(|cell| add(all, cell, true));
            }
        }
    }

    fn is_answer(&self, cell: &Cell) -> bool {
        let known = [Reading::Yes, Reading::Partial, Reading::No];
        matches!(&cell.value, Value::Text(text)
            if text.len() <= SHOWN && self.grammar().whole(text).is_some_and(|one| known.contains(&one)))
    }

    fn of_run(&self, sheet: u16, run: &CellRun) -> Finding {
        let text = cut(&run.text, SHOWN);
        let message = if run.count == 1 {
            format!(
                "`{text}` stands in a column of answers but belongs to no question; it was not read"
            )
        } else {
            format!(
                "{} cells ({}:{}) stand in a column of answers but belong to no question; the first says `{text}`; they were not read",
                run.count, run.first, run.last
            )
        };
        let place = self.sheets.place(Spot { sheet, cell: run.first });
        let help = "see what they answer; give the rows an id and a question, or describe the form: `flowdown map FILE`";
        Finding::new(Code::AnswerWithoutQuestion, message).at(place).help(help)
    }
}

/// Adds a cell to the last run, or begins one.
fn add(runs: &mut Vec<CellRun>, cell: &Cell, goes_on: bool) {
    match runs.last_mut().filter(|_| goes_on) {
        Some(run) => {
            run.last = cell.at;
            run.count += 1;
        }
        None => {
            let text = shown(&cell.value).into_owned();
            runs.push(CellRun { first: cell.at, last: cell.at, text, count: 1 });
        }
    }
}

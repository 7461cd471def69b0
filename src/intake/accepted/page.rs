//! A sheet of the workbook: cells as text, tables by their header, problems by their cell.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Problem, did_you_mean};
use crate::intake::grid::{Cell, Grid};
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Place};

/// The most problems that are reported; more would hide the first ones.
const MOST: usize = 50;
/// Characters of the longest text that a person may fill in.
const LONGEST: usize = 400;

/// A sheet with the list of its problems.
pub(super) struct Page<'p> {
    file: &'p Arc<str>,
    grid: &'p Grid,
    problems: &'p mut Vec<Problem>,
}

/// A row of a table: its number and its cells by the index of their column.
pub(super) type TableRow = (u32, HashMap<usize, CellRef>);

impl<'p> Page<'p> {
    pub(super) fn new(file: &'p Arc<str>, grid: &'p Grid, problems: &'p mut Vec<Problem>) -> Self {
        Self { file, grid, problems }
    }

    /// Reports a problem of a cell.
    pub(super) fn report(
        &mut self,
        at: CellRef,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.problems.len() < MOST {
            let place = Place::cell(self.file, &self.grid.name, at);
            self.problems.push(Problem::cell(place, message, help));
        }
    }

    /// The text of a cell; a formula or an overlong text is reported and read as blank.
    pub(super) fn text(&mut self, at: CellRef) -> String {
        if self.grid.empty_formulas.binary_search(&at).is_ok() {
            self.report(at, "the cell holds a formula without a result", "write the value itself");
        }
        let Some(cell) = self.grid.get(at) else { return String::new() };
        if cell.formula {
            self.report(at, "the cell holds a formula", "write the value itself");
            return String::new();
        }
        let text = shown(&cell.value);
        if text.chars().count() > LONGEST {
            let message = format!("the text has more than {LONGEST} characters");
            self.report(at, message, "write it shorter");
            return String::new();
        }
        text.into_owned()
    }

    /// The index of the known word that a cell holds, ignoring case; `None` if it is blank or, after a report, unknown.
    pub(super) fn word(&mut self, at: CellRef, known: &[&'static str]) -> Option<usize> {
        let text = self.text(at);
        if text.is_empty() {
            return None;
        }
        let found = known.iter().position(|word| word.eq_ignore_ascii_case(&text));
        if found.is_none() {
            let message = format!("`{}` is not known here", cut(&text, 80));
            self.report(at, message, did_you_mean(&text, known.iter().copied()));
        }
        found
    }

    /// The cell to the right of a label in column A.
    pub(super) fn beside(&mut self, label: &str) -> CellRef {
        let mut cells = self.grid.cells.iter().filter(|cell| cell.at.column == 0);
        match cells.find(|cell| shown(&cell.value) == label) {
            Some(cell) => CellRef::new(cell.at.row, 1),
            None => {
                let help = "write it again in column A, as `flowdown map` did";
                self.report(CellRef::new(0, 0), format!("the label `{label}` is missing"), help);
                CellRef::new(0, 1)
            }
        }
    }

    /// The rows of a table: from below its header row to the next blank row.
    pub(super) fn table(&mut self, titles: &[&str]) -> Vec<TableRow> {
        let is_header = |cells: &&[Cell]| {
            let texts: Vec<_> = cells.iter().map(|cell| shown(&cell.value)).collect();
            titles.iter().take(3).all(|title| texts.iter().any(|text| text == title))
        };
        let grid = self.grid;
        let Some(header) = grid.rows().find(is_header) else {
            let help = "let `flowdown map` write the workbook again";
            let message = format!("the header row with `{}` is missing", titles[0]);
            self.report(CellRef::new(0, 0), message, help);
            return Vec::new();
        };
        let place = |title: &&str| {
            header.iter().find(|cell| shown(&cell.value) == **title).map(|cell| cell.at.column)
        };
        let columns: Vec<Option<u32>> = titles.iter().map(place).collect();
        let mut missing: Vec<&str> = Vec::new();
        for (title, column) in titles.iter().zip(&columns) {
            if column.is_none() {
                missing.push(title);
            }
        }
        let top = header[0].at;
        for title in missing {
            self.report(top, format!("the column `{title}` is missing"), "write its title again");
        }
        let rows = grid.rows().map(|cells| cells[0].at.row).skip_while(|row| *row <= top.row);
        let mut expected = top.row;
        let rows = rows.take_while(move |row| {
            expected += 1;
            *row == expected
        });
        let line = |row: u32| {
            let cells = columns.iter().enumerate();
            let cells = cells.filter_map(|(at, column)| Some((at, CellRef::new(row, (*column)?))));
            (row, cells.collect())
        };
        rows.map(line).collect()
    }
}

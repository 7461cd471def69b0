//! One row of the register, read cell by cell. What can't be read becomes a problem, and reading goes on, so that all
//! problems of a row are found at once.

use super::context::RegisterContext;
use super::table::RegisterTable;
use crate::diagnostic::Problem;
use crate::intake::grid::{Cell, Value};
use crate::intake::value::{self, cut, shown};
use crate::model::{CellRef, Code, Date, Finding, Place};

/// A row with its columns.
pub(super) struct RegisterRow<'r, 'c> {
    table: &'r RegisterTable<'r>,
    cells: &'r [Cell],
    place: Place,
    pub(super) cx: &'r mut RegisterContext<'c>,
}

impl<'r, 'c> RegisterRow<'r, 'c> {
    pub(super) fn new(
        table: &'r RegisterTable<'r>,
        cells: &'r [Cell],
        place: Place,
        cx: &'r mut RegisterContext<'c>,
    ) -> Self {
        Self { table, cells, place, cx }
    }

    /// The place of the row's first known cell.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    /// The cell of a column, filled or not; the row's place if there is no such column.
    pub(super) fn place_of(&self, key: &str) -> Place {
        match self.table.column(key) {
            Some(column) => self.table.place(CellRef::new(self.cells[0].at.row, column)),
            None => self.place(),
        }
    }

    /// Reports a problem of a cell.
    pub(super) fn problem(
        &mut self,
        key: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.place_of(key);
        self.cx.problems.push(Problem::cell(place, message, help));
    }

    /// Reports a finding of a cell.
    pub(super) fn finding(
        &mut self,
        code: Code,
        key: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.place_of(key);
        self.cx.findings.push(Finding::new(code, message).at(place).help(help));
    }

    /// The header of a column, as written in the file.
    pub(super) fn written_title(&self, key: &str) -> String {
        let at = self.table.column(key).map(|column| CellRef::new(self.table.header_row, column));
        let cell = at.and_then(|at| self.table.sheet.grid.get(at));
        cell.map(|cell| shown(&cell.value).into_owned()).unwrap_or_default()
    }

    /// The header of a column, as the program writes it.
    fn title(&self, key: &str) -> &'c str {
        let vocabulary = self.cx.vocabulary;
        vocabulary.canonical(self.table.sheet.kind.key, key)
    }

    fn is_required(&self, key: &str) -> bool {
        self.table.sheet.kind.columns.contains(&(key, true))
    }

    /// Reports the required cells that are blank.
    pub(super) fn check_required(&mut self) {
        for (key, _) in self.table.sheet.kind.columns.iter().filter(|(_, required)| *required) {
            if self.value(key).is_none() {
                let title = self.title(key);
                self.problem(
                    key,
                    format!("{title} is blank"),
                    "fill the cell, or take the row out",
                );
            }
        }
    }

    /// The value of a column; `None` if blank.
    pub(super) fn value(&self, key: &str) -> Option<&'r Value> {
        let column = self.table.column(key)?;
        let index = self.cells.binary_search_by_key(&column, |cell| cell.at.column).ok()?;
        Some(&self.cells[index].value).filter(|value| !shown(value).is_empty())
    }

    /// A cell as text. An error is a problem if the cell is required, otherwise a finding.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::Error(error) => {
                let message = format!("the cell holds the error {error}");
                let help = "mend the formula and save the file";
                if self.is_required(key) {
                    self.problem(key, message, help);
                } else {
                    self.finding(Code::RegisterValueUnknown, key, message, help);
                }
                None
            }
            value => Some(shown(value).into_owned()),
        }
    }

    /// A cell as a day.
    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        self.moment(key).map(|(date, _)| date)
    }

    /// A cell as a day with its hour.
    pub(super) fn moment(&mut self, key: &str) -> Option<(Date, f64)> {
        let value = self.value(key)?;
        let read = value::moment(value, self.cx.vocabulary);
        read.map_err(|reason| {
            let message = format!("`{}` {}", cut(&shown(value), 60), reason.words());
            self.problem(key, message, "write it as 2026-10-31");
        })
        .ok()
    }

    /// A cell as a number that passes a test; `range` is the test in words.
    pub(super) fn number(
        &mut self,
        key: &str,
        range: &str,
        test: impl Fn(f64) -> bool,
    ) -> Option<f64> {
        let value = self.value(key)?;
        let shown = shown(value);
        match value::number(value) {
            Some(number) if test(number) => Some(number),
            Some(_) => {
                let message = format!("{} is `{}`", self.title(key), cut(&shown, 60));
                self.problem(key, message, format!("write a number {range}"));
                None
            }
            None => {
                let message = format!("`{}` is no number", cut(&shown, 60));
                let help = "write digits alone, with a decimal point or comma and no unit";
                self.problem(key, message, help);
                None
            }
        }
    }

    /// A cell as hours; none may be negative.
    pub(super) fn hours(&mut self, key: &str) -> Option<f64> {
        self.number(key, "of at least 0", |hours| hours >= 0.0)
    }

    /// A text that refers to controls. A number is refused: 8.1 may be 8.10.
    pub(super) fn reference(&mut self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::Number(_) | Value::Date(..) => {
                let help = "format the column as text, then write the references again";
                self.problem(
                    key,
                    "the control reference is stored as a number: 8.1 may be 8.10",
                    help,
                );
                None
            }
            _ => self.text(key),
        }
    }
}

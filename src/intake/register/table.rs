//! The rows of a sheet below its header.

use std::collections::{HashMap, HashSet};

use super::context::RegisterContext;
use super::header::key_of_title;
use super::row::RegisterRow;
use super::sheets::RegisterSheet;
use crate::diagnostic::Problem;
use crate::intake::grid::Cell;
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Code, Finding, Place};

/// A row with fewer filled known cells than this is a footer or a remark.
const FEWEST: usize = 2;

/// A sheet whose columns are known.
pub(super) struct RegisterTable<'s> {
    pub(super) sheet: &'s RegisterSheet<'s>,
    pub(super) header_row: u32,
    /// Key and column of every known header.
    pub(super) columns: Vec<(&'static str, u32)>,
}

impl RegisterTable<'_> {
    pub(super) fn column(&self, key: &str) -> Option<u32> {
        self.columns.iter().find(|(known, _)| *known == key).map(|(_, column)| *column)
    }

    pub(super) fn key_at(&self, column: u32) -> Option<&'static str> {
        self.columns.iter().find(|(_, known)| *known == column).map(|(key, _)| *key)
    }

    pub(super) fn place(&self, cell: CellRef) -> Place {
        self.sheet.place(Some(cell))
    }

    /// Reports a row that is not read.
    pub(super) fn pass_over(&self, row: &[Cell], why: &str, cx: &mut RegisterContext<'_>) {
        let text = shown(&row[0].value);
        let message = format!("{why}: `{}`", cut(&text, 60));
        cx.findings.push(Finding::new(Code::RegisterRowPassed, message).at(self.place(row[0].at)));
    }

    /// Reads every row with enough filled cells; the others are listed.
    pub(super) fn rows<'c, T>(
        &self,
        cx: &mut RegisterContext<'c>,
        read: impl Fn(&mut RegisterRow<'_, 'c>) -> Option<T>,
    ) -> Vec<T> {
        let mut found = Vec::new();
        let mut headless = HashSet::new();
        let formulas = self.empty_formulas();
        for cells in self.sheet.grid.rows().filter(|row| row[0].at.row > self.header_row) {
            self.note_headless(cells, &mut headless, cx);
            let mut known = cells.iter().filter(|cell| self.is_filled(cell));
            let first = known.next();
            let Some(first) = first.filter(|_| known.count() + 1 >= FEWEST) else {
                self.pass_over(cells, "the row has fewer than two filled known cells", cx);
                continue;
            };
            if self.is_header_again(cells, cx) {
                self.pass_over(cells, "the header stands here again", cx);
                continue;
            }
            self.refuse_empty_formulas(formulas.get(&first.at.row), cx);
            let mut row = RegisterRow::new(self, cells, self.place(first.at), cx);
            row.check_required();
            found.extend(read(&mut row));
        }
        found
    }

    fn is_filled(&self, cell: &Cell) -> bool {
        self.key_at(cell.at.column).is_some() && !shown(&cell.value).is_empty()
    }

    /// Reports a value in a column without a header, once per column.
    fn note_headless(&self, cells: &[Cell], seen: &mut HashSet<u32>, cx: &mut RegisterContext<'_>) {
        for cell in cells {
            let header = self.sheet.grid.get(CellRef::new(self.header_row, cell.at.column));
            if header.is_none() && seen.insert(cell.at.column) {
                let finding = Finding::new(
                    Code::RegisterColumnUnknown,
                    "nothing uses the values of a column without a header",
                );
                cx.findings.push(finding.at(self.place(cell.at)));
            }
        }
    }

    /// Whether a row repeats the header, as printed lists do on each page.
    fn is_header_again(&self, cells: &[Cell], cx: &RegisterContext<'_>) -> bool {
        cells.iter().filter(|cell| self.is_filled(cell)).all(|cell| {
            let key = key_of_title(cx.vocabulary, self.sheet.kind, &shown(&cell.value));
            key.is_some() && key == self.key_at(cell.at.column)
        })
    }

    /// Formulas without a stored result in known columns, by row.
    fn empty_formulas(&self) -> HashMap<u32, Vec<CellRef>> {
        let mut rows: HashMap<u32, Vec<CellRef>> = HashMap::new();
        for at in
            self.sheet.grid.empty_formulas.iter().filter(|at| self.key_at(at.column).is_some())
        {
            rows.entry(at.row).or_default().push(*at);
        }
        rows
    }

    /// Refuses formulas without a stored result: reading them as blank would have consequences.
    fn refuse_empty_formulas(&self, formulas: Option<&Vec<CellRef>>, cx: &mut RegisterContext<'_>) {
        for at in formulas.into_iter().flatten() {
            let help = "open the file in a spreadsheet program and save it, or write the value";
            let message = "the formula has no stored result";
            cx.problems.push(Problem::cell(self.place(*at), message, help));
        }
    }
}

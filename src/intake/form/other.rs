//! Rows that hold no question: titles, labels, and added rows.

use super::columns::Columns;
use super::cover::{self, CoverEntry, LabelledRow};
use super::ids;
use super::outline::{FormTable, Outline};
use super::questions::QuestionReader;
use super::sheets::SheetRow;
use crate::catalogue::Part;
use crate::intake::grid::{Cell, Value};
use crate::intake::value::shown;
use crate::model::{CellRef, Reading, Spot};

/// Columns right of a label in which the form may compute its value.
const BESIDE: u32 = 3;

impl<'g, 'c> QuestionReader<'_, 'g, 'c> {
    /// Handles rows without a question: titles, labels, added rows, and answers that belong to no question.
    pub(super) fn other_rows(&mut self, lines: &[SheetRow<'g>], outline: &Outline, sheet: u16) {
        let mut used = vec![false; lines.len()];
        for asked in &outline.asked {
            used[asked.line] = true;
        }
        for (line, _) in outline.tables.iter().flat_map(|table| &table.heads) {
            used[*line] = true;
        }
        let key = self.reader.vocabulary.sheet(&self.sheets.grids[usize::from(sheet)].name);
        let mut labels: Vec<LabelledRow<'c>> = Vec::new();
        for (number, line) in lines.iter().enumerate().filter(|(number, _)| !used[*number]) {
            let table = outline.table_of(number);
            if self.reader.adapter.own {
                let label = cover::candidate(line.cells, line.start, self.reader.vocabulary);
                if let Some(table) = table.filter(|_| label.is_none()) {
                    self.added_to_own(*line, table);
                }
                labels.extend(label);
                self.mark_own_text(*line, key);
            } else {
                if self.reader.adapter.has_labels() {
                    self.labels(*line);
                }
                self.title(*line, table.or(outline.tables.first()));
            }
        }
        self.take_cover(sheet, &labels);
        self.strays(sheet, lines, outline, &used);
    }

    /// Accounts for the form's text in a row without a question: everything left of what the supplier fills in.
    pub(super) fn title(&mut self, line: SheetRow<'g>, table: Option<&FormTable>) {
        let Some(table) = table else { return };
        let rest = self.reader.adapter.layout.rest_is_furniture;
        for (index, cell) in line.cells.iter().enumerate() {
            if table.columns.is_own(cell.at.column, rest) {
                self.mark(line, index);
            }
        }
    }

    fn mark_own_text(&mut self, line: SheetRow<'_>, key: Option<&str>) {
        for (index, cell) in line.cells.iter().enumerate() {
            if self.reader.titles.is_ours(&shown(&cell.value), key, self.reader.vocabulary) {
                self.mark(line, index);
            }
        }
    }

    fn take_cover(&mut self, sheet: u16, labels: &[LabelledRow<'_>]) {
        let grid = &self.sheets.grids[usize::from(sheet)];
        if !cover::is_cover(labels, &grid.name, self.reader.vocabulary) {
            return;
        }
        for label in labels {
            self.marks_of(sheet).mark(label.label);
            if let Some(cell) = grid.cells.get(label.label + 1).filter(|_| label.has_value) {
                self.marks_of(sheet).mark(label.label + 1);
                let spot = Spot { sheet, cell: cell.at };
                self.cover.0.push(CoverEntry {
                    key: label.key.into(),
                    value: cell.value.clone(),
                    spot,
                });
            }
        }
    }

    /// Reports a row of our form with an unknown id. If nothing is beside the id, it is a heading and no question.
    fn added_to_own(&mut self, line: SheetRow<'g>, table: &FormTable) {
        let known = |cell: &&Cell| table.columns.part(cell.at.column).is_some();
        let id = table.columns.column(Part::Id).and_then(|column| line.at(column));
        if let Some((_, cell)) = id.filter(|_| line.cells.iter().filter(known).count() > 1) {
            let text = shown(&cell.value).into_owned();
            self.added_row(line, &text);
        }
    }

    /// Keeps the value of a row that says whose form it is, or when it was completed.
    pub(super) fn says_of_the_file(&mut self, id: &str, line: SheetRow<'g>, columns: &Columns) {
        let Some(key) = self.reader.adapter.cover_of_id(id).map(Box::from) else { return };
        if let Some((_, cell)) = line.at(columns.answer()) {
            self.enter(key, cell, line);
        }
    }

    fn enter(&mut self, key: Box<str>, cell: &Cell, line: SheetRow<'g>) {
        let text = shown(&cell.value);
        // A formula of the form shows an empty date as zero.
        let empty = matches!(cell.value, Value::Number(number) if number == 0.0)
            || self.grammar().whole(&text) == Some(Reading::Blank)
            || text.starts_with("00:00");
        if !empty {
            self.cover.0.push(CoverEntry { key, value: cell.value.clone(), spot: line.spot(cell) });
        }
    }

    fn labels(&mut self, line: SheetRow<'g>) {
        for (index, cell) in line.cells.iter().enumerate() {
            let text = ids::short(cell);
            let Some(key) = self.reader.adapter.cover_of_label(&text).map(Box::from) else {
                continue;
            };
            self.mark(line, index);
            for beside in 1..=BESIDE {
                let at = CellRef::new(cell.at.row, cell.at.column + beside);
                self.marks_of(line.sheet).mark_formula(at);
            }
            if let Some(value) = line.cells.get(index + 1) {
                self.mark(line, index + 1);
                self.enter(key, value, line);
            }
        }
    }
}

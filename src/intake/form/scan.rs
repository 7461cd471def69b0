//! Walks the sheets of a file, row by row.

use super::columns::{Columns, Part};
use super::cover::{self, Candidate, Cover, Entry};
use super::furniture;
use super::marks::{Marks, ledger};
use super::{Form, Native, Sheets};
use crate::catalogue::Vocabulary;
use crate::intake::grid::{Cell, Grid};
use crate::intake::value::{cut, shown};
use crate::model::{Code, Finding, GivenAnswer, Spot};

/// A sheet's header stands in one of this many rows.
const HEADER_ROWS: u32 = 50;

/// Findings of one kind, and suggestions, that a file gets one by one.
const ONE_BY_ONE: usize = 100;

/// A row of a sheet.
#[derive(Clone, Copy)]
pub(super) struct Line<'g> {
    pub(super) sheet: u16,
    /// Index of its first cell in the sheet.
    pub(super) start: usize,
    pub(super) cells: &'g [Cell],
}

impl Line<'_> {
    pub(super) fn spot(&self, cell: &Cell) -> Spot {
        Spot { sheet: self.sheet, cell: cell.at }
    }
}

/// Whether a sheet asks a question of ours: of a file in which none does, nothing else is looked at.
pub(super) fn asks(grid: &Grid, native: &Native<'_>, vocabulary: &Vocabulary) -> bool {
    let mut columns: Option<Columns> = None;
    grid.rows().any(|cells| {
        if columns.as_ref().is_some_and(|columns| columns.question(cells, native).is_some()) {
            return true;
        }
        if let Some(found) = header(cells, columns.is_some(), vocabulary) {
            columns = Some(found);
        }
        false
    })
}

/// The columns that a row names, where a header may stand: near the top, or below another one.
fn header(cells: &[Cell], below: bool, vocabulary: &Vocabulary) -> Option<Columns> {
    let may_be = below || cells[0].at.row < HEADER_ROWS;
    may_be.then(|| Columns::find(cells, vocabulary)).flatten()
}

/// What was read so far.
pub(super) struct Scan<'s, 'g> {
    pub(super) sheets: &'s Sheets<'g>,
    pub(super) native: &'s Native<'s>,
    pub(super) vocabulary: &'s Vocabulary,
    pub(super) marks: Vec<Marks>,
    pub(super) answers: Vec<GivenAnswer>,
    pub(super) findings: Vec<Finding>,
    /// Rows of each question.
    pub(super) rows: Vec<u32>,
    pub(super) repeated: usize,
    pub(super) reworded: Vec<u32>,
    cover: Cover,
    added: usize,
    suggestions: usize,
}

impl<'s, 'g> Scan<'s, 'g> {
    pub(super) fn new(
        sheets: &'s Sheets<'g>,
        native: &'s Native<'s>,
        vocabulary: &'s Vocabulary,
    ) -> Self {
        Self {
            sheets,
            native,
            vocabulary,
            marks: sheets.grids.iter().map(Marks::new).collect(),
            answers: Vec::with_capacity(native.questionnaire.questions.len()),
            findings: Vec::new(),
            rows: vec![0; native.questionnaire.questions.len()],
            repeated: 0,
            reworded: Vec::new(),
            cover: Cover::default(),
            added: 0,
            suggestions: ONE_BY_ONE,
        }
    }

    /// Reads a sheet.
    pub(super) fn sheet(&mut self, sheet: u16) {
        let grid = &self.sheets.grids[usize::from(sheet)];
        let key = self.vocabulary.sheet(&grid.name);
        let before = self.answers.len();
        let mut labels: Vec<Candidate<'s>> = Vec::new();
        let mut columns: Option<Columns> = None;
        let mut start = 0;
        for cells in grid.rows() {
            let line = Line { sheet, start, cells };
            start += cells.len();
            if columns.as_ref().is_some_and(|columns| self.question_row(line, columns)) {
                continue;
            }
            if let Some(found) = header(cells, columns.is_some(), self.vocabulary) {
                self.header_row(line, &found);
                columns = Some(found);
                continue;
            }
            let label = cover::candidate(cells, line.start, self.vocabulary);
            if let Some(columns) = columns.as_ref().filter(|_| label.is_none()) {
                self.added_row(line, columns);
            }
            labels.extend(label);
            self.mark_own_text(line, key);
        }
        if cover::is_cover(&labels, &grid.name, self.vocabulary) {
            self.take_labels(sheet, &labels);
        }
        if !grid.visible && self.answers.len() > before {
            self.hidden_sheet(sheet);
        }
    }

    fn mark(&mut self, sheet: u16, cell: usize) {
        if let Some(marks) = self.marks.get_mut(usize::from(sheet)) {
            marks.mark(cell);
        }
    }

    /// Accounts for a cell of a row, by its index in the row.
    pub(super) fn mark_in(&mut self, line: Line<'_>, index: usize) {
        self.mark(line.sheet, line.start + index);
    }

    fn header_row(&mut self, line: Line<'_>, columns: &Columns) {
        for (index, cell) in line.cells.iter().enumerate() {
            if columns.part(cell.at.column).is_some() {
                self.mark_in(line, index);
            }
        }
        for cell in columns.repeated.iter().filter_map(|index| line.cells.get(*index)) {
            let message = format!(
                "the column `{}` means what another one means; it was not read",
                cut(&shown(&cell.value), 80)
            );
            let finding =
                Finding::new(Code::HeaderRepeated, message).at(self.sheets.place(line.spot(cell)));
            self.findings.push(finding.help("ask the supplier which of the two holds the answers"));
        }
    }

    /// A row with an unknown id. With nothing beside the id it is a heading and no question.
    fn added_row(&mut self, line: Line<'_>, columns: &Columns) {
        let known = |cell: &&Cell| columns.part(cell.at.column).is_some();
        let id = line.cells.iter().find(|cell| columns.part(cell.at.column) == Some(Part::Id));
        let Some(cell) = id.filter(|_| line.cells.iter().filter(known).count() > 1) else { return };
        self.added += 1;
        if self.added > ONE_BY_ONE {
            return;
        }
        let text = shown(&cell.value);
        let help = match self.suggest(|scan| scan.native.nearest(&text)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the row was not read; its cells are listed".to_owned(),
        };
        let message =
            format!("`{}` is no question of {}", cut(&text, 80), self.native.questionnaire.id);
        let finding =
            Finding::new(Code::QuestionUnknown, message).at(self.sheets.place(line.spot(cell)));
        self.findings.push(finding.about(cut(&text, 80)).help(help));
    }

    /// Looks for a suggestion, unless there were too many already.
    pub(super) fn suggest<'n>(
        &mut self,
        find: impl FnOnce(&Self) -> Option<&'n str>,
    ) -> Option<&'n str> {
        self.suggestions = self.suggestions.checked_sub(1)?;
        find(self)
    }

    fn mark_own_text(&mut self, line: Line<'_>, key: Option<&str>) {
        for (index, cell) in line.cells.iter().enumerate() {
            if furniture::is_ours(&shown(&cell.value), key, self.native, self.vocabulary) {
                self.mark_in(line, index);
            }
        }
    }

    fn take_labels(&mut self, sheet: u16, labels: &[Candidate<'_>]) {
        let cells = &self.sheets.grids[usize::from(sheet)].cells;
        for label in labels {
            self.mark(sheet, label.label);
            let value = cells.get(label.label + 1).filter(|_| label.has_value);
            if let Some(cell) = value {
                self.mark(sheet, label.label + 1);
                let spot = Spot { sheet, cell: cell.at };
                self.cover.0.push(Entry { key: label.key.into(), value: cell.value.clone(), spot });
            }
        }
    }

    fn hidden_sheet(&mut self, sheet: u16) {
        let grid = &self.sheets.grids[usize::from(sheet)];
        let message = format!("answers were read from the hidden sheet `{}`", grid.name);
        let place = crate::model::Place {
            file: self.sheets.file.clone(),
            sheet: self.sheets.names.get(usize::from(sheet)).cloned(),
            cell: None,
        };
        let help = "unhide the sheet and see whether the supplier meant to send it";
        self.findings.push(Finding::new(Code::SheetHidden, message).at(place).help(help));
    }

    /// What was read; none if no question was found.
    pub(super) fn finish(mut self) -> Option<Form> {
        if self.answers.is_empty() {
            return None;
        }
        let found = self.rows.iter().filter(|rows| **rows > 0).count();
        let (cover, sheets) = (std::mem::take(&mut self.cover), self.sheets);
        self.findings.extend(cover.conflicts(sheets));
        self.summarise();
        Some(Form {
            ledger: ledger(sheets, &self.marks),
            answers: self.answers,
            cover,
            findings: self.findings,
            found,
            added: self.added,
            repeated: self.repeated,
            reworded: self.reworded,
        })
    }

    /// Findings about the file as a whole.
    fn summarise(&mut self) {
        let file = crate::model::Place::file(self.sheets.file.clone());
        if self.added > ONE_BY_ONE {
            let message = format!("{} more rows hold no known question", self.added - ONE_BY_ONE);
            self.findings.push(Finding::new(Code::QuestionUnknown, message).at(file.clone()));
        }
        let absent: Vec<u32> =
            (0..).zip(&self.rows).filter(|(_, rows)| **rows == 0).map(|(index, _)| index).collect();
        if !absent.is_empty() {
            let of = self.rows.len();
            let message = format!(
                "{} of {of} questions are not in the file: {}",
                absent.len(),
                self.first_ids(&absent)
            );
            let help =
                "a form cut to a tier lacks those that are not asked; others count as unanswered";
            self.findings
                .push(Finding::new(Code::QuestionMissing, message).at(file.clone()).help(help));
        }
        if !self.reworded.is_empty() {
            let ids = self.first_ids(&self.reworded);
            let message = format!("{} questions are worded otherwise: {ids}", self.reworded.len());
            let help =
                "rows are read by their id; see whether the supplier answered what was asked";
            self.findings.push(Finding::new(Code::QuestionReworded, message).at(file).help(help));
        }
    }

    fn first_ids(&self, questions: &[u32]) -> String {
        let ids = questions.iter().filter_map(|index| self.native.question(*index));
        let first: Vec<&str> = ids.take(5).map(|question| question.id.as_str()).collect();
        format!("{}{}", first.join(", "), if questions.len() > 5 { ", …" } else { "" })
    }
}

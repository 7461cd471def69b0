//! The tables of a sheet: where headers are, which columns they name, and which rows are questions.

use std::ops::Range;

use super::FormReader;
use super::columns::{Columns, is_mark, merged};
use super::heads::Head;
use super::ids::{self, is_sub};
use super::sheets::{SheetRow, Sheets};
use crate::catalogue::Part;
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::shown;
use crate::model::CellRef;

/// Rows near the top of a sheet that may hold its first header; further headers may be anywhere below.
const HEADER_ROWS: u32 = 200;

/// A table of a sheet.
#[derive(Debug)]
pub(super) struct FormTable {
    pub(super) columns: Columns,
    /// Its rows, as indexes into the sheet's lines; the header's own rows are not among them.
    pub(super) lines: Range<usize>,
    /// Header cells: line, and index in the line.
    pub(super) heads: Vec<(usize, usize)>,
}

/// A row that answers a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QuestionRow {
    /// The table, and the row as an index into the sheet's lines.
    pub(super) table: usize,
    pub(super) line: usize,
    /// The question's id.
    pub(super) id: String,
    /// How the row is a part of a question; `None` if it is the question as a whole.
    pub(super) part: Option<PartOf>,
}

/// How a row is a part of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PartOf {
    /// Its own id says so: `3.1.1[a]`, `b)`. If such a row is blank, the part is unanswered.
    Named(String),
    /// It has no id.
    Unnamed,
}

/// The tables and questions of a sheet.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) tables: Vec<FormTable>,
    pub(super) asked: Vec<QuestionRow>,
    /// Cells with the heading of a section, which prefixes the ids below: line, and index in the line.
    pub(super) sections: Vec<(usize, usize)>,
}

/// A header: the line it ends in, and its cells.
struct FoundHeader {
    line: usize,
    heads: Vec<Head>,
    /// The columns that it names as answers, or by an answer.
    answers: Vec<u32>,
    /// Whether answers head columns of marks.
    has_marks: bool,
}

impl<'c> FormReader<'c> {
    /// The tables and questions of a sheet.
    pub(super) fn outline(
        &self,
        sheet: u16,
        lines: &[SheetRow<'_>],
        sheets: &Sheets<'_>,
    ) -> Outline {
        let headers = self.headers(lines, sheets);
        let mut tables: Vec<FormTable> = Vec::new();
        for (at, header) in headers.iter().enumerate() {
            let end = headers.get(at + 1).map_or(lines.len(), |next| next.first_line(lines));
            let from = if at == 0 && self.adapter.layout.above { 0 } else { header.line + 1 };
            let rows = from..end.max(from);
            let Some(columns) = self.columns(&header.heads, &lines[rows.clone()], sheets) else {
                continue;
            };
            let heads = header.cells(lines);
            tables.push(FormTable { columns, lines: rows, heads });
        }
        let mut outline = Outline { tables, ..Outline::default() };
        self.ask(sheet, lines, sheets, &mut outline);
        outline
    }

    /// The headers of a sheet. Below the first one, a row is a header only if it names answers and ids or questions
    /// again, in the same columns, or holds only header words.
    fn headers(&self, lines: &[SheetRow<'_>], sheets: &Sheets<'_>) -> Vec<FoundHeader> {
        let mut found: Vec<FoundHeader> = Vec::new();
        let mut recent: Vec<Head> = Vec::new();
        // Whether a row below the last header may be a question.
        let mut asks = false;
        for (at, line) in lines.iter().enumerate() {
            if found.is_empty() && line.row() >= HEADER_ROWS {
                break;
            }
            recent.retain(|head| line.row() - head.row < self.adapter.layout.header_rows);
            let last = found.last();
            if asks
                && recent.is_empty()
                && last.is_some_and(|last| self.is_plain(last, line, sheets))
            {
                continue;
            }
            let heads = self.heads(*line, sheets);
            let asked = asks;
            asks = asks || last.is_some_and(|last| self.asks(last, line, sheets));
            if heads.is_empty() {
                continue;
            }
            recent.extend(&heads);
            if !self.will_do(&recent) {
                continue;
            }
            let again =
                found.last().is_none_or(|last| is_again(&last.heads, &recent, line, &heads));
            // A header without rows below it was a title.
            let instead = found
                .last()
                .is_some_and(|last| !again && !asked && says_more(&last.heads, &recent));
            if instead {
                found.pop();
            }
            if again || instead {
                found.push(FoundHeader::new(at, recent.clone()));
                asks = false;
            }
        }
        found
    }

    /// Whether a row below a header may be a question.
    fn asks(&self, header: &FoundHeader, line: &SheetRow<'_>, sheets: &Sheets<'_>) -> bool {
        let answers = &header.answers;
        let ids = || {
            line.cells.iter().any(|cell| {
                !answers.contains(&cell.at.column) && self.id_at(line.sheet, cell, sheets).is_some()
            })
        };
        let holds = answers.iter().any(|column| line.at(*column).is_some());
        line.cells.len() > 1 && (holds || self.adapter.own || ids())
    }

    /// Whether a row is clearly no header: where the last header names answers, it holds something else. Most rows are
    /// such, and are not tested further.
    fn is_plain(&self, header: &FoundHeader, line: &SheetRow<'_>, sheets: &Sheets<'_>) -> bool {
        let is_other = |column: &u32| {
            let cell = line.at(*column).filter(|(_, cell)| !shown(&cell.value).is_empty());
            cell.is_some_and(|(index, _)| self.head(*line, index, sheets).is_none())
        };
        // A row with several answers may head columns of marks.
        let answers =
            || line.cells.iter().filter_map(|cell| self.answer_head(cell, sheets)).take(2).count();
        let answered = if header.has_marks {
            // A text that is no mark may head a column of another table, and so may a cell beside a mark.
            let marks = &self.vocabulary.marks;
            let mut cells = header.answers.iter().filter_map(|at| line.at(*at));
            let is_mark = |cell: &Cell| marks.chooses(&shown(&cell.value)) == Some(true);
            let heads = |(index, _): (usize, &Cell)| self.head(*line, index, sheets).is_some();
            cells.clone().any(|(_, cell)| is_mark(cell)) && !cells.any(heads)
        } else {
            header.answers.first().is_some_and(is_other)
        };
        answered && answers() < 2
    }

    /// Finds the questions of every table.
    fn ask(&self, sheet: u16, lines: &[SheetRow<'_>], sheets: &Sheets<'_>, outline: &mut Outline) {
        let grid = &sheets.grids[usize::from(sheet)];
        let mut state =
            Asking { reader: self, sheets, grid, section: String::new(), ordinal: 0, last: None };
        let mut sections = Vec::new();
        let mut asked = Vec::new();
        for (number, table) in outline.tables.iter().enumerate() {
            state.last = None;
            let heads = table.heads.iter().map(|(line, _)| *line).min();
            let first = heads.map_or(table.lines.start, |at| at.min(table.lines.start));
            let below = lines.iter().enumerate().take(table.lines.end).skip(first);
            for (at, line) in below {
                if self.adapter.has_sections() {
                    state.section(at, line, &mut sections);
                }
                let is_head = table.heads.iter().any(|(known, _)| *known == at);
                if is_head || !table.lines.contains(&at) {
                    continue;
                }
                asked.extend(state.row(number, at, line, &table.columns));
            }
        }
        outline.sections = sections;
        outline.asked = asked;
    }
}

/// Whether headers name ids or questions, and at least as many columns as others.
fn says_more(before: &[Head], now: &[Head]) -> bool {
    let (before, now) = (merged(before), merged(now));
    let asks = now.iter().any(|head| matches!(head.part, Part::Id | Part::Question));
    asks && now.len() >= before.len()
}

/// Whether a row that names enough is a further header.
fn is_again(before: &[Head], now: &[Head], line: &SheetRow<'_>, heads: &[Head]) -> bool {
    let filled = line.cells.iter().filter(|cell| !shown(&cell.value).is_empty()).count();
    let (before, now) = (merged(before), merged(now));
    if filled == heads.len() && names_all(&before, &now) {
        return true;
    }
    let column = |heads: &[Head], parts: &[Part]| {
        heads.iter().find(|head| parts.contains(&head.part)).map(|head| head.column)
    };
    let answers = [Part::Answer, Part::Compliance, Part::Status, Part::Yes];
    let same = |parts: &[Part]| column(&before, parts) == column(&now, parts);
    let asks = [Part::Id, Part::Question];
    // A form that names neither repeats its answers below the title of each section.
    let names = column(&before, &asks).is_none() || column(&now, &asks).is_some();
    names
        && same(&answers)
        && asks.iter().all(|part| column(&now, &[*part]).is_none() || same(&[*part]))
}

/// Whether headers name all parts that others name: ids, questions, answers, remarks and documents.
fn names_all(before: &[Head], now: &[Head]) -> bool {
    let has = |heads: &[Head], part: Part| {
        let near = [Part::Answer, Part::Compliance, Part::Status, Part::Yes];
        let same =
            |head: &Head| head.part == part || near.contains(&part) && near.contains(&head.part);
        heads.iter().any(same)
    };
    let asks = has(now, Part::Id) && has(now, Part::Question) && has(now, Part::Answer);
    let all = [Part::Id, Part::Question, Part::Answer, Part::Comment, Part::Evidence];
    asks || now.len() > 1 && all.into_iter().all(|part| has(now, part) || !has(before, part))
}

impl FoundHeader {
    fn new(line: usize, heads: Vec<Head>) -> Self {
        let parts = [Part::Answer, Part::Compliance, Part::Status, Part::Yes, Part::No];
        let named = merged(&heads).into_iter().filter(|head| parts.contains(&head.part));
        let answers = named.map(|head| head.column).collect();
        let has_marks = heads.iter().any(|head| is_mark(head.part));
        Self { line, heads, answers, has_marks }
    }

    /// The first line of the header.
    fn first_line(&self, lines: &[SheetRow<'_>]) -> usize {
        let first = self.heads.iter().map(|head| head.row).min().unwrap_or(0);
        let before = lines[..=self.line].iter().rposition(|line| line.row() < first);
        before.map_or(0, |at| at + 1)
    }

    fn cells(&self, lines: &[SheetRow<'_>]) -> Vec<(usize, usize)> {
        let line = |head: &Head| (0..=self.line).rev().find(|at| lines[*at].row() == head.row);
        self.heads.iter().filter_map(|head| Some((line(head)?, head.index))).collect()
    }
}

/// The id of a question whose ids are unique only within a sheet.
fn id_on(grid: &Grid, id: &str) -> String {
    [grid.name.trim(), "#", id].concat()
}

/// The state of the search for questions on a sheet.
struct Asking<'r, 'g, 'c> {
    reader: &'r FormReader<'c>,
    sheets: &'r Sheets<'g>,
    grid: &'r Grid,
    section: String,
    /// Questions of this sheet so far.
    ordinal: u32,
    /// The last question: its id, the row it begins in, and its parts so far.
    last: Option<(String, u32, u32)>,
}

impl Asking<'_, '_, '_> {
    /// Takes the headings of sections in a row; the first prefixes the ids below it.
    fn section(&mut self, number: usize, line: &SheetRow<'_>, sections: &mut Vec<(usize, usize)>) {
        let mut first = true;
        for (index, cell) in line.cells.iter().enumerate() {
            if let Some(section) = self.reader.adapter.section(&ids::short(cell)) {
                if std::mem::take(&mut first) {
                    section.clone_into(&mut self.section);
                }
                sections.push((number, index));
            }
        }
    }

    fn row(
        &mut self,
        table: usize,
        line: usize,
        cells: &SheetRow<'_>,
        columns: &Columns,
    ) -> Option<QuestionRow> {
        let asked = |id, part| Some(QuestionRow { table, line, id, part });
        match self.id(cells, columns) {
            Some((id, None)) => {
                self.last = Some((id.clone(), cells.row(), 0));
                asked(id, None)
            }
            Some((id, Some(part))) => {
                let begins = self.last.as_ref().is_some_and(|(last, ..)| *last == id);
                if !begins {
                    self.last = Some((id.clone(), cells.row(), 0));
                }
                asked(id, Some(PartOf::Named(part)))
            }
            None => {
                let part = self.part(cells, columns)?;
                let (id, _, parts) = self.last.as_mut()?;
                *parts += 1;
                asked(id.clone(), Some(part))
            }
        }
    }

    /// The id of a row, and the part of the question that it names.
    fn id(&mut self, line: &SheetRow<'_>, columns: &Columns) -> Option<(String, Option<String>)> {
        let adapter = self.reader.adapter;
        let known =
            |part| columns.column(part).and_then(|column| line.at(column)).map(|(_, cell)| cell);
        if adapter.layout.made_ids {
            let question = known(Part::Question)?;
            if !matches!(question.value, Value::Text(_)) {
                return None;
            }
            self.ordinal += 1;
            return Some((id_on(self.grid, &self.ordinal.to_string()), None));
        }
        if adapter.own {
            return Some((self.reader.own_id(&shown(&known(Part::Id)?.value))?, None));
        }
        let named = if adapter.layout.id_in_question {
            let of = |cell: &Cell| self.reader.id_at(line.sheet, cell, self.sheets);
            match known(Part::Question) {
                Some(cell) => of(cell)?,
                None => line
                    .cells
                    .iter()
                    .filter(|cell| columns.part(cell.at.column).is_none())
                    .find_map(of)?,
            }
        } else {
            self.reader.id_at(line.sheet, known(Part::Id)?, self.sheets)?
        };
        let (id, part) = named.into_owned();
        let id = match (adapter.layout.ids_per_sheet, self.section.is_empty()) {
            (true, _) => id_on(self.grid, &id),
            (false, false) => format!("{}.{id}", self.section),
            (false, true) => id,
        };
        Some((id, part))
    }

    /// Whether a row without an id is a part of the question above it: it is answered, or the question's id is merged
    /// over it.
    fn part(&self, line: &SheetRow<'_>, columns: &Columns) -> Option<PartOf> {
        // Where ids are in the texts, a text without one is a total or a remark of the form.
        if self.reader.adapter.layout.id_in_question {
            return None;
        }
        let (_, row, _) = self.last.as_ref()?;
        let id = columns.column(Part::Id).and_then(|column| line.at(column)).map(|(_, cell)| cell);
        let text = id.map(|cell| shown(&cell.value).into_owned()).filter(|text| !text.is_empty());
        if let Some(text) = text {
            let asks =
                columns.column(Part::Question).is_none_or(|column| line.at(column).is_some());
            return (is_sub(&text) && asks).then_some(PartOf::Named(text));
        }
        let is_filled =
            |column: u32| line.at(column).is_some_and(|(_, cell)| !shown(&cell.value).is_empty());
        let empty_formula = |column: u32| {
            self.grid.empty_formulas.binary_search(&CellRef::new(line.row(), column)).is_ok()
        };
        let answered =
            columns.of_answers().any(|column| is_filled(column) || empty_formula(column));
        let merged = columns.column(Part::Id).is_some_and(|column| {
            let area = self.grid.look.area(CellRef::new(line.row(), column));
            let asks = columns.column(Part::Question).is_some_and(is_filled);
            asks && area.is_some_and(|(first, _)| first.row == *row && first.row < line.row())
        });
        (answered || merged).then_some(PartOf::Unnamed)
    }
}

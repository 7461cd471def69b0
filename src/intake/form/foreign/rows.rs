//! Walks the sheets of a file, row by row, as an adapter says.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Foreign;
use super::answer;
use super::columns::{Columns, headers};
use crate::catalogue::{Part, QuestionKind, Vocabulary};
use crate::intake::form::Sheets;
use crate::intake::form::cover::Entry;
use crate::intake::form::marks::Marks;
use crate::intake::form::scan::Line;
use crate::intake::grid::{Cell, Value};
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Code, Finding, FormRow, GivenAnswer, Place, Reading, Spot};

/// Rows near the top of a sheet in which its edition may be stated.
const TOP: u32 = 12;

/// Longest text in which an id or an edition is looked for, in bytes.
const LONGEST: usize = 300;

/// Findings of one kind that a file gets one by one.
pub(super) const ONE_BY_ONE: usize = 100;

/// Columns right of a label in which the form may work out its value.
const BESIDE: u32 = 3;

/// Longest text of a cell in a message.
pub(super) const SHOWN: usize = 80;

/// What was heard of one id so far.
pub(super) struct Heard {
    /// Index of the first row among the answers; none: a question that asks for words.
    pub(super) first: Option<usize>,
    pub(super) rows: u32,
    /// The raw answers of the first row, both in one.
    pub(super) said: Box<str>,
    /// Index among the rows.
    pub(super) row: usize,
}

/// A row's raw answers, as they stand.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) answer: String,
    pub(super) second: String,
    /// Whether an answer is a formula.
    pub(super) formula: bool,
    /// The question as it stands.
    pub(super) wording: Option<(Box<str>, Spot)>,
}

/// What was read so far.
pub(super) struct Walk<'s, 'g, 'c> {
    pub(super) sheets: &'s Sheets<'g>,
    pub(super) form: Foreign<'c>,
    pub(super) vocabulary: &'c Vocabulary,
    pub(super) marks: Vec<Marks>,
    pub(super) answers: Vec<GivenAnswer>,
    pub(super) ids: Vec<Box<str>>,
    pub(super) heard: HashMap<Box<str>, Heard>,
    pub(super) rows: Vec<FormRow>,
    pub(super) findings: Vec<Finding>,
    pub(super) cover: Vec<Entry>,
    pub(super) edition: Option<String>,
    pub(super) added: usize,
    pub(super) repeated: usize,
    pub(super) has_header: bool,
}

/// Where a walk stands on its sheet.
struct Stand {
    sheet: u16,
    /// The columns of the sheet's first header.
    first: Option<Columns>,
    /// Those of the last header so far.
    columns: Option<Columns>,
    /// Header cells of the last rows: row, column, part.
    recent: Vec<(u32, u32, Part)>,
    section: String,
    /// Questions of this sheet so far.
    ordinal: u32,
}

impl<'s, 'g, 'c> Walk<'s, 'g, 'c> {
    pub(super) fn new(
        sheets: &'s Sheets<'g>,
        form: Foreign<'c>,
        vocabulary: &'c Vocabulary,
    ) -> Self {
        Self {
            sheets,
            form,
            vocabulary,
            marks: sheets.grids.iter().map(Marks::new).collect(),
            answers: Vec::new(),
            ids: Vec::new(),
            heard: HashMap::new(),
            rows: Vec::new(),
            findings: Vec::new(),
            cover: Vec::new(),
            edition: None,
            added: 0,
            repeated: 0,
            has_header: false,
        }
    }

    /// Reads a sheet, of which the first header is known.
    pub(super) fn sheet(&mut self, sheet: u16, first: Option<Columns>) {
        let grid = &self.sheets.grids[usize::from(sheet)];
        self.look_for_edition(sheet);
        let adapter = self.form.adapter;
        if adapter.is_furniture(&grid.name) {
            if let Some(marks) = self.marks.get_mut(usize::from(sheet)) {
                marks.mark_all();
            }
            return;
        }
        if !adapter.holds_answers(&grid.name) {
            return;
        }
        let before = self.answers.len();
        let columns = first.clone().filter(|_| adapter.layout.above);
        let section = String::new();
        let mut stand = Stand { sheet, first, columns, recent: Vec::new(), section, ordinal: 0 };
        let mut start = 0;
        for cells in grid.rows() {
            self.row(Line { sheet, start, cells }, &mut stand);
            start += cells.len();
        }
        let rest = adapter.layout.rest_is_furniture;
        let columns = stand.columns.or(stand.first);
        if let (Some(columns), Some(marks)) = (columns, self.marks.get_mut(usize::from(sheet))) {
            marks.mark_formulas_in(|column| columns.is_own(column, rest));
        }
        if !grid.visible && self.answers.len() > before {
            let message = format!("answers were read from the hidden sheet `{}`", grid.name);
            let help = "unhide the sheet and see whether the supplier meant to send it";
            let place = Place {
                file: self.sheets.file.clone(),
                sheet: self.sheets.names.get(usize::from(sheet)).cloned(),
                cell: None,
            };
            self.findings.push(Finding::new(Code::SheetHidden, message).at(place).help(help));
        }
    }

    fn mark(&mut self, sheet: u16, cell: usize) {
        if let Some(marks) = self.marks.get_mut(usize::from(sheet)) {
            marks.mark(cell);
        }
    }

    fn look_for_edition(&mut self, sheet: u16) {
        if self.edition.is_some() {
            return;
        }
        let grid = &self.sheets.grids[usize::from(sheet)];
        let near = grid.cells.iter().take_while(|cell| cell.at.row < TOP);
        self.edition = near.filter_map(short).find_map(|text| {
            self.form.adapter.states_edition(&text).map(|edition| cut(edition, SHOWN).into_owned())
        });
    }

    /// The first header of a sheet that may hold answers.
    pub(super) fn first_header(&self, sheet: u16) -> Option<Columns> {
        let grid = &self.sheets.grids[usize::from(sheet)];
        if !self.form.adapter.holds_answers(&grid.name) {
            return None;
        }
        let mut recent = Vec::new();
        let mut start = 0;
        grid.rows().find_map(|cells| {
            let line = Line { sheet, start, cells };
            start += cells.len();
            self.header(cells, &headers(line, self.sheets, self.form.adapter), &mut recent)
        })
    }

    /// The columns, if a row ends a header; `recent` are the header cells of the rows before.
    fn header(
        &self,
        row: &[Cell],
        words: &[(usize, Part)],
        recent: &mut Vec<(u32, u32, Part)>,
    ) -> Option<Columns> {
        let adapter = self.form.adapter;
        let at = row.first()?.at.row;
        recent.retain(|(known, ..)| at - known < adapter.layout.header_rows);
        if words.is_empty() {
            return None;
        }
        recent.extend(words.iter().map(|(index, part)| (at, row[*index].at.column, *part)));
        let found: Vec<(u32, Part)> =
            recent.iter().map(|(_, column, part)| (*column, *part)).collect();
        Columns::new(&found, adapter)
    }

    fn row(&mut self, line: Line<'g>, stand: &mut Stand) {
        if let Some(columns) = stand.columns.clone()
            && let Some(id) = self.id(line, &columns, stand)
        {
            self.question(line, &columns, id);
            return;
        }
        if self.form.adapter.has_sections() {
            self.section(line, stand);
        }
        let words = headers(line, self.sheets, self.form.adapter);
        if let Some(columns) = self.header(line.cells, &words, &mut stand.recent) {
            self.has_header = true;
            stand.columns = Some(columns);
        }
        if self.form.adapter.has_labels() {
            self.labels(line);
        }
        self.heading(line, &words, stand);
    }

    /// The heading of a section, which goes before the ids below it.
    fn section(&mut self, line: Line<'g>, stand: &mut Stand) {
        let mut first = true;
        for (index, cell) in line.cells.iter().enumerate() {
            let Some(text) = short(cell) else { continue };
            if let Some(section) = self.form.adapter.section(&text) {
                if std::mem::take(&mut first) {
                    section.clone_into(&mut stand.section);
                }
                self.mark(line.sheet, line.start + index);
            }
        }
    }

    /// The id of a question row; none: the row holds no question.
    fn id(&self, line: Line<'g>, columns: &Columns, stand: &mut Stand) -> Option<Box<str>> {
        let adapter = self.form.adapter;
        let at = |column| line.cells.iter().find(|cell| cell.at.column == column);
        let known = |part| columns.column(part).and_then(at);
        let id: Cow<'_, str> = if adapter.layout.made_ids {
            let question = known(Part::Question)?;
            let header =
                headers(line, self.sheets, adapter).iter().any(|(_, part)| *part == Part::Answer);
            if header || !matches!(question.value, Value::Text(_)) {
                return None;
            }
            stand.ordinal += 1;
            let sheet = &self.sheets.grids[usize::from(stand.sheet)].name;
            return Some(format!("{}#{}", sheet.trim(), stand.ordinal).into());
        } else if adapter.layout.id_in_question {
            let named = known(Part::Question);
            let mut cells = line.cells.iter().filter(|cell| columns.part(cell.at.column).is_none());
            let cell = named.or_else(|| cells.find(|cell| self.looks_like_id(cell)))?;
            Cow::Owned(adapter.id(&short(cell)?)?.into_owned())
        } else if let Some(column) = columns.column(Part::Id) {
            Cow::Owned(adapter.id(&short(at(column)?)?)?.into_owned())
        } else {
            let mut before = line.cells.iter().filter(|cell| columns.is_before(cell.at.column));
            let cell = before.find(|cell| self.looks_like_id(cell))?;
            Cow::Owned(adapter.id(&short(cell)?)?.into_owned())
        };
        let sheet = &self.sheets.grids[usize::from(stand.sheet)].name;
        Some(match (adapter.layout.ids_per_sheet, stand.section.is_empty()) {
            (true, _) => format!("{}#{id}", sheet.trim()).into(),
            (false, false) => format!("{}.{id}", stand.section).into(),
            (false, true) => id.into_owned().into(),
        })
    }

    fn looks_like_id(&self, cell: &Cell) -> bool {
        short(cell).is_some_and(|text| self.form.adapter.id(&text).is_some())
    }

    fn question(&mut self, line: Line<'g>, columns: &Columns, id: Box<str>) {
        let number = self.form.questionnaire.map(|one| one.find(&id));
        let index = match number {
            Some(Some(index)) => index,
            Some(None) => return self.added_row(line, &id),
            None => u32::try_from(self.heard.len()).unwrap_or(u32::MAX),
        };
        let kind = self.form.questionnaire.map(|one| one.questions[index as usize].kind);
        let mut given = GivenAnswer {
            question: index,
            reading: Reading::Blank,
            spot: Spot {
                sheet: line.sheet,
                cell: CellRef::new(line.cells[0].at.row, columns.answer()),
            },
            comment: None,
            has_reason: false,
            evidence: None,
            evidence_spot: None,
            has_evidence: false,
        };
        let mut raw = self.read_cells(line, columns, &mut given);
        raw.wording = wording(line, columns);
        self.says_of_the_file(&id, line, columns);
        let words = kind == Some(QuestionKind::Text);
        if let Some(marks) = self.marks.get_mut(usize::from(line.sheet)) {
            for column in columns.remarks() {
                marks.mark_formula(CellRef::new(given.spot.cell.row, column));
            }
            // A formula that was never worked out says nothing, and is no silence either.
            if marks.mark_formula(given.spot.cell) && given.reading == Reading::Blank {
                given.reading = Reading::Unreadable;
            }
        }
        self.remember(id, (given, words), raw, line);
    }

    /// Reads the cells of a question's row; answers with its raw answers.
    fn read_cells(&mut self, line: Line<'g>, columns: &Columns, given: &mut GivenAnswer) -> Raw {
        let (adapter, vocabulary) = (self.form.adapter, self.vocabulary);
        let mut marks: Vec<(Part, &Cell)> = Vec::new();
        let mut raw = Raw::default();
        for (position, cell) in line.cells.iter().enumerate() {
            let part = columns.part(cell.at.column);
            let asks = adapter.layout.id_in_question && part.is_none() && self.looks_like_id(cell);
            if asks
                || part.is_some()
                || columns.is_own(cell.at.column, adapter.layout.rest_is_furniture)
            {
                self.mark(line.sheet, line.start + position);
            }
            match part {
                Some(Part::Answer) => {
                    raw.answer = stored(&cell.value).into_owned();
                    raw.formula |= cell.formula;
                    given.reading = answer::read(adapter, vocabulary, &cell.value);
                    given.spot = line.spot(cell);
                }
                Some(Part::Second) => {
                    raw.second = stored(&cell.value).into_owned();
                    raw.formula |= cell.formula;
                    let other = answer::read(adapter, vocabulary, &cell.value);
                    given.reading = answer::worse(given.reading, other);
                }
                Some(part @ (Part::Yes | Part::Partial | Part::No | Part::NotApplicable)) => {
                    marks.push((part, cell));
                }
                Some(Part::Comment) => join(&mut given.comment, cell),
                Some(Part::Evidence) => {
                    join(&mut given.evidence, cell);
                    given.evidence_spot.get_or_insert(line.spot(cell));
                }
                Some(Part::Id | Part::Question | Part::Ownership | Part::Furniture) | None => {}
            }
        }
        if let Some((_, first)) = marks.iter().find(|(_, cell)| !shown(&cell.value).is_empty()) {
            raw.answer = shown(&first.value).into_owned();
            given.spot = line.spot(first);
            given.reading = answer::of_marks(marks.into_iter());
        }
        let names = |text: &Option<Box<str>>| {
            text.as_ref().is_some_and(|text| vocabulary.names_something(text))
        };
        (given.has_reason, given.has_evidence) = (names(&given.comment), names(&given.evidence));
        // A remark is no document; but where remarks and documents share a column, that says why, too.
        if !adapter.layout.headers.contains_key(&Part::Comment) {
            given.has_reason = given.has_evidence;
        }
        raw
    }

    /// A row that says whose form it is, or when it was completed.
    fn says_of_the_file(&mut self, id: &str, line: Line<'g>, columns: &Columns) {
        let Some(key) = self.form.adapter.cover_of_id(id) else { return };
        let answer = line.cells.iter().find(|cell| cell.at.column == columns.answer());
        if let Some(cell) = answer {
            self.enter(key.into(), cell, line);
        }
    }

    fn enter(&mut self, key: Box<str>, cell: &Cell, line: Line<'g>) {
        let text = shown(&cell.value);
        // A formula of the form shows an empty date as nought.
        let empty = matches!(cell.value, Value::Number(number) if number == 0.0)
            || self.form.adapter.answer(&text) == Some(Reading::Blank)
            || text.starts_with("00:00");
        if !empty {
            self.cover.push(Entry { key, value: cell.value.clone(), spot: line.spot(cell) });
        }
    }

    fn labels(&mut self, line: Line<'g>) {
        for (index, cell) in line.cells.iter().enumerate() {
            let text = short(cell).unwrap_or_default();
            let Some(key) = self.form.adapter.cover_of_label(&text) else { continue };
            self.mark(line.sheet, line.start + index);
            if let Some(marks) = self.marks.get_mut(usize::from(line.sheet)) {
                for beside in 1..=BESIDE {
                    marks.mark_formula(CellRef::new(cell.at.row, cell.at.column + beside));
                }
            }
            if let Some(value) = line.cells.get(index + 1) {
                self.mark(line.sheet, line.start + index + 1);
                self.enter(key.into(), value, line);
            }
        }
    }

    /// Text of the form on a row without a question, `words` are its headers: whatever stands left of what the supplier fills in,
    /// and header words.
    fn heading(&mut self, line: Line<'g>, words: &[(usize, Part)], stand: &Stand) {
        let rest = self.form.adapter.layout.rest_is_furniture;
        for (index, cell) in line.cells.iter().enumerate() {
            let column = cell.at.column;
            let columns = stand.columns.as_ref().or(stand.first.as_ref());
            let ours = columns.is_some_and(|columns| columns.is_own(column, rest));
            if ours || words.iter().any(|(word, _)| *word == index) {
                self.mark(line.sheet, line.start + index);
            }
        }
    }
}

/// A cell's text as it stands: formulas of a form compare it so.
fn stored(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(text),
        _ => shown(value),
    }
}

/// The question of a row: the cell of its column, else the first text of several words that is no part of the
/// answer.
fn wording(line: Line<'_>, columns: &Columns) -> Option<(Box<str>, Spot)> {
    let asks = columns.column(Part::Question);
    let cell = line.cells.iter().find(|cell| match asks {
        Some(column) => cell.at.column == column,
        None => {
            let part = columns.part(cell.at.column);
            matches!(part, None | Some(Part::Furniture))
                && matches!(&cell.value, Value::Text(text) if text.trim().contains(' '))
        }
    })?;
    Some((shown(&cell.value).into(), line.spot(cell)))
}

/// A cell's text, if it is short enough to be looked at.
fn short(cell: &Cell) -> Option<Cow<'_, str>> {
    let text = shown(&cell.value);
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    Some(if end == text.len() { text } else { Cow::Owned(text[..end].to_owned()) })
}

/// Adds a cell's text to what stands in other cells of its part.
fn join(to: &mut Option<Box<str>>, cell: &Cell) {
    let text = shown(&cell.value);
    if text.is_empty() {
        return;
    }
    *to = Some(match to.take() {
        Some(before) => format!("{before}; {text}").into(),
        None => text.into(),
    });
}

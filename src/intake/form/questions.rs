//! What was read of each question so far.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};

use super::FormReader;
use super::answers::{ReadRow, RowQuestion};
use super::cells::add;
use super::cover::Cover;
use super::findings::Notes;
use super::habits::Habits;
use super::ids;
use super::marks::CellMarks;
use super::outline::{FormTable, Outline, PartOf, QuestionRow};
use super::sheets::{SheetRow, Sheets};
use crate::catalogue::vocabulary::normalise;
use crate::catalogue::{Part, QuestionKind};
use crate::intake::answer::{Habit, worse, worst_part};
use crate::intake::grid::Cell;
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, FormRow, GivenAnswer, Polarity, QuestionIndex, Reading, Spot};

/// Rows near the top of a sheet that may state its edition.
const TOP: u32 = 12;

/// Characters of a cell's text in a message.
pub(super) const SHOWN: usize = 80;

/// What was read of one id so far.
pub(super) struct QuestionSoFar {
    pub(super) question: QuestionIndex,
    pub(super) rows: u32,
    /// The raw answers of the first row, joined.
    said: String,
    /// Index among `rows`.
    row: usize,
}

/// Reads the sheets of a file as the form of an adapter.
pub(super) struct QuestionReader<'s, 'g, 'c> {
    pub(super) reader: &'s FormReader<'c>,
    pub(super) sheets: &'s Sheets<'g>,
    pub(super) marks: Vec<CellMarks>,
    pub(super) notes: Notes,
    pub(super) answers: Vec<GivenAnswer>,
    pub(super) ids: Vec<Box<str>>,
    pub(super) heard: HashMap<Box<str>, QuestionSoFar>,
    pub(super) rows: Vec<FormRow>,
    pub(super) cover: Cover,
    pub(super) edition: Option<String>,
    pub(super) reworded: Vec<QuestionIndex>,
    pub(super) added: usize,
    pub(super) repeated: usize,
    pub(super) has_header: bool,
    /// Sheets without a table, whose columns of answers are reported at the end, each with the number of findings
    /// before.
    pub(super) without_tables: Vec<(u16, usize)>,
    /// Merged areas by sheet and column, for the columns that were looked up.
    areas: HashMap<(u16, u32), Vec<(CellRef, CellRef)>>,
    /// Names in the column that says whose answers these are.
    pub(super) suppliers: BTreeMap<String, (String, Spot)>,
}

impl<'s, 'g, 'c> QuestionReader<'s, 'g, 'c> {
    pub(super) fn new(reader: &'s FormReader<'c>, sheets: &'s Sheets<'g>) -> Self {
        Self {
            reader,
            sheets,
            marks: sheets.grids.iter().map(CellMarks::new).collect(),
            notes: Notes::default(),
            answers: Vec::new(),
            ids: Vec::new(),
            heard: HashMap::new(),
            rows: Vec::new(),
            cover: Cover::default(),
            edition: None,
            reworded: Vec::new(),
            added: 0,
            repeated: 0,
            has_header: false,
            without_tables: Vec::new(),
            areas: HashMap::new(),
            suppliers: BTreeMap::new(),
        }
    }

    pub(super) fn marks_of(&mut self, sheet: u16) -> &mut CellMarks {
        &mut self.marks[usize::from(sheet)]
    }

    /// The merged area of several rows that contains a cell.
    pub(super) fn area(&mut self, spot: Spot) -> Option<(CellRef, CellRef)> {
        let grid = &self.sheets.grids[usize::from(spot.sheet)];
        if grid.look.merged.is_empty() {
            return None;
        }
        let of_column = || grid.look.areas_of(spot.cell.column);
        let areas = self.areas.entry((spot.sheet, spot.cell.column)).or_insert_with(of_column);
        let after = areas.partition_point(|(first, _)| first.row <= spot.cell.row);
        let area = areas[..after].last().copied();
        area.filter(|(_, last)| spot.cell.row <= last.row)
    }

    /// Accounts for a cell of a row, by its index in the row.
    pub(super) fn mark(&mut self, line: SheetRow<'_>, index: usize) {
        self.marks_of(line.sheet).mark(line.start + index);
    }

    pub(super) fn holds_id(&self, line: SheetRow<'_>, cell: &Cell) -> bool {
        self.reader.id_at(line.sheet, cell, self.sheets).is_some()
    }

    /// Reads a sheet.
    pub(super) fn sheet(&mut self, sheet: u16) {
        let grid = &self.sheets.grids[usize::from(sheet)];
        self.look_for_edition(sheet);
        let adapter = self.reader.adapter;
        if adapter.is_furniture(&grid.name) {
            self.marks_of(sheet).mark_all();
            return;
        }
        if !adapter.holds_answers(&grid.name) {
            return;
        }
        if !self.reader.may_ask(sheet, self.sheets) {
            return;
        }
        let lines = self.sheets.lines(sheet);
        let outline = self.reader.outline(sheet, &lines, self.sheets);
        let before = self.answers.len();
        self.has_header |= !outline.tables.is_empty();
        self.headers(&lines, &outline);
        let habits = self.habits(&lines, &outline);
        self.note_scales(sheet, &habits);
        self.questions(&lines, &outline, &habits);
        self.other_rows(&lines, &outline, sheet);
        if let Some(table) = outline.tables.last() {
            let rest = adapter.layout.rest_is_furniture;
            let columns = &table.columns;
            self.marks_of(sheet).mark_formulas_in(|column| columns.is_own(column, rest));
        }
        if !grid.visible && self.answers.len() > before {
            self.hidden_sheet(sheet);
        }
    }

    fn look_for_edition(&mut self, sheet: u16) {
        if self.edition.is_some() {
            return;
        }
        let grid = &self.sheets.grids[usize::from(sheet)];
        let near = grid.cells.iter().take_while(|cell| cell.at.row < TOP);
        self.edition = near.map(ids::short).find_map(|text| {
            let edition = self.reader.adapter.states_edition(&text)?;
            Some(cut(edition, SHOWN).into_owned())
        });
    }

    fn headers(&mut self, lines: &[SheetRow<'g>], outline: &Outline) {
        for table in &outline.tables {
            for (line, index) in &table.heads {
                let line = lines[*line];
                let doubled = table.columns.doubled.contains(index)
                    && table.columns.part(line.cells[*index].at.column).is_none();
                if doubled && self.reader.adapter.own {
                    self.header_repeated(line, *index);
                } else {
                    self.mark(line, *index);
                }
            }
        }
        for table in &outline.tables {
            let mut numbers: Vec<usize> = table.heads.iter().map(|(line, _)| *line).collect();
            numbers.dedup();
            for number in numbers.into_iter().filter(|_| !self.reader.adapter.own) {
                self.title(lines[number], Some(table));
            }
        }
        for (line, index) in &outline.sections {
            self.mark(lines[*line], *index);
        }
    }

    /// The habits of the answer columns of a sheet, from the rows of questions.
    fn habits(&self, lines: &[SheetRow<'g>], outline: &Outline) -> Habits {
        let grammar = self.grammar();
        let mut cells: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
        for asked in &outline.asked {
            let columns = &outline.tables[asked.table].columns;
            for column in columns.answers.iter().chain(&columns.assessors) {
                let cell = lines[asked.line].at(*column).map(|(_, cell)| cell);
                cells.entry(*column).or_default().extend(cell);
            }
        }
        let look = |cell: &Cell, sheet: u16| {
            self.sheets.grids[usize::from(sheet)].look.is_percent(cell.at)
        };
        let sheet = lines.first().map_or(0, |line| line.sheet);
        let habit = |cells: &Vec<&'g Cell>| {
            Habit::of(grammar, cells.iter().map(|cell| (&cell.value, look(cell, sheet))))
        };
        cells.iter().map(|(column, cells)| (*column, habit(cells))).collect()
    }

    /// Reads the questions of a sheet, each with its parts.
    fn questions(&mut self, lines: &[SheetRow<'g>], outline: &Outline, habits: &Habits) {
        let mut rest = &outline.asked[..];
        while let Some(first) = rest.first() {
            let parts = rest[1..].iter().take_while(|next| {
                next.part.is_some() && next.id == first.id && next.table == first.table
            });
            let (group, after) = rest.split_at(1 + parts.count());
            rest = after;
            if self.reader.questionnaire.is_some() {
                self.question_of_form(lines, outline, group, habits);
            } else {
                self.questions_of_list(lines, outline, group, habits);
            }
        }
    }

    /// A question that the form's crosswalk knows as a whole: its answer is that of its worst part.
    fn question_of_form(
        &mut self,
        lines: &[SheetRow<'g>],
        outline: &Outline,
        group: &[QuestionRow],
        habits: &Habits,
    ) {
        let id = group[0].id.as_str();
        let Some(questionnaire) = self.reader.questionnaire else { return };
        let Some(index) = questionnaire.find(id) else {
            for asked in group {
                self.added_row(lines[asked.line], &asked.id);
            }
            return;
        };
        let entry = &questionnaire.questions[index];
        let question = RowQuestion { id, kind: entry.kind, good: entry.good };
        let rows: Vec<(&QuestionRow, ReadRow)> = group
            .iter()
            .map(|asked| {
                let columns = &outline.tables[asked.table].columns;
                (asked, self.row(lines[asked.line], columns, habits, question))
            })
            .collect();
        for (asked, row) in &rows {
            if asked.part == Some(PartOf::Unnamed) && row.reading != Reading::Blank {
                self.part_without_id(id, row.spot);
            }
        }
        let row = folded(rows, question.good);
        let line = lines[group[0].line];
        self.compare_wording(index, &row);
        self.says_of_the_file(id, line, &outline.tables[group[0].table].columns);
        self.remember(id.into(), index, question, row, line);
    }

    /// The questions of a list without a crosswalk: each part is a question.
    fn questions_of_list(
        &mut self,
        lines: &[SheetRow<'g>],
        outline: &Outline,
        group: &[QuestionRow],
        habits: &Habits,
    ) {
        for (number, asked) in group.iter().enumerate() {
            let id: Box<str> = match &asked.part {
                None => asked.id.as_str().into(),
                Some(PartOf::Named(part)) => format!("{}.{}", asked.id, part.trim()).into(),
                Some(PartOf::Unnamed) => format!("{}+{number}", asked.id).into(),
            };
            let question = RowQuestion { id: &id, kind: QuestionKind::Choice, good: Polarity::Yes };
            let (line, columns) = (lines[asked.line], &outline.tables[asked.table].columns);
            let row = self.row(line, columns, habits, question);
            self.name_supplier(line, columns);
            let index = QuestionIndex::from(self.heard.len());
            self.remember(id.clone(), index, question, row, line);
        }
    }

    /// Keeps a row. A repeat with the same answers or none, and without words of its own, is the form's own mirror.
    fn remember(
        &mut self,
        id: Box<str>,
        index: QuestionIndex,
        question: RowQuestion<'_>,
        mut row: ReadRow,
        line: SheetRow<'g>,
    ) {
        let said = [row.raw.trim(), "\u{1f}", row.second.trim()].concat();
        let words = question.kind == QuestionKind::Text;
        let reading = row.reading;
        let mut index = index;
        if let Some(known) = self.heard.get_mut(&id) {
            known.rows += 1;
            index = known.question;
            let silent = row.comment.is_none() && row.evidence.is_none();
            if silent && !self.reader.adapter.own && (said.len() == 1 || known.said == said) {
                return;
            }
            // The first row that is answered is the form's; for us, the worst one counts.
            let (at, rows) = (known.row, known.rows);
            if let Some(kept) = self.rows.get_mut(at) {
                if kept.answer.trim().is_empty() {
                    *kept = row.for_official(&id);
                } else {
                    kept.reading = worse(kept.reading, reading, question.good);
                }
            }
            self.repeated += 1;
            if rows == 2 {
                self.repeated_question(&id, line);
            }
        } else {
            let heard = QuestionSoFar { question: index, rows: 1, said, row: self.rows.len() };
            self.heard.insert(id.clone(), heard);
            if !self.reader.adapter.own {
                self.rows.push(row.for_official(&id));
            }
        }
        // Words that a question asks for are no answer to score, and nothing is wrong with them.
        if words && matches!(reading, Reading::Unreadable) {
            return;
        }
        if row.formula {
            self.formula(question, row.spot);
        }
        self.answers.push(row.given(index));
        self.ids.push(id);
    }

    /// Keeps the name in the column that says whose answers these are.
    fn name_supplier(&mut self, line: SheetRow<'g>, columns: &super::columns::Columns) {
        let Some((_, cell)) = columns.column(Part::Supplier).and_then(|column| line.at(column))
        else {
            return;
        };
        let name = shown(&cell.value);
        if self.reader.vocabulary.names_something(&name) {
            let known = (name.clone().into_owned(), line.spot(cell));
            self.suppliers.entry(normalise::header(&name)).or_insert(known);
        }
    }

    fn compare_wording(&mut self, index: QuestionIndex, row: &ReadRow) {
        let Some(asked) = self.reader.questionnaire.filter(|_| self.reader.adapter.own) else {
            return;
        };
        let Some((text, _)) = &row.wording else { return };
        let question = &asked.questions[index].text;
        let same = **text == **question || normalise::header(text) == normalise::header(question);
        if !same && !self.reworded.contains(&index) {
            self.reworded.push(index);
        }
    }
}

impl Outline {
    /// The table whose header is above a line.
    pub(super) fn table_of(&self, line: usize) -> Option<&FormTable> {
        self.tables.iter().find(|table| table.lines.contains(&line))
    }
}

/// Joins the rows of one question: the worst of those that count, with the remarks and documents of that row.
fn folded(rows: Vec<(&QuestionRow, ReadRow)>, good: Polarity) -> ReadRow {
    let has_parts = rows.len() > 1;
    // The question's own row is a title if its parts are answered; a part with an id of its own counts even if blank.
    let counts = |(asked, row): &&(&QuestionRow, ReadRow)| {
        row.reading != Reading::Blank || matches!(asked.part, Some(PartOf::Named(_))) || !has_parts
    };
    let said: Vec<Reading> = rows.iter().filter(counts).map(|(_, row)| row.reading).collect();
    let reading = worst_part(&said, good);
    let at = rows.iter().position(|(_, row)| row.reading == reading).unwrap_or(0);
    let wording = rows.first().and_then(|(_, row)| row.wording.clone());
    let mut rows: Vec<ReadRow> = rows.into_iter().map(|(_, row)| row).collect();
    let mut worst = rows.remove(at);
    worst.reading = reading;
    worst.wording = wording;
    // The words of the other parts are kept; they are no reason and no document for the answer of this one.
    for row in &rows {
        for words in [&row.comment, &row.evidence, &row.beside] {
            add(&mut worst.beside, words.as_deref().unwrap_or_default());
        }
    }
    worst
}

//! Returned forms: the one reader for ours and other people's.
//!
//! ```text
//! sheets     cells, and what each says as a header
//! habits     what the cells of an answer column have in common
//! heads      header words
//! columns    which column holds what
//! ids        which cell is the id of a question
//! outline    tables of a sheet, and which of their rows are questions
//! answers    what a row answers
//! marked     what a row answers whose columns are headed by answers
//! cells      cells of a row, raw and joined
//! questions  what was read of each question so far
//! findings   findings about single cells
//! other      titles, labels and added rows
//! cover      labels with a value beside them
//! own        text of our own form
//! marks      which cells are accounted for
//! stray      answers that belong to no question
//! nearest    where answers are in a file of no known form
//! summary    the form, or why the file is none
//! ```
//!
//! An adapter says how a form is laid out. Headers are found by name and rows by id, whatever was moved, hidden, sorted
//! or added. Every non-empty cell is an answer, a comment, evidence or boilerplate, or it is listed: see [`Ledger`]. A
//! cell is accounted for only by the code that used it.

mod answers;
mod cells;
mod columns;
mod cover;
mod findings;
mod habits;
mod heads;
mod ids;
mod marked;
mod marks;
mod nearest;
mod other;
mod outline;
mod own;
mod questions;
mod sheets;
mod stray;
mod summary;
#[cfg(test)]
mod tests;

pub use self::cover::{Cover, CoverEntry};
pub use self::marks::nothing_accounted;
pub use self::nearest::headers_of_answers;
pub use self::own::{INSTRUCTIONS, PREFILLED};
pub use self::sheets::Sheets;

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::HashSet;

use self::ids::{IdCell, NamedId, OwnIds, Shapes};
use self::questions::QuestionReader;
use crate::catalogue::{Adapter, Catalogue, Questionnaire, Vocabulary};
use crate::intake::answer::Grammar;
use crate::intake::grid::Cell;
use crate::model::{Finding, FormRow, GivenAnswer, Ledger, QuestionIndex, Tally};

/// Reads the form of one adapter.
#[derive(Debug)]
pub struct FormReader<'c> {
    /// The adapter.
    pub adapter: &'c Adapter,
    /// The questionnaire; `None` if the form's questions reach no control yet.
    pub questionnaire: Option<&'c Questionnaire>,
    /// The questionnaire's position in the catalogue.
    pub position: Option<u16>,
    vocabulary: &'c Vocabulary,
    own_ids: Option<OwnIds>,
    titles: own::Titles,
    /// The id patterns of all adapters, and the number of this one.
    shapes: Arc<Shapes>,
    number: usize,
}

/// The most of a form that a file can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormReach {
    /// Different questions.
    pub most: usize,
    /// Sheet and row of each cell that names one.
    pub rows: Vec<(u16, u32)>,
}

/// Why a file is not a form of an adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// Title of the form.
    pub title: String,
    /// Different questions that were found.
    pub found: usize,
    /// What was missing.
    pub why: String,
    /// Whether the file can't be used, whatever other adapters find in it.
    pub is_final: bool,
}

/// A form that was read.
#[derive(Debug, Clone)]
pub struct Form {
    /// A row for each known question, in the order of the file.
    pub answers: Vec<GivenAnswer>,
    /// The id of each answer, as written; empty where all are the questions' own ids.
    pub ids: Vec<Box<str>>,
    /// What its cover says.
    pub cover: Cover,
    /// Its import ledger.
    pub ledger: Ledger,
    /// What a person should know.
    pub findings: Vec<Finding>,
    /// Questions that the form should hold.
    pub expected: usize,
    /// Questions that it holds, each once.
    pub found: usize,
    /// Rows whose id is not of the questionnaire.
    pub added: usize,
    /// Rows that repeat a question, without its first row.
    pub repeated: usize,
    /// Questions of ours whose text differs from the questionnaire's, in the order of the file.
    pub reworded: Vec<QuestionIndex>,
    /// The edition that a cell states.
    pub edition: Option<String>,
    /// The number of answers of each kind; a repeated question counts once.
    pub tally: Tally,
    /// The row of every question, for the form's own schemes; empty for our own form.
    pub rows: Vec<FormRow>,
}

impl<'c> FormReader<'c> {
    /// A reader for every adapter of a catalogue: our own form first, general adapters last.
    pub fn all(catalogue: &'c Catalogue) -> Vec<Self> {
        let mut all = Vec::new();
        let shapes = Arc::new(Shapes::of(catalogue.adapters.iter()));
        for (number, adapter) in catalogue.adapters.iter().enumerate() {
            let new = |asked| Self::new(catalogue, (adapter, number), asked, Arc::clone(&shapes));
            if adapter.own {
                let natives = (0..).zip(&catalogue.questionnaires).filter(|(_, one)| one.native);
                all.extend(natives.map(|native| new(Some(native))));
            } else {
                let position = adapter.questionnaire;
                let asked = position
                    .and_then(|at| Some((at, catalogue.questionnaires.get(usize::from(at))?)));
                all.push(new(asked));
            }
        }
        all.sort_by_key(|one| (!one.adapter.own, one.adapter.general));
        all
    }

    fn new(
        catalogue: &'c Catalogue,
        (adapter, number): (&'c Adapter, usize),
        asked: Option<(u16, &'c Questionnaire)>,
        shapes: Arc<Shapes>,
    ) -> Self {
        let own = asked.filter(|_| adapter.own).map(|(_, one)| one);
        Self {
            adapter,
            questionnaire: asked.map(|(_, one)| one),
            position: asked.map(|(position, _)| position),
            vocabulary: &catalogue.vocabulary,
            own_ids: own.map(OwnIds::new),
            titles: own.map(own::Titles::new).unwrap_or_default(),
            shapes,
            number,
        }
    }

    /// Reads the sheets as this form.
    ///
    /// # Errors
    /// What keeps the file from being this form.
    pub fn read(&self, sheets: &Sheets<'_>) -> Result<Form, Miss> {
        if let Some(miss) = self.misses_ids(sheets) {
            return Err(miss);
        }
        let sheets = sheets.for_adapter();
        let mut reader = QuestionReader::new(self, &sheets);
        for sheet in sheets.all() {
            reader.sheet(sheet);
        }
        reader.finish()
    }

    /// The grammar of the form, for its sheets.
    pub(super) const fn grammar<'s>(&'s self, sheets: &'s Sheets<'_>) -> Grammar<'s> {
        Grammar::of_form(self.vocabulary, self.adapter).remembering(&sheets.memo)
    }

    /// Cells that hold an id of the form.
    fn id_cells<'s>(&self, sheets: &'s Sheets<'_>) -> &'s [IdCell] {
        sheets.id_cells(self.adapter, &self.shapes, self.number)
    }

    /// The id that a cell holds, and the part of the question that it names.
    fn id_at<'s>(
        &self,
        sheet: u16,
        cell: &Cell,
        sheets: &'s Sheets<'_>,
    ) -> Option<Cow<'s, NamedId>> {
        ids::id_at(self.id_cells(sheets), self.adapter, sheet, cell)
    }

    /// Whether each id is in a cell of its own: neither made of several cells nor a part of a longer text.
    fn has_plain_ids(&self) -> bool {
        let layout = &self.adapter.layout;
        let made = layout.made_ids || layout.ids_per_sheet || layout.id_in_question;
        !made && !self.adapter.has_sections() && self.questionnaire.is_some()
    }

    /// Whether a file holds none of the ids that only this form has. Where ids are made of several cells, this is not
    /// known before the sheets are read.
    pub fn is_untold(&self, sheets: &Sheets<'_>) -> bool {
        if !self.has_plain_ids() || !self.adapter.must_be_told() {
            return false;
        }
        let ids = self.id_cells(sheets).iter().map(|cell| cell.id.0.as_str());
        !self.adapter.is_told_by(ids) && !self.has_ids_apart(sheets)
    }

    /// Whether an id is in a cell that is read on demand: such ids are known only when the sheets are read.
    fn has_ids_apart(&self, sheets: &Sheets<'_>) -> bool {
        sheets.grids.iter().any(|grid| ids::stands_apart(self.adapter, &grid.cells))
    }

    /// The most questions of the form that a file can hold, and the rows that name them. `None` if ids are made of
    /// several cells, or are not those of one form.
    pub fn reach(&self, sheets: &Sheets<'_>) -> Option<FormReach> {
        let (general, own) = (self.adapter.general, self.adapter.own);
        if !self.has_plain_ids() || general || own || self.has_ids_apart(sheets) {
            return None;
        }
        let (mut ids, mut rows) = (HashSet::default(), Vec::new());
        for cell in self.known(sheets) {
            ids.insert(cell.id.0.as_str());
            rows.push((cell.sheet, cell.at.row));
        }
        rows.dedup();
        Some(FormReach { most: ids.len(), rows })
    }

    /// The id of our own questionnaire that a text matches.
    fn own_id(&self, text: &str) -> Option<String> {
        let (ids, questionnaire) = (self.own_ids.as_ref()?, self.questionnaire?);
        let index = ids.index(questionnaire, text)?;
        Some(questionnaire.questions[index].id.as_str().to_owned())
    }

    /// Why a file can't be a form that is identified by its ids: it holds too few of them.
    fn misses_ids(&self, sheets: &Sheets<'_>) -> Option<Miss> {
        if self.adapter.general {
            return None;
        }
        let least = if self.adapter.own { 1 } else { self.adapter.least };
        let found = self.known_ids(sheets, least);
        (found < least).then(|| {
            let why = format!("{found} of its questions were found, {least} are needed");
            Miss { title: self.adapter.title.clone(), found, why, is_final: false }
        })
    }

    /// Whether a sheet may hold questions. If the form is identified by its ids on any sheet, only one with such an id.
    fn may_ask(&self, sheet: u16, sheets: &Sheets<'_>) -> bool {
        if self.adapter.general || self.adapter.own || self.adapter.names_sheets() {
            return true;
        }
        let cells = self.id_cells(sheets);
        let first = cells.partition_point(|cell| cell.sheet < sheet);
        cells.get(first).is_some_and(|cell| cell.sheet == sheet)
    }

    /// The number of different known ids of the form in a file. Where `enough` are found, the search may stop.
    fn known_ids(&self, sheets: &Sheets<'_>, enough: usize) -> usize {
        if self.adapter.own {
            let cells = (0..).zip(sheets.id_like());
            let cells = cells.filter(|(sheet, _)| self.answers_on(*sheet, sheets));
            let ids = cells.flat_map(|(_, cells)| cells).filter_map(|cell| self.own_id(&cell.text));
            return ids.collect::<HashSet<String>>().len();
        }
        let mut known: HashSet<&str> = HashSet::default();
        for cell in self.known(sheets) {
            known.insert(&cell.id.0);
            if known.len() >= enough {
                break;
            }
        }
        known.len()
    }

    /// Cells that hold a known id of the form, on sheets that may hold answers.
    fn known<'s>(&'s self, sheets: &'s Sheets<'_>) -> impl Iterator<Item = &'s IdCell> {
        let by_sheet = self.id_cells(sheets).chunk_by(|one, other| one.sheet == other.sheet);
        let cells = by_sheet.filter(|cells| self.answers_on(cells[0].sheet, sheets)).flatten();
        cells.filter(|cell| self.questionnaire.is_none_or(|one| one.find(&cell.id.0).is_some()))
    }

    fn answers_on(&self, sheet: u16, sheets: &Sheets<'_>) -> bool {
        let grid = sheets.grids.get(usize::from(sheet));
        grid.is_some_and(|grid| self.adapter.holds_answers(&grid.name))
    }
}

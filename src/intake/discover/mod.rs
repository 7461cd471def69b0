//! Finds the questions of a form that has no adapter yet.
//!
//! Sheet by sheet: the header row by its words, the columns by their headers and contents, then the rows. A guess is
//! never scored: it goes to a person, who may change it.

mod columns;
mod header;
mod rows;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use self::columns::FoundColumns;
pub use self::header::is_own_text;
pub use self::rows::{FoundRow, rows};
pub use self::text::{leading_id, looks_like_question};

use self::columns::Contents;
use super::grid::Grid;
use crate::catalogue::{Catalogue, Mapping, Vocabulary};
use crate::model::words;

/// The most questions of a file that are read; the largest known form has a tenth of these.
pub const MOST_QUESTIONS: usize = 10_000;

/// Where the id of a question comes from.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum IdRule {
    /// From a column of its own; each id is on one sheet only.
    Column,
    /// From a column of its own, counted anew on each sheet.
    #[strum(serialize = "column, per sheet")]
    ColumnOfSheet,
    /// From the beginning of the question: `A.1.1 - text`.
    #[strum(serialize = "in the question")]
    InText,
    /// There is none: questions of a sheet are counted.
    #[strum(serialize = "counted")]
    Ordinal,
}

words!(IdRule);

/// How sure the finder is of a table.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Sureness {
    /// Something that a form needs was not found.
    Low,
    /// Some columns were found by what they hold, not by a header.
    Medium,
    /// Header and contents agree.
    High,
}

words!(Sureness);

/// The questions of one sheet.
#[derive(Debug, Clone)]
pub struct QuestionTable {
    /// The sheet, as an index into the file's sheets.
    pub sheet: u16,
    /// The sheet's name.
    pub name: Arc<str>,
    /// First and last row of the header, zero-based; `None` if there is no header.
    pub header: Option<(u32, u32)>,
    /// Which column holds what.
    pub columns: FoundColumns,
    /// Where ids come from.
    pub ids: IdRule,
    /// Whether it is read unless a person says otherwise.
    pub read: bool,
    /// How sure this is.
    pub sureness: Sureness,
    /// The questions, in the order of the sheet.
    pub rows: Vec<FoundRow>,
}

/// A sheet without questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The sheet's name.
    pub name: Arc<str>,
    /// Why it was skipped.
    pub reason: &'static str,
}

/// What was found in a file.
#[derive(Debug, Clone)]
pub struct Discovery {
    /// Sheets with questions, in the order of the file.
    pub tables: Vec<QuestionTable>,
    /// Sheets without questions.
    pub passed: Vec<Passed>,
}

impl Discovery {
    /// The questions of all tables.
    pub fn questions(&self) -> usize {
        self.tables.iter().map(|table| table.rows.len()).sum()
    }

    /// Short answers that no spelling explains, with how often each occurs in the file.
    pub fn strange_answers(&self, vocabulary: &Vocabulary) -> Vec<(String, usize)> {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        let rows = self.tables.iter().flat_map(|table| &table.rows);
        for row in rows.filter(|row| !row.answer.is_empty() && row.answer.chars().count() <= 40) {
            if vocabulary.answer(&row.answer).is_none() {
                *found.entry(&row.answer).or_default() += 1;
            }
        }
        found.into_iter().map(|(word, count)| (word.to_owned(), count)).collect()
    }
}

/// The word lists of the finder.
#[derive(Clone, Copy)]
struct FinderWords<'c> {
    mapping: &'c Mapping,
    vocabulary: &'c Vocabulary,
}

/// Searches the sheets of a file for questions.
pub fn discover(grids: &[Grid], catalogue: &Catalogue) -> Discovery {
    let words = FinderWords { mapping: &catalogue.mapping, vocabulary: &catalogue.vocabulary };
    let mut discovery = Discovery { tables: Vec::new(), passed: Vec::new() };
    let mut room = MOST_QUESTIONS;
    for (sheet, grid) in (0..=u16::MAX).zip(grids) {
        match table(sheet, grid, words, room) {
            Ok(table) => {
                room -= table.rows.len();
                discovery.tables.push(table);
            }
            Err(reason) => {
                discovery.passed.push(Passed { name: Arc::clone(&grid.name), reason });
            }
        }
    }
    number(&mut discovery.tables);
    discovery
}

fn table(
    sheet: u16,
    grid: &Grid,
    words: FinderWords<'_>,
    room: usize,
) -> Result<QuestionTable, &'static str> {
    if !grid.visible {
        return Err("hidden");
    }
    let header = header::find(grid, words);
    let after = header.as_ref().map_or(0, |header| header.last + 1);
    // A cell alone in its row is a heading or guidance, unless the whole table is one column.
    let choose = |least| {
        let contents = Contents::of(grid, after, least, words);
        columns::choose(header.as_ref(), &contents, words.mapping)
    };
    let (columns, by_header) = choose(2).or_else(|_| choose(1))?;
    let ids = if columns.id.is_some() { IdRule::Column } else { IdRule::Ordinal };
    let mut found = rows::rows(grid, after, &columns, ids, words.mapping, words.vocabulary);
    found.truncate(room);
    if found.len() < words.mapping.table.least_questions {
        return Err("too few questions");
    }
    let sureness = match (columns.answer, by_header && columns.id.is_some()) {
        (None, _) => Sureness::Low,
        (Some(_), true) => Sureness::High,
        (Some(_), false) => Sureness::Medium,
    };
    let header = header.map(|header| (header.first, header.last));
    let (name, read) = (Arc::clone(&grid.name), columns.answer.is_some());
    Ok(QuestionTable { sheet, name, header, columns, ids, read, sureness, rows: found })
}

/// Decides where ids come from, now that all tables are known, and gives each question its id.
fn number(tables: &mut [QuestionTable]) {
    leave_out_minority(tables);
    let mut sheets_of: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for table in tables.iter().filter(|table| table.ids == IdRule::Column) {
        for row in &table.rows {
            sheets_of.entry(&row.own_id).or_default().insert(table.sheet);
        }
    }
    let restart = sheets_of.values().any(|sheets| sheets.len() > 1);
    let in_text = told_apart(tables, |row| leading_id(&row.question).map(|(id, _)| id));
    for table in tables {
        table.ids = match table.ids {
            IdRule::Column if restart => IdRule::ColumnOfSheet,
            IdRule::Ordinal if in_text => IdRule::InText,
            rule => rule,
        };
        let name = Arc::clone(&table.name);
        for (ordinal, row) in (1..).zip(&mut table.rows) {
            row.id = key(table.ids, &name, row, ordinal);
        }
    }
}

/// Marks the tables that take their ids in the less common way as not read, until a person says otherwise: a form takes
/// its ids in one way.
fn leave_out_minority(tables: &mut [QuestionTable]) {
    let of = |rule| {
        let tables = tables.iter().filter(|table| table.ids == rule);
        tables.map(|table| table.rows.len()).sum::<usize>()
    };
    let most =
        if of(IdRule::Column) >= of(IdRule::Ordinal) { IdRule::Column } else { IdRule::Ordinal };
    for table in tables.iter_mut().filter(|table| table.ids != most) {
        (table.read, table.sureness) = (false, Sureness::Low);
    }
}

/// Whether every question without an id column has an id in its text, and all these ids differ.
fn told_apart<'t>(
    tables: &'t [QuestionTable],
    id: impl Fn(&'t FoundRow) -> Option<&'t str>,
) -> bool {
    let mut seen = BTreeSet::new();
    let rows = tables.iter().filter(|table| table.ids == IdRule::Ordinal);
    let mut ids = rows.flat_map(|table| &table.rows).map(id).peekable();
    ids.peek().is_some() && ids.all(|id| id.is_some_and(|id| seen.insert(id)))
}

/// The id under which a question is known from now on.
pub fn key(rule: IdRule, sheet: &str, row: &FoundRow, ordinal: usize) -> String {
    match rule {
        IdRule::Column => row.own_id.clone(),
        IdRule::ColumnOfSheet => format!("{}#{}", sheet.trim(), row.own_id),
        IdRule::InText => leading_id(&row.question).map_or("", |(id, _)| id).to_owned(),
        IdRule::Ordinal => format!("{}#{ordinal}", sheet.trim()),
    }
}

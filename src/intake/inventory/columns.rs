//! How each column is used, judged by its header or else by its content.

use std::collections::BTreeMap;

use super::content::CellContent;
use super::table::{InventoryTable, key_of};
use crate::catalogue::Vocabulary;
use crate::intake::grid::Cell;
use crate::intake::value::{cut, shown};
use crate::model::CellRef;

/// The most different words of a column that are named.
const WORDS: usize = 8;

/// How a column is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It fills the register's column of this key.
    Used(&'static str),
    /// The register has no column for it; it is kept as a remark.
    Remark,
    /// It is blank, or repeats another column.
    NotUsed,
}

/// A column of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its index, zero-based.
    pub at: u32,
    /// Its header.
    pub title: String,
    /// Filled cells below the header.
    pub filled: usize,
    /// How it is used.
    pub fate: Fate,
    /// Why.
    pub why: String,
}

impl Column {
    /// Its letters: `C`, `AB`.
    pub fn letters(&self) -> String {
        CellRef::new(0, self.at).to_string().trim_end_matches('1').to_owned()
    }
}

/// What is known of a column before its use is decided.
struct ColumnSoFar<'g> {
    at: u32,
    header: Option<&'g Cell>,
    filled: Vec<&'g Cell>,
    content: CellContent,
}

/// Every column that holds anything, from left to right.
pub(super) fn columns(table: &InventoryTable<'_>, vocabulary: &Vocabulary) -> Vec<Column> {
    let seen = seen(table, vocabulary);
    let by_name = |one: &ColumnSoFar<'_>| one.header.and_then(|cell| key_of(cell, vocabulary));
    let mut keys: Vec<Option<&'static str>> = seen.iter().map(by_name).collect();
    let named = keys.clone();
    // Mail addresses in a column of contacts go to the column of mail addresses.
    for (key, one) in keys.iter_mut().zip(&seen) {
        if *key == Some("contact") && one.content == CellContent::Mails {
            *key = Some("email");
        }
    }
    for (wanted, content) in [("email", CellContent::Mails), ("country", CellContent::Countries)] {
        let unnamed = |at: &usize| {
            let one = &seen[*at];
            keys[*at].is_none() && one.content == content && !has_other_meaning(one, vocabulary)
        };
        if !keys.contains(&Some(wanted))
            && let Some(at) = (0..seen.len()).find(unnamed)
        {
            keys[at] = Some(wanted);
        }
    }
    let told = seen.iter().enumerate().map(|(at, one)| {
        let (fate, why) = match keys[at] {
            Some(key) if keys[..at].contains(&Some(key)) => {
                (Fate::NotUsed, "it means what a column before it means, which counts".to_owned())
            }
            Some(key) => (Fate::Used(key), how(one, named[at] == Some(key))),
            None => left(one, vocabulary),
        };
        column(one, fate, why)
    });
    told.collect()
}

fn column(seen: &ColumnSoFar<'_>, fate: Fate, why: String) -> Column {
    let title = seen.header.map(|cell| shown(&cell.value).into_owned()).unwrap_or_default();
    Column { at: seen.at, title, filled: seen.filled.len(), fate, why }
}

fn seen<'g>(table: &InventoryTable<'g>, vocabulary: &Vocabulary) -> Vec<ColumnSoFar<'g>> {
    let mut columns: BTreeMap<u32, (Option<&Cell>, Vec<&Cell>)> = BTreeMap::new();
    for cell in table.grid.cells.iter().filter(|cell| cell.at.row >= table.header) {
        let column = columns.entry(cell.at.column).or_default();
        if cell.at.row == table.header {
            column.0 = Some(cell);
        } else if !shown(&cell.value).is_empty() {
            column.1.push(cell);
        }
    }
    let seen = columns.into_iter().map(|(at, (header, filled))| {
        let content = CellContent::of(&filled, vocabulary);
        ColumnSoFar { at, header, filled, content }
    });
    seen.collect()
}

/// Whether a header means a column of another sheet of the register: `Processing countries` are not the supplier's
/// country.
fn has_other_meaning(seen: &ColumnSoFar<'_>, vocabulary: &Vocabulary) -> bool {
    seen.header.is_some_and(|cell| engagement_key(cell, vocabulary).is_some())
}

fn engagement_key<'v>(cell: &Cell, vocabulary: &'v Vocabulary) -> Option<&'v str> {
    vocabulary.header("engagements", &shown(&cell.value))
}

fn how(seen: &ColumnSoFar<'_>, by_name: bool) -> String {
    let by = if by_name { "by its header" } else { "by what it holds: please check" };
    match seen.filled.len() {
        0 => format!("{by}; no cell is filled"),
        _ => by.to_owned(),
    }
}

/// The use of a column that is not about suppliers, and why.
fn left(seen: &ColumnSoFar<'_>, vocabulary: &Vocabulary) -> (Fate, String) {
    if seen.content == CellContent::Blank {
        return (Fate::NotUsed, "no cell is filled".to_owned());
    }
    let key = seen.header.and_then(|cell| engagement_key(cell, vocabulary));
    let tier = key == Some("information-tier") || seen.content == CellContent::Sensitivity;
    let why = match key {
        _ if tier => format!(
            "words for sensitivity: which tier each means is for you to say ({})",
            words(&seen.filled)
        ),
        Some(key) => {
            format!("belongs to an engagement, under {}", vocabulary.canonical("engagements", key))
        }
        None => {
            format!("holds {}; the register has no such column of suppliers", seen.content.words())
        }
    };
    (Fate::Remark, why)
}

/// The different words of a column with how often each occurs, in alphabetical order.
fn words(cells: &[&Cell]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for cell in cells {
        *counts.entry(cut(&shown(&cell.value), 40).into_owned()).or_default() += 1;
    }
    let more = if counts.len() > WORDS { ", …" } else { "" };
    let told = counts.iter().take(WORDS).map(|(word, count)| format!("{word}: {count}"));
    told.collect::<Vec<_>>().join(", ") + more
}

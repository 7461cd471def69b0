//! Forms of other people, read by an adapter.
//!
//! Headers are found by name and rows by id, wherever they stand, as in our own form. [`columns`]
//! finds the header, [`rows`] reads the rows below it, [`answer`] says what an answer cell means, [`memory`]
//! keeps what was read.

mod answer;
mod columns;
mod memory;
mod rows;
mod summary;
#[cfg(test)]
mod tests;

use self::rows::Walk;
use super::{Form, Sheets};
use crate::catalogue::{Adapter, Catalogue, Questionnaire, Vocabulary};
use crate::model::{FormRow, Tally};

/// An adapter with the questionnaire that its form asks.
#[derive(Debug, Clone, Copy)]
pub struct Foreign<'c> {
    /// The adapter.
    pub adapter: &'c Adapter,
    /// The questionnaire; none: the form's questions reach no control yet.
    pub questionnaire: Option<&'c Questionnaire>,
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
}

/// A form of somebody else, as it was read.
#[derive(Debug, Clone)]
pub struct Reply {
    /// What it says.
    pub form: Form,
    /// The id of each answer, as it stands.
    pub ids: Vec<Box<str>>,
    /// Questions that the form should hold.
    pub expected: usize,
    /// The edition that a cell states.
    pub edition: Option<String>,
    /// Answers by kind, each question once.
    pub tally: Tally,
    /// Every question's row, for the form's own schemes.
    pub rows: Vec<FormRow>,
}

impl<'c> Foreign<'c> {
    /// Every adapter of a catalogue, those for many forms last.
    pub fn all(catalogue: &'c Catalogue) -> Vec<Self> {
        let of = |adapter: &'c Adapter| {
            let position = adapter.questionnaire.map(usize::from);
            let questionnaire =
                position.and_then(|position| catalogue.questionnaires.get(position));
            Self { adapter, questionnaire }
        };
        let mut all: Vec<_> = catalogue.adapters.iter().map(of).collect();
        all.sort_by_key(|one| one.adapter.general);
        all
    }

    /// Reads the sheets as this form.
    ///
    /// # Errors
    /// What keeps the file from being one.
    pub fn read(&self, sheets: &Sheets<'_>, vocabulary: &'c Vocabulary) -> Result<Reply, Miss> {
        let mut walk = Walk::new(sheets, *self, vocabulary);
        let all = || (0..=u16::MAX).take(sheets.grids.len());
        let headers: Vec<_> = all().map(|sheet| walk.first_header(sheet)).collect();
        // Without a header there is no question, and most forms are not this one.
        if headers.iter().any(Option::is_some) {
            for (sheet, header) in all().zip(headers) {
                walk.sheet(sheet, header);
            }
        }
        walk.finish()
    }
}

//! The workbook of `flowdown map`, read back after a person worked on it.
//!
//! It is checked like any other file from outside: bounded in size, without formulas. Every problem is reported with
//! its cell, all at once.

mod form;
mod layout;
mod page;
mod questions;
pub mod words;

use std::sync::Arc;

pub use self::layout::{FormLayout, layout};

use self::page::Page;
use super::discover::IdRule;
use super::workbook::{self, Limits};
use crate::catalogue::{Catalogue, Part};
use crate::diagnostic::{Problem, Problems};
use crate::model::{CellRef, ControlIndex, Polarity, Reading, Relation};

/// A column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedColumn {
    /// What it holds.
    pub part: Part,
    /// The column, zero-based.
    pub column: u32,
    /// The cell of the workbook that says so.
    pub at: CellRef,
}

/// A sheet of the form that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedSheet {
    /// Its name.
    pub name: String,
    /// First and last row of the header, zero-based.
    pub header: (u32, u32),
    /// Where ids come from.
    pub ids: IdRule,
    /// Which column holds what.
    pub columns: Vec<AcceptedColumn>,
    /// The cell of the workbook that says so.
    pub at: CellRef,
}

/// A link to a control that a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedLink {
    /// The control, as an index into the catalogue.
    pub control: ControlIndex,
    /// How much of it the question asks for.
    pub relation: Relation,
    /// The group of a subset link.
    pub group: Option<String>,
}

/// A question of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedQuestion {
    /// Its id.
    pub id: String,
    /// The controls it reaches.
    pub links: Vec<AcceptedLink>,
    /// Which answer is the good one.
    pub good: Polarity,
    /// Whether it asks for words; never scored.
    pub text: bool,
    /// Why it reaches no control; `None` if it reaches one.
    pub reason: Option<String>,
}

/// What a person accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// The form's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Edition of the links.
    pub edition: String,
    /// The form's path as it was when the workbook was made.
    pub file: String,
    /// SHA-256 of the form then.
    pub sha256: String,
    /// The sheets that are read.
    pub sheets: Vec<AcceptedSheet>,
    /// Sheets that are wholly the form's own.
    pub own_sheets: Vec<String>,
    /// The meanings of answers that no common spelling explains; [`Reading::Blank`] means unanswered.
    pub meanings: Vec<(String, Reading, CellRef)>,
    /// The questions, in the order of the form.
    pub questions: Vec<AcceptedQuestion>,
}

/// Reads the workbook.
///
/// # Errors
/// If it is no such workbook; otherwise every cell of it that can't be used.
pub fn read(name: &str, bytes: &[u8], catalogue: &Catalogue) -> Result<Accepted, Problems> {
    let workbook = workbook::read(name, bytes, &Limits::default())
        .map_err(|error| Problems(vec![Problem::file(name, error.to_string(), error.help())]))?;
    let file: Arc<str> = Arc::from(name);
    let mut problems = Vec::new();
    let mut find = |wanted: &str| {
        let grid = workbook.sheets.iter().find(|grid| *grid.name == *wanted);
        if grid.is_none() {
            let help = "name a workbook that `flowdown map FORM` wrote";
            problems.push(Problem::file(name, format!("the sheet `{wanted}` is missing"), help));
        }
        grid
    };
    let (form, questions) = (find(words::FORM), find(words::QUESTIONS));
    let (Some(form), Some(questions)) = (form, questions) else { return Err(Problems(problems)) };
    let form = form::read(&mut Page::new(&file, form, &mut problems), catalogue);
    let questions = questions::read(&mut Page::new(&file, questions, &mut problems), catalogue);
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    Ok(Accepted { questions, ..form })
}

//! The workbooks of a run: one of the portfolio (one file a sheet, the first readable on its own),
//! one per deal ([`deal`]) and one per supplier ([`scorecard`]).
//!
//! [`view`] gathers what several sheets show; [`table`] writes rows and continues on a next sheet ([`page`]) where one is
//! full; [`tree`] draws chains; [`week`] says what to do first.

mod answers_changed;
mod certificates;
mod chain;
mod changes;
mod concentration;
mod deal;
mod decisions;
mod due;
mod ended;
mod findings;
mod heat_map;
mod intake;
mod method;
mod movement;
mod official;
mod page;
mod path_to_approval;
mod ranking;
mod scorecard;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod view;
mod waivers;
mod week;

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use thiserror::Error;

use crate::assessment::Assessment;
use crate::assessment::forecast::Change;
use crate::assessment::tracking::Tracking;
use crate::comparison::movement::Movement;
use crate::model::{Date, FileReport, Finding};
use crate::sheet::text::clean;
pub use deal::{Deal, DealBooks};
pub use scorecard::ScoreCards;
use view::View;

/// How hard the file is packed, 1 to 9. Packing takes half of the time: 3 is a quarter faster than
/// the usual 6, for a fifth more bytes.
const PACKING: u8 = 3;

/// Everything the workbook shows beside the assessment.
#[derive(Debug, Clone, Copy)]
pub struct RunFacts<'r> {
    /// The day the assessment speaks of.
    pub as_of: Date,
    /// Name and version of the program.
    pub program: &'r str,
    /// SHA-256 over the inputs of the run, in hexadecimal.
    pub run: &'r str,
    /// Name of the portfolio.
    pub portfolio: &'r str,
    /// What became of each file below `responses/`.
    pub files: &'r [FileReport],
    /// Path, bytes and SHA-256 of each input.
    pub inputs: &'r [(String, u64, String)],
    /// What was passed over or could not be used in the register.
    pub register_findings: &'r [Finding],
    /// All of these and the rules that fired, with their past.
    pub tracking: &'r Tracking,
    /// What changes by itself in the days to come.
    pub forecast: &'r [Change],
    /// What moved since the run before; none: no run before was named.
    pub movement: Option<&'r Movement>,
    /// Folder for the rows of long sheets until they are packed; none: that of the system.
    pub temporary: Option<&'r Path>,
}

impl RunFacts<'_> {
    /// An empty workbook that keeps its temporary files where the run is written.
    fn workbook(&self) -> Result<Workbook, XlsxError> {
        let mut book = Workbook::new();
        book.set_zip_compression_level(PACKING);
        if let Some(folder) = self.temporary {
            book.set_tempdir(folder)?;
        }
        Ok(book)
    }
}

/// Why a workbook could not be made.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The writer gave up: no room for temporary files, or a limit of the format was met.
    #[error("the workbook could not be written: {0}")]
    Write(#[from] XlsxError),
}

/// The ranked-risk workbook, as the bytes of an `.xlsx` file. Same input, same bytes.
///
/// # Errors
/// When the writer fails, e.g. because there is no room for its temporary files.
pub fn ranked_risk(
    assessment: &Assessment<'_>,
    facts: &RunFacts<'_>,
) -> Result<Vec<u8>, ReportError> {
    build(assessment, facts, page::SHEET_ROWS)
}

/// The workbook with sheets of at most `limit` rows.
fn build(
    assessment: &Assessment<'_>,
    facts: &RunFacts<'_>,
    limit: u32,
) -> Result<Vec<u8>, ReportError> {
    let view = View::new(assessment, facts, limit);
    let mut book = facts.workbook()?;
    book.set_properties(&properties(facts)?);
    decisions::write(&mut book, &view)?;
    ranking::write(&mut book, &view)?;
    if let Some(movement) = facts.movement {
        movement::write(&mut book, &view, movement)?;
        answers_changed::write(&mut book, &view, movement)?;
    }
    heat_map::write(&mut book, &view)?;
    chain::write(&mut book, &view)?;
    concentration::write(&mut book, &view)?;
    findings::write(&mut book, &view)?;
    path_to_approval::write(&mut book, &view)?;
    changes::write(&mut book, &view)?;
    ended::write(&mut book, &view)?;
    waivers::write(&mut book, &view)?;
    due::write(&mut book, &view)?;
    certificates::write(&mut book, &view)?;
    official::write(&mut book, &view)?;
    intake::write(&mut book, &view)?;
    method::write(&mut book, &view)?;
    Ok(book.save_to_buffer()?)
}

/// The creation date is the as-of date: a clock would make every file differ.
fn properties(facts: &RunFacts<'_>) -> Result<DocProperties, XlsxError> {
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    let year = u16::try_from(facts.as_of.year()).unwrap_or_default();
    let created =
        ExcelDateTime::from_ymd(year, part(facts.as_of.month()), part(facts.as_of.day()))?;
    let title = format!("Supplier risk of {} on {}", clean(facts.portfolio), facts.as_of);
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(facts.program)
        .set_comment(format!("Run {}", facts.run))
        .set_creation_datetime(&created))
}

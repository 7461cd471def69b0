//! What the workbooks of a run show beside its assessment.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use thiserror::Error;

use crate::assessment::forecast::Change;
use crate::assessment::tracking::Tracking;
use crate::comparison::movement::Movement;
use crate::model::{Date, FileReport, Finding};
use crate::sheet::text::clean;

/// How hard the file is packed, 1 to 9. Packing takes half of the time: 3 is a quarter faster than
/// the usual 6, for a fifth more bytes.
pub(super) const PACKING: u8 = 3;

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
    pub(super) fn workbook(&self) -> Result<Workbook, XlsxError> {
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

/// The creation date is the as-of date: a clock would make every file differ.
pub(super) fn properties(facts: &RunFacts<'_>) -> Result<DocProperties, XlsxError> {
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

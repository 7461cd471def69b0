//! What the workbooks of a run show besides its assessment.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use thiserror::Error;

use crate::assessment::forecast::Change;
use crate::assessment::tracking::Tracking;
use crate::comparison::movement::Movement;
use crate::model::{Date, FileReport, Finding};
use crate::sheet::text::clean;

/// The compression level, 1 to 9: the least. At the usual level 6 compression takes half of the time that a workbook
/// takes.
pub(super) const PACKING: u8 = 1;

/// Everything the workbooks show besides the assessment.
#[derive(Debug, Clone, Copy)]
pub struct RunFacts<'r> {
    /// The as-of date of the assessment.
    pub as_of: Date,
    /// The name and version of the program.
    pub program: &'r str,
    /// The digest of the inputs of the run, in hexadecimal.
    pub run: &'r str,
    /// The name of the portfolio.
    pub portfolio: &'r str,
    /// The files below `responses/`.
    pub files: &'r [FileReport],
    /// The path, length in bytes and SHA-256 of each input.
    pub inputs: &'r [(String, u64, String)],
    /// The findings of the register.
    pub register_findings: &'r [Finding],
    /// All findings and the rules that fired, matched with those of earlier runs.
    pub tracking: &'r Tracking,
    /// The decisions that change by themselves.
    pub forecast: &'r [Change],
    /// What moved since the previous run; `None` if there is none.
    pub movement: Option<&'r Movement>,
    /// The folder for temporary files of long sheets; `None` for the system's.
    pub temporary: Option<&'r Path>,
}

impl RunFacts<'_> {
    /// An empty workbook with its temporary files in the run's staging folder.
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
    /// The library failed: no space for temporary files, or a limit of the file format.
    #[error("the workbook could not be written: {0}")]
    Write(#[from] XlsxError),
}

/// The document properties. The creation date is the as-of date: with the clock's, every file would differ.
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

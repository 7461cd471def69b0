//! The portfolio as tables for other programs, and as a summary.
//!
//! Each [`RunTable`] is a Parquet file. Dates are texts (`2026-10-31`), so that every reader sorts and compares them
//! without a time zone; several values in one cell are separated by `;`; an unknown value is null, never 0.
//! Likelihoods, strengths, shares, reach and coverage are from 0 to 1, assurance is in percent, notice in hours, money
//! in the currency beside it.
//!
//! The rows of a table are in a fixed order (rank, file or register), and nothing in a file depends on the clock or on
//! the number of threads: same input, same bytes.

mod answers;
mod engagements;
mod frame;
mod records;
mod scored;
mod summary;
#[cfg(test)]
mod tests;
mod writer;

use std::cmp::Reverse;
use std::io::Write;

use polars::prelude::{DataFrame, PolarsError, PolarsResult};

pub use summary::{DealSummary, DomainSummary, Summary, TierSummary};

use crate::assessment::profile::AssuringCertificate;
use crate::assessment::tracking::Tracking;
use crate::assessment::{Assessment, EngagementResult};
use crate::model::{FileReport, Finding, Response, words};
use writer::{ROWS, runs};

/// One of the tables.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum RunTable {
    /// Every row of every response, by file.
    Answers,
    /// Every applying control of every party of every chain, by attention.
    Controls,
    /// Every domain of every party of every chain, by attention.
    Domains,
    /// Every party of every chain, by attention.
    Nodes,
    /// Every engagement, by attention.
    Engagements,
    /// Every rule that fired, by attention, worst first.
    Rules,
    /// Every certificate, in the register's order of suppliers.
    Certificates,
    /// What a person should know: of the register, of the files, of the assessment.
    Findings,
    /// Every file below `responses/`, by name.
    Files,
}

words!(RunTable, name);

/// Why a table could not be made.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// The figures could not be summed up.
    #[error("the portfolio could not be summed up")]
    Summary(#[source] PolarsError),
    /// A table could not be built or written.
    #[error("the table `{0}` could not be written")]
    Table(RunTable, #[source] PolarsError),
}

/// The tables of a run. They hold references only: the columns of a table are built while it is written, one row group
/// at a time, so that millions of answers are never held in memory twice.
#[derive(Debug)]
pub struct RunTables<'t> {
    assessment: &'t Assessment<'t>,
    responses: Vec<&'t Response>,
    files: Vec<&'t FileReport>,
    findings: Vec<records::Followed<'t>>,
    tracking: &'t Tracking,
    summary: Summary,
}

/// Collects the tables of a run and its summary.
///
/// # Errors
/// When the figures can't be summed up; no known input causes that.
pub fn tabulate<'t>(
    assessment: &'t Assessment<'t>,
    files: &'t [FileReport],
    responses: &'t [Response],
    register_findings: &'t [Finding],
    tracking: &'t Tracking,
) -> Result<RunTables<'t>, TablesError> {
    // The ids are in the order of the sightings: first the rules, then the findings of the assessment, the files, the
    // register.
    let mut place = assessment.engagements.iter().map(|result| result.rules.len()).sum();
    let mut follow = |finding: &'t Finding| {
        let tracked = tracking.of_sighting(place);
        place += 1;
        (finding, tracked.map(|tracked| tracked.id.as_str()))
    };
    let of_assessment: Vec<_> = assessment.findings.iter().map(&mut follow).collect();
    let mut files: Vec<(&FileReport, Vec<_>)> =
        files.iter().map(|file| (file, file.findings.iter().map(&mut follow).collect())).collect();
    let of_register: Vec<_> = register_findings.iter().map(&mut follow).collect();
    files.sort_by(|(a, _), (b, _)| a.file.cmp(&b.file));
    let mut responses: Vec<&Response> = responses.iter().collect();
    let key = |one: &Response| (one.file.clone(), one.questionnaire, Reverse(one.completed_on));
    responses.sort_by_cached_key(|response| key(response));
    let (files, of_files): (Vec<_>, Vec<_>) = files.into_iter().unzip();
    let of_files = of_files.into_iter().flatten();
    let findings = of_register.into_iter().chain(of_files).chain(of_assessment).collect();
    let summary = Summary::of(assessment).map_err(TablesError::Summary)?;
    Ok(RunTables { assessment, responses, files, findings, tracking, summary })
}

impl RunTables<'_> {
    /// The summary of the portfolio.
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Every table as the bytes of a Parquet file, one after the other, so that only one is in memory.
    pub fn parquet(&self) -> impl Iterator<Item = Result<(RunTable, Vec<u8>), TablesError>> {
        RunTable::ALL.into_iter().map(|table| {
            let mut bytes = Vec::new();
            self.write(table, &mut bytes).map(|()| (table, bytes))
        })
    }

    /// Writes one table as a Parquet file. Several may be written in parallel.
    ///
    /// # Errors
    /// When `out` can't be written to.
    pub fn write(&self, table: RunTable, out: impl Write) -> Result<(), TablesError> {
        let written = match table {
            RunTable::Answers => self.answers(out),
            RunTable::Controls => self.scored(out, scored::controls),
            RunTable::Domains => self.scored(out, scored::domains),
            RunTable::Nodes => self.decided(out, |one| one.chain.len(), engagements::nodes),
            RunTable::Engagements => {
                let context = &self.assessment.context;
                self.decided(out, |_| 1, |run| engagements::frame(run, context))
            }
            RunTable::Rules => self.decided(
                out,
                |one| one.rules.len(),
                |run| engagements::rules(run, self.tracking),
            ),
            RunTable::Certificates => {
                let profiles = self.assessment.context.profiles().iter();
                let held: Vec<&AssuringCertificate<'_>> =
                    profiles.flat_map(|profile| &profile.certificates).collect();
                writer::write(out, runs(&held, ROWS, |_| 1), records::certificates)
            }
            RunTable::Findings => {
                writer::write(out, runs(&self.findings, ROWS, |_| 1), records::findings)
            }
            RunTable::Files => writer::write(out, runs(&self.files, ROWS, |_| 1), records::files),
        };
        written.map_err(|error| TablesError::Table(table, error))
    }

    fn answers(&self, out: impl Write) -> PolarsResult<()> {
        let catalogue = self.assessment.context.catalogue;
        let reached = answers::Reached::new(catalogue);
        let runs = runs(&self.responses, ROWS, |response| response.answers.len());
        writer::write(out, runs, |run| answers::frame(run, catalogue, &reached))
    }

    /// Writes a table of the decided engagements.
    fn decided(
        &self,
        out: impl Write,
        rows: impl Fn(&EngagementResult<'_>) -> usize,
        frame: impl Fn(&[EngagementResult<'_>]) -> PolarsResult<DataFrame>,
    ) -> PolarsResult<()> {
        writer::write(out, runs(&self.assessment.engagements, ROWS, rows), frame)
    }

    /// Writes a table of the parts of the parties' scores.
    fn scored(
        &self,
        out: impl Write,
        frame: fn(
            &[scored::Scored<'_>],
            &crate::assessment::Context<'_>,
        ) -> PolarsResult<DataFrame>,
    ) -> PolarsResult<()> {
        let context = &self.assessment.context;
        // A party has at most one row for each control.
        let controls = context.catalogue.controls.list().len();
        let rows = |one: &EngagementResult<'_>| one.chain.len() * controls;
        let runs = runs(&self.assessment.engagements, ROWS, rows);
        writer::write(out, runs.map(|run| scored::score(run, context)), |run| frame(run, context))
    }
}

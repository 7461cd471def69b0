//! The portfolio as tables for other programs, and as a summary.
//!
//! Each [`RunTable`] is a Parquet file whose columns have the types that query engines compute with: days are `DATE`,
//! figures `DOUBLE`, counts `BIGINT`; texts of which few differ are dictionaries in the file. The first columns of every
//! table tell of which run its rows are. Several values in one cell are separated by `;`; an unknown value is null,
//! never 0. Likelihoods, strengths, shares, reach and coverage are from 0 to 1, assurance is in percent, notice in
//! hours, money in the currency beside it. `docs/tables.md` lists every column.
//!
//! The rows of a table are in a fixed order (rank, file or register), and nothing in a file depends on the clock or on
//! the number of threads: same input, same bytes. [`partition()`] prepares a table for a folder with those of other runs.

mod answers;
mod chains;
mod columns;
mod dictionary;
mod ended;
mod engagements;
mod frame;
mod incidents;
mod obligations;
mod official;
mod partition;
mod records;
mod remedies;
mod scored;
mod stages;
mod stamp;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod waivers;
mod writer;

use std::cmp::Reverse;
use std::io::Write;

use polars::prelude::{PolarsError, PolarsResult};

pub use columns::TableColumn;
pub use partition::{PARTITIONED_BY, Partition, PartitionError, partition};
pub use summary::{DealSummary, DomainSummary, Summary, TierSummary};
pub use table::RunTable;

use crate::assessment::profile::AssuringCertificate;
use crate::assessment::tracking::Tracking;
use crate::assessment::{Assessment, EngagementResult};
use crate::model::{FileReport, Finding, Response};
use engagements::Decided;
use frame::Frame;
use stamp::Stamp;
use writer::{ROWS, TableWriter, runs, write};

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

/// What the tables are made of, besides the assessment.
#[derive(Debug, Clone, Copy)]
pub struct TableSources<'t> {
    /// SHA-256 of the inputs of the run.
    pub run: &'t str,
    /// The portfolio's name.
    pub portfolio: &'t str,
    /// The files below `responses/`.
    pub files: &'t [FileReport],
    /// The responses.
    pub responses: &'t [Response],
    /// The findings, matched with those of earlier runs.
    pub tracking: &'t Tracking,
}

/// The tables of a run. They hold references only: the columns of a table are built while it is written, one row group
/// at a time, so that millions of answers are never held in memory twice.
#[derive(Debug)]
pub struct RunTables<'t> {
    assessment: &'t Assessment<'t>,
    stamp: Stamp<'t>,
    decided: Vec<Decided<'t>>,
    responses: Vec<&'t Response>,
    files: Vec<&'t FileReport>,
    findings: Vec<records::Followed<'t>>,
    tracking: &'t Tracking,
    summary: Summary,
}

/// Collects the tables of a run and its summary. The paths to approval are computed here, unless they are known.
///
/// # Errors
/// When the figures can't be summed up; no known input causes that.
pub fn tabulate<'t>(
    assessment: &'t Assessment<'t>,
    sources: TableSources<'t>,
) -> Result<RunTables<'t>, TablesError> {
    let TableSources { run, portfolio, files, responses, tracking } = sources;
    let context = &assessment.context;
    // The ids are in the order of the sightings: first the rules, then the findings of the assessment, the files, the
    // register.
    let mut place = assessment.engagements.iter().map(|result| result.rules.len()).sum();
    let mut follow = |finding: &'t Finding| {
        let tracked = tracking.of_sighting(place);
        place += 1;
        (finding, tracked)
    };
    let of_assessment: Vec<_> = assessment.findings.iter().map(&mut follow).collect();
    let mut files: Vec<(&FileReport, Vec<_>)> =
        files.iter().map(|file| (file, file.findings.iter().map(&mut follow).collect())).collect();
    let of_register: Vec<_> = context.register.findings.iter().map(&mut follow).collect();
    files.sort_by(|(a, _), (b, _)| a.file.cmp(&b.file));
    let mut responses: Vec<&Response> = responses.iter().collect();
    let key = |one: &Response| (one.file.clone(), one.questionnaire, Reverse(one.completed_on));
    responses.sort_by_cached_key(|response| key(response));
    let (files, of_files): (Vec<_>, Vec<_>) = files.into_iter().unzip();
    let of_files = of_files.into_iter().flatten();
    let findings = of_register.into_iter().chain(of_files).chain(of_assessment).collect();
    let summary = Summary::of(assessment).map_err(TablesError::Summary)?;
    let policy = stamp::policy(&context.catalogue.policy);
    let stamp = Stamp { as_of: context.as_of, run, portfolio, policy };
    let paths = assessment.remedies().iter().map(Option::as_ref);
    let decided = assessment.engagements.iter().zip(paths).collect();
    Ok(RunTables { assessment, stamp, decided, responses, files, findings, tracking, summary })
}

/// A table as the bytes of a Parquet file.
type TableBytes = (RunTable, Vec<u8>);

impl<'t> RunTables<'t> {
    /// The summary of the portfolio.
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Every table as the bytes of a Parquet file, one after the other, so that only one or two are in memory.
    pub fn parquet(&self) -> impl Iterator<Item = Result<TableBytes, TablesError>> {
        let alone = RunTable::ALL.into_iter().filter(|table| *table != RunTable::Domains);
        alone.flat_map(|table| match table {
            RunTable::Controls => match self.scored() {
                Ok(both) => both.map(Ok).into(),
                Err(error) => vec![Err(TablesError::Table(table, error))],
            },
            _ => {
                let mut bytes = Vec::new();
                let written = self.write(table, &mut bytes);
                vec![
                    written
                        .map(|()| (table, bytes))
                        .map_err(|error| TablesError::Table(table, error)),
                ]
            }
        })
    }

    /// Writes one table.
    fn write(&self, table: RunTable, out: &mut Vec<u8>) -> PolarsResult<()> {
        let (context, stamp) = (&self.assessment.context, &self.stamp);
        match table {
            RunTable::Answers => self.answers(out),
            // Both are written by `scored`.
            RunTable::Controls | RunTable::Domains => Ok(()),
            RunTable::Nodes => {
                self.decided(out, |one| one.chain.len(), |run| chains::nodes(run, context, stamp))
            }
            RunTable::Links => {
                let rows = |one: &EngagementResult<'_>| context.chain(one.engagement).edges.len();
                self.decided(out, rows, |run| chains::links(run, context, stamp))
            }
            RunTable::Engagements => {
                self.decided(out, |_| 1, |run| engagements::engagements(run, context, stamp))
            }
            RunTable::Rules => {
                let rows = |one: &EngagementResult<'_>| one.rules.len();
                self.decided(out, rows, |run| engagements::rules(run, self.tracking, stamp))
            }
            RunTable::Remedies => {
                self.decided(out, |_| remedies::CHANGES, |run| remedies::frame(run, stamp))
            }
            RunTable::Stages => {
                self.decided(out, |one| one.phases.len(), |run| stages::frame(run, stamp))
            }
            RunTable::Obligations => {
                let rows = |one: &EngagementResult<'_>| one.chain.len() * obligations::LINES;
                self.decided(out, rows, |run| obligations::frame(run, context, stamp))
            }
            RunTable::Ended => {
                each(out, &ended::rows(&self.assessment.ended), |run| ended::frame(run, stamp))
            }
            RunTable::Certificates => self.certificates(out),
            RunTable::Waivers => {
                each(out, &waivers::rows(self.assessment), |run| waivers::frame(run, stamp))
            }
            RunTable::Incidents => {
                each(out, &context.register.incidents, |run| incidents::frame(run, stamp))
            }
            RunTable::Findings => each(out, &self.findings, |run| records::findings(run, stamp)),
            RunTable::Files => each(out, &self.files, |run| records::files(run, stamp)),
            RunTable::OfficialScores => {
                each(out, &official::rows(&self.files), |run| official::scores(run, stamp))
            }
            RunTable::OfficialSections => {
                let scores = official::rows(&self.files);
                let runs = runs(&scores, ROWS, |score| score.1.sections.len());
                write(out, runs, |run| official::sections(run, stamp))
            }
        }
    }

    fn certificates(&self, out: &mut Vec<u8>) -> PolarsResult<()> {
        let profiles = self.assessment.context.profiles().iter();
        let held: Vec<&AssuringCertificate<'_>> =
            profiles.flat_map(|profile| &profile.certificates).collect();
        each(out, &held, |run| records::certificates(run, &self.stamp))
    }

    fn answers(&self, out: &mut Vec<u8>) -> PolarsResult<()> {
        let catalogue = self.assessment.context.catalogue;
        let reached = answers::Reached::new(catalogue);
        let runs = runs(&self.responses, ROWS, |response| response.answers.len());
        write(out, runs, |run| answers::frame(run, catalogue, &reached, &self.stamp))
    }

    /// Writes a table of the decided engagements.
    fn decided(
        &self,
        out: impl Write,
        rows: impl Fn(&EngagementResult<'_>) -> usize,
        frame: impl Fn(&[Decided<'t>]) -> PolarsResult<Frame>,
    ) -> PolarsResult<()> {
        write(out, runs(&self.decided, ROWS, |(result, _)| rows(result)), frame)
    }

    /// The tables of the parts of the parties' scores: both at once, as every party is scored again for them.
    fn scored(&self) -> PolarsResult<[TableBytes; 2]> {
        let (context, stamp) = (&self.assessment.context, &self.stamp);
        let (mut controls, mut domains) = (Vec::new(), Vec::new());
        let mut of_controls =
            TableWriter::new(&mut controls, &scored::controls(&[], context, stamp)?)?;
        let mut of_domains =
            TableWriter::new(&mut domains, &scored::domains(&[], context, stamp)?)?;
        // A party has at most one row for each control.
        let most = context.catalogue.controls.list().len();
        for run in runs(&self.decided, ROWS, |(result, _)| result.chain.len() * most) {
            let parties = scored::score(run, context);
            of_controls.write(&scored::controls(&parties, context, stamp)?)?;
            of_domains.write(&scored::domains(&parties, context, stamp)?)?;
        }
        of_controls.finish()?;
        of_domains.finish()?;
        Ok([(RunTable::Controls, controls), (RunTable::Domains, domains)])
    }
}

/// Writes a table with one row an item.
fn each<R>(
    out: impl Write,
    rows: &[R],
    frame: impl Fn(&[R]) -> PolarsResult<Frame>,
) -> PolarsResult<()> {
    write(out, runs(rows, ROWS, |_| 1), frame)
}

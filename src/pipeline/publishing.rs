//! The step from decisions to a run folder.

use std::path::PathBuf;

use rayon::prelude::*;
use tracing::info_span;

use super::remembered::Remembered;
use crate::assessment::Assessment;
use crate::assessment::forecast::{WITHIN, forecast};
use crate::assessment::tracking::Tracking;
use crate::cache::Cache;
use crate::comparison::movement::Movement;
use crate::intake::workbook::caught;
use crate::model::{FileReport, Response};
use crate::report::workbook::{DealBooks, ReportError, RunFacts, ranked_risk};
use crate::run_folder::decisions::{self, DecisionsError};
use crate::run_folder::file_name::file_names;
use crate::run_folder::findings::{self, FINDINGS};
use crate::run_folder::folder::{FolderError, RunFolder};
use crate::run_folder::record::{self, FileRecord};
use crate::run_folder::snapshot::{self, Contents};
use crate::tables::{self, TableSources};

/// Why a run could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The run folder can't be made or renamed.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A workbook can't be made.
    #[error("workbooks: {0}")]
    Workbook(#[from] ReportError),
    /// A temporary file of a workbook can't be written.
    #[error("{}: a temporary file can't be written: {message}", path.display())]
    Temporary {
        /// The folder of the temporary file.
        path: PathBuf,
        /// The error message of the writer.
        message: String,
    },
    /// A table can't be made.
    #[error("tables: {0}")]
    Tables(#[from] crate::tables::TablesError),
    /// `decisions.json` or `decisions.csv`.
    #[error(transparent)]
    Decisions(#[from] DecisionsError),
    /// `findings.json`.
    #[error("findings.json: {0}")]
    Findings(#[source] std::io::Error),
    /// `state.json.gz`.
    #[error("state.json.gz: {0}")]
    State(#[from] std::io::Error),
    /// `run.json`.
    #[error("run.json: {0}")]
    Json(#[from] serde_json::Error),
}

/// What is published besides the assessment.
#[derive(Debug, Clone, Copy)]
pub struct Material<'m> {
    /// The portfolio's name.
    pub name: &'m str,
    /// The responses.
    pub responses: &'m [Response],
    /// The files below `responses/`.
    pub files: &'m [FileReport],
    /// Every file that was read.
    pub inputs: &'m [FileRecord],
    /// The SHA-256 of the previous run's `run.json`.
    pub previous: Option<&'m str>,
    /// The findings, matched with those of earlier runs.
    pub tracking: &'m Tracking,
    /// What moved since the previous run.
    pub movement: Option<&'m Movement>,
}

/// Writes the run folder and renames it to its final name. Decisions, workbooks and tables are written in parallel, and
/// each file is freed from memory once written. The material must be that of the assessment. Returns the path of the
/// run folder.
///
/// # Errors
/// When a file can't be written; an earlier run then stays as it was.
pub fn publish(
    folder: RunFolder,
    assessment: &Assessment<'_>,
    material: Material<'_>,
    cache: &Cache,
) -> Result<PathBuf, PublishError> {
    let run = record::inputs_digest(material.inputs);
    // This comes before the parallel part: a thread that waits for the paths could be given another task that waits for
    // them too, which is a deadlock.
    let known = Remembered::new(cache, &assessment.context, material);
    info_span!(parent: None, "paths to approval")
        .in_scope(|| assessment.plan_paths(&|context, result| known.path(context, result)));
    let inputs: Vec<(String, u64, String)> = material
        .inputs
        .iter()
        .map(|file| (file.path.clone(), file.bytes, file.sha256.clone()))
        .collect();
    let changes = info_span!(parent: None, "forecast").in_scope(|| forecast(assessment, WITHIN));
    let facts = RunFacts {
        forecast: &changes,
        as_of: assessment.context.as_of,
        program: &record::program(),
        run: &run,
        portfolio: material.name,
        files: material.files,
        inputs: &inputs,
        register_findings: &assessment.context.register.findings,
        tracking: material.tracking,
        movement: material.movement,
        temporary: Some(folder.temporary()),
    };
    let (decisions, (workbook, tables)) = rayon::join(
        || {
            publish_findings(&folder, assessment, material.tracking)?;
            publish_snapshot(&folder, assessment, material, &known)?;
            // Workbooks of deals name the digests of their decisions.
            let digests = publish_decisions(&folder, assessment, material.tracking, &run)?;
            publish_deals(&folder, assessment, &facts, &digests, &known)
        },
        || {
            rayon::join(
                || publish_workbook(&folder, assessment, &facts),
                || publish_tables(&folder, assessment, material, &run),
            )
        },
    );
    decisions.and(workbook).and(tables)?;
    let (catalogue, as_of) = (assessment.context.catalogue, assessment.context.as_of);
    let (inputs, previous) = (material.inputs.to_vec(), material.previous);
    let record = record::record(catalogue, as_of, inputs, folder.records(), previous);
    folder.write("run.json", record.sealed()?.as_bytes())?;
    Ok(folder.publish()?)
}

fn publish_decisions(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    tracking: &Tracking,
    run: &str,
) -> Result<Vec<String>, PublishError> {
    let _inside = info_span!(parent: None, "decisions").entered();
    let stamp = record::policy_stamp(assessment.context.catalogue);
    let (mut json, mut csv) = (folder.begin("decisions.json")?, folder.begin("decisions.csv")?);
    let digests = decisions::write(assessment, tracking, (run, &stamp), &mut json, &mut csv)?;
    json.finish()?;
    csv.finish()?;
    Ok(digests)
}

/// Writes the findings, matched with those of earlier runs.
fn publish_findings(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    tracking: &Tracking,
) -> Result<(), PublishError> {
    let _inside = info_span!(parent: None, "findings").entered();
    let mut file = folder.begin(FINDINGS)?;
    findings::write(&mut file, tracking, assessment.context.as_of)
        .map_err(PublishError::Findings)?;
    Ok(file.finish()?)
}

/// Writes the snapshot for later runs.
fn publish_snapshot(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    material: Material<'_>,
    known: &Remembered<'_>,
) -> Result<(), PublishError> {
    let _inside = info_span!(parent: None, "snapshot").entered();
    let context = &assessment.context;
    let mut file = folder.begin(snapshot::SNAPSHOT)?;
    let contents = Contents {
        catalogue: context.catalogue,
        register: context.register,
        responses: material.responses,
        files: material.files,
        as_of: context.as_of,
    };
    snapshot::write(&mut file, contents, &|part, make| known.packed(part, make))?;
    Ok(file.finish()?)
}

fn publish_workbook(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    facts: &RunFacts<'_>,
) -> Result<(), PublishError> {
    let _inside = info_span!(parent: None, "ranked risk").entered();
    let book = made(folder, || ranked_risk(assessment, facts))?;
    Ok(folder.write("ranked-risk.xlsx", &book)?)
}

/// Makes a workbook. The library panics where its temporary file can't be written; that panic becomes an error.
fn made(
    folder: &RunFolder,
    make: impl FnOnce() -> Result<Vec<u8>, ReportError>,
) -> Result<Vec<u8>, PublishError> {
    match caught(make) {
        Ok(book) => Ok(book?),
        Err(message) if message.contains("Os { code: ") => {
            Err(PublishError::Temporary { path: folder.temporary().to_owned(), message })
        }
        Err(message) => panic!("{message}"),
    }
}

/// The workbooks of deals, made in parallel; each leaves memory when it is written.
fn publish_deals(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    facts: &RunFacts<'_>,
    digests: &[String],
    known: &Remembered<'_>,
) -> Result<(), PublishError> {
    let _inside = info_span!(parent: None, "deals").entered();
    let books = DealBooks::new(assessment, facts, digests);
    let deals = books.deals();
    let ids: Vec<&str> = deals.iter().map(|deal| deal.id.as_str()).collect();
    deals.par_iter().zip(file_names(&ids)).try_for_each(|(deal, name)| {
        let book = known.book(|| books.content(deal), || made(folder, || books.book(deal)))?;
        Ok(folder.write(&format!("deals/{name}.xlsx"), &book)?)
    })
}

fn publish_tables(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    material: Material<'_>,
    run: &str,
) -> Result<(), PublishError> {
    let _inside = info_span!(parent: None, "tables").entered();
    let sources = TableSources {
        run,
        portfolio: material.name,
        files: material.files,
        responses: material.responses,
        tracking: material.tracking,
    };
    for table in tables::tabulate(assessment, sources)?.parquet() {
        let (table, bytes) = table?;
        folder.write(&table.path(), &bytes)?;
    }
    Ok(())
}

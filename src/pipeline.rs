//! From a folder of returned questionnaires to a run folder: discover → read → assess → publish.

mod memory;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::assessment::attribution::Side;
use crate::assessment::forecast::{WITHIN, forecast};
use crate::assessment::tracking::{Earlier, Tracking, sightings, track};
use crate::assessment::{Assessment, Context, Memory, assess_with};
use crate::cache::Cache;
use crate::catalogue::{Catalogue, hex};
use crate::comparison::movement::{Movement, Past, Present, Stand};
use crate::diagnostic::Problems;
use crate::intake::portfolio::PortfolioFiles;
use crate::intake::register;
use crate::intake::response::{Reader, across, keep_days};
use crate::intake::workbook::caught;
use crate::model::{Date, FileReport, FileStatus, Register, Response};
use crate::report::workbook::{DealBooks, ReportError, RunFacts, ScoreCards, ranked_risk};
use crate::run_folder::decisions::{self, DecisionsError};
use crate::run_folder::file_name::file_names;
use crate::run_folder::findings::{self, FINDINGS};
use crate::run_folder::folder::{FolderError, RunFolder};
use crate::run_folder::record::{self, FileRecord};
use crate::run_folder::snapshot;
use crate::tables;

pub use memory::cache;

/// A portfolio as it was read.
#[derive(Debug)]
pub struct Portfolio {
    /// Its name: what `flowdown.toml` says, or the folder's.
    pub name: String,
    /// The register.
    pub register: Register,
    /// Responses that can be used, in the order of the files. A form with answers of several days is several.
    pub responses: Vec<Response>,
    /// What is known of every file below `responses/`.
    pub files: Vec<FileReport>,
    /// Every file that was read, by path.
    pub inputs: Vec<FileRecord>,
}

/// Why a run could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The run folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A workbook.
    #[error("workbooks: {0}")]
    Workbook(#[from] ReportError),
    /// A temporary file of a workbook.
    #[error("{}: a temporary file can't be written: {message}", path.display())]
    Temporary {
        /// The folder it stands in.
        path: PathBuf,
        /// What the writer said.
        message: String,
    },
    /// A table.
    #[error("tables: {0}")]
    Tables(#[from] crate::tables::TablesError),
    /// The decisions.
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

/// Reads the register and every response, in parallel; `tick` is called after each file.
///
/// # Errors
/// When the register is invalid: every problem of it. A bad response never is an error.
pub fn read(
    found: &PortfolioFiles,
    catalogue: &Catalogue,
    tick: &(dyn Fn() + Sync),
) -> Result<Portfolio, Problems> {
    read_with(found, catalogue, &Cache::off(), tick)
}

/// The same, with what a cache remembers of the responses.
///
/// # Errors
/// When the register is invalid: every problem of it. A bad response never is an error, nor is a bad cache.
pub fn read_with(
    found: &PortfolioFiles,
    catalogue: &Catalogue,
    cache: &Cache,
    tick: &(dyn Fn() + Sync),
) -> Result<Portfolio, Problems> {
    let (mut register, mut inputs) = read_register(found, catalogue)?;
    let reader = Reader::new(catalogue, &register).within(found.settings.limits);
    let read: Vec<(FileReport, Option<Response>)> = found
        .responses
        .par_iter()
        .map(|file| {
            let read = reader.open_by(file, |file, sha256| {
                memory::content(cache, &reader, catalogue, file, sha256)
            });
            tick();
            read
        })
        .collect();
    let strays = reader.unmatched(found.responses.iter().map(|file| file.below()));
    register.findings.extend(strays);
    let (mut files, responses): (Vec<FileReport>, Vec<Option<Response>>) = read.into_iter().unzip();
    let responses: Vec<Response> = responses.into_iter().flatten().collect();
    note_shared(&mut files, &responses, catalogue);
    let responses = keep_days(responses, &mut files);
    inputs.extend(
        files
            .iter()
            .map(|file| FileRecord::new(file.file.as_ref(), file.bytes, file.sha256.clone())),
    );
    inputs.sort();
    let folder = || {
        found
            .folder
            .canonicalize()
            .ok()
            .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
    };
    let name =
        found.settings.name.clone().or_else(folder).unwrap_or_else(|| "portfolio".to_owned());
    Ok(Portfolio { name, register, responses, files, inputs })
}

/// Puts what several suppliers wrote alike with the file in which it stands first.
fn note_shared(files: &mut [FileReport], responses: &[Response], catalogue: &Catalogue) {
    for (at, finding) in across(responses, &catalogue.vocabulary) {
        let path = &responses[at].file;
        if let Some(file) = files.iter_mut().find(|file| file.file == *path) {
            file.findings.push(finding);
        }
    }
}

/// Reads the register alone; the files it stands in come back beside it.
///
/// # Errors
/// When the register is invalid: every problem of it.
pub fn read_register(
    found: &PortfolioFiles,
    catalogue: &Catalogue,
) -> Result<(Register, Vec<FileRecord>), Problems> {
    let mut inputs: Vec<FileRecord> = Vec::new();
    if let Some(text) = &found.settings.text {
        inputs.push(FileRecord::new(
            "flowdown.toml",
            text.len() as u64,
            hex(&Sha256::digest(text.as_bytes())),
        ));
    }
    let sources = found.register.read(&found.settings.limits.of_register(), |path, bytes| {
        inputs.push(FileRecord::new(path, bytes.len() as u64, hex(&Sha256::digest(bytes))));
    })?;
    let register =
        register::read(&sources, &catalogue.vocabulary, &catalogue.policy, &catalogue.controls)?;
    Ok((register, inputs))
}

/// Assesses a portfolio on a day, with what earlier runs remember, and marks the files that a newer response replaces.
pub fn judge<'p>(
    catalogue: &'p Catalogue,
    register: &'p Register,
    responses: &'p [Response],
    files: &mut [FileReport],
    (as_of, memory): (Date, Memory),
) -> Assessment<'p> {
    let assessment = assess_with(catalogue, register, responses, as_of, memory);
    let replaced: std::collections::HashMap<&str, &str> = assessment
        .context
        .profiles()
        .iter()
        .flat_map(|profile| {
            profile.superseded.iter().map(|(old, new)| (old.file.as_ref(), new.file.as_ref()))
        })
        .collect();
    for file in files.iter_mut().filter(|file| file.status == FileStatus::Accepted) {
        if let Some(newer) = replaced.get(file.file.as_ref()) {
            file.status = FileStatus::Superseded;
            file.reason = format!("a newer response counts: {newer}");
        }
    }
    assessment
}

/// Opens the run folder before any work begins, so that a wrong path fails at once.
///
/// # Errors
/// When the run is there already and `force` is not set, or the folder can't be made.
pub fn open(out: &Path, as_of: Date, force: bool) -> Result<RunFolder, FolderError> {
    RunFolder::create(&out.join(as_of.to_string()), force)
}

/// What is published beside the assessment.
#[derive(Debug, Clone, Copy)]
pub struct Material<'m> {
    /// The portfolio's name.
    pub name: &'m str,
    /// The responses.
    pub responses: &'m [Response],
    /// The files.
    pub files: &'m [FileReport],
    /// Every file that was read.
    pub inputs: &'m [FileRecord],
    /// SHA-256 of the `run.json` of the run before.
    pub previous: Option<&'m str>,
    /// The findings with their past.
    pub tracking: &'m Tracking,
    /// What moved since that run.
    pub movement: Option<&'m Movement>,
}

/// What moved between a past run and an assessment of today.
pub fn movement(past: Past, assessment: &Assessment<'_>, responses: &[Response]) -> Movement {
    let Context { catalogue, register, as_of, .. } = assessment.context;
    let side = Side { catalogue, register, responses, as_of };
    Movement::between(past, Present { as_of, stands: Stand::all(assessment), side: Ok(side) })
}

/// Meets what an assessment found with what the run before kept.
pub fn tracking(
    assessment: &Assessment<'_>,
    files: &[FileReport],
    earlier: Option<Earlier>,
) -> Tracking {
    let context = &assessment.context;
    let mut found = track(sightings(assessment, files), earlier, context.register, context.as_of);
    found.conditions = assessment.memory();
    found
}

/// Writes the run folder and puts it in its place. Decisions, workbook and tables are written at
/// the same time; each file leaves memory when it is written. Answers with the folder.
///
/// # Errors
/// When something can't be written; an older run then stays as it was.
pub fn publish(
    folder: RunFolder,
    assessment: &Assessment<'_>,
    material: Material<'_>,
) -> Result<PathBuf, PublishError> {
    publish_with(folder, assessment, material, &Cache::off())
}

/// The same, with what a cache remembers of what is written. The material is what the assessment was made of.
///
/// # Errors
/// When something can't be written; an older run then stays as it was.
pub fn publish_with(
    folder: RunFolder,
    assessment: &Assessment<'_>,
    material: Material<'_>,
    cache: &Cache,
) -> Result<PathBuf, PublishError> {
    let run = record::inputs_digest(material.inputs);
    // Before the work is shared out: whoever waits for it would be handed another part that asks for it.
    let ways = memory::Ways::new(cache, &assessment.context, material);
    assessment.remedies_by(&|context, result| ways.way(context, result));
    let inputs: Vec<(String, u64, String)> = material
        .inputs
        .iter()
        .map(|file| (file.path.clone(), file.bytes, file.sha256.clone()))
        .collect();
    let changes = forecast(assessment, material.responses, WITHIN);
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
    let (decisions, (workbook, (tables, books))) = rayon::join(
        || {
            publish_decisions(&folder, assessment, material.tracking, &run)
                .and_then(|()| publish_findings(&folder, assessment, material.tracking))
        },
        || {
            rayon::join(
                || publish_workbook(&folder, assessment, &facts),
                || {
                    rayon::join(
                        || {
                            publish_tables(&folder, assessment, material)
                                .and_then(|()| publish_snapshot(&folder, assessment, material))
                        },
                        || publish_books(&folder, assessment, &facts, cache),
                    )
                },
            )
        },
    );
    decisions.and(workbook).and(tables).and(books)?;
    let (catalogue, as_of) = (assessment.context.catalogue, assessment.context.as_of.to_string());
    let (inputs, previous) = (material.inputs.to_vec(), material.previous);
    let record = record::record(catalogue, &as_of, inputs, folder.records(), previous);
    folder.write("run.json", record.sealed()?.as_bytes())?;
    Ok(folder.publish()?)
}

fn publish_decisions(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    tracking: &Tracking,
    run: &str,
) -> Result<(), PublishError> {
    let stamp = record::policy_stamp(assessment.context.catalogue);
    let (mut json, mut csv) = (folder.begin("decisions.json")?, folder.begin("decisions.csv")?);
    decisions::write(assessment, tracking, (run, &stamp), &mut json, &mut csv)?;
    json.finish()?;
    Ok(csv.finish()?)
}

/// What was found, with its past.
fn publish_findings(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    tracking: &Tracking,
) -> Result<(), PublishError> {
    let mut file = folder.begin(FINDINGS)?;
    findings::write(&mut file, tracking, assessment.context.as_of)
        .map_err(PublishError::Findings)?;
    Ok(file.finish()?)
}

/// What was read, for the runs after this one.
fn publish_snapshot(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    material: Material<'_>,
) -> Result<(), PublishError> {
    let context = &assessment.context;
    let mut file = folder.begin(snapshot::SNAPSHOT)?;
    let (catalogue, register) = (context.catalogue, context.register);
    snapshot::write(&mut file, catalogue, register, material.responses, context.as_of)?;
    Ok(file.finish()?)
}

fn publish_workbook(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    facts: &RunFacts<'_>,
) -> Result<(), PublishError> {
    let book = made(folder, || ranked_risk(assessment, facts))?;
    Ok(folder.write("ranked-risk.xlsx", &book)?)
}

/// Makes a workbook. Its writer panics where its temporary file can't be written.
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

/// The workbooks of deals and suppliers.
fn publish_books(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    facts: &RunFacts<'_>,
    cache: &Cache,
) -> Result<(), PublishError> {
    let books = DealBooks::new(assessment, facts);
    let deals = books.deals();
    let ids: Vec<&str> = deals.iter().map(|deal| deal.id.as_str()).collect();
    publish_each(folder, "deals", &ids, |index| books.book(&deals[index]))?;
    let cards = ScoreCards::new(assessment, facts.files);
    let suppliers = cards.suppliers();
    let ids: Vec<&str> = suppliers.iter().map(|supplier| supplier.id.as_str()).collect();
    publish_each(folder, "suppliers", &ids, |index| {
        memory::scorecard(cache, &cards, suppliers[index])
    })
}

/// Makes a workbook for each id in parallel; each leaves memory when it is written.
fn publish_each(
    folder: &RunFolder,
    below: &str,
    ids: &[&str],
    book: impl Fn(usize) -> Result<Vec<u8>, ReportError> + Sync,
) -> Result<(), PublishError> {
    let names = file_names(ids);
    names.par_iter().enumerate().try_for_each(|(index, name)| {
        Ok(folder.write(&format!("{below}/{name}.xlsx"), &made(folder, || book(index))?)?)
    })
}

fn publish_tables(
    folder: &RunFolder,
    assessment: &Assessment<'_>,
    material: Material<'_>,
) -> Result<(), PublishError> {
    let findings = &assessment.context.register.findings;
    let (files, responses, tracking) = (material.files, material.responses, material.tracking);
    let tables = tables::tabulate(assessment, files, responses, findings, tracking)?;
    for table in tables.parquet() {
        let (table, bytes) = table?;
        folder.write(&format!("tables/{}.parquet", table.name()), &bytes)?;
    }
    Ok(())
}

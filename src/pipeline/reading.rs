//! The step from the files of a portfolio, or of several, to its register and responses.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Progress;
use crate::cache::Cache;
use crate::catalogue::Catalogue;
use crate::diagnostic::Problems;
use crate::digest::sha256;
use crate::intake::grid::Grid;
use crate::intake::portfolio::PortfolioFiles;
use crate::intake::register::{self, RegisterSource};
use crate::intake::response::{Reader, across, keep_days};
use crate::model::{FileReport, Register, Response};
use crate::run_folder::record::FileRecord;

/// A portfolio as it was read.
#[derive(Debug)]
pub struct Portfolio {
    /// Its name: the one in `flowdown.toml`, or else the folder's; of several the names of all.
    pub name: String,
    /// The register.
    pub register: Register,
    /// The responses that can be used, in the order of the files. A form with answers of several days gives several
    /// responses.
    pub responses: Vec<Response>,
    /// A report on every file below `responses/`.
    pub files: Vec<FileReport>,
    /// Every file that was read, by path.
    pub inputs: Vec<FileRecord>,
}

/// Reads the register and every response, in parallel; `progress` is called after each file.
///
/// # Errors
/// When the register is invalid: all its problems. A bad response or a bad cache is never an error.
pub fn read(
    found: &PortfolioFiles,
    catalogue: &Catalogue,
    cache: &Cache,
    progress: &Progress<'_>,
) -> Result<Portfolio, Problems> {
    let (mut register, mut inputs) = read_register(found, catalogue)?;
    let reader = Reader::new(catalogue, &register).within(found.settings.limits).remembering(cache);
    let read: Vec<(FileReport, Option<Response>)> = found
        .responses
        .par_iter()
        .map(|file| {
            let read = reader.open(file);
            progress();
            read
        })
        .collect();
    let paths = found.responses.iter().map(|file| (file.portfolio.as_deref(), file.below()));
    let strays = reader.unmatched(paths);
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
    let name = name(found);
    Ok(Portfolio { name, register, responses, files, inputs })
}

/// The name in `flowdown.toml`, or else the folder's.
fn name(found: &PortfolioFiles) -> String {
    let of_path = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
    let of_folder = || found.folder.canonicalize().ok().as_deref().and_then(of_path);
    found.settings.name.clone().or_else(of_folder).unwrap_or_else(|| "portfolio".to_owned())
}

/// Adds each finding of equal texts from several suppliers to the file in which the text comes first.
fn note_shared(files: &mut [FileReport], responses: &[Response], catalogue: &Catalogue) {
    for (at, finding) in across(responses, &catalogue.vocabulary) {
        let path = &responses[at].file;
        if let Some(file) = files.iter_mut().find(|file| file.file == *path) {
            file.findings.push(finding);
        }
    }
}

/// Reads the register alone, or the registers of several portfolios as one. Returns it with the files it was read from.
///
/// # Errors
/// When a register is invalid, or they contradict each other: all problems.
pub fn read_register(
    found: &PortfolioFiles,
    catalogue: &Catalogue,
) -> Result<(Register, Vec<FileRecord>), Problems> {
    let mut inputs: Vec<FileRecord> = Vec::new();
    for (path, text) in &found.settings.texts {
        let digest = sha256(text.as_bytes());
        inputs.push(FileRecord::new(path.as_str(), text.len() as u64, digest));
    }
    let sheets = sheets(found, &mut inputs)?;
    let sources: Vec<RegisterSource<'_>> = sheets
        .iter()
        .map(|(portfolio, files)| RegisterSource { portfolio: portfolio.clone(), files })
        .collect();
    let (vocabulary, policy) = (&catalogue.vocabulary, &catalogue.policy);
    let register = register::read_all(&sources, vocabulary, policy, &catalogue.controls)?;
    Ok((register, inputs))
}

/// The sheets of each register's files, with the name of its portfolio.
type RegisterSheets = Vec<(Option<Arc<str>>, Vec<(String, Vec<Grid>)>)>;

/// Reads the files of each register; every file is added to `inputs`.
fn sheets(
    found: &PortfolioFiles,
    inputs: &mut Vec<FileRecord>,
) -> Result<RegisterSheets, Problems> {
    let limits = found.settings.limits.of_register();
    let mut sheets = RegisterSheets::new();
    let mut problems = Vec::new();
    for register in &found.registers {
        let read = register.read(&limits, |path, bytes| {
            inputs.push(FileRecord::new(path, bytes.len() as u64, sha256(bytes)));
        });
        match read {
            Ok(files) => sheets.push((register.portfolio.clone(), files)),
            Err(more) => problems.extend(more.0),
        }
    }
    if problems.is_empty() { Ok(sheets) } else { Err(Problems(problems)) }
}

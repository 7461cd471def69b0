//! `flowdown check`: reports how returned files were read.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::outcome::{CommandError, ExitStatus};
use super::setting::{Setting, load};
use super::terminal::Terminal;
use crate::assessment::Inputs;
use crate::cache::Cache;
use crate::catalogue::Catalogue;
use crate::cli::{CheckArgs, Global};
use crate::diagnostic::{Excerpt, visible};
use crate::disk::{self, DiskError};
use crate::intake::portfolio::ResponseFile;
use crate::intake::response::{FileRef, Reader};
use crate::model::{Code, FileReport, FileStatus, Register, Response};
use crate::pipeline;
use crate::report::check::{CheckReport, check, text};

pub(super) fn run(
    global: &Global,
    args: &CheckArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let (catalogue, read) = match args.paths.as_slice() {
        [folder] if folder.is_dir() => portfolio(global, folder, terminal)?,
        files => single(global, files)?,
    };
    let report = check(&catalogue, &read);
    if args.json {
        terminal.json(&report)?;
    } else {
        for (file, _) in &read {
            excerpts(file, terminal);
        }
        terminal.result(&text(&report))?;
    }
    Ok(status(&report, &read, args.strict))
}

type ReadFiles = Vec<(FileReport, Option<Response>)>;

/// The files of a portfolio, read with its register.
fn portfolio(
    global: &Global,
    folder: &Path,
    terminal: &Terminal,
) -> Result<(Catalogue, ReadFiles), CommandError> {
    let setting = Setting::open(global, folder, terminal)?;
    let mut portfolio = pipeline::read(&setting.files, &setting.catalogue, &Cache::off(), &|| ())?;
    let mut files = std::mem::take(&mut portfolio.files);
    // The assessment marks the responses that a newer one supersedes.
    let (register, responses) = (&portfolio.register, &portfolio.responses);
    let inputs = Inputs::new(&setting.catalogue, register, responses, setting.as_of);
    pipeline::judge(inputs, &mut files);
    let mut responses = portfolio.responses.into_iter().peekable();
    let read = files
        .into_iter()
        .map(|file| {
            let mut whole = responses.next_if(|response| response.file == file.file);
            // A form with answers of several days was read as several responses.
            while let Some(part) = responses.next_if(|response| response.file == file.file) {
                whole.iter_mut().for_each(|whole| whole.answers.extend_from_slice(&part.answers));
            }
            (file, whole)
        })
        .collect();
    Ok((setting.catalogue, read))
}

/// Files without a portfolio.
fn single(
    global: &Global,
    files: &[std::path::PathBuf],
) -> Result<(Catalogue, ReadFiles), CommandError> {
    let catalogue = load(global, None)?;
    let register = Register::default();
    let reader = Reader::standalone(&catalogue, &register);
    let read: Result<ReadFiles, CommandError> = files
        .par_iter()
        .map(|path| {
            let shown = path.display().to_string();
            if path.is_dir() {
                return Err(CommandError::failed(
                    format!("{shown} is a folder"),
                    "name one portfolio folder, or files",
                ));
            }
            let bytes = match disk::read(path, reader.limits().max_file_bytes) {
                Ok(bytes) => bytes,
                // A file that is too long does not stop the others.
                Err(error @ DiskError::TooLong { .. }) => {
                    let file = ResponseFile {
                        path: Arc::from(shown.as_str()),
                        portfolio: None,
                        location: path.clone(),
                        unusable: Some(error.to_string()),
                    };
                    return Ok(reader.open(&file));
                }
                Err(error) => {
                    let message = format!("{shown}: {error}");
                    return Err(CommandError::failed(message, error.help()));
                }
            };
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            Ok(reader.read(&FileRef {
                path: Arc::from(shown.as_str()),
                below: &name,
                bytes: &bytes,
            }))
        })
        .collect();
    let read = read?;
    drop(reader);
    Ok((catalogue, read))
}

/// Prints the answers that were not understood, each as its row with a mark.
fn excerpts(file: &FileReport, terminal: &Terminal) {
    for finding in file.findings.iter().filter(|finding| finding.code == Code::AnswerUnreadable) {
        let Some((place, cell)) =
            finding.place.as_ref().and_then(|place| Some((place, place.cell?)))
        else {
            continue;
        };
        let written = visible(finding.written.as_deref().unwrap_or_default());
        let text = format!("{} │ {written}", visible(&finding.subject));
        let start = text.len() - written.len();
        let excerpt = Excerpt {
            place: place.to_string(),
            row: cell.row as usize + 1,
            span: start..text.len(),
            text,
            label: "read as unanswered".to_owned(),
        };
        terminal.excerpt(&finding.message, &excerpt, &finding.help);
    }
}

fn status(report: &CheckReport, read: &ReadFiles, strict: bool) -> ExitStatus {
    let unused = read
        .iter()
        .any(|(file, _)| matches!(file.status, FileStatus::Quarantined | FileStatus::Refused));
    let doubtful = |file: &FileReport| file.findings.iter().any(|one| one.code.is_of_reading());
    let unclear = report
        .files
        .iter()
        .any(|file| file.answers.unreadable > 0 || !file.cells.unaccounted.is_empty())
        || read.iter().any(|(file, _)| doubtful(file));
    match (strict, unused, unclear) {
        (true, true, _) | (true, _, true) => ExitStatus::Refused,
        (false, true, _) => ExitStatus::Incomplete,
        _ => ExitStatus::Done,
    }
}

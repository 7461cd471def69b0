//! Reads a run folder back: what it says it holds, whether it still holds it, and its decisions.
//!
//! Everything in it may be damaged or forged. So every size is bounded, no path leads out of the folder, and files are
//! used from the very bytes whose digest was compared, except by [`FinishedRun::decisions_as_they_are`].

mod decisions;
mod findings;

use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

pub use decisions::{
    DecidedChain, DecidedEngagement, DecisionObject, EngagementKey, RecordedDecisions,
};
pub use findings::KeptFindings;

use super::findings::FINDINGS;
use super::folder::aside;
use super::record::{FORMAT, FileRecord, LONGEST_RECORD, RunJson, inputs_digest, seal};
use super::snapshot::{self, SNAPSHOT, Snapshot, SnapshotHead};
use crate::digest::{Digest, sha256};
use crate::model::Date;

/// The longest `decisions.json` that is read, in bytes.
const LONGEST_DECISIONS: u64 = 2 * 1024 * 1024 * 1024;
/// The longest `findings.json` that is read, in bytes.
const LONGEST_FINDINGS: u64 = 2 * 1024 * 1024 * 1024;
/// The longest table that is read, in bytes.
const LONGEST_TABLE: u64 = 4 * 1024 * 1024 * 1024;
/// The longest workbook that is read, in bytes.
const LONGEST_BOOK: u64 = 256 * 1024 * 1024;
/// The name of the decisions in a run folder.
const DECISIONS: &str = "decisions.json";

/// Why a folder can't be read as a run.
#[derive(Debug, thiserror::Error)]
pub enum FinishedError {
    /// It is not a run folder.
    #[error("{0} is no run folder: it holds no run.json")]
    NoRun(PathBuf),
    /// A file of it can't be read or parsed.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// A run folder with its record.
#[derive(Debug)]
pub struct FinishedRun {
    folder: PathBuf,
    record: RunJson,
    /// The SHA-256 of `run.json`.
    digest: String,
    /// Whether the digest that `run.json` holds of itself is right.
    is_sealed: bool,
}

impl FinishedRun {
    /// Opens a run folder and reads its record.
    ///
    /// # Errors
    /// When there is none, or it is too long, damaged, of a newer format, or names files outside the folder.
    pub fn open(folder: &Path) -> Result<Self, FinishedError> {
        // A program that is killed between two renames leaves only the older run, under its temporary name.
        let aside = aside(folder);
        let folder = if !folder.exists() && aside.exists() { aside.as_path() } else { folder };
        let path = folder.join("run.json");
        if !path.is_file() {
            return Err(FinishedError::NoRun(folder.to_owned()));
        }
        let fail = |reason: String| FinishedError::Unreadable { path: path.clone(), reason };
        let bytes = read(&path, LONGEST_RECORD).map_err(fail)?;
        let record: RunJson = serde_json::from_slice(&bytes)
            .map_err(|error| fail(format!("it is damaged ({error})")))?;
        if record.format != FORMAT {
            let reason = format!("its format is `{}`; this program reads {FORMAT}", record.format);
            return Err(fail(reason));
        }
        if let Some(file) = record.outputs.iter().find(|file| !stays_inside(&file.path)) {
            return Err(fail(format!("it names a file outside of the run folder: {}", file.path)));
        }
        if !record.outputs.iter().any(|file| file.path == DECISIONS) {
            return Err(fail(format!("it lists no {DECISIONS}")));
        }
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let is_sealed = seal(text).is_some_and(|sealed| sealed == text);
        let digest = sha256(&bytes);
        Ok(Self { folder: folder.to_owned(), record, digest, is_sealed })
    }

    /// The folder of the run whose `run.json` has the digest, among the subfolders of `runs`.
    pub fn find(digest: &str, runs: &Path) -> Option<PathBuf> {
        let entries = std::fs::read_dir(runs).ok()?.flatten();
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        folders.sort();
        let is_it = |folder: &PathBuf| {
            let record = read(&folder.join("run.json"), LONGEST_RECORD);
            record.is_ok_and(|bytes| sha256(&bytes) == digest)
        };
        folders.into_iter().find(is_it)
    }

    /// The run whose `run.json` has the digest, if it exists and its record can be read.
    pub fn named(digest: &str, runs: &Path) -> Option<Self> {
        Self::open(&Self::find(digest, runs)?).ok()
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name and version of the program that wrote it.
    pub fn program(&self) -> &str {
        &self.record.program
    }

    /// The files of `scoring/` and `questionnaires/` that it used.
    pub fn catalogue(&self) -> &[FileRecord] {
        &self.record.catalogue
    }

    /// The files that it read, with paths below the portfolio folder.
    pub fn inputs(&self) -> &[FileRecord] {
        &self.record.inputs
    }

    /// The files that it wrote.
    pub fn outputs(&self) -> &[FileRecord] {
        &self.record.outputs
    }

    /// The SHA-256 of the previous run's `run.json`.
    pub fn previous(&self) -> Option<&str> {
        self.record.previous.as_deref()
    }

    /// The SHA-256 of its `run.json`, by which the next run names it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The as-of date of the run.
    pub fn as_of(&self) -> Date {
        self.record.as_of
    }

    /// The digest of the inputs that the record lists.
    pub fn run(&self) -> String {
        inputs_digest(&self.record.inputs)
    }

    /// Hashes the record and every output again, and returns one sentence for each that differs from the record.
    pub fn changes(&self) -> Vec<String> {
        let outputs = self.record.outputs.par_iter();
        let mut changes: Vec<String> =
            outputs.filter_map(|file| change(&self.folder, file)).collect();
        if !self.is_sealed {
            let message = "run.json: its content differs from the digest that it holds of itself";
            changes.insert(0, message.to_owned());
        }
        changes
    }

    /// The files in its folder that the record does not list, sorted.
    pub fn strangers(&self) -> Vec<String> {
        let listed: HashSet<&str> =
            self.record.outputs.iter().map(|file| file.path.as_str()).collect();
        let mut found = Vec::new();
        list_files(&self.folder, "", &mut found);
        found.retain(|path| path != "run.json" && !listed.contains(path.as_str()));
        found.sort();
        found
    }

    /// The decisions, if the file has the recorded digest.
    ///
    /// # Errors
    /// When the file is not as recorded, too long, or can't be parsed.
    pub fn decisions(&self) -> Result<RecordedDecisions, FinishedError> {
        let decisions = self.output(DECISIONS, LONGEST_DECISIONS).and_then(RecordedDecisions::read);
        let decisions = decisions.map_err(|reason| self.unreadable(DECISIONS, reason))?;
        let same_policy = *decisions.policy() == self.record.policy;
        if decisions.run() != self.run() || decisions.as_of() != self.as_of() || !same_policy {
            let reason = "it belongs to another run than run.json".to_owned();
            return Err(self.unreadable(DECISIONS, reason));
        }
        Ok(decisions)
    }

    /// The decisions of a run that may not be as it was written; `None` if they can't be parsed.
    pub fn decisions_as_they_are(&self) -> Option<RecordedDecisions> {
        let bytes = read(&self.folder.join(DECISIONS), LONGEST_DECISIONS).ok()?;
        RecordedDecisions::read(bytes).ok()
    }

    /// The findings with their history, if the file has the recorded digest; `None` if an older version of the program
    /// kept none.
    ///
    /// # Errors
    /// When the file is not as recorded, too long, or can't be parsed.
    pub fn findings(&self) -> Result<Option<KeptFindings>, FinishedError> {
        if !self.record.outputs.iter().any(|file| file.path == FINDINGS) {
            return Ok(None);
        }
        let bytes = self.output(FINDINGS, LONGEST_FINDINGS);
        let found = bytes.and_then(|bytes| findings::read(&bytes));
        let (as_of, found) = found.map_err(|reason| self.unreadable(FINDINGS, reason))?;
        if as_of != self.as_of() {
            let reason = "it belongs to another run than run.json".to_owned();
            return Err(self.unreadable(FINDINGS, reason));
        }
        Ok(Some(found))
    }

    /// The snapshot, if the file has the recorded digest.
    ///
    /// # Errors
    /// When the file is missing (older versions of the program wrote none), not as recorded, too long, or can't be
    /// parsed.
    pub fn snapshot(&self) -> Result<Snapshot, FinishedError> {
        let bytes = self.output(SNAPSHOT, snapshot::LONGEST_FILE);
        let snapshot =
            bytes.and_then(|bytes| snapshot::read(&bytes).map_err(|error| error.to_string()));
        snapshot.map_err(|reason| self.unreadable(SNAPSHOT, reason))
    }

    /// The policy and the register of the run, if the snapshot has the recorded digest.
    ///
    /// # Errors
    /// Those of [`Self::snapshot`].
    pub fn snapshot_head(&self) -> Result<SnapshotHead, FinishedError> {
        let bytes = self.output(SNAPSHOT, snapshot::LONGEST_FILE);
        let head =
            bytes.and_then(|bytes| snapshot::read_head(&bytes).map_err(|error| error.to_string()));
        head.map_err(|reason| self.unreadable(SNAPSHOT, reason))
    }

    /// A deal's workbook, if it has the recorded digest; `name` is its path below the run folder.
    ///
    /// # Errors
    /// When it is missing, not as recorded, or too long.
    pub fn book(&self, name: &str) -> Result<Vec<u8>, FinishedError> {
        self.output(name, LONGEST_BOOK).map_err(|reason| self.unreadable(name, reason))
    }

    /// A table, if it has the recorded digest; `path` is its path below the run folder. `None` if the run wrote none of
    /// that name.
    ///
    /// # Errors
    /// When it is not as recorded, or too long.
    pub fn table(&self, path: &str) -> Result<Option<Vec<u8>>, FinishedError> {
        if !self.record.outputs.iter().any(|file| file.path == path) {
            return Ok(None);
        }
        let bytes = self.output(path, LONGEST_TABLE);
        bytes.map(Some).map_err(|reason| self.unreadable(path, reason))
    }

    /// The bytes of an output, if they have the recorded digest.
    fn output(&self, name: &str, longest: u64) -> Result<Vec<u8>, String> {
        let recorded = self.record.outputs.iter().find(|file| file.path == name);
        let recorded = recorded.ok_or("the run wrote none")?;
        let bytes = read(&self.folder.join(name), longest)?;
        if recorded.sha256 != sha256(&bytes) {
            return Err("its content differs from the recorded digest".to_owned());
        }
        Ok(bytes)
    }

    fn unreadable(&self, name: &str, reason: String) -> FinishedError {
        FinishedError::Unreadable { path: self.folder.join(name), reason }
    }
}

/// How a file below a folder differs from its record; `None` if it does not.
fn change(folder: &Path, file: &FileRecord) -> Option<String> {
    if !stays_inside(&file.path) {
        return Some(format!("{}: it lies outside of the folder", file.path));
    }
    let path = folder.join(&file.path);
    changed(&path, file, std::fs::symlink_metadata(&path))
}

/// How an input file, at the path `below` its portfolio's folder, differs from its record. It may be reached by a symbolic
/// link, as a register may be.
pub fn change_of_input(folder: &Path, below: &str, file: &FileRecord) -> Option<String> {
    if !stays_inside(below) {
        return Some(format!("{}: it lies outside of the folder", file.path));
    }
    let path = folder.join(below);
    changed(&path, file, std::fs::metadata(&path))
}

fn changed(path: &Path, file: &FileRecord, found: std::io::Result<Metadata>) -> Option<String> {
    let reason = match found {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "it is missing".to_owned(),
        Err(error) => error.to_string(),
        Ok(found) if !found.is_file() => "it is no plain file".to_owned(),
        Ok(found) if found.len() != file.bytes => {
            format!("it has {} bytes, {} were recorded", found.len(), file.bytes)
        }
        Ok(_) => match digest(path, file.bytes) {
            Ok(found) if found == file.sha256 => return None,
            Ok(_) => "its content differs from the recorded digest".to_owned(),
            Err(error) => error.to_string(),
        },
    };
    Some(format!("{}: {reason}", file.path))
}

/// The most files that are listed below a folder.
const MOST: usize = 1_000_000;

/// The files, links and empty folders below a folder, as paths with `/`; the path of a folder ends with `/`.
fn list_files(folder: &Path, below: &str, found: &mut Vec<String>) {
    let before = found.len();
    let entries = std::fs::read_dir(folder.join(below)).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if found.len() >= MOST {
            return;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            list_files(folder, &path, found);
        } else {
            found.push(path);
        }
    }
    if found.len() == before && !below.is_empty() {
        found.push(format!("{below}/"));
    }
}

/// Whether a path stays below the folder that it is joined to.
fn stays_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// The bytes of a regular file, up to a length.
fn read(path: &Path, longest: u64) -> Result<Vec<u8>, String> {
    let found = std::fs::symlink_metadata(path).map_err(|error| error.to_string())?;
    if !found.is_file() {
        return Err("it is no plain file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(longest + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > longest {
        return Err(format!("it is longer than {longest} bytes"));
    }
    Ok(bytes)
}

/// The digest of a file's recorded length and one more byte, so that a file that has grown differs.
fn digest(path: &Path, bytes: u64) -> std::io::Result<String> {
    let file = File::open(path)?.take(bytes.saturating_add(1));
    Ok(Digest::of_reader(file)?.hex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_folder() {
        for path in ["decisions.json", "tables/nodes.parquet", "..hidden/x"] {
            assert!(stays_inside(path), "{path}");
        }
        for path in ["", "/etc/passwd", "../x", "a/../../x", ".", "./.."] {
            assert!(!stays_inside(path), "{path}");
        }
    }
}

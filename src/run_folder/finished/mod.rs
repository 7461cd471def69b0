//! A run folder read back: what it says it holds, whether it still does, and its decisions.
//!
//! Everything in it may be damaged or forged. So every size is bounded, no path leads out of the folder, and decisions are
//! read from the bytes whose digest was compared.

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

/// Longest `decisions.json` that is read, in bytes.
const LONGEST_DECISIONS: u64 = 2 * 1024 * 1024 * 1024;
/// Longest `findings.json` that is read, in bytes.
const LONGEST_FINDINGS: u64 = 2 * 1024 * 1024 * 1024;
/// Longest workbook that is read, in bytes.
const LONGEST_BOOK: u64 = 256 * 1024 * 1024;
/// Name of the decisions in a run folder.
const DECISIONS: &str = "decisions.json";

/// Why a folder can't be read as a run.
#[derive(Debug, thiserror::Error)]
pub enum FinishedError {
    /// It is none.
    #[error("{0} is no run folder: it holds no run.json")]
    NoRun(PathBuf),
    /// A file of it can't be understood.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// A run folder as its record describes it.
#[derive(Debug)]
pub struct FinishedRun {
    folder: PathBuf,
    record: RunJson,
    /// SHA-256 of `run.json`.
    digest: String,
    /// Whether `run.json` holds its own digest.
    is_sealed: bool,
}

impl FinishedRun {
    /// Reads the record of a run folder.
    ///
    /// # Errors
    /// When there is none, or it is too long, damaged, of a newer format, or names files outside of
    /// the folder.
    pub fn open(folder: &Path) -> Result<Self, FinishedError> {
        // A program that is killed between two renames leaves the older run beside its place: read that one.
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

    /// The folder of the run whose `run.json` has a digest, among the folders in one.
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

    /// The run whose `run.json` has a digest, if it is there and its record can be read.
    pub fn named(digest: &str, runs: &Path) -> Option<Self> {
        Self::open(&Self::find(digest, runs)?).ok()
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The program that wrote it, with its version.
    pub fn program(&self) -> &str {
        &self.record.program
    }

    /// The files of `scoring/` and `questionnaires/` that it used.
    pub fn catalogue(&self) -> &[FileRecord] {
        &self.record.catalogue
    }

    /// The files that it read, below the portfolio.
    pub fn inputs(&self) -> &[FileRecord] {
        &self.record.inputs
    }

    /// The files that it wrote.
    pub fn outputs(&self) -> &[FileRecord] {
        &self.record.outputs
    }

    /// SHA-256 of the `run.json` of the previous run.
    pub fn previous(&self) -> Option<&str> {
        self.record.previous.as_deref()
    }

    /// SHA-256 of its `run.json`: by it the next run names this one.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The day the run speaks of.
    pub fn as_of(&self) -> Date {
        self.record.as_of
    }

    /// The digest over the inputs, as the record lists them.
    pub fn run(&self) -> String {
        inputs_digest(&self.record.inputs)
    }

    /// Hashes the record and every output again, and says in a sentence each what is no longer as recorded.
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

    /// Files in its folder that the record does not list, sorted.
    pub fn strangers(&self) -> Vec<String> {
        let listed: HashSet<&str> =
            self.record.outputs.iter().map(|file| file.path.as_str()).collect();
        let mut found = Vec::new();
        list_files(&self.folder, "", &mut found);
        found.retain(|path| path != "run.json" && !listed.contains(path.as_str()));
        found.sort();
        found
    }

    /// The decisions, from bytes with the recorded digest.
    ///
    /// # Errors
    /// When the file is not as recorded, too long, or can't be understood.
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

    /// The decisions as they stand there, of a run that is not as it was written; none: they can't be understood.
    pub fn decisions_as_they_are(&self) -> Option<RecordedDecisions> {
        let bytes = read(&self.folder.join(DECISIONS), LONGEST_DECISIONS).ok()?;
        RecordedDecisions::read(bytes).ok()
    }

    /// The findings with their past, from bytes with the recorded digest; none: an older program kept none.
    ///
    /// # Errors
    /// When the file is not as recorded, too long, or can't be understood.
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

    /// What the run had read, from bytes with the recorded digest.
    ///
    /// # Errors
    /// When the file is not there, not as recorded, too long, or can't be understood: programs before this one wrote none.
    pub fn snapshot(&self) -> Result<Snapshot, FinishedError> {
        let bytes = self.output(SNAPSHOT, snapshot::LONGEST_FILE);
        let snapshot =
            bytes.and_then(|bytes| snapshot::read(&bytes).map_err(|error| error.to_string()));
        snapshot.map_err(|reason| self.unreadable(SNAPSHOT, reason))
    }

    /// The rules and the register of the run, from bytes with the recorded digest.
    ///
    /// # Errors
    /// As [`Self::snapshot`].
    pub fn snapshot_head(&self) -> Result<SnapshotHead, FinishedError> {
        let bytes = self.output(SNAPSHOT, snapshot::LONGEST_FILE);
        let head =
            bytes.and_then(|bytes| snapshot::read_head(&bytes).map_err(|error| error.to_string()));
        head.map_err(|reason| self.unreadable(SNAPSHOT, reason))
    }

    /// The workbook of a deal, from bytes with the recorded digest; `name` is its path below the run folder.
    ///
    /// # Errors
    /// When it is not there, not as recorded, or too long.
    pub fn book(&self, name: &str) -> Result<Vec<u8>, FinishedError> {
        self.output(name, LONGEST_BOOK).map_err(|reason| self.unreadable(name, reason))
    }

    /// The bytes of an output, with the recorded digest.
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

/// What is no longer as recorded of a file below a folder; none: nothing.
fn change(folder: &Path, file: &FileRecord) -> Option<String> {
    if !stays_inside(&file.path) {
        return Some(format!("{}: it lies outside of the folder", file.path));
    }
    let path = folder.join(&file.path);
    changed(&path, file, std::fs::symlink_metadata(&path))
}

/// What is no longer as recorded of a file that may be reached by a link, as a register may.
pub fn change_of_input(folder: &Path, file: &FileRecord) -> Option<String> {
    if !stays_inside(&file.path) {
        return Some(format!("{}: it lies outside of the folder", file.path));
    }
    let path = folder.join(&file.path);
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

/// Most files that are listed below a folder.
const MOST: usize = 1_000_000;

/// Files, links and empty folders below a folder, as paths with `/`; the path of a folder ends with `/`.
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

/// Whether a path stays below the folder it is joined to.
fn stays_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// A plain file's bytes, up to a length.
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

/// The digest of a file's recorded bytes and one more, so that a file that has grown differs.
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

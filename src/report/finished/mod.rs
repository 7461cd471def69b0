//! A run folder read back: what it says it holds, whether it still does, and its decisions.
//!
//! Everything in it may have been damaged or made by somebody else, so every size is bounded, no
//! path leads out of the folder, and decisions are taken from the bytes whose digest was compared.

mod decisions;

use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

pub use decisions::{Decided, DecidedChain, DecidedPhase, Decisions, Key, Object};

use super::folder::hex;
use super::record::{FORMAT, FileRecord, inputs_digest};
use crate::model::Date;

/// Longest `run.json` that is read, in bytes: some 100,000 files.
const LONGEST_RECORD: u64 = 64 * 1024 * 1024;
/// Longest `decisions.json` that is read, in bytes.
const LONGEST_DECISIONS: u64 = 2 * 1024 * 1024 * 1024;
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

/// What `run.json` must say; the rest of it is passed over.
#[derive(Debug, Deserialize)]
struct Record {
    format: String,
    as_of: Date,
    inputs: Vec<FileRecord>,
    outputs: Vec<FileRecord>,
}

/// A run folder as its record describes it.
#[derive(Debug)]
pub struct FinishedRun {
    folder: PathBuf,
    record: Record,
}

impl FinishedRun {
    /// Reads the record of a run folder.
    ///
    /// # Errors
    /// When there is none, or it is too long, damaged, of a newer format, or names files outside of
    /// the folder.
    pub fn open(folder: &Path) -> Result<Self, FinishedError> {
        let path = folder.join("run.json");
        if !path.is_file() {
            return Err(FinishedError::NoRun(folder.to_owned()));
        }
        let fail = |reason: String| FinishedError::Unreadable { path: path.clone(), reason };
        let bytes = read(&path, LONGEST_RECORD).map_err(fail)?;
        let record: Record = serde_json::from_slice(&bytes)
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
        Ok(Self { folder: folder.to_owned(), record })
    }

    /// The day the run speaks of.
    pub fn as_of(&self) -> Date {
        self.record.as_of
    }

    /// The digest over the inputs, as the record lists them.
    pub fn run(&self) -> String {
        inputs_digest(&self.record.inputs)
    }

    /// Hashes every output again, and says in a sentence each what is no longer as recorded.
    pub fn changes(&self) -> Vec<String> {
        let outputs = self.record.outputs.par_iter();
        outputs.filter_map(|file| self.change(file)).collect()
    }

    fn change(&self, file: &FileRecord) -> Option<String> {
        let path = self.folder.join(&file.path);
        let reason = match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                "it is missing".to_owned()
            }
            Err(error) => error.to_string(),
            Ok(found) if !found.is_file() => "it is no plain file".to_owned(),
            Ok(found) if found.len() != file.bytes => {
                format!("it has {} bytes, {} were recorded", found.len(), file.bytes)
            }
            Ok(_) => match digest(&path, file.bytes) {
                Ok(found) if found == file.sha256 => return None,
                Ok(_) => "its content differs from the recorded digest".to_owned(),
                Err(error) => error.to_string(),
            },
        };
        Some(format!("{}: {reason}", file.path))
    }

    /// The decisions, from bytes with the recorded digest.
    ///
    /// # Errors
    /// When the file is not as recorded, too long, or can't be understood.
    pub fn decisions(&self) -> Result<Decisions, FinishedError> {
        let path = self.folder.join(DECISIONS);
        let fail = |reason: String| FinishedError::Unreadable { path: path.clone(), reason };
        let bytes = read(&path, LONGEST_DECISIONS).map_err(fail)?;
        let found = hex(&Sha256::digest(&bytes));
        let recorded = self.record.outputs.iter().find(|file| file.path == DECISIONS);
        if recorded.is_none_or(|file| file.sha256 != found) {
            return Err(fail("its content differs from the recorded digest".to_owned()));
        }
        let decisions = Decisions::read(bytes).map_err(fail)?;
        if decisions.run() != self.run() || decisions.as_of() != self.as_of() {
            return Err(fail("it belongs to another run than run.json".to_owned()));
        }
        Ok(decisions)
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

/// The digest of a file's first bytes, and one more than recorded: a file that grows is noticed.
fn digest(path: &Path, bytes: u64) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path)?.take(bytes.saturating_add(1));
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            count => hasher.update(&buffer[..count]),
        }
    }
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

//! A run folder that appears whole or not at all.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::record::FileRecord;
pub use crate::catalogue::hex;

/// Why a run folder can't be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A run of that name is there already.
    #[error("the run {0} is already there")]
    Exists(PathBuf),
    /// The system said no.
    #[error("{path}: {source}")]
    Io {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A run folder being written: a temporary folder beside the final one.
#[derive(Debug)]
pub struct RunFolder {
    temporary: TempDir,
    target: PathBuf,
    records: Vec<FileRecord>,
}

impl RunFolder {
    /// Opens a folder to write into, before any work begins, so that a wrong path fails at once.
    ///
    /// # Errors
    /// When the run is there already and `force` is not set, or the folder can't be made.
    pub fn create(target: &Path, force: bool) -> Result<Self, FolderError> {
        let parent = target
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let fail = |path: &Path| {
            let path = path.to_owned();
            move |source| FolderError::Io { path, source }
        };
        std::fs::create_dir_all(parent).map_err(fail(parent))?;
        restore(target).map_err(fail(target))?;
        if target.exists() && !force {
            return Err(FolderError::Exists(target.to_owned()));
        }
        let temporary = tempfile::Builder::new()
            .prefix(".flowdown-")
            .tempdir_in(parent)
            .map_err(fail(parent))?;
        Ok(Self { temporary, target: target.to_owned(), records: Vec::new() })
    }

    /// Writes a file; `name` uses `/` between its parts.
    ///
    /// # Errors
    /// When the system says no.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let path = self.temporary.path().join(name);
        let fail = |source| FolderError::Io { path: self.target.join(name), source };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(fail)?;
        }
        std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes)).map_err(fail)?;
        self.records.push(FileRecord::new(name, bytes.len() as u64, hex(&Sha256::digest(bytes))));
        Ok(())
    }

    /// The files written so far, sorted by name.
    pub fn records(&self) -> Vec<FileRecord> {
        let mut records = self.records.clone();
        records.sort();
        records
    }

    /// Puts the folder in its place. An older run of the same name stays until the new one stands.
    ///
    /// # Errors
    /// When the system says no; the older run is then where it was.
    pub fn publish(self) -> Result<PathBuf, FolderError> {
        let target = self.target;
        let fail = |source| FolderError::Io { path: target.clone(), source };
        let aside = aside(&target);
        let temporary = self.temporary.keep();
        let moved = target.exists();
        if moved {
            std::fs::rename(&target, &aside).map_err(fail)?;
        }
        if let Err(source) = std::fs::rename(&temporary, &target) {
            if moved {
                std::fs::rename(&aside, &target).map_err(fail)?;
            }
            return Err(fail(source));
        }
        if moved {
            std::fs::remove_dir_all(&aside).map_err(fail)?;
        }
        Ok(target)
    }
}

/// Where an older run waits while the new one takes its place.
fn aside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.before"))
}

/// Puts back an older run that a killed one had moved aside.
fn restore(target: &Path) -> io::Result<()> {
    let aside = aside(target);
    match (target.exists(), aside.exists()) {
        (false, true) => std::fs::rename(&aside, target),
        (true, true) => std::fs::remove_dir_all(&aside),
        _ => Ok(()),
    }
}

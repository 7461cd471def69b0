//! A run folder that appears whole or not at all.
//!
//! A run is written into a staging folder beside its final path and renamed when it is complete. An older run of the
//! same name is first renamed to `.NAME.before`, and removed after the new run is in place, through another staging
//! folder. So `.NAME.before` is always a complete run. Between the two renames there is no run at the final path: a
//! reader that finds none reads `.NAME.before`.
//!
//! A program that is killed leaves its staging folder behind. A process holds a lock on its staging folder, and the
//! operating system releases the lock when the process ends. A later run removes a staging folder whose lock it can
//! take, as no process uses it any more. Where the file system has no locks on folders, nothing is removed.

use std::fs::{File, TryLockError};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::record::{FileRecord, LONGEST_RECORD};
use crate::digest::{Digesting, sha256};
use crate::disk;

/// The prefix of staging folders. No other folder may have it: it would be removed.
const STAGING: &str = ".flowdown-run-";

/// The most attempts to make a staging folder. An attempt fails only if another process removes the folder at that
/// moment.
const TRIES: usize = 16;

/// The size of the write buffer, in bytes.
const BUFFER: usize = 64 * 1024;

/// Why a run folder can't be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A run of that name exists already.
    #[error("the run {0} is already there")]
    Exists(PathBuf),
    /// Another process wrote a run of that name in the meantime.
    #[error("the run {path} was written meanwhile by another process ({by}); it stays as it is")]
    Lost {
        /// The run that is there now.
        path: PathBuf,
        /// The digest that identifies the other run.
        by: String,
    },
    /// An input or output error.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder that was being written.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// A temporary folder that this process has locked.
#[derive(Debug)]
struct StagingFolder {
    folder: TempDir,
    /// Holds the lock and is never read; `None` if the system can't open folders.
    _lock: Option<File>,
}

impl StagingFolder {
    fn create(parent: &Path) -> io::Result<Self> {
        for _ in 0..TRIES {
            let folder = tempfile::Builder::new().prefix(STAGING).tempdir_in(parent)?;
            let Ok(lock) = File::open(folder.path()) else {
                return Ok(Self { folder, _lock: None });
            };
            match lock.try_lock() {
                // Another process is removing the folder, or has just removed it.
                Err(TryLockError::WouldBlock) => {}
                Ok(()) if !folder.path().is_dir() => {}
                Ok(()) | Err(TryLockError::Error(_)) => {
                    return Ok(Self { folder, _lock: Some(lock) });
                }
            }
        }
        Err(io::Error::other("temporary folders vanish as soon as they are made"))
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the staging folders of processes that have ended. One that can't be removed stays.
fn tidy(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_room = entry.file_name().to_str().is_some_and(|name| name.starts_with(STAGING))
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_room
            && let Ok(lock) = File::open(entry.path())
            && lock.try_lock().is_ok()
        {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A lock on an output folder: one process at a time renames runs in it.
#[derive(Debug)]
struct Turn {
    /// `None` if the file system has no locks on folders.
    _lock: Option<File>,
}

impl Turn {
    /// Waits until no other process holds the lock.
    fn take(parent: &Path) -> Self {
        let lock = File::open(parent).ok().filter(|lock| lock.lock().is_ok());
        Self { _lock: lock }
    }
}

/// The folder in which a run folder is made.
fn holder(target: &Path) -> &Path {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// A run folder that is being written: a staging folder beside the final path.
#[derive(Debug)]
pub struct RunFolder {
    staging: StagingFolder,
    target: PathBuf,
    force: bool,
    records: Mutex<Vec<FileRecord>>,
}

impl RunFolder {
    /// Opens a staging folder before any work begins, so that a wrong path fails at once.
    ///
    /// # Errors
    /// When the run exists already and `force` is not set, or the folder can't be made.
    pub fn create(target: &Path, force: bool) -> Result<Self, FolderError> {
        let parent = holder(target);
        let fail = |path: &Path| {
            let path = path.to_owned();
            move |source| FolderError::Io { path, source }
        };
        std::fs::create_dir_all(parent).map_err(fail(parent))?;
        let turn = Turn::take(parent);
        restore(target).map_err(fail(target))?;
        if target.exists() && !force {
            return Err(FolderError::Exists(target.to_owned()));
        }
        drop(turn);
        tidy(parent);
        let staging = StagingFolder::create(parent).map_err(fail(parent))?;
        Ok(Self { staging, target: target.to_owned(), force, records: Mutex::default() })
    }

    /// A folder for temporary files that are needed while the run is written.
    pub fn temporary(&self) -> &Path {
        self.staging.path()
    }

    /// Begins a file; `name` has `/` between its parts. Several files may be written in parallel.
    ///
    /// # Errors
    /// On an input or output error.
    pub fn begin(&self, name: &str) -> Result<RunFile<'_>, FolderError> {
        let path = self.staging.path().join(name);
        let fail = |source| FolderError::Io { path: self.target.join(name), source };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(fail)?;
        }
        let file = std::fs::File::create(&path).map_err(fail)?;
        let out = BufWriter::with_capacity(
            BUFFER,
            Digested { file, hash: Digesting::default(), bytes: 0 },
        );
        Ok(RunFile { folder: self, name: name.to_owned(), out })
    }

    /// Writes a file at once.
    ///
    /// # Errors
    /// On an input or output error.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let mut file = self.begin(name)?;
        let fail = |source| FolderError::Io { path: self.target.join(name), source };
        file.write_all(bytes).map_err(fail)?;
        file.finish()
    }

    /// The files written so far, sorted by name.
    pub fn records(&self) -> Vec<FileRecord> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner).clone();
        records.sort();
        records
    }

    /// Renames the folder to its final path. An older run of the same name stays until then.
    ///
    /// # Errors
    /// When another process wrote the run in the meantime and `force` is not set, or on an input or output error; the
    /// other run stays where it was.
    pub fn publish(self) -> Result<PathBuf, FolderError> {
        let target = self.target;
        let fail = |source| FolderError::Io { path: target.clone(), source };
        let aside = aside(&target);
        let _turn = Turn::take(holder(&target));
        let moved = target.exists();
        if moved && !self.force {
            let by = winner(&target);
            return Err(FolderError::Lost { path: target, by });
        }
        if moved {
            std::fs::rename(&target, &aside).map_err(fail)?;
        }
        if let Err(source) = std::fs::rename(self.staging.path(), &target) {
            if moved {
                std::fs::rename(&aside, &target).map_err(fail)?;
            }
            return Err(fail(source));
        }
        // The folder is now permanent.
        let _ = self.staging.folder.keep();
        if moved {
            discard(&aside).map_err(fail)?;
        }
        Ok(target)
    }
}

/// A file of a run folder that is being written. It is recorded once it is finished.
#[derive(Debug)]
pub struct RunFile<'f> {
    folder: &'f RunFolder,
    name: String,
    out: BufWriter<Digested>,
}

impl RunFile<'_> {
    /// Ends the file and records its size and digest.
    ///
    /// # Errors
    /// On an input or output error.
    pub fn finish(self) -> Result<(), FolderError> {
        let path = self.folder.target.join(&self.name);
        let fail = |error: io::IntoInnerError<_>| FolderError::Io { path, source: error.into() };
        let Digested { hash, bytes, .. } = self.out.into_inner().map_err(fail)?;
        let record = FileRecord::new(self.name, bytes, hash.finish().hex());
        self.folder.records.lock().unwrap_or_else(PoisonError::into_inner).push(record);
        Ok(())
    }
}

impl io::Write for RunFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file whose bytes are counted and hashed while they are written.
#[derive(Debug)]
struct Digested {
    file: std::fs::File,
    hash: Digesting,
    bytes: u64,
}

impl io::Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The identity of a run for messages: the digest of its `run.json`.
fn winner(run: &Path) -> String {
    let record = disk::read(&run.join("run.json"), LONGEST_RECORD);
    record.map_or_else(
        |_| "it holds no run.json".to_owned(),
        |bytes| format!("SHA-256 of its run.json: {}", sha256(&bytes)),
    )
}

/// The path of an older run while the new one is renamed.
pub(super) fn aside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.before"))
}

/// Restores an older run that a killed process had moved aside.
fn restore(target: &Path) -> io::Result<()> {
    let aside = aside(target);
    match (target.exists(), aside.exists()) {
        (false, true) => std::fs::rename(&aside, target),
        (true, true) => discard(&aside),
        _ => Ok(()),
    }
}

/// Removes an older run. It is moved into a staging folder first, so that a partly removed run is never read as a run.
fn discard(aside: &Path) -> io::Result<()> {
    let staging = StagingFolder::create(holder(aside))?;
    std::fs::rename(aside, staging.path().join("before"))?;
    staging.folder.close()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't go on should stop")]

    use super::*;

    #[test]
    fn of_two_runs_of_one_name_the_first_stays_and_the_second_names_it() {
        let out = tempfile::tempdir().unwrap();
        let target = out.path().join("2026-10-31");
        let begin = |force| RunFolder::create(&target, force).unwrap();
        let (first, second, third) = (begin(false), begin(false), begin(true));
        for (run, text) in [(&first, "1"), (&second, "2"), (&third, "3")] {
            run.write("run.json", text.as_bytes()).unwrap();
        }
        first.publish().unwrap();
        let lost = second.publish().unwrap_err().to_string();
        // printf 1 | sha256sum
        let one = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
        assert!(lost.contains(one), "{lost}");
        assert_eq!(std::fs::read(target.join("run.json")).unwrap(), b"1");
        third.publish().unwrap();
        assert_eq!(std::fs::read(target.join("run.json")).unwrap(), b"3");
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 1);
    }
}

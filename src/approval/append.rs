//! The ledger on disk: read under a shared lock, appended to under an exclusive lock.
//!
//! Processes that append at the same time wait for each other: each reads the lines of the others before it writes its
//! own. When [`append`] returns, its lines are synced to disk; if writing fails half-way, the file is truncated to its
//! former length.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use super::entry::ApprovalEntry;
use super::ledger::{ApprovalLedger, Flaw, LONGEST, LedgerError};

/// How long to wait for a lock, and how long to sleep between two attempts.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);

/// Reads a ledger; a missing file is an empty ledger.
///
/// # Errors
/// When it can't be read, or a line of it is damaged or was edited.
pub fn read(path: &Path) -> Result<ApprovalLedger, LedgerError> {
    if !is_there(path).map_err(failed(path))? {
        return Ok(ApprovalLedger::default());
    }
    let mut file = File::open(path).map_err(failed(path))?;
    // If the file system has no locks, a line that is being written looks truncated.
    patiently(|| file.try_lock_shared()).map_err(failed(path))?;
    load(&mut file, path).map(|(ledger, _)| ledger)
}

/// Appends entries to a ledger, all or none, and returns them with their ids.
///
/// # Errors
/// When the ledger can't be read or written, a line of it is damaged or was edited, or an entry is invalid.
pub fn append(path: &Path, drafts: Vec<ApprovalEntry>) -> Result<Vec<ApprovalEntry>, LedgerError> {
    if let Some(flaw) = drafts.iter().find_map(ApprovalEntry::flaw) {
        return Err(LedgerError::Entry(flaw));
    }
    let fail = failed(path);
    let fresh = !is_there(path).map_err(&fail)?;
    let mut file =
        OpenOptions::new().read(true).append(true).create(true).open(path).map_err(&fail)?;
    match patiently(|| file.try_lock()) {
        Ok(true) => {}
        Ok(false) => {
            return Err(fail(io::Error::other(
                "the folder knows no locks: two programs could write at once",
            )));
        }
        Err(error) => return Err(fail(error)),
    }
    let (ledger, length) = load(&mut file, path)?;
    let (entries, text) = ledger.followed_by(drafts).map_err(LedgerError::Entry)?;
    if length + text.len() as u64 > LONGEST {
        return Err(fail(io::Error::other(format!("it would be longer than {LONGEST} bytes"))));
    }
    if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) {
        // The written part may end inside a line. If truncating fails too, the first error is returned.
        let _ = file.set_len(length);
        return Err(fail(error));
    }
    if fresh {
        keep_name(path);
    }
    Ok(entries)
}

/// Whether a regular file is there. Anything else with that name is an error, as reading it might block.
fn is_there(path: &Path) -> io::Result<bool> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(true),
        Ok(_) => Err(io::Error::other("it is no plain file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Waits for a lock; false if the file system has no locks.
fn patiently(mut lock: impl FnMut() -> Result<(), TryLockError>) -> io::Result<bool> {
    let since = Instant::now();
    loop {
        match lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if since.elapsed() < PATIENCE => {
                std::thread::sleep(PAUSE)
            }
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::other("another program has held it for too long"));
            }
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(false);
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// The ledger in an open file, and the file's length in bytes.
fn load(file: &mut File, path: &Path) -> Result<(ApprovalLedger, u64), LedgerError> {
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed(path))?;
    let length = bytes.len() as u64;
    if length > LONGEST {
        return Err(failed(path)(io::Error::other(format!("it is longer than {LONGEST} bytes"))));
    }
    let ledger = ApprovalLedger::parse(&bytes).map_err(|Flaw { line, reason, help }| {
        LedgerError::Line { path: path.to_owned(), line, reason, help }
    })?;
    Ok((ledger, length))
}

/// Syncs the folder entry of a new file. Not every system can; the content is synced in any case.
fn keep_name(path: &Path) {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Ok(folder) = File::open(parent.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> LedgerError {
    let path = path.to_owned();
    move |source| LedgerError::Io { path: path.clone(), source }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::super::ledger::tests::draft;
    use super::*;

    #[test]
    fn threads_that_append_at_once_lose_nothing() {
        let folder = TempDir::new().expect("room");
        let path = folder.path().join("approvals.jsonl");
        const EACH: usize = 20;
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    for one in 0..EACH {
                        let added = append(path, vec![draft(&format!("E-{thread}-{one}"))]);
                        assert_eq!(added.expect("added").len(), 1);
                        // A reader between two writers sees whole lines only.
                        read(path).expect("whole");
                    }
                });
            }
        });
        let ledger = read(&path).expect("whole");
        let mut subjects: Vec<String> =
            ledger.entries().iter().map(|one| one.subject.to_string()).collect();
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), 8 * EACH);
    }

    #[test]
    fn all_entries_are_added_or_none() {
        let folder = TempDir::new().expect("room");
        let path = folder.path().join("approvals.jsonl");
        assert_eq!(read(&path).expect("none is empty"), ApprovalLedger::default());
        append(&path, vec![draft("E-1"), draft("E-2")]).expect("added");
        let before = std::fs::read(&path).expect("there");
        let bad = ApprovalEntry { by: String::new(), ..draft("E-4") };
        append(&path, vec![draft("E-3"), bad]).expect_err("a blank name");
        assert_eq!(std::fs::read(&path).expect("there"), before);
        // Nothing is appended to a damaged ledger.
        std::fs::write(&path, &before[..before.len() - 1]).expect("written");
        let error = append(&path, vec![draft("E-3")]).expect_err("cut off");
        assert!(
            error.to_string().ends_with("approvals.jsonl:2: the line is cut off: it has no end"),
            "{error}"
        );
        assert_eq!(std::fs::read(&path).expect("there"), &before[..before.len() - 1]);
    }

    #[test]
    fn a_folder_of_that_name_is_no_ledger() {
        let folder = TempDir::new().expect("room");
        let error = read(folder.path()).expect_err("a folder");
        assert!(error.to_string().contains("it is no plain file"), "{error}");
        append(folder.path(), vec![draft("E-1")]).expect_err("a folder");
    }
}

//! Writing several files: all of them appear, or none.
//!
//! Each file is written aside, in the folder where it will stand, and renamed when all are written; a link in its place is
//! replaced, not followed. Of a program that is killed between two renames, each file is whole, old or new.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// How the names of files begin that are not yet in their place.
const ASIDE: &str = ".flowdown-file-";

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// It stays, and nothing is written.
    Keep,
    /// It is replaced.
    Replace,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file is there already.
    #[error("{} is already there", .0.display())]
    Exists(PathBuf),
    /// The system said no.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl WriteError {
    fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// Writes files, with the folders they stand in.
///
/// # Errors
/// When one is there already and must stay, or one can't be written: then what was there before is there again.
pub fn write_all<B: AsRef<[u8]>>(files: &[(PathBuf, B)], clash: Clash) -> Result<(), WriteError> {
    if clash == Clash::Keep
        && let Some((path, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok())
    {
        return Err(WriteError::Exists(path.clone()));
    }
    let staged = files.iter().map(|(path, bytes)| stage(path, bytes.as_ref()));
    let staged = staged.collect::<Result<Vec<_>, _>>()?;
    let mut done = Vec::with_capacity(files.len());
    for ((path, _), file) in files.iter().zip(staged) {
        match place(file, path, clash) {
            Ok(before) => done.push((path, before)),
            Err(error) => {
                undo(done);
                return Err(error);
            }
        }
    }
    Ok(())
}

fn stage(path: &Path, bytes: &[u8]) -> Result<TempPath, WriteError> {
    let fail = WriteError::io(path);
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(&fail)?;
    let mut file = builder().tempfile_in(parent).map_err(&fail)?;
    file.write_all(bytes).map_err(&fail)?;
    file.flush().map_err(&fail)?;
    Ok(NamedTempFile::into_temp_path(file))
}

/// Temporary files are for their owner alone; these become files like others.
fn builder<'b>() -> tempfile::Builder<'b, 'b> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(ASIDE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

/// Puts a file in its place. Answers where the file waits that stood there before.
fn place(file: TempPath, path: &Path, clash: Clash) -> Result<Option<TempPath>, WriteError> {
    let fail = WriteError::io(path);
    if clash == Clash::Keep {
        return match file.persist_noclobber(path) {
            Ok(()) => Ok(None),
            Err(problem) if problem.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(WriteError::Exists(path.to_owned()))
            }
            Err(problem) => Err(fail(problem.error)),
        };
    }
    let before = path.symlink_metadata().is_ok().then(|| set_aside(path)).transpose();
    let before = before.map_err(&fail)?;
    match file.persist(path) {
        Ok(()) => Ok(before),
        Err(problem) => {
            if let Some(before) = before {
                // What can't be put back stays beside its place.
                let _ = before.persist(path);
            }
            Err(fail(problem.error))
        }
    }
}

/// A second name for the file that is to be replaced, so that its place is never empty.
fn set_aside(path: &Path) -> io::Result<TempPath> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let room = builder().tempfile_in(parent)?.into_temp_path();
    fs::remove_file(&room)?;
    if fs::hard_link(path, &room).is_err() {
        // Some systems know no second names.
        fs::copy(path, &room)?;
    }
    Ok(room)
}

fn undo(done: Vec<(&PathBuf, Option<TempPath>)>) {
    for (path, before) in done.into_iter().rev() {
        match before {
            Some(before) => drop(before.persist(path)),
            None => drop(fs::remove_file(path)),
        }
    }
}

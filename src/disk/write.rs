//! Writing several files: all of them appear, or none.
//!
//! Each file is first written under a temporary name in its own folder, and renamed when all are written. A symbolic
//! link at the destination is replaced, not followed. If the program is killed between two renames, each file is whole:
//! old or new.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// The prefix of the temporary names.
const ASIDE: &str = ".flowdown-file-";

/// What to do with a file that already exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// Keep it, and write nothing.
    Keep,
    /// Replace it.
    Replace,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file already exists.
    #[error("{} is already there", .0.display())]
    Exists(PathBuf),
    /// An error of the operating system.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file that was to be written.
        path: PathBuf,
        /// The error itself.
        source: io::Error,
    },
}

impl WriteError {
    fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// Writes files, and creates the folders they need.
///
/// # Errors
/// When a file exists and [`Clash::Keep`] is set, or one can't be written. The earlier files are restored then.
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

/// Temporary files are readable by their owner alone; these get the permissions of ordinary files.
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

/// Renames a file to its destination. Returns the path to which the earlier file there was moved, if there was one.
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
                // An earlier file that can't be restored stays under its temporary name.
                let _ = before.persist(path);
            }
            Err(fail(problem.error))
        }
    }
}

/// A second hard link to the file that is to be replaced, so that its path always exists.
fn set_aside(path: &Path) -> io::Result<TempPath> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let room = builder().tempfile_in(parent)?.into_temp_path();
    fs::remove_file(&room)?;
    if fs::hard_link(path, &room).is_err() {
        // Some file systems have no hard links.
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

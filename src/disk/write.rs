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
    let mut staged = StagedFiles::begin(files.iter().map(|(path, _)| path.as_path()), clash)?;
    for (path, bytes) in files {
        staged.add(path.clone(), bytes.as_ref())?;
    }
    staged.place()
}

/// Files that are written one after the other, so that no two have to be in memory, and then appear together.
#[derive(Debug)]
pub struct StagedFiles {
    files: Vec<(PathBuf, TempPath)>,
    clash: Clash,
}

impl StagedFiles {
    /// Begins to write the files with the given paths.
    ///
    /// # Errors
    /// When one of them exists and [`Clash::Keep`] is set.
    pub fn begin<'p>(
        paths: impl IntoIterator<Item = &'p Path>,
        clash: Clash,
    ) -> Result<Self, WriteError> {
        let exists = |path: &&Path| clash == Clash::Keep && path.symlink_metadata().is_ok();
        match paths.into_iter().find(exists) {
            Some(path) => Err(WriteError::Exists(path.to_owned())),
            None => Ok(Self { files: Vec::new(), clash }),
        }
    }

    /// Writes a file under a temporary name.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn add(&mut self, path: PathBuf, bytes: &[u8]) -> Result<(), WriteError> {
        let file = stage(&path, bytes)?;
        self.files.push((path, file));
        Ok(())
    }

    /// Renames all files to their destinations.
    ///
    /// # Errors
    /// When one can't be renamed, or exists by now and [`Clash::Keep`] is set. The earlier files are restored then.
    pub fn place(self) -> Result<(), WriteError> {
        let mut done = Vec::with_capacity(self.files.len());
        for (path, file) in self.files {
            match place(file, &path, self.clash) {
                Ok(before) => done.push((path, before)),
                Err(error) => {
                    undo(done);
                    return Err(error);
                }
            }
        }
        Ok(())
    }
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

fn undo(done: Vec<(PathBuf, Option<TempPath>)>) {
    for (path, before) in done.into_iter().rev() {
        match before {
            Some(before) => drop(before.persist(&path)),
            None => drop(fs::remove_file(&path)),
        }
    }
}

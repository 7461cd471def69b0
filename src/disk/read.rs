//! Reading ordinary files up to a size limit.
//!
//! Opening a pipe or a device could block for ever, so the type of a file is checked before it is opened, and its
//! length before it is read.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The file does not exist.
    #[error("there is no such file")]
    Missing,
    /// It is a pipe, a device, a socket or a folder; the text says which.
    #[error("it is no ordinary file but {0}")]
    Special(&'static str),
    /// The file is longer than the limit.
    #[error("the file has {bytes} bytes; at most {most} are read")]
    TooLong {
        /// The length of the file, in bytes.
        bytes: u64,
        /// The limit, in bytes.
        most: u64,
    },
    /// The file is not UTF-8.
    #[error("the file is not UTF-8 text")]
    NotText,
    /// Any other error of the operating system.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl DiskError {
    /// What the user can do about it.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Missing => "check the spelling of the path",
            Self::Special(_) => "put an ordinary file in its place",
            Self::TooLong { .. } => "make the file shorter; this one is not read at all",
            Self::NotText => "save it as UTF-8 text",
            Self::Io(_) => "make the file readable",
        }
    }
}

/// The length of an ordinary file in bytes; symbolic links are followed.
///
/// # Errors
/// When it is not an ordinary file, or its metadata can't be read.
pub fn ordinary(path: &Path) -> Result<u64, DiskError> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(found.len()),
        Ok(found) => Err(DiskError::Special(kind(found.file_type()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(DiskError::Missing),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn kind(found: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    match () {
        () if found.is_dir() => "a folder",
        () if found.is_fifo() => "a pipe",
        () if found.is_socket() => "a socket",
        () if found.is_block_device() || found.is_char_device() => "a device",
        () => "something else",
    }
}

#[cfg(not(unix))]
fn kind(found: fs::FileType) -> &'static str {
    if found.is_dir() { "a folder" } else { "something else" }
}

/// The content of an ordinary file of at most `most` bytes.
///
/// # Errors
/// When it is not an ordinary file, is longer than `most`, or can't be read.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, DiskError> {
    let bytes = ordinary(path)?;
    if bytes > most {
        return Err(DiskError::TooLong { bytes, most });
    }
    let mut found = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
    // The file may have grown since its length was read.
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut found)?;
    let bytes = u64::try_from(found.len()).unwrap_or(u64::MAX);
    if bytes > most { Err(DiskError::TooLong { bytes, most }) } else { Ok(found) }
}

/// Like [`read`], as text.
///
/// # Errors
/// Those of [`read`], and when the file is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> Result<String, DiskError> {
    String::from_utf8(read(path, most)?).map_err(|_| DiskError::NotText)
}

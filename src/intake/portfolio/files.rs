//! The files below `responses/`: all of them, also those that nobody can use.

use std::fs::{self, DirEntry, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::intake::digest;
use crate::intake::workbook::{Limits, ReadError};

/// Name of the folder, with what follows it in paths.
const FOLDER: &str = "responses/";

/// A file below `responses/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseFile {
    /// Path below the portfolio folder, with `/` between its parts.
    pub path: Arc<str>,
    /// Where it stands.
    pub location: PathBuf,
    /// Why it can't be read at all; none: it may be read.
    pub unusable: Option<String>,
}

/// A file that was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its size, as far as it is known.
    pub bytes: u64,
    /// Its digest; empty where nothing could be read.
    pub sha256: String,
    /// Why.
    pub reason: String,
    /// What to do.
    pub help: String,
}

impl Unread {
    fn new(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self { bytes: 0, sha256: String::new(), reason: reason.into(), help: help.into() }
    }
}

impl ResponseFile {
    /// Path below `responses/`.
    pub fn below(&self) -> &str {
        self.path.strip_prefix(FOLDER).unwrap_or(&self.path)
    }

    /// Its bytes. A file beyond the limits is only digested.
    ///
    /// # Errors
    /// When it can't be read or is too large.
    pub fn load(&self, limits: &Limits) -> Result<Vec<u8>, Unread> {
        if let Some(reason) = &self.unusable {
            return Err(Unread::new(
                reason.clone(),
                "put the file itself below responses/, under a plain name",
            ));
        }
        let unreadable =
            |error: std::io::Error| Unread::new(error.to_string(), "make the file readable");
        let bytes = fs::metadata(&self.location).map_err(unreadable)?.len();
        if bytes > limits.max_file_bytes {
            let error = ReadError::TooLarge { what: "bytes", limit: limits.max_file_bytes };
            let file = File::open(&self.location).map_err(unreadable)?;
            let sha256 = digest::of_reader(file).map_err(unreadable)?;
            return Err(Unread { bytes, sha256, ..Unread::new(error.to_string(), error.help()) });
        }
        fs::read(&self.location).map_err(unreadable)
    }
}

/// Every file below `responses/`, in the byte order of its path.
pub(super) fn below_responses(folder: &Path) -> Vec<ResponseFile> {
    let responses = folder.join("responses");
    let mut found = Vec::new();
    if responses.is_dir() {
        let home = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        walk(&responses, "responses", &home, &mut found);
    }
    found.sort_unstable_by(|a: &ResponseFile, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, path: &str, home: &Path, found: &mut Vec<ResponseFile>) {
    let unusable = |reason: String| ResponseFile {
        path: path.into(),
        location: folder.to_owned(),
        unusable: Some(reason),
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return found.push(unusable(format!("the folder can't be read: {error}"))),
    };
    for entry in entries {
        match entry {
            Ok(entry) => visit(&entry, path, home, found),
            Err(error) => {
                found.push(unusable(format!("the folder can't be read to its end: {error}")))
            }
        }
    }
}

fn visit(entry: &DirEntry, folder: &str, home: &Path, found: &mut Vec<ResponseFile>) {
    let name = entry.file_name();
    let path = format!("{folder}/{}", name.to_string_lossy());
    let location = entry.path();
    let reason = match entry.file_type() {
        _ if name.to_str().is_none() => Some("its name is not UTF-8 text".to_owned()),
        Ok(kind) if kind.is_dir() => return walk(&location, &path, home, found),
        Ok(kind) if kind.is_symlink() => strays(&location, home),
        Ok(kind) if kind.is_file() => None,
        Ok(_) => Some("it is no ordinary file".to_owned()),
        Err(error) => Some(error.to_string()),
    };
    found.push(ResponseFile { path: path.into(), location, unusable: reason });
}

/// Why a link is not followed: only one to a file inside the portfolio is.
fn strays(link: &Path, home: &Path) -> Option<String> {
    match link.canonicalize() {
        Err(_) => Some("it is a link that leads nowhere".to_owned()),
        Ok(target) if !target.starts_with(home) => {
            Some("it is a link that leads out of the portfolio".to_owned())
        }
        Ok(target) if !target.is_file() => {
            Some("it is a link to something that is no file".to_owned())
        }
        Ok(_) => None,
    }
}

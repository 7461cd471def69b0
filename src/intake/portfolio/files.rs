//! The files below `responses/`: all of them, usable or not.

use std::fs::{self, DirEntry, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folders::in_front;
use crate::diagnostic::Problem;
use crate::digest::Digest;
use crate::disk::{self, DiskError};
use crate::intake::workbook::{Limits, ReadError};

/// Name of the folder, with what follows it in paths.
const FOLDER: &str = "responses/";

/// A file below `responses/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseFile {
    /// Path below the portfolio folder, with `/` between its parts; the portfolio's name, if it has one, comes first.
    pub path: Arc<str>,
    /// The name of its portfolio, if several are read as one.
    pub portfolio: Option<Arc<str>>,
    /// Where it is on the disk.
    pub location: PathBuf,
    /// Why it can't be read at all; `None` if it may be read.
    pub unusable: Option<String>,
}

/// A file that was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    /// Its size in bytes; 0 if it is not known.
    pub bytes: u64,
    /// Its digest; empty if nothing could be read.
    pub sha256: String,
    /// Why.
    pub reason: String,
    /// What to do.
    pub help: String,
}

impl UnreadFile {
    fn new(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self { bytes: 0, sha256: String::new(), reason: reason.into(), help: help.into() }
    }
}

impl ResponseFile {
    /// Path below `responses/`.
    pub fn below(&self) -> &str {
        let path = match &self.portfolio {
            Some(name) => self.path.get(name.len() + 1..).unwrap_or(&self.path),
            None => &self.path,
        };
        path.strip_prefix(FOLDER).unwrap_or(path)
    }

    /// Its bytes. Of a file beyond the limits, only the digest is taken.
    ///
    /// # Errors
    /// If it can't be read or is too large.
    pub fn load(&self, limits: &Limits) -> Result<Vec<u8>, UnreadFile> {
        if let Some(reason) = &self.unusable {
            return Err(UnreadFile::new(
                reason.clone(),
                "put the file itself below responses/, under a plain name",
            ));
        }
        let unreadable = |error: DiskError| UnreadFile::new(error.to_string(), error.help());
        match disk::read(&self.location, limits.max_file_bytes) {
            Err(DiskError::TooLong { bytes, .. }) => {
                let error = ReadError::too_large("bytes", limits.max_file_bytes);
                let sha256 = self.digest(bytes).map_err(|error| unreadable(error.into()))?;
                Err(UnreadFile {
                    bytes,
                    sha256,
                    ..UnreadFile::new(error.to_string(), error.help())
                })
            }
            read => read.map_err(unreadable),
        }
    }

    /// The digest of a long file: of as many bytes as it had when its size was taken.
    fn digest(&self, bytes: u64) -> std::io::Result<String> {
        Ok(Digest::of_reader(File::open(&self.location)?.take(bytes))?.hex())
    }
}

/// The most files and folders below `responses/`: enough for 100,000 suppliers with a folder each; and the most folders
/// within each other.
const MOST: usize = 400_000;
const DEEPEST: usize = 32;

/// Every file below `responses/`, in the byte order of its path.
///
/// # Errors
/// If there are more than a portfolio can hold.
pub(super) fn below_responses(
    folder: &Path,
    portfolio: Option<&Arc<str>>,
) -> Result<Vec<ResponseFile>, Problem> {
    let responses = folder.join("responses");
    let mut walk = PortfolioWalk {
        home: folder.canonicalize().unwrap_or_else(|_| folder.to_owned()),
        portfolio: portfolio.cloned(),
        found: Vec::new(),
        seen: 0,
    };
    if responses.is_dir() {
        walk.folder(&responses, &in_front(portfolio, "responses"), 0);
    }
    if walk.seen > MOST {
        let message = format!("the folder holds more than {MOST} files and folders");
        let help = "keep returned questionnaires here, and nothing else";
        return Err(Problem::file(responses.display().to_string(), message, help));
    }
    walk.found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(walk.found)
}

/// Collects the files below a folder.
struct PortfolioWalk {
    home: PathBuf,
    portfolio: Option<Arc<str>>,
    found: Vec<ResponseFile>,
    seen: usize,
}

impl PortfolioWalk {
    fn folder(&mut self, folder: &Path, path: &str, depth: usize) {
        let portfolio = self.portfolio.clone();
        let unusable = |reason: String| ResponseFile {
            path: path.into(),
            portfolio: portfolio.clone(),
            location: folder.to_owned(),
            unusable: Some(reason),
        };
        if depth > DEEPEST {
            let reason = format!("more than {DEEPEST} folders stand within each other");
            return self.found.push(unusable(reason));
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                return self.found.push(unusable(format!("the folder can't be read: {error}")));
            }
        };
        for entry in entries {
            self.seen += 1;
            match entry {
                _ if self.seen > MOST => return,
                Ok(entry) => self.entry(&entry, path, depth),
                Err(error) => {
                    let reason = format!("the folder can't be read to its end: {error}");
                    self.found.push(unusable(reason));
                }
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry, folder: &str, depth: usize) {
        let name = entry.file_name();
        let path = format!("{folder}/{}", name.to_string_lossy());
        let location = entry.path();
        let reason = match entry.file_type() {
            _ if name.to_str().is_none() => Some("its name is not UTF-8 text".to_owned()),
            Ok(kind) if kind.is_dir() => return self.folder(&location, &path, depth + 1),
            Ok(kind) if kind.is_symlink() => strays(&location, &self.home),
            Ok(kind) if kind.is_file() => None,
            Ok(_) => Some("it is no ordinary file".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        let portfolio = self.portfolio.clone();
        self.found.push(ResponseFile { path: path.into(), portfolio, location, unusable: reason });
    }
}

/// Why a link is not followed: only links to files inside the portfolio are.
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

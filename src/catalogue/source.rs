//! Where the data files come from: a folder, or the copies inside the program.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::embedded::{EMBEDDED, EmbeddedFile};
use crate::diagnostic::{Problem, Problems};
use crate::digest::sha256;
use crate::disk;

/// The longest data file that is read, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The most files and folders that are read, and the most folders within each other.
const MOST: usize = 4_000;
const DEEPEST: usize = 8;

/// One data file.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Its path as the user knows it, e.g. `scoring/gates.toml`.
    pub name: Arc<str>,
    /// Its path below `scoring/` or `questionnaires/`, e.g. `crosswalks/caiq-4.toml`.
    pub below: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// Whether it is one of the files compiled into the program: these are tested and need no check.
    pub(super) embedded: bool,
    /// The file inside the program with the same text, wherever this one comes from.
    same: Option<&'static EmbeddedFile>,
    sha256: OnceLock<String>,
}

impl DataFile {
    fn new(folder: &str, below: &str, text: impl Into<Arc<str>>) -> Self {
        let (name, text) = (format!("{folder}/{below}").into(), text.into());
        let same = EmbeddedFile::same_as(below, &text);
        Self { name, below: below.into(), text, embedded: false, same, sha256: OnceLock::new() }
    }

    /// Its content as JSON, if the program holds it.
    pub(super) fn json(&self) -> Option<&'static str> {
        self.same?.json
    }

    /// SHA-256 of its bytes, in hexadecimal; computed at the first call.
    pub fn sha256(&self) -> &str {
        match self.same {
            Some(same) => same.sha256,
            None => self.sha256.get_or_init(|| sha256(self.text.as_bytes())),
        }
    }
}

/// The data files of one of the two folders, sorted by name.
#[derive(Debug, Clone)]
pub struct Source {
    /// The files.
    pub files: Vec<DataFile>,
    /// The folder's name, for messages.
    pub folder: String,
}

impl Source {
    /// The files inside the program of the folder `scoring` or `questionnaires`.
    pub fn embedded(folder: &str) -> Self {
        let files = EMBEDDED
            .iter()
            .filter(|file| file.name.ends_with(".toml"))
            .filter_map(|file| {
                let below = file.name.strip_prefix(folder)?.strip_prefix('/')?;
                Some(DataFile { embedded: true, ..DataFile::new(folder, below, file.text) })
            })
            .collect();
        Self { files, folder: folder.to_owned() }
    }

    /// The `.toml` files of a folder and of the folders in it.
    ///
    /// # Errors
    /// If the folder or one of its files can't be read, there are too many, or a file is too long or not UTF-8.
    pub fn folder(path: &Path) -> Result<Self, Problems> {
        let mut files = Vec::new();
        let mut problems = Vec::new();
        let mut walk =
            FolderWalk { root: path, seen: 0, files: &mut files, problems: &mut problems };
        walk.folder(path, 0);
        files.sort_by(|a: &DataFile, b| a.name.cmp(&b.name));
        if files.is_empty() && problems.is_empty() {
            problems.push(Problem::file(
                path.display().to_string(),
                "the folder holds no .toml file",
                "write the default ones with `flowdown catalogue --export DIR` and change those",
            ));
        }
        if problems.is_empty() {
            Ok(Self { files, folder: path.display().to_string() })
        } else {
            Err(Problems(problems))
        }
    }

    /// The files with one added, which replaces a file of the same name.
    #[must_use]
    pub fn with(mut self, below: &str, text: &str) -> Self {
        self.files.retain(|file| *file.below != *below);
        self.files.push(DataFile::new(&self.folder, below, text));
        self.files.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }

    /// Files that were read before, as a folder again.
    pub fn kept<'f>(folder: &str, files: impl Iterator<Item = &'f DataFile>) -> Self {
        Self::of(folder, files.map(|file| (&*file.below, &*file.text)))
    }

    /// The files of a folder, by their paths below it.
    pub fn of<'f>(folder: &str, files: impl Iterator<Item = (&'f str, &'f str)>) -> Self {
        let mut files: Vec<DataFile> =
            files.map(|(below, text)| DataFile::new(folder, below, text)).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { files, folder: folder.to_owned() }
    }

    /// The file of a name without its folder, e.g. `gates.toml`.
    pub fn file(&self, name: &str) -> Option<&DataFile> {
        self.files.iter().find(|file| *file.below == *name)
    }
}

/// Reads a folder of data files.
struct FolderWalk<'w> {
    root: &'w Path,
    seen: usize,
    files: &'w mut Vec<DataFile>,
    problems: &'w mut Vec<Problem>,
}

impl FolderWalk<'_> {
    fn folder(&mut self, at: &Path, depth: usize) {
        let entries = match std::fs::read_dir(at) {
            Ok(entries) if depth <= DEEPEST => entries,
            Ok(_) => return self.is_too_large(at),
            Err(error) => {
                let help = "name a folder that exists and can be read";
                let problem = Problem::file(at.display().to_string(), error.to_string(), help);
                return self.problems.push(problem);
            }
        };
        for entry in entries {
            self.seen += 1;
            match entry {
                _ if self.seen > MOST => return self.is_too_large(at),
                Ok(entry) => self.entry(&entry.path(), depth),
                Err(error) => {
                    let message = format!("an entry of the folder can't be read: {error}");
                    self.problems.push(Problem::file(at.display().to_string(), message, ""));
                }
            }
        }
    }

    /// Reported once, however many folders are left.
    fn is_too_large(&mut self, at: &Path) {
        if self.seen <= MOST + 1 {
            self.seen = MOST + 2;
            let message = format!(
                "the folder holds more than {MOST} files and folders, or more than {DEEPEST} within each other"
            );
            let help = "name a folder that holds the data files only";
            self.problems.push(Problem::file(at.display().to_string(), message, help));
        }
    }

    fn entry(&mut self, path: &Path, depth: usize) {
        if path.is_dir() {
            self.folder(path, depth + 1);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            match read(path) {
                Ok(text) => {
                    let below = path.strip_prefix(self.root).unwrap_or(path);
                    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
                    let folder = self.root.display().to_string();
                    self.files.push(DataFile::new(&folder, &parts.join("/"), text));
                }
                Err(message) => {
                    let problem = Problem::file(path.display().to_string(), message, "");
                    self.problems.push(problem);
                }
            }
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    let text = disk::read_text(path, LONGEST).map_err(|error| error.to_string())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

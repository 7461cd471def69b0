//! Where the data files come from: a folder, or the copies inside the program.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use super::embedded::EMBEDDED;
use crate::diagnostic::{Problem, Problems};

/// Longest data file that is read, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// One data file.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Its path as the user knows it, e.g. `scoring/gates.toml`.
    pub name: Arc<str>,
    /// Its path below `scoring/` or `questionnaires/`, e.g. `crosswalks/caiq-4.toml`.
    pub below: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    sha256: OnceLock<String>,
}

impl DataFile {
    fn new(folder: &str, below: &str, text: impl Into<Arc<str>>) -> Self {
        let (name, text) = (format!("{folder}/{below}").into(), text.into());
        Self { name, below: below.into(), text, sha256: OnceLock::new() }
    }

    /// SHA-256 of its bytes, in hexadecimal; worked out when it is asked for the first time.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| hex(&Sha256::digest(self.text.as_bytes())))
    }
}

/// Lower-case hexadecimal, as `sha256sum` prints it.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
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
    /// The files inside the program, of the folder `scoring` or `questionnaires`.
    pub fn embedded(folder: &str) -> Self {
        let files = EMBEDDED
            .iter()
            .filter(|(name, _)| name.starts_with(folder) && name.ends_with(".toml"))
            .filter_map(|(name, text)| {
                let below = name.strip_prefix(folder)?.trim_start_matches('/');
                Some(DataFile::new(folder, below, *text))
            })
            .collect();
        Self { files, folder: folder.to_owned() }
    }

    /// The `.toml` files of a folder and the folders in it.
    ///
    /// # Errors
    /// When the folder or a file of it can't be read, or a file is too long or not UTF-8.
    pub fn folder(path: &Path) -> Result<Self, Problems> {
        let mut files = Vec::new();
        let mut problems = Vec::new();
        walk(path, path, &mut files, &mut problems);
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

    /// The files with one more, in place of one of its name.
    #[must_use]
    pub fn with(mut self, below: &str, text: &str) -> Self {
        self.files.retain(|file| *file.below != *below);
        self.files.push(DataFile::new(&self.folder, below, text));
        self.files.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }

    /// Files that were read once, as a folder again.
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

fn walk(root: &Path, at: &Path, files: &mut Vec<DataFile>, problems: &mut Vec<Problem>) {
    let entries = match std::fs::read_dir(at) {
        Ok(entries) => entries,
        Err(error) => {
            let help = "name a folder that exists and can be read";
            problems.push(Problem::file(at.display().to_string(), error.to_string(), help));
            return;
        }
    };
    for entry in entries {
        let path = match entry {
            Ok(entry) => entry.path(),
            Err(error) => {
                let message = format!("an entry of the folder can't be read: {error}");
                problems.push(Problem::file(at.display().to_string(), message, ""));
                continue;
            }
        };
        if path.is_dir() {
            walk(root, &path, files, problems);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            match read(&path) {
                Ok(text) => {
                    let below = path.strip_prefix(root).unwrap_or(&path);
                    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
                    let folder = root.display().to_string();
                    files.push(DataFile::new(&folder, &parts.join("/"), text));
                }
                Err(message) => {
                    problems.push(Problem::file(path.display().to_string(), message, ""));
                }
            }
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LONGEST {
        return Err(format!("the file has {size} bytes; at most {LONGEST} are read"));
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "the file is not UTF-8 text".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

//! The data files inside the program: the defaults that `--scoring` and `--questionnaires` replace.

use std::io;
use std::path::Path;

/// A data file inside the program.
#[derive(Debug)]
pub struct EmbeddedFile {
    /// Its path, e.g. `scoring/gates.toml`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// SHA-256 of the text, in hexadecimal.
    pub(super) sha256: &'static str,
    /// The content of a TOML file as JSON, which is parsed in a fifth of the time; `None` if it is no valid TOML.
    pub(super) json: Option<&'static str>,
}

impl EmbeddedFile {
    /// The embedded file at a path below `scoring/` or `questionnaires/` with exactly this text.
    pub(super) fn same_as(below: &str, text: &str) -> Option<&'static Self> {
        let at = |one: &&Self| one.name.split_once('/').is_some_and(|(_, path)| path == below);
        EMBEDDED.iter().filter(at).find(|one| one.text == text)
    }
}

/// Every data file, sorted by name. `build.rs` makes the list.
pub const EMBEDDED: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Writes the data files below a folder, in `scoring/` and `questionnaires/`, and returns how many there are.
///
/// # Errors
/// If a file can't be written, or one of them already exists: nothing is overwritten.
pub fn export(folder: &Path) -> io::Result<usize> {
    for EmbeddedFile { name, .. } in EMBEDDED {
        let path = folder.join(name);
        if path.exists() {
            let message = format!("{} is already there", path.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
    }
    for EmbeddedFile { name, text, .. } in EMBEDDED {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(EMBEDDED.len())
}

/// Writes the data files of `scoring` or `questionnaires` into a folder, which should be empty: files are overwritten.
///
/// # Errors
/// If a file can't be written.
pub fn export_into(name: &str, folder: &Path) -> io::Result<()> {
    let below = |file: &'static str| file.strip_prefix(name)?.strip_prefix('/');
    let files = EMBEDDED.iter().filter_map(|file| Some((below(file.name)?, file.text)));
    for (file, text) in files {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't go on should stop")]

    use super::*;
    use crate::digest::sha256;

    /// Where the JSON were missing or other than the TOML, the program would be slower, or wrong, without a word.
    #[test]
    fn what_the_build_makes_of_a_data_file_says_what_the_file_says() {
        let mut read = 0;
        for file in EMBEDDED {
            assert_eq!(file.sha256, sha256(file.text.as_bytes()), "{}", file.name);
            let Some(json) = file.json else {
                assert!(!file.name.ends_with(".toml"), "{} has no JSON", file.name);
                continue;
            };
            let table: toml::Table = file.text.parse().unwrap();
            assert_eq!(serde_json::to_string(&table).unwrap(), json, "{}", file.name);
            read += 1;
        }
        assert!(read > 40, "{read}");
    }
}

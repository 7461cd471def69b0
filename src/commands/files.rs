//! Writing files outside run folders.

use std::path::PathBuf;

use super::outcome::CommandError;
use crate::disk::{self, Clash, WriteError};

/// Writes all files or none; `help` says what to do if one exists already.
pub(super) fn write_files<B: AsRef<[u8]>>(
    files: &[(PathBuf, B)],
    force: bool,
    help: &str,
) -> Result<(), CommandError> {
    let clash = if force { Clash::Replace } else { Clash::Keep };
    disk::write_all(files, clash).map_err(|error| unwritten(error, help))
}

/// The error for files that could not be written; `help` says what to do if one exists already.
pub(super) fn unwritten(error: WriteError, help: &str) -> CommandError {
    let help = match error {
        WriteError::Exists(_) => help,
        WriteError::Io { .. } => {
            "name a folder that can be written and has room; nothing was written"
        }
    };
    CommandError::failed(error.to_string(), help)
}

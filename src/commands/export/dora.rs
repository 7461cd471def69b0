//! The chains of a run as DORA's table B_05.02.

use std::path::{Path, PathBuf};

use super::super::named_run::no_run;
use super::super::outcome::CommandError;
use crate::diagnostic::Lines;
use crate::disk::{StagedFiles, WriteError};
use crate::outgoing::dora::{self, Subcontracting};
use crate::run_folder::finished::{DecidedChain, FinishedRun};

/// The table and the list of what it leaves open, to be written.
pub(super) struct Export<'e> {
    folder: &'e Path,
    made: Subcontracting,
}

impl<'e> Export<'e> {
    /// Makes both files of the only run.
    pub(super) fn make(runs: &[FinishedRun], folder: &'e Path) -> Result<Self, CommandError> {
        let [run] = runs else {
            let help = "name one run with --dora; --tables takes several";
            return Err(CommandError::failed("the table of DORA is that of one run", help));
        };
        let chains =
            run.decisions().map_err(no_run)?.typed::<DecidedChain>().map_err(|reason| {
                CommandError::failed(
                    format!("decisions.json: {reason}"),
                    "assess the portfolio again",
                )
            })?;
        let made = dora::subcontracting(&chains)
            .map_err(|error| CommandError::failed(error.to_string(), ""))?;
        Ok(Self { folder, made })
    }

    fn files(&self) -> [(PathBuf, &[u8]); 2] {
        let files = [(dora::TABLE, &self.made.table), (dora::OPEN, &self.made.open)];
        files.map(|(name, bytes)| (self.folder.join(name), bytes.as_slice()))
    }

    /// The paths of both files.
    pub(super) fn paths(&self) -> [PathBuf; 2] {
        self.files().map(|(path, _)| path)
    }

    /// Writes both files under temporary names.
    pub(super) fn stage(&self, staged: &mut StagedFiles) -> Result<(), WriteError> {
        self.files().into_iter().try_for_each(|(path, bytes)| staged.add(path, bytes))
    }

    /// What was written.
    pub(super) fn summary(&self) -> Lines {
        let Self { folder, made } = self;
        let mut text = Lines::new();
        text.line(format_args!("{}: {} rows", folder.join(dora::TABLE).display(), made.rows));
        text.line(format_args!(
            "{}: what is open: the service type of {} contracts, the identifiers of {} suppliers",
            folder.join(dora::OPEN).display(),
            made.contracts,
            made.suppliers
        ));
        if !made.incomplete.is_empty() {
            let list = made.incomplete.join(", ");
            text.line(format_args!(
                "a circle or an unknown party: the chain is not whole for {list}"
            ));
        }
        text
    }
}

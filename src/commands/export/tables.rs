//! The tables of runs, laid out for query engines.

use std::path::{Path, PathBuf};

use super::super::outcome::CommandError;
use crate::diagnostic::Lines;
use crate::outgoing::partitions::{Partitions, PartitionsError, PlannedPart};
use crate::run_folder::finished::FinishedRun;

/// The layout of the tables, to be written.
pub(super) struct Export<'e> {
    folder: &'e Path,
    partitions: Partitions<'e>,
    parts: Vec<PlannedPart<'e>>,
}

impl<'e> Export<'e> {
    /// Plans the files.
    pub(super) fn plan(runs: &'e [FinishedRun], folder: &'e Path) -> Result<Self, CommandError> {
        let partitions = Partitions::plan(runs).map_err(failed)?;
        let parts = partitions.parts();
        Ok(Self { folder, partitions, parts })
    }

    /// The paths of all files.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.parts.iter().map(|part| self.folder.join(part.path())).collect()
    }

    /// Makes the files one after the other, and hands each on to be written.
    pub(super) fn stage(
        &mut self,
        mut add: impl FnMut(PathBuf, &[u8]) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        for part in self.parts.iter().copied() {
            let bytes = self.partitions.bytes(part).map_err(failed)?;
            add(self.folder.join(part.path()), &bytes)?;
        }
        Ok(())
    }

    /// What was written.
    pub(super) fn summary(&self) -> Lines {
        let days: Vec<String> = self.partitions.days().map(|day| day.to_string()).collect();
        let (folder, files) = (self.folder.display(), self.parts.len());
        let tables = files / days.len().max(1);
        let text = format!("{folder}: {tables} tables, {files} files, of {}", days.join(", "));
        Lines::from_iter([text])
    }
}

fn failed(error: PartitionsError) -> CommandError {
    let help = match &error {
        PartitionsError::SameDay { .. } => "name one run of each day",
        PartitionsError::Older { .. } => {
            "assess that day's portfolio again with this program, or leave the run out"
        }
        PartitionsError::Columns { .. } => {
            "assess both portfolios again with one version of the program, or export the runs into two folders"
        }
        PartitionsError::Damaged { .. } | PartitionsError::Run(_) => {
            "run `flowdown verify` to see everything that differs"
        }
    };
    CommandError::failed(error.to_string(), help)
}

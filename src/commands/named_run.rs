//! The run folder that an argument names, and whether it is as it was written.

use std::path::Path;

use super::outcome::CommandError;
use crate::diagnostic::Lines;
use crate::run_folder::finished::{FinishedError, FinishedRun};

/// The differences of a run that is no longer as it was written.
pub(super) fn changed(changes: &[String]) -> Lines {
    let head = "refused: the run is no longer as it was written".to_owned();
    [head].into_iter().chain(changes.iter().map(|change| format!("  {change}"))).collect()
}

/// Opens a run folder.
pub(super) fn finished(folder: &Path) -> Result<FinishedRun, CommandError> {
    FinishedRun::open(folder).map_err(no_run)
}

/// Opens a run that must be as it was written.
pub(super) fn whole(folder: &Path) -> Result<FinishedRun, CommandError> {
    let run = finished(folder)?;
    match run.changes().first() {
        None => Ok(run),
        Some(change) => {
            let shown = folder.display();
            let message = format!("{shown} is no longer as it was written: {change}");
            let help = "run `flowdown verify` to see everything that differs";
            Err(CommandError::failed(message, help))
        }
    }
}

/// The error for a folder that is not a run, or a damaged one.
pub(super) fn no_run(error: FinishedError) -> CommandError {
    let help = "name a folder that `flowdown assess` wrote, e.g. out/2026-10-31";
    CommandError::failed(error.to_string(), help)
}

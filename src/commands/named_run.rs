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

/// Whether what is written into a folder stays outside of a run, which holds what it lists and nothing else.
pub(super) fn stays_outside(to: &Path, run: &Path, help: &str) -> Result<(), CommandError> {
    // The folder may not be there yet: what is there of its path decides, whatever links lead to it.
    let full = std::path::absolute(to).unwrap_or_else(|_| to.to_owned());
    let there = full.ancestors().find_map(|path| path.canonicalize().ok());
    if there.zip(run.canonicalize().ok()).is_some_and(|(there, run)| there.starts_with(run)) {
        let message = format!("{} is inside of the run folder", to.display());
        return Err(CommandError::failed(message, help));
    }
    Ok(())
}

/// The error for a folder that is not a run, or a damaged one.
pub(super) fn no_run(error: FinishedError) -> CommandError {
    let help = "name a folder that `flowdown assess` wrote, e.g. out/2026-10-31";
    CommandError::failed(error.to_string(), help)
}

//! `flowdown export`: the chains of a run in the tables that others ask for.

use std::path::Path;

use super::terminal::Terminal;
use super::{CommandError, Status, finished};
use crate::cli::{ExportArgs, Global};
use crate::report::dora::{self, Subcontracting};
use crate::report::finished::DecidedChain;

/// Runs the command.
pub(super) fn run(
    _: &Global,
    args: &ExportArgs,
    terminal: &Terminal,
) -> Result<Status, CommandError> {
    let run = finished(&args.run)?;
    let changes = run.changes();
    if !changes.is_empty() {
        let lines: Vec<String> = changes.iter().map(|change| format!("  {change}")).collect();
        terminal.result(&format!(
            "refused: the run is no longer as it was written\n{}",
            lines.join("\n")
        ))?;
        return Ok(Status::Refused);
    }
    let chains =
        run.decisions().map_err(super::no_run)?.typed::<DecidedChain>().map_err(|reason| {
            CommandError::failed(format!("decisions.json: {reason}"), "assess the portfolio again")
        })?;
    let made = dora::subcontracting(&chains)
        .map_err(|error| CommandError::failed(error.to_string(), ""))?;
    write(&args.dora, &made, args.force)?;
    terminal.result(&summary(&args.dora, &made))?;
    Ok(Status::Done)
}

/// Writes both files, or none where one is there already.
fn write(folder: &Path, made: &Subcontracting, force: bool) -> Result<(), CommandError> {
    let files = [(dora::TABLE, &made.table), (dora::OPEN, &made.open)];
    let fail = |path: &Path, error: std::io::Error| {
        CommandError::failed(
            format!("{}: {error}", path.display()),
            "name a folder that can be written",
        )
    };
    std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    let there = files.iter().map(|(name, _)| folder.join(name)).find(|path| path.exists());
    if let Some(path) = there.filter(|_| !force) {
        let message = format!("{} is already there", path.display());
        return Err(CommandError::failed(
            message,
            "replace it with --force, or name another folder",
        ));
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(|error| fail(&path, error))?;
    }
    Ok(())
}

fn summary(folder: &Path, made: &Subcontracting) -> String {
    let mut text = format!(
        "{}: {} rows\n{}: what is open: the service type of {} contracts, the identifiers of {} suppliers\n",
        folder.join(dora::TABLE).display(),
        made.rows,
        folder.join(dora::OPEN).display(),
        made.contracts,
        made.suppliers
    );
    if !made.incomplete.is_empty() {
        let list = made.incomplete.join(", ");
        text.push_str(&format!(
            "a circle or an unknown party: the chain is not whole for {list}\n"
        ));
    }
    text
}

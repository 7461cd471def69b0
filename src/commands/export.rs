//! `flowdown export`: writes the chains of a run as DORA's table B_05.02.

use std::path::Path;

use super::files::write_files;
use super::named_run::{changed, finished, no_run};
use super::outcome::{CommandError, ExitStatus};
use super::terminal::Terminal;
use crate::cli::{ExportArgs, Global};
use crate::diagnostic::Lines;
use crate::outgoing::dora::{self, Subcontracting};
use crate::run_folder::finished::DecidedChain;

pub(super) fn run(
    _: &Global,
    args: &ExportArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let run = finished(&args.run)?;
    let changes = run.changes();
    if !changes.is_empty() {
        terminal.result(&changed(&changes))?;
        return Ok(ExitStatus::Refused);
    }
    let chains = run.decisions().map_err(no_run)?.typed::<DecidedChain>().map_err(|reason| {
        CommandError::failed(format!("decisions.json: {reason}"), "assess the portfolio again")
    })?;
    let made = dora::subcontracting(&chains)
        .map_err(|error| CommandError::failed(error.to_string(), ""))?;
    write(&args.dora, &made, args.force)?;
    terminal.result(&summary(&args.dora, &made))?;
    Ok(ExitStatus::Done)
}

/// Writes both files, or none.
fn write(folder: &Path, made: &Subcontracting, force: bool) -> Result<(), CommandError> {
    let files = [(dora::TABLE, &made.table), (dora::OPEN, &made.open)];
    let files = files.map(|(name, bytes)| (folder.join(name), bytes));
    write_files(&files, force, "replace it with --force, or name another folder")
}

fn summary(folder: &Path, made: &Subcontracting) -> Lines {
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
        text.line(format_args!("a circle or an unknown party: the chain is not whole for {list}"));
    }
    text
}

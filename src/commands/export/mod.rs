//! `flowdown export`: writes what runs hold for other systems: the chains as DORA's table B_05.02, the tables for query
//! engines. All files appear, or none.

mod dora;
mod tables;

use std::path::PathBuf;

use super::files::unwritten;
use super::named_run::{changed, finished, stays_outside};
use super::outcome::{CommandError, ExitStatus};
use super::terminal::Terminal;
use crate::cli::{ExportArgs, Global};
use crate::diagnostic::Lines;
use crate::disk::{Clash, StagedFiles};
use crate::run_folder::finished::FinishedRun;

pub(super) fn run(
    _: &Global,
    args: &ExportArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let runs = args.runs.iter().map(|run| finished(run));
    let runs = runs.collect::<Result<Vec<FinishedRun>, _>>()?;
    let changes = changes(&runs);
    if !changes.is_empty() {
        terminal.result(&changed(&changes))?;
        return Ok(ExitStatus::Refused);
    }
    let folders = args.dora.iter().chain(&args.tables);
    folders
        .flat_map(|to| runs.iter().map(move |run| (to, run)))
        .try_for_each(|(to, run)| stays_outside(to, run.folder(), "name another folder"))?;
    terminal.result(&export(args, &runs)?)?;
    Ok(ExitStatus::Done)
}

/// One sentence for each file that is not as its run recorded it.
fn changes(runs: &[FinishedRun]) -> Vec<String> {
    let of = |run: &FinishedRun| -> Vec<String> {
        let folder = run.folder().display();
        let named = |change| if runs.len() > 1 { format!("{folder}: {change}") } else { change };
        run.changes().into_iter().map(named).collect()
    };
    runs.iter().flat_map(of).collect()
}

/// Writes all files, and says what was written.
fn export(args: &ExportArgs, runs: &[FinishedRun]) -> Result<Lines, CommandError> {
    let dora = args.dora.as_deref().map(|to| dora::Export::make(runs, to)).transpose()?;
    let mut tables = args.tables.as_deref().map(|to| tables::Export::plan(runs, to)).transpose()?;
    let mut paths: Vec<PathBuf> = Vec::new();
    paths.extend(dora.iter().flat_map(dora::Export::paths));
    paths.extend(tables.iter().flat_map(tables::Export::paths));
    let clash = if args.force { Clash::Replace } else { Clash::Keep };
    let failed = |error| unwritten(error, "replace it with --force, or name another folder");
    let mut staged =
        StagedFiles::begin(paths.iter().map(PathBuf::as_path), clash).map_err(failed)?;
    let mut said = Lines::new();
    if let Some(dora) = &dora {
        dora.stage(&mut staged).map_err(failed)?;
        said.append(&dora.summary());
    }
    if let Some(tables) = &mut tables {
        tables.stage(|path: PathBuf, bytes: &[u8]| staged.add(path, bytes).map_err(failed))?;
        said.append(&tables.summary());
    }
    staged.place().map_err(failed)?;
    Ok(said)
}

//! The previous run: which one it is, and what the next run takes from it.

use std::collections::BTreeSet;
use std::path::Path;

use super::named_run::{no_run, whole};
use super::outcome::CommandError;
use super::setting::Setting;
use super::terminal::Terminal;
use crate::assessment::Memory;
use crate::model::Register;
use crate::pipeline::Previous;
use crate::run_folder::finished::FinishedRun;
use crate::run_folder::record::portfolios;

/// The value of `--previous` that means no run.
const NONE: &str = "none";

/// The previous run: the named one, which must be unchanged and of an earlier day; else the newest unchanged run of the
/// same portfolios and of an earlier day in the output folder.
pub(super) fn previous(
    named: Option<&Path>,
    out: &Path,
    setting: &Setting,
    terminal: &Terminal,
) -> Result<Option<FinishedRun>, CommandError> {
    let as_of = setting.as_of;
    match named {
        Some(word) if word == Path::new(NONE) => Ok(None),
        Some(folder) => {
            let run = whole(folder)?;
            if run.as_of() >= as_of {
                let (shown, day) = (folder.display(), run.as_of());
                let message = format!("{shown} is of {day}, not of a day before {as_of}");
                return Err(CommandError::failed(message, "name the previous run"));
            }
            Ok(Some(run))
        }
        None => Ok(newest(out, setting, terminal)),
    }
}

/// The newest unchanged run of an earlier day in a folder. Changed runs are skipped with a note, and so are runs of other
/// portfolios: what these held would seem to be mended.
fn newest(out: &Path, setting: &Setting, terminal: &Terminal) -> Option<FinishedRun> {
    let registers = setting.files.registers.iter();
    let ours: BTreeSet<&str> = registers.filter_map(|one| one.portfolio.as_deref()).collect();
    let entries = std::fs::read_dir(out).ok()?.flatten();
    let runs = entries.filter_map(|entry| FinishedRun::open(&entry.path()).ok());
    let mut runs: Vec<FinishedRun> = runs.filter(|run| run.as_of() < setting.as_of).collect();
    runs.sort_by(|a, b| (b.as_of(), a.folder()).cmp(&(a.as_of(), b.folder())));
    for run in runs {
        if portfolios(run.inputs()) != ours {
            let shown = run.folder().display();
            terminal.note(&format!(
                "{shown} is a run of other portfolios: it is not taken as the previous run"
            ));
            continue;
        }
        match run.changes().first() {
            None => {
                let (shown, day) = (run.folder().display(), run.as_of());
                terminal.note(&format!("goes on from the run of {day}, {shown}"));
                return Some(run);
            }
            Some(change) => {
                let shown = run.folder().display();
                terminal.note(&format!(
                    "{shown} is no longer as it was written ({change}): it is not taken as the previous run"
                ));
            }
        }
    }
    None
}

/// The due days from the newest run in the output folder, for commands that write no run.
pub(super) fn memory(
    setting: &Setting,
    register: &Register,
    terminal: &Terminal,
) -> Result<Memory, CommandError> {
    let run = previous(None, &setting.out(None)?, setting, terminal)?;
    let before = run.map(|run| read(&run, terminal)).transpose()?;
    Ok(before.map_or_else(Memory::default, |before| before.memory(register)))
}

/// Reads the previous run from its folder.
pub(super) fn read(run: &FinishedRun, terminal: &Terminal) -> Result<Previous, CommandError> {
    let previous = Previous::read(run).map_err(no_run)?;
    if previous.earlier.is_none() {
        terminal.note(&format!(
            "{} holds no findings.json ({} wrote it): every finding counts as seen for the first time",
            run.folder().display(),
            run.program()
        ));
    }
    Ok(previous)
}

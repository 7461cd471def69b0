//! `flowdown calibrate`: proposes base rates from past incidents.

use std::path::Path;

use super::files::write_files;
use super::outcome::{CommandError, ExitStatus};
use super::replay::{SnapshotRun, anew, kept};
use super::terminal::Terminal;
use crate::assessment::Memory;
use crate::assessment::backtest::calibrate;
use crate::catalogue::{Catalogue, Source};
use crate::cli::{CalibrateArgs, Global};
use crate::comparison::calibrate::{edited, text, view};
use crate::comparison::movement::Stand;
use crate::comparison::replay::{occurred, trials};
use crate::model::Date;

pub(super) fn run(
    global: &Global,
    args: &CalibrateArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let kept = kept(&args.runs)?;
    let Some(newest) = kept.last().filter(|_| kept.len() > 1) else {
        let message =
            "what comes after a run is known from the next one only, and one run is named";
        return Err(CommandError::failed(message, "name two runs or more"));
    };
    let scoring = match &global.scoring {
        Some(path) => Source::folder(path)?,
        None => newest.snapshot.catalogue.scoring(),
    };
    let of = |run: &SnapshotRun| -> Result<(Date, Vec<Stand>), CommandError> {
        let rules = Catalogue::from_sources(&scoring, &run.snapshot.catalogue.questionnaires())?;
        Ok((run.as_of, anew(&run.snapshot, &rules, Memory::default()).0))
    };
    let stands = kept.iter().map(of).collect::<Result<Vec<_>, _>>()?;
    let stands: Vec<(Date, &[Stand])> =
        stands.iter().map(|(day, stands)| (*day, stands.as_slice())).collect();
    let incidents = occurred(kept.iter().map(|run| &run.snapshot.register));
    let rules = Catalogue::from_sources(&scoring, &newest.snapshot.catalogue.questionnaires())?;
    let trials = trials(&stands, &incidents);
    let found = calibrate(&trials, rules.calibration.prior_strength);
    let proposed = view(&found, trials.len(), &rules);
    if let (Some(folder), Some(edition)) = (&args.write, &args.edition) {
        let files = edited(&scoring, &proposed, edition).map_err(|reason| {
            CommandError::failed(reason, "change `base_rate` in domains.toml by hand")
        })?;
        // Only files that can be read again are written.
        Catalogue::from_sources(&files, &newest.snapshot.catalogue.questionnaires())?;
        write(folder, &files)?;
    }
    if args.json {
        terminal.json(&proposed)?;
    } else {
        terminal.result(&text(&proposed))?;
    }
    if let Some(folder) = &args.write {
        terminal.note(&format!("wrote {}", folder.display()));
    }
    Ok(ExitStatus::Done)
}

/// Writes the files into a folder that is new or empty.
fn write(folder: &Path, files: &Source) -> Result<(), CommandError> {
    let fail = |error: std::io::Error| {
        let message = format!("{}: {error}", folder.display());
        CommandError::failed(message, "name a folder that can be written")
    };
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("{} is not empty", folder.display());
        return Err(CommandError::failed(message, "name a new folder: no policy is overwritten"));
    }
    std::fs::create_dir_all(folder).map_err(fail)?;
    let files = files.files.iter().map(|file| (folder.join(&*file.below), file.text.as_bytes()));
    let files: Vec<_> = files.collect();
    write_files(&files, false, "name a new folder: no policy is overwritten")
}

//! `flowdown compare`: prints what moved between two runs, and why.

use std::path::Path;

use super::named_run::{no_run, whole};
use super::outcome::{CommandError, ExitStatus};
use super::terminal::Terminal;
use crate::cli::{CompareArgs, Global};
use crate::comparison::compare::{text, view};
use crate::comparison::movement::{Movement, Past, Present, side_of};
use crate::run_folder::finished::FinishedRun;

pub(super) fn run(
    _: &Global,
    args: &CompareArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let (older, newer) = (whole(&args.before)?, whole(&args.after)?);
    if older.as_of() > newer.as_of() {
        let message =
            format!("{} is of a later day than {}", args.before.display(), args.after.display());
        return Err(CommandError::failed(message, "name the older run first"));
    }
    let (older, newer) = (past(&older)?, past(&newer)?);
    let side = newer.snapshot.as_ref().map(side_of).map_err(Clone::clone);
    let present = Present { as_of: newer.as_of, stands: newer.stands, side };
    let movement = Movement::between(older, present);
    if args.json {
        terminal.json(&view(&movement))?;
    } else {
        terminal.result(&text(&movement))?;
    }
    Ok(ExitStatus::Done)
}

/// A run as it was written, with the earlier runs in the same parent folder.
pub(super) fn past(run: &FinishedRun) -> Result<Past, CommandError> {
    let beside = run.folder().parent().filter(|parent| !parent.as_os_str().is_empty());
    Past::read(run, beside.unwrap_or(Path::new("."))).map_err(no_run)
}

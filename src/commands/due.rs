//! `flowdown due`: who must be asked, and why, in order of urgency.

use super::terminal::Terminal;
use super::{CommandError, Setting, Status};
use crate::assessment::Context;
use crate::assessment::due::due;
use crate::cli::{DueArgs, Global};
use crate::model::FileStatus;
use crate::pipeline;
use crate::report::due::{text, view};

/// Runs the command.
pub(super) fn run(
    global: &Global,
    args: &DueArgs,
    terminal: &Terminal,
) -> Result<Status, CommandError> {
    let setting = Setting::open(global, &args.portfolio, terminal)?;
    let read = pipeline::read(&setting.files, &setting.catalogue, &|| {})?;
    let context = Context::new(&setting.catalogue, &read.register, &read.responses, setting.as_of);
    let found = view(&due(&context, args.within), setting.as_of, args.within);
    if args.json {
        terminal.json(&found)?;
    } else {
        terminal.result(&text(&found))?;
    }
    let unused = read
        .files
        .iter()
        .filter(|file| matches!(file.status, FileStatus::Quarantined | FileStatus::Refused))
        .count();
    if unused == 0 {
        return Ok(Status::Done);
    }
    terminal.note(&format!(
        "{unused} of {} files could not be used, so their suppliers may only seem silent; `flowdown check` lists them",
        read.files.len()
    ));
    Ok(Status::Incomplete)
}

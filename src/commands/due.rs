//! `flowdown due`: lists the suppliers that must be asked and why, in order of urgency.

use super::outcome::{CommandError, ExitStatus};
use super::setting::Setting;
use super::terminal::Terminal;
use crate::assessment::due::due;
use crate::assessment::forecast::forecast;
use crate::assessment::{Context, Inputs};
use crate::cache::Cache;
use crate::cli::{DueArgs, Global};
use crate::model::FileStatus;
use crate::pipeline::{self, Portfolio};
use crate::report::due::{text, view};
use crate::report::forecast;

pub(super) fn run(
    global: &Global,
    args: &DueArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let setting = Setting::open(global, &args.portfolio, terminal)?;
    let read = pipeline::read(&setting.files, &setting.catalogue, &Cache::off(), &|| {})?;
    if let Some(days) = args.decisions {
        return decisions(&setting, read, (days, args.json), terminal);
    }
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
        return Ok(ExitStatus::Done);
    }
    terminal.note(&format!(
        "{unused} of {} files could not be used, so their suppliers may only seem silent; `flowdown check` lists them",
        read.files.len()
    ));
    Ok(ExitStatus::Incomplete)
}

/// Lists the decisions that change by themselves.
fn decisions(
    setting: &Setting,
    mut read: Portfolio,
    (days, json): (u16, bool),
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let memory = super::earlier::memory(setting, &read.register, terminal)?;
    let mut files = std::mem::take(&mut read.files);
    let (register, responses) = (&read.register, &read.responses);
    let inputs = Inputs::new(&setting.catalogue, register, responses, setting.as_of);
    let assessment = pipeline::judge(inputs.remembering(memory), &mut files);
    let found = forecast::view(&forecast(&assessment, days), setting.as_of, days);
    if json {
        terminal.json(&found)?;
    } else {
        terminal.result(&forecast::text(&found))?;
    }
    Ok(ExitStatus::Done)
}

//! `flowdown assess`: reads a portfolio, decides, and writes the run folder.

use std::path::{Path, PathBuf};

use super::earlier::{previous, read};
use super::outcome::{CommandError, ExitStatus};
use super::setting::Setting;
use super::terminal::Terminal;
use crate::cache::{Cache, FOLDER};
use crate::cli::{AssessArgs, Global};
use crate::diagnostic::Lines;
use crate::model::{Decision, FileStatus};
use crate::pipeline::{self, Job, PublishError, Run, RunError};
use crate::run_folder::folder::FolderError;

pub(super) fn run(
    global: &Global,
    args: &AssessArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let setting = Setting::open_all(global, &args.portfolios, terminal)?;
    let out = setting.out(args.out.as_deref())?;
    say_several(&setting, &out, terminal);
    let previous = previous(args.previous.as_deref(), &out, &setting, terminal)?;
    let previous = previous.map(|run| read(&run, terminal)).transpose()?;
    let cache = cache(&setting, args, terminal);
    let bar = terminal.progress("reading", setting.files.responses.len());
    let job = Job {
        files: &setting.files,
        catalogue: &setting.catalogue,
        as_of: setting.as_of,
        previous,
        out: &out,
        force: args.force,
        cache: &cache,
        progress: &|| bar.inc(1),
    };
    let said = pipeline::run(job, |run| {
        bar.finish_and_clear();
        say(run, args.json, terminal)
    });
    bar.finish_and_clear();
    let status = said.map_err(failed)??;
    if let Err(error) = cache.finish() {
        without(terminal, &error);
    }
    Ok(status)
}

/// Says which portfolios are read as one, and where the approvals of the run belong: with the portfolio that it stands in,
/// else with the first by name, whichever is named first.
fn say_several(setting: &Setting, out: &Path, terminal: &Terminal) {
    let registers = &setting.files.registers;
    let names: Vec<&str> = registers.iter().filter_map(|one| one.portfolio.as_deref()).collect();
    let mut folders: Vec<&PathBuf> =
        [&setting.files.folder].into_iter().chain(&setting.files.others).collect();
    folders.sort_by_key(|folder| folder.file_name());
    let holds = |folder: &&&PathBuf| out.starts_with(folder);
    let ledger = folders.iter().find(holds).or(folders.first());
    if let Some(ledger) = ledger.filter(|_| !names.is_empty()) {
        terminal.note(&format!(
            "read as one: {}; for `approve` and `gate` name the ledger's folder: --portfolio {}",
            names.join(", "),
            ledger.display()
        ));
    }
}

/// Prints what the run decided and which files it could not use, and returns the exit status.
fn say(run: &Run<'_>, json: bool, terminal: &Terminal) -> Result<ExitStatus, CommandError> {
    if run.assessment.engagements.is_empty() {
        terminal.note("the register holds no engagement yet: there was nothing to decide");
    }
    if json {
        terminal.copy(&run.folder.join("decisions.json"))?;
    } else {
        terminal.result(&summary(run))?;
    }
    let unused: Vec<String> = run
        .files
        .iter()
        .filter(|file| matches!(file.status, FileStatus::Quarantined | FileStatus::Refused))
        .map(|file| format!("  {}: {} ({})", file.file, file.status.word(), file.reason))
        .collect();
    if unused.is_empty() {
        return Ok(ExitStatus::Done);
    }
    let head = format!("{} of {} files could not be used:", unused.len(), run.files.len());
    terminal.notes(&[head].into_iter().chain(unused).collect());
    Ok(ExitStatus::Incomplete)
}

/// The cache beside the portfolio; an unused one if it is switched off or can't be opened.
fn cache(setting: &Setting, args: &AssessArgs, terminal: &Terminal) -> Cache {
    if args.no_cache || setting.files.settings.cache == Some(false) {
        return Cache::off();
    }
    pipeline::cache(&setting.files.folder, &setting.catalogue).unwrap_or_else(|error| {
        without(terminal, &error);
        Cache::off()
    })
}

fn without(terminal: &Terminal, error: &std::io::Error) {
    terminal.note(&format!(
        "nothing is kept for the next run in {FOLDER} ({error}); --no-cache works without it"
    ));
}

fn failed(error: RunError) -> CommandError {
    match error {
        RunError::Register(problems) => problems.into(),
        RunError::Folder(error)
        | RunError::Publish(PublishError::Folder(error @ FolderError::Lost { .. })) => {
            no_folder(error)
        }
        RunError::Publish(error) => {
            CommandError::failed(error.to_string(), "free room or choose another folder with --out")
        }
    }
}

fn no_folder(error: FolderError) -> CommandError {
    let help = match error {
        FolderError::Exists(_) | FolderError::Lost { .. } => {
            "replace it with --force, or choose another folder with --out"
        }
        FolderError::Io { .. } => "choose a folder that can be written with --out",
    };
    CommandError::failed(error.to_string(), help)
}

/// The number of engagements with each decision, and what needs attention first.
fn summary(run: &Run<'_>) -> Lines {
    let Run { folder, assessment, files, tracking } = run;
    let engagements = &assessment.engagements;
    let policy = &assessment.context.catalogue.policy;
    let count =
        |decision: &Decision| engagements.iter().filter(|one| one.decision == *decision).count();
    let mut text = Lines::new();
    text.line(format_args!(
        "{} engagements, {} files, as of {}, policy {} {}",
        engagements.len(),
        files.len(),
        assessment.context.as_of,
        policy.id,
        policy.edition
    ));
    for decision in Decision::ALL.iter().rev() {
        text.line(format_args!("  {:<24} {:>5}", decision.word(), count(decision)));
    }
    text.line(format_args!("{}", tracking.summary(assessment.context.as_of)));
    text.line("first to look at");
    for one in engagements.iter().take(5) {
        let because =
            one.headline().map_or("nothing stands against it", |rule| rule.because.as_str());
        let engagement = one.engagement;
        text.line(format_args!(
            "  {:>3}. {:<10} {:<12} {:<8} {:<24} {because}",
            one.rank,
            engagement.id.as_str(),
            engagement.supplier.as_str(),
            engagement.deal.as_str(),
            one.decision.word()
        ));
    }
    text.line(format_args!("wrote {}", folder.display()));
    text
}

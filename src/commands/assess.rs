//! `flowdown assess`: the main job.

use std::path::Path;

use super::earlier::{PreviousRun, previous};
use super::outcome::{CommandError, ExitStatus};
use super::setting::Setting;
use super::terminal::Terminal;
use crate::assessment::Assessment;
use crate::assessment::tracking::Tracking;
use crate::cache::{Cache, FOLDER};
use crate::cli::{AssessArgs, Global};
use crate::diagnostic::Lines;
use crate::model::{Decision, FileReport, FileStatus};
use crate::pipeline::{self, Material, PublishError};
use crate::run_folder::folder::FolderError;

/// Runs the command.
pub(super) fn run(
    global: &Global,
    args: &AssessArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let setting = Setting::open(global, &args.portfolio, terminal)?;
    let out = setting.out(args.out.as_deref())?;
    let previous = previous(args.previous.as_deref(), &out, setting.as_of, terminal)?;
    let previous = previous.map(|run| PreviousRun::read(&run, terminal)).transpose()?;
    let folder = pipeline::open(&out, setting.as_of, args.force).map_err(no_folder)?;
    let cache = cache(&setting, args, terminal);
    let bar = terminal.progress("reading", setting.files.responses.len());
    let mut portfolio =
        pipeline::read_with(&setting.files, &setting.catalogue, &cache, &|| bar.inc(1))?;
    bar.finish_and_clear();
    let mut files = std::mem::take(&mut portfolio.files);
    let memory = previous.as_ref().map(|before| before.memory(&portfolio.register));
    let assessment = pipeline::judge(
        &setting.catalogue,
        &portfolio.register,
        &portfolio.responses,
        &mut files,
        (setting.as_of, memory.unwrap_or_default()),
    );
    let (digest, movement, earlier) = match previous {
        None => (None, None, None),
        Some(PreviousRun { past, earlier }) => {
            let digest = past.digest.clone();
            let movement = pipeline::movement(past, &assessment, &portfolio.responses);
            (Some(digest), Some(movement), earlier)
        }
    };
    let tracking = pipeline::tracking(&assessment, &files, earlier);
    let material = Material {
        name: &portfolio.name,
        responses: &portfolio.responses,
        files: &files,
        inputs: &portfolio.inputs,
        previous: digest.as_deref(),
        movement: movement.as_ref(),
        tracking: &tracking,
    };
    let run = pipeline::publish_with(folder, &assessment, material, &cache).map_err(unpublished)?;
    if let Err(error) = cache.finish() {
        without(terminal, &error);
    }
    if assessment.engagements.is_empty() {
        terminal.note("the register holds no engagement yet: there was nothing to decide");
    }
    if args.json {
        terminal.copy(&run.join("decisions.json"))?;
    } else {
        terminal.result(&summary(&assessment, &tracking, &run, files.len()))?;
    }
    Ok(unused(&files, terminal))
}

/// Names the files that could not be used.
fn unused(files: &[FileReport], terminal: &Terminal) -> ExitStatus {
    let unused: Vec<String> = files
        .iter()
        .filter(|file| matches!(file.status, FileStatus::Quarantined | FileStatus::Refused))
        .map(|file| format!("  {}: {} ({})", file.file, file.status.word(), file.reason))
        .collect();
    if unused.is_empty() {
        return ExitStatus::Done;
    }
    let head = format!("{} of {} files could not be used:", unused.len(), files.len());
    terminal.notes(&[head].into_iter().chain(unused).collect());
    ExitStatus::Incomplete
}

/// The cache beside the portfolio, unless it is not wanted or not to be had.
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

fn unpublished(error: PublishError) -> CommandError {
    match error {
        PublishError::Folder(error @ FolderError::Lost { .. }) => no_folder(error),
        error => {
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

/// Counts by decision, and what needs attention first.
fn summary(assessment: &Assessment<'_>, tracking: &Tracking, run: &Path, files: usize) -> Lines {
    let engagements = &assessment.engagements;
    let policy = &assessment.context.catalogue.policy;
    let count =
        |decision: &Decision| engagements.iter().filter(|one| one.decision == *decision).count();
    let mut text = Lines::new();
    text.line(format_args!(
        "{} engagements, {files} files, as of {}, policy {} {}",
        engagements.len(),
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
    text.line(format_args!("wrote {}", run.display()));
    text
}

//! `flowdown verify`: checks a run against its digests, for an auditor.

use std::collections::BTreeSet;
use std::path::Path;

use super::earlier::read;
use super::named_run::no_run;
use super::outcome::{CommandError, ExitStatus};
use super::setting::Setting;
use super::terminal::Terminal;
use crate::cache::Cache;
use crate::cli::{Global, VerifyArgs};
use crate::comparison::verify::verify;
use crate::intake::portfolio::discover;
use crate::pipeline::{self, Job, Previous, RunError};
use crate::run_folder::finished::FinishedRun;
use crate::run_folder::record::program;

pub(super) fn run(
    global: &Global,
    args: &VerifyArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let beside = args.run.parent().filter(|parent| !parent.as_os_str().is_empty());
    let runs = args.runs.as_deref().or(beside).unwrap_or(Path::new("."));
    let (mut found, run) = verify(&args.run, runs).map_err(no_run)?;
    if let (Some(run), Some(portfolio)) = (&run, &args.portfolio) {
        found.compare_inputs(run, portfolio, &names(portfolio, terminal)?);
        let gone = found.inputs.as_ref().map_or(0, |inputs| inputs.gone.len());
        if gone > 0 && gone == run.inputs().len() {
            let message =
                format!("{} holds none of the files the run was made of", portfolio.display());
            return Err(CommandError::failed(message, "name the run's portfolio, or leave it out"));
        }
        if args.rerun {
            let staging = tempfile::tempdir()?;
            let again = rerun(global, run, (portfolio, runs), staging.path(), terminal)?;
            found.compare_rerun(run, &again);
        }
    }
    if args.json {
        terminal.json(&found)?;
    } else {
        terminal.result(&found.text())?;
    }
    Ok(if found.sound { ExitStatus::Done } else { ExitStatus::Refused })
}

/// The files that a portfolio holds now; none if it can't be read as a portfolio: its recorded files can still be
/// compared.
fn names(portfolio: &Path, terminal: &Terminal) -> Result<Vec<String>, CommandError> {
    let files = match discover(portfolio) {
        Ok(files) => files,
        Err(problems) if !portfolio.is_dir() => return Err(problems.into()),
        Err(problems) => {
            let head = "new files can't be listed:".to_owned();
            let problems = problems.0.iter().map(|problem| format!("  {problem}"));
            terminal.notes(&[head].into_iter().chain(problems).collect());
            return Ok(Vec::new());
        }
    };
    let settings = files.settings.text.is_some().then(|| "flowdown.toml".to_owned());
    let register = files.register.0.iter().map(|(name, _)| name.clone());
    let responses = files.responses.iter().map(|file| file.path.to_string());
    Ok(settings.into_iter().chain(register).chain(responses).collect())
}

/// The previous run, by the digest that a run names.
fn before(digest: &str, runs: &Path, terminal: &Terminal) -> Result<Previous, CommandError> {
    let run = FinishedRun::named(digest, runs).ok_or_else(|| {
        let message = "the run compares itself with its previous run, which is not there";
        CommandError::failed(message, "name the folder that holds it with --runs")
    })?;
    read(&run, terminal)
}

/// Assesses the portfolio again as the run did, into the folder `staging`.
fn rerun(
    global: &Global,
    run: &FinishedRun,
    (portfolio, runs): (&Path, &Path),
    staging: &Path,
    terminal: &Terminal,
) -> Result<FinishedRun, CommandError> {
    let global = Global { as_of: Some(run.as_of()), ..global.clone() };
    let setting = Setting::open(&global, portfolio, terminal)?;
    let used: BTreeSet<&str> = run.catalogue().iter().map(|file| file.sha256.as_str()).collect();
    let files = &setting.catalogue.files;
    let ours: BTreeSet<&str> = files.iter().map(|file| file.sha256()).collect();
    if used != ours {
        let mine = files.iter().filter(|file| !used.contains(file.sha256()));
        let mine: Vec<&str> = mine.map(|file| &*file.name).take(5).collect();
        let message = format!("the run used other rules than these: {} differ", mine.join(", "));
        let help = "name the folders of that time with --scoring and --questionnaires";
        return Err(CommandError::failed(message, help));
    }
    if run.program() != program() {
        terminal.note(&format!(
            "the run was written by {}, this is {}: other bytes may come from that",
            run.program(),
            program()
        ));
    }
    let previous = run.previous().map(|digest| before(digest, runs, terminal)).transpose()?;
    let job = Job {
        files: &setting.files,
        catalogue: &setting.catalogue,
        as_of: setting.as_of,
        previous,
        out: staging,
        force: false,
        cache: &Cache::off(),
        progress: &|| {},
    };
    let written = pipeline::run(job, |run| run.folder.clone()).map_err(|error| match error {
        RunError::Register(problems) => problems.into(),
        error => CommandError::failed(error.to_string(), "free room for temporary files"),
    })?;
    FinishedRun::open(&written).map_err(no_run)
}

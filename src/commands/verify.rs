//! `flowdown verify`: checks a run against its digests, for an auditor.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::earlier::read;
use super::named_run::no_run;
use super::outcome::{CommandError, ExitStatus};
use super::setting::Setting;
use super::terminal::Terminal;
use crate::cache::Cache;
use crate::cli::{Global, VerifyArgs};
use crate::comparison::verify::verify;
use crate::intake::portfolio::{PortfolioFolders, discover_all};
use crate::pipeline::{self, Job, Previous, RunError};
use crate::run_folder::finished::FinishedRun;
use crate::run_folder::record::{self, program};

pub(super) fn run(
    global: &Global,
    args: &VerifyArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let beside = args.run.parent().filter(|parent| !parent.as_os_str().is_empty());
    let runs = args.runs.as_deref().or(beside).unwrap_or(Path::new("."));
    let (mut found, run) = verify(&args.run, runs).map_err(no_run)?;
    if let Some(run) = run.as_ref().filter(|_| !args.portfolio.is_empty()) {
        let portfolios = &args.portfolio;
        let made_of = record::portfolios(run.inputs());
        // Of several portfolios one may be named alone; its paths have its name in front all the same.
        let folders = if made_of.is_empty() {
            PortfolioFolders::new(portfolios)?
        } else {
            PortfolioFolders::named(portfolios)?
        };
        found.compare_inputs(run, &folders, &names(portfolios, &folders, terminal)?);
        let gone = found.inputs.as_ref().map_or(0, |inputs| inputs.gone.len());
        if gone > 0 && gone == run.inputs().len() {
            let shown: Vec<String> =
                portfolios.iter().map(|folder| folder.display().to_string()).collect();
            let holds = if shown.len() == 1 { "holds" } else { "hold" };
            let shown = shown.join(", ");
            let message = format!("{shown} {holds} none of the files the run was made of");
            let help = "name the run's portfolio, or each of them if it was made of several; or leave it out";
            return Err(CommandError::failed(message, help));
        }
        if args.rerun {
            are_all(&folders, &made_of)?;
            let staging = tempfile::tempdir()?;
            let again = rerun(global, run, (portfolios, runs), staging.path(), terminal)?;
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

/// The files that the portfolios hold now; none if one can't be read as a portfolio: the recorded files can still be
/// compared.
fn names(
    portfolios: &[PathBuf],
    folders: &PortfolioFolders,
    terminal: &Terminal,
) -> Result<Vec<String>, CommandError> {
    let files = match discover_all(portfolios) {
        Ok(files) => files,
        Err(problems) if !portfolios.iter().all(|folder| folder.is_dir()) => {
            return Err(problems.into());
        }
        Err(problems) => {
            let head = "new files can't be listed:".to_owned();
            let problems = problems.0.iter().map(|problem| format!("  {problem}"));
            terminal.notes(&[head].into_iter().chain(problems).collect());
            return Ok(Vec::new());
        }
    };
    let settings = files.settings.texts.iter().map(|(name, _)| name.clone());
    let registers = files.registers.iter().flat_map(|register| &register.files);
    let registers = registers.map(|(name, _)| name.clone());
    let responses = files.responses.iter().map(|file| file.path.to_string());
    let names = settings.chain(registers).chain(responses);
    // A folder that is read alone puts no name in front.
    let alone = folders.iter().next().and_then(|(name, _)| name.filter(|_| portfolios.len() == 1));
    Ok(match alone {
        Some(front) => names.map(|name| format!("{front}/{name}")).collect(),
        None => names.collect(),
    })
}

/// Whether the folders are those that the run was made of, so that it can be made again.
fn are_all(folders: &PortfolioFolders, made_of: &BTreeSet<&str>) -> Result<(), CommandError> {
    let named: BTreeSet<&str> =
        folders.iter().filter_map(|(name, _)| name.map(|name| &**name)).collect();
    if named == *made_of {
        return Ok(());
    }
    let all: Vec<&str> = made_of.iter().copied().collect();
    let message = match all[..] {
        [] => "the run was made of one portfolio".to_owned(),
        _ => format!("the run was made of {}", all.join(", ")),
    };
    Err(CommandError::failed(message, "name each of them with --portfolio, and no other"))
}

/// The previous run, by the digest that a run names.
fn before(digest: &str, runs: &Path, terminal: &Terminal) -> Result<Previous, CommandError> {
    let run = FinishedRun::named(digest, runs).ok_or_else(|| {
        let message = "the run compares itself with its previous run, which is not there";
        CommandError::failed(message, "name the folder that holds it with --runs")
    })?;
    read(&run, terminal)
}

/// Assesses the portfolios again as the run did, into the folder `staging`.
fn rerun(
    global: &Global,
    run: &FinishedRun,
    (portfolios, runs): (&[PathBuf], &Path),
    staging: &Path,
    terminal: &Terminal,
) -> Result<FinishedRun, CommandError> {
    let global = Global { as_of: Some(run.as_of()), ..global.clone() };
    let setting = Setting::open_all(&global, portfolios, terminal)?;
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

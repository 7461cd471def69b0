//! One file a verb: from arguments to an outcome.

mod approve;
mod assess;
mod calibrate;
mod catalogue;
mod check;
mod compare;
mod due;
mod earlier;
mod explain;
mod export;
mod gate;
mod init;
mod known;
mod ledger;
mod map;
mod print;
mod replay;
mod request;
mod sample;
mod terminal;
mod verify;

use std::path::{Component, Path, PathBuf};

use crate::catalogue::Catalogue;
use crate::cli::{Cli, Command, Global};
use crate::diagnostic::{Lines, Problems};
use crate::disk::{self, Clash, WriteError};
use crate::intake::portfolio::{PortfolioFiles, Settings};
use crate::model::Date;
use crate::run_folder::finished::{FinishedError, FinishedRun};
use terminal::Terminal;

/// How a command ended; its number is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done.
    Done,
    /// A gate or a check said no.
    Refused,
    /// Wrong usage, or an invalid policy, questionnaire or register.
    Invalid,
    /// Done, but some inputs could not be used.
    Incomplete,
}

impl ExitStatus {
    /// The exit status.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Invalid => 2,
            Self::Incomplete => 3,
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A policy, questionnaire, register or portfolio is invalid.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// Something else is in the way.
    #[error("{message}")]
    Failed {
        /// What is wrong, and where.
        message: String,
        /// What to do next.
        help: String,
    },
    /// Nobody reads our output any more, as with `flowdown … | head`.
    #[error("the reader of the output went away")]
    BrokenPipe,
}

impl CommandError {
    /// Something is in the way.
    pub fn failed(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), help: help.into() }
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::failed(error.to_string(), "")
        }
    }
}

/// Replaces the panic message: a bug asks for a report.
pub fn report_bugs() {
    std::panic::set_hook(Box::new(|info| {
        // Damaged files can make a reader panic; that is caught and reported as a damaged file.
        if !crate::intake::workbook::is_guarded() {
            let head = "this is a bug of flowdown, please report it with the lines below; nothing was written";
            let info = info.to_string();
            terminal::complain(&[head].into_iter().chain(info.lines()).collect());
        }
    }));
}

/// Runs a command, says what went wrong, and tells the exit status.
pub fn run(cli: &Cli) -> ExitStatus {
    let terminal = Terminal::new(&cli.global);
    start_threads(cli.global.threads, &terminal);
    match dispatch(cli, &terminal) {
        Ok(status) => status,
        Err(CommandError::BrokenPipe) => ExitStatus::Done,
        Err(error) => {
            terminal.error(&error);
            ExitStatus::Invalid
        }
    }
}

/// Starts the threads. Where the system gives none, the work is done by the thread that runs already.
fn start_threads(threads: Option<u16>, terminal: &Terminal) {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from));
    let Err(error) = builder.build_global() else { return };
    // Without a cause the pool is there already, which is so when tests run several commands.
    if let Some(cause) = std::error::Error::source(&error) {
        terminal.note(&format!("no threads can be started ({cause}): one does all the work"));
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
        let _ = one.build_global();
    }
}

/// What differs in a run that is no longer as it was written.
fn changed(changes: &[String]) -> Lines {
    let head = "refused: the run is no longer as it was written".to_owned();
    [head].into_iter().chain(changes.iter().map(|change| format!("  {change}"))).collect()
}

/// Writes all of some files or none; `help` says what to do where one is there already.
fn write_files<B: AsRef<[u8]>>(
    files: &[(PathBuf, B)],
    force: bool,
    help: &str,
) -> Result<(), CommandError> {
    let clash = if force { Clash::Replace } else { Clash::Keep };
    disk::write_all(files, clash).map_err(|error| {
        let help = match error {
            WriteError::Exists(_) => help,
            WriteError::Io { .. } => {
                "name a folder that can be written and has room; nothing was written"
            }
        };
        CommandError::failed(error.to_string(), help)
    })
}

fn dispatch(cli: &Cli, terminal: &Terminal) -> Result<ExitStatus, CommandError> {
    let global = &cli.global;
    match &cli.command {
        Command::Check(args) => check::run(global, args, terminal),
        Command::Init(args) => init::run(global, args, terminal),
        Command::Due(args) => due::run(global, args, terminal),
        Command::Request(args) => request::run(global, args, terminal),
        Command::Assess(args) => assess::run(global, args, terminal),
        Command::Explain(args) => explain::run(global, args, terminal),
        Command::Gate(args) => gate::run(global, args, terminal),
        Command::Approve(args) => approve::run(global, args, terminal),
        Command::Compare(args) => compare::run(global, args, terminal),
        Command::Replay(args) => replay::run(global, args, terminal),
        Command::Calibrate(args) => calibrate::run(global, args, terminal),
        Command::Verify(args) => verify::run(global, args, terminal),
        Command::Export(args) => export::run(global, args, terminal),
        Command::Map(args) => map::run(global, args, terminal),
        Command::Catalogue(args) => catalogue::run(global, args, terminal),
        Command::Sample(args) => sample::run(global, args, terminal),
        Command::Completions(args) => print::completions(args, terminal),
        Command::Manual => print::manual(terminal),
    }
}

/// Today: the only place where a clock is read.
fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    let now = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The catalogue: of the command line's folders, else of the portfolio's, else the embedded one.
fn load(global: &Global, files: Option<&PortfolioFiles>) -> Result<Catalogue, CommandError> {
    let of_settings = |pick: fn(&Settings) -> &Option<PathBuf>| {
        files.and_then(|files| pick(&files.settings).as_ref().map(|path| files.folder.join(path)))
    };
    let scoring = global.scoring.clone().or_else(|| of_settings(|settings| &settings.scoring));
    let questionnaires =
        global.questionnaires.clone().or_else(|| of_settings(|settings| &settings.questionnaires));
    Ok(Catalogue::load(scoring.as_deref(), questionnaires.as_deref())?)
}

/// A run folder that is read back.
fn finished(folder: &Path) -> Result<FinishedRun, CommandError> {
    FinishedRun::open(folder).map_err(no_run)
}

/// Opens a run that must be as it was written.
fn whole(folder: &Path) -> Result<FinishedRun, CommandError> {
    let run = finished(folder)?;
    match run.changes().first() {
        None => Ok(run),
        Some(change) => {
            let shown = folder.display();
            let message = format!("{shown} is no longer as it was written: {change}");
            let help = "`flowdown verify` says everything that differs";
            Err(CommandError::failed(message, help))
        }
    }
}

/// A folder is no run, or a damaged one.
fn no_run(error: FinishedError) -> CommandError {
    let help = "name a folder that `flowdown assess` wrote, e.g. out/2026-10-31";
    CommandError::failed(error.to_string(), help)
}

/// A portfolio with everything that decides how it is read.
struct Setting {
    /// Its files.
    files: PortfolioFiles,
    /// What is asked and what it is worth.
    catalogue: Catalogue,
    /// The day everything is judged on.
    as_of: Date,
}

impl Setting {
    /// Finds the files, loads the catalogue, and says the day.
    fn open(global: &Global, portfolio: &Path, terminal: &Terminal) -> Result<Self, CommandError> {
        let files = crate::intake::portfolio::discover(portfolio)?;
        let catalogue = load(global, Some(&files))?;
        let as_of = global.as_of.or(files.settings.as_of).unwrap_or_else(today);
        terminal.note(&format!("as of {as_of}"));
        Ok(Self { files, catalogue, as_of })
    }

    /// Where runs go: where the command line says, else the portfolio, below itself.
    fn out(&self, named: Option<&Path>) -> Result<PathBuf, CommandError> {
        let folder = &self.files.folder;
        let usual = Path::new("out");
        let below = self.files.settings.out.as_deref().unwrap_or(usual);
        let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if named.is_none() && !below.components().all(plain) {
            let message =
                format!("flowdown.toml: out = `{}` lies outside of the portfolio", below.display());
            let help = "name a folder below the portfolio, or another one with --out";
            return Err(CommandError::failed(message, help));
        }
        let out = named.map_or_else(|| folder.join(below), Path::to_owned);
        // A run is no response, and must not be read as one by the next run.
        for input in ["responses", "register"] {
            if is_within(&out, &folder.join(input)) {
                let message = format!("{} lies in {input}/, which is read", out.display());
                return Err(CommandError::failed(message, "choose another folder with --out"));
            }
        }
        Ok(out)
    }
}

/// Whether a path that need not exist yet leads into a folder, or is the folder.
fn is_within(path: &Path, folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    let mut above = path.ancestors().filter(|part| !part.as_os_str().is_empty());
    let there = above.find_map(|part| Some((part, part.canonicalize().ok()?)));
    match there {
        Some((part, real)) => {
            let rest = path.strip_prefix(part).unwrap_or(Path::new(""));
            real.join(rest).starts_with(&folder)
        }
        None => {
            Path::new(".").canonicalize().is_ok_and(|here| here.join(path).starts_with(&folder))
        }
    }
}

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
mod threads;
mod verify;

use std::path::{Component, Path, PathBuf};

use crate::catalogue::Catalogue;
use crate::cli::{Cli, Command, Global};
use crate::diagnostic::{Lines, Problems};
use crate::disk::{self, Clash, WriteError};
use crate::intake::portfolio::{PortfolioFiles, Settings};
use crate::model::Date;
use crate::report::finished::{FinishedError, FinishedRun};
use terminal::Terminal;

/// How a command ended; its number is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done,
    /// A gate or a check said no.
    Refused,
    /// Wrong usage, or an invalid policy, questionnaire or register.
    Invalid,
    /// Done, but some inputs could not be used.
    Incomplete,
}

impl Status {
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
            let info = info.to_string();
            if let Some(lines) = threads::lack(&info) {
                return terminal::complain(&lines.into_iter().collect());
            }
            let head = "this is a bug of flowdown, please report it with the lines below; nothing was written";
            terminal::complain(&[head].into_iter().chain(info.lines()).collect());
        }
    }));
}

/// Runs a command, says what went wrong, and tells the exit status.
pub fn run(cli: &Cli) -> Status {
    let terminal = Terminal::new(&cli.global);
    let done =
        threads::start(cli.global.threads, &terminal).and_then(|()| dispatch(cli, &terminal));
    match done {
        Ok(status) => status,
        Err(CommandError::BrokenPipe) => Status::Done,
        Err(error) => {
            terminal.error(&error);
            Status::Invalid
        }
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

fn dispatch(cli: &Cli, terminal: &Terminal) -> Result<Status, CommandError> {
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

/// Today in the time zone of the machine (`TZ`, else the system's; UTC where there is neither): the only place where a
/// clock is read. A gate in Tokyo answers for Tokyo's day.
fn today() -> Date {
    jiff::Zoned::now().date()
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
        let named = [&self.files.settings.scoring, &self.files.settings.questionnaires];
        let named = named.into_iter().filter_map(|one| one.as_deref());
        for input in ["responses", "register"].map(Path::new).into_iter().chain(named) {
            if is_within(&out, folder, input) {
                let message =
                    format!("{} lies in {}/, which is read", out.display(), input.display());
                return Err(CommandError::failed(message, "choose another folder with --out"));
            }
        }
        Ok(out)
    }
}

/// Whether a path leads into what stands below a folder, or is that; neither need exist yet.
fn is_within(path: &Path, folder: &Path, below: &Path) -> bool {
    let inputs = [real(folder).join(below), real(&folder.join(below))];
    let path = real(path);
    inputs.iter().any(|input| path.starts_with(input))
}

/// A path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let above = path.ancestors().filter(|part| !part.as_os_str().is_empty());
    let mut above = above.chain([Path::new(".")]);
    let there = above.find_map(|part| Some((part, part.canonicalize().ok()?)));
    let (part, real) = there.unwrap_or((Path::new(""), PathBuf::new()));
    real.join(path.strip_prefix(part).unwrap_or(path))
}

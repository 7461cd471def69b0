//! One file a verb: from arguments to an outcome.

mod assess;
mod catalogue;
mod check;
mod explain;
mod init;
mod print;
mod request;
mod sample;
mod terminal;

use crate::catalogue::Catalogue;
use crate::cli::{Cli, Command, Global};
use crate::diagnostic::Problems;
use crate::model::Date;
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
            terminal::complain(&format!(
                "this is a bug of flowdown, please report it with the lines below; nothing was written\n{info}"
            ));
        }
    }));
}

/// Runs a command, says what went wrong, and tells the exit status.
pub fn run(cli: &Cli) -> Status {
    let terminal = Terminal::new(&cli.global);
    if let Some(threads) = cli.global.threads {
        // Fails only if the pool is there already, which is so when tests run several commands.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    }
    match dispatch(cli, &terminal) {
        Ok(status) => status,
        Err(CommandError::BrokenPipe) => Status::Done,
        Err(error) => {
            terminal.error(&error);
            Status::Invalid
        }
    }
}

fn dispatch(cli: &Cli, terminal: &Terminal) -> Result<Status, CommandError> {
    let global = &cli.global;
    match &cli.command {
        Command::Init(args) => init::run(global, args, terminal),
        Command::Request(args) => request::run(global, args, terminal),
        Command::Check(args) => check::run(global, args, terminal),
        Command::Assess(args) => assess::run(global, args, terminal),
        Command::Explain(args) => explain::run(global, args, terminal),
        Command::Catalogue(args) => catalogue::run(global, args, terminal),
        Command::Sample(args) => sample::run(global, args, terminal),
        Command::Completions(args) => print::completions(args, terminal),
        Command::Manual => print::manual(terminal),
    }
}

/// The day of the command line, or today: the only place where a clock is read.
fn as_of(global: &Global) -> Date {
    global.as_of.unwrap_or_else(|| {
        let seconds = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
        let now = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        now.to_zoned(jiff::tz::TimeZone::UTC).date()
    })
}

/// The catalogue of the command line's folders.
fn load(global: &Global) -> Result<Catalogue, CommandError> {
    Ok(Catalogue::load(global.scoring.as_deref(), global.questionnaires.as_deref())?)
}

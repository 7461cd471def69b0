//! The commands, one file each: from arguments to an exit status.

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
mod feedback;
mod files;
mod gate;
mod init;
mod inside;
mod known;
mod ledger;
mod map;
mod named_run;
mod outcome;
mod print;
mod replay;
mod request;
mod sample;
mod setting;
mod terminal;
mod threads;
mod verify;
mod wanted;

pub use outcome::{CommandError, ExitStatus};

use crate::cli::{Cli, Command};
use terminal::Terminal;

/// Replaces the panic message by a request for a bug report.
pub fn report_bugs() {
    std::panic::set_hook(Box::new(|info| {
        // Damaged files can make a reader panic; that panic is caught and reported as a damaged file.
        if !crate::intake::workbook::is_guarded() {
            if let Some(lines) = threads::lack(&info.to_string()) {
                return terminal::complain(&lines.into_iter().collect());
            }
            let head = "this is a bug of flowdown, please report it with the lines below; nothing was written";
            let info = info.to_string();
            terminal::complain(&[head].into_iter().chain(info.lines()).collect());
        }
    }));
}

/// Runs a command, prints its error if it fails, and returns the exit status.
pub fn run(cli: &Cli) -> ExitStatus {
    let terminal = Terminal::new(&cli.global);
    inside::show(cli.global.verbose);
    let done =
        threads::start(cli.global.threads, &terminal).and_then(|()| dispatch(cli, &terminal));
    match done {
        Ok(status) => status,
        Err(CommandError::BrokenPipe) => ExitStatus::Done,
        Err(error) => {
            terminal.error(&error);
            ExitStatus::Invalid
        }
    }
}

fn dispatch(cli: &Cli, terminal: &Terminal) -> Result<ExitStatus, CommandError> {
    let global = &cli.global;
    match &cli.command {
        Command::Check(args) => check::run(global, args, terminal),
        Command::Init(args) => init::run(global, args, terminal),
        Command::Due(args) => due::run(global, args, terminal),
        Command::Request(args) => request::run(global, args, terminal),
        Command::Assess(args) => assess::run(global, args, terminal),
        Command::Feedback(args) => feedback::run(args, terminal),
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

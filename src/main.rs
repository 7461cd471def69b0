//! The entry point: parses the arguments and returns the exit status.

use std::process::ExitCode;

use clap::Parser as _;
use flowdown::cli::Cli;
use flowdown::commands;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    commands::report_bugs();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version count as success; any other parse error is wrong usage.
            let status = if error.use_stderr() { 2 } else { 0 };
            return if error.print().is_ok() { ExitCode::from(status) } else { ExitCode::from(2) };
        }
    };
    match std::panic::catch_unwind(|| commands::run(&cli)) {
        Ok(status) => ExitCode::from(status.code()),
        Err(_) => ExitCode::from(2),
    }
}

//! `flowdown completions` and `flowdown manual`, made by clap's generators.

use clap::CommandFactory as _;

use super::outcome::{CommandError, ExitStatus};
use super::terminal::Terminal;
use crate::cli::{Cli, CompletionsArgs};

/// Prints the completions for a shell.
pub(super) fn completions(
    args: &CompletionsArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "flowdown", &mut text);
    terminal.raw(&String::from_utf8_lossy(&text))?;
    Ok(ExitStatus::Done)
}

/// Prints the manual page, with a section for each command.
pub(super) fn manual(terminal: &Terminal) -> Result<ExitStatus, CommandError> {
    let mut text = Vec::new();
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for verb in command.get_subcommands() {
        let verb = verb.clone().disable_help_flag(true);
        let name = format!("flowdown {}", verb.get_name());
        let man = clap_mangen::Man::new(verb.display_name(name));
        text.extend_from_slice(b".SH COMMAND\n");
        man.render_name_section(&mut text)?;
        man.render_synopsis_section(&mut text)?;
        man.render_description_section(&mut text)?;
        man.render_options_section(&mut text)?;
    }
    terminal.raw(&String::from_utf8_lossy(&text))?;
    Ok(ExitStatus::Done)
}

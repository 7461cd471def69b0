//! Output: results go to standard output, everything else to standard error.

use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::outcome::CommandError;
use crate::cli::{Color, Global};
use crate::diagnostic::{self, Excerpt, Lines, escaped_json};

/// Where and how a command prints.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    quiet: bool,
    color: bool,
}

impl Terminal {
    /// Follows the options, the terminal and `NO_COLOR`.
    pub(super) fn new(global: &Global) -> Self {
        let color = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                io::stderr().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
            }
        };
        Self { quiet: global.quiet, color }
    }

    /// Prints a result for people.
    ///
    /// # Errors
    /// When the reader of the output has closed it.
    pub(super) fn result(&self, lines: &Lines) -> Result<(), CommandError> {
        print(lines.as_str())
    }

    /// Prints a result for a program: a script, a manual page, data. No part of it comes from outside.
    ///
    /// # Errors
    /// When the reader of the output has closed it.
    pub(super) fn raw(&self, text: &str) -> Result<(), CommandError> {
        print(text)
    }

    /// Prints a value as JSON.
    ///
    /// # Errors
    /// When the reader of the output has closed it.
    pub(super) fn json(&self, value: &impl serde::Serialize) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| CommandError::failed(error.to_string(), ""))?;
        self.json_text(&text)
    }

    /// Prints JSON text: the same values, with escapes for characters that a terminal interprets.
    ///
    /// # Errors
    /// When the reader of the output has closed it.
    pub(super) fn json_text(&self, json: &str) -> Result<(), CommandError> {
        print(&escaped_json(json))
    }

    /// Prints a JSON file that was written.
    ///
    /// # Errors
    /// When the file can't be read, or the reader of the output has closed it.
    pub(super) fn copy(&self, path: &Path) -> Result<(), CommandError> {
        let (mut file, mut line) = (BufReader::new(std::fs::File::open(path)?), String::new());
        let mut out = io::stdout().lock();
        while file.read_line(&mut line)? > 0 {
            out.write_all(escaped_json(&line).as_bytes())?;
            line.clear();
        }
        Ok(out.flush()?)
    }

    /// Prints a remark in one line, unless `--quiet` is set.
    pub(super) fn note(&self, text: &str) {
        self.notes(&Lines::from_iter([text]));
    }

    /// Prints a remark in several lines, unless `--quiet` is set.
    pub(super) fn notes(&self, lines: &Lines) {
        if !self.quiet {
            complain(lines);
        }
    }

    /// Prints a row of a sheet with a mark below a cell, unless `--quiet` is set.
    pub(super) fn excerpt(&self, message: &str, excerpt: &Excerpt, help: &str) {
        if !self.quiet {
            write_error(&diagnostic::excerpt(message, excerpt, help, self.color));
        }
    }

    /// Prints why the command ended.
    pub(super) fn error(&self, error: &CommandError) {
        match error {
            CommandError::Invalid(problems) => {
                for problem in &problems.0 {
                    write_error(&diagnostic::problem(problem, self.color));
                }
                let count = problems.0.len();
                let plural = if count == 1 { "problem" } else { "problems" };
                complain(&Lines::from_iter([format!("{count} {plural}; nothing was written")]));
            }
            CommandError::Failed { message, help } => {
                let help = Some(help).filter(|help| !help.is_empty());
                let help = help.map(|help| format!("help: {help}"));
                complain(&[format!("error: {message}")].into_iter().chain(help).collect());
            }
            CommandError::BrokenPipe => {}
        }
    }

    /// A progress bar; hidden unless standard error is a terminal.
    pub(super) fn progress(&self, what: &'static str, length: usize) -> ProgressBar {
        let hidden = self.quiet || !io::stderr().is_terminal();
        let target =
            if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(length as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        if !hidden {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        bar
    }
}

/// Prints lines on standard error.
pub(super) fn complain(lines: &Lines) {
    write_error(lines.as_str().trim_end_matches('\n'));
}

/// A closed standard error is ignored: nothing can be done about it.
fn write_error(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn print(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

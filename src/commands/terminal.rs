//! Results go to standard output, everything else to standard error.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::CommandError;
use crate::cli::{Color, Global};
use crate::diagnostic::{self, Excerpt};

/// What the command may say, and how.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    quiet: bool,
    color: bool,
}

impl Terminal {
    /// As the options and the surroundings want it.
    pub fn new(global: &Global) -> Self {
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

    /// A result.
    ///
    /// # Errors
    /// When nobody reads it.
    pub fn result(&self, text: &str) -> Result<(), CommandError> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        Ok(out.flush()?)
    }

    /// JSON as a result.
    ///
    /// # Errors
    /// When nobody reads it.
    pub fn json(&self, value: &impl serde::Serialize) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| CommandError::failed(error.to_string(), ""))?;
        self.result(&text)
    }

    /// A file that was written, as a result.
    ///
    /// # Errors
    /// When it is gone, or nobody reads.
    pub fn copy(&self, path: &Path) -> Result<(), CommandError> {
        io::copy(&mut std::fs::File::open(path)?, &mut io::stdout().lock())?;
        Ok(())
    }

    /// Something good to know.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            complain(text);
        }
    }

    /// A row of a sheet with a caret.
    pub fn excerpt(&self, message: &str, excerpt: &Excerpt, help: &str) {
        if !self.quiet {
            complain(&diagnostic::excerpt(message, excerpt, help, self.color));
        }
    }

    /// Why the command ended.
    pub fn error(&self, error: &CommandError) {
        match error {
            CommandError::Invalid(problems) => {
                for problem in &problems.0 {
                    complain(&diagnostic::problem(problem, self.color));
                }
                let count = problems.0.len();
                let plural = if count == 1 { "problem" } else { "problems" };
                complain(&format!("{count} {plural}; nothing was written"));
            }
            CommandError::Failed { message, help } => {
                complain(&format!("error: {message}"));
                if !help.is_empty() {
                    complain(&format!("help: {help}"));
                }
            }
            CommandError::BrokenPipe => {}
        }
    }

    /// A progress bar: on a terminal only.
    pub fn progress(&self, what: &'static str, length: usize) -> ProgressBar {
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

/// One message on standard error; nothing can be done if that fails.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

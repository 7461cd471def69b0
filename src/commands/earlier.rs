//! What the run before left to the next one.

use std::path::Path;

use super::terminal::Terminal;
use super::{CommandError, no_run};
use crate::assessment::tracking::Earlier;
use crate::report::finished::FinishedRun;

/// The findings of the run before; none: an older program wrote it and kept none.
pub(super) fn earlier(
    run: &FinishedRun,
    terminal: &Terminal,
) -> Result<Option<Earlier>, CommandError> {
    let Some(findings) = run.findings().map_err(no_run)? else {
        let message = format!(
            "{} holds no findings.json ({} wrote it): every finding counts as seen for the first time",
            run.folder().display(),
            run.program()
        );
        terminal.note(&message);
        return Ok(None);
    };
    let register = run.register().map_err(no_run)?;
    Ok(Some(Earlier { as_of: run.as_of(), findings, register }))
}

/// The run before another one, by its digest.
pub(super) fn before(digest: &str, runs: &Path) -> Result<FinishedRun, CommandError> {
    FinishedRun::named(digest, runs).ok_or_else(|| {
        let message = "the run goes on from the run before it, which is not there";
        CommandError::failed(message, "name the folder that holds it with --runs")
    })
}

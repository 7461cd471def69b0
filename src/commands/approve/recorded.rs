//! The entries of the ledger as text, one line each.

use std::path::{Path, PathBuf};

use crate::approval::{ApprovalEntry, ApprovalLedger};
use crate::commands::ledger;
use crate::commands::outcome::CommandError;
use crate::diagnostic::Lines;

pub(super) fn ledger_of(run: &Path, portfolio: Option<&Path>) -> Result<PathBuf, CommandError> {
    ledger::of_run(run, portfolio).ok_or_else(|| {
        CommandError::failed(
            format!("{}: no folder above the run is a portfolio", run.display()),
            "name the portfolio folder with --portfolio: the approvals are kept in it",
        )
    })
}

/// An entry in one line.
pub(super) fn line(entry: &ApprovalEntry) -> String {
    let ApprovalEntry { id, decision, subject, tier, by, role, on, .. } = entry;
    let accepted = match entry.conditions.len() {
        0 => String::new(),
        1 => ", 1 condition accepted".to_owned(),
        count => format!(", {count} conditions accepted"),
    };
    format!("{id}  {on}  {decision:<7}  {subject}, up to {tier}{accepted}; {by}, {role}")
}

pub(super) fn text(entries: &[ApprovalEntry], remarks: &[String], path: &Path) -> Lines {
    let mut text: Lines = entries.iter().map(line).collect();
    remarks.iter().for_each(|remark| text.line(format_args!("  {remark}")));
    text.line(format_args!("recorded in {}", path.display()));
    text
}

/// Reads the ledger at a path; it must be whole.
pub(super) fn read(path: &Path) -> Result<ApprovalLedger, CommandError> {
    crate::approval::read(path).map_err(ledger::unusable)
}

//! `flowdown approve --list`: prints the entries of the ledger.

use std::path::Path;

use super::recorded::{ledger_of, line, read};
use crate::approval::{ApprovalEntry, LEDGER, Recorded};
use crate::cli::ApproveArgs;
use crate::commands::outcome::{CommandError, ExitStatus};
use crate::commands::terminal::Terminal;
use crate::diagnostic::Lines;

/// Prints the entries in their order; only those about one deal or engagement, if one is named.
pub(super) fn run(
    args: &ApproveArgs,
    run: Option<&Path>,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let path = match (run, &args.portfolio) {
        (Some(run), portfolio) => ledger_of(run, portfolio.as_deref())?,
        (None, portfolio) => portfolio.as_deref().unwrap_or(Path::new(".")).join(LEDGER),
    };
    let ledger = read(&path)?;
    let wanted = |entry: &&ApprovalEntry| match (&args.engagement, &args.deal) {
        (None, None) => true,
        (engagement, deal) => {
            let text = |id: &Option<String>| id.clone().unwrap_or_default();
            entry.subject.covers(&text(engagement), &text(deal))
        }
    };
    let entries: Vec<ApprovalEntry> = ledger.entries().iter().filter(wanted).cloned().collect();
    if args.json {
        let ledger = path.display().to_string();
        terminal.json(&Recorded::new(ledger, &entries, &[]))?;
        return Ok(ExitStatus::Done);
    }
    let mut text: Lines = entries.iter().flat_map(lines).collect();
    text.line(match entries.len() {
        0 => format!("{} holds no such entry", path.display()),
        count => {
            format!("{count} of {} entries of {}, whole", ledger.entries().len(), path.display())
        }
    });
    terminal.result(&text)?;
    Ok(ExitStatus::Done)
}

/// An entry, with its note below it.
fn lines(entry: &ApprovalEntry) -> Vec<String> {
    let note = entry.note.iter().flat_map(|note| note.lines());
    let note = note.map(|part| format!("    {part}"));
    std::iter::once(line(entry)).chain(note).collect()
}

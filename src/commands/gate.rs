//! `flowdown gate`: what the deal-approval system asks before a disclosure.

use super::terminal::Terminal;
use super::{CommandError, Status, finished, known, ledger, today};
use crate::approval;
use crate::cli::{GateArgs, Global};
use crate::model::Tier;
use crate::report::finished::{Decided, Decisions, FinishedRun, Key};
use crate::report::gate::{Question, answer, changed_json};
use crate::report::signing::{Signatures, Signed};

/// Runs the command.
pub(super) fn run(
    global: &Global,
    args: &GateArgs,
    terminal: &Terminal,
) -> Result<Status, CommandError> {
    let question = Question { as_of: global.as_of.unwrap_or_else(today), tier: args.tier };
    terminal.note(&format!("as of {}", question.as_of));
    let run = finished(&args.run)?;
    let changes = run.changes();
    if !changes.is_empty() {
        if args.json {
            terminal.result(&changed_json(&run.run(), &changes).map_err(unwritable)?)?;
        } else {
            terminal.result(&changed_text(&changes))?;
        }
        return Ok(Status::Refused);
    }
    let decisions = run.decisions().map_err(super::no_run)?;
    let wanted = |key: &Key| {
        args.engagement.as_ref().is_none_or(|id| key.engagement == *id)
            && args.deal.as_ref().is_none_or(|id| key.deal == *id)
    };
    let found = decisions.engagements(wanted).map_err(|reason| {
        CommandError::failed(format!("decisions.json: {reason}"), "assess the portfolio again")
    })?;
    if found.is_empty() {
        let (engagement, deal) = (args.engagement.as_deref(), args.deal.as_deref());
        return Err(known::unknown(engagement, deal, decisions.keys()));
    }
    let signatures = signatures(args, &run, &decisions, wanted);
    let signed = |decided: &Decided, tier: Tier| {
        Signed::of(&signatures, (&decided.engagement, tier, question.as_of), args.signed)
    };
    let answers = answer(&decisions, found, args.deal.clone(), question, signed);
    if args.json {
        terminal.result(&answers.json().map_err(unwritable)?)?;
    } else {
        terminal.result(&answers.text())?;
    }
    Ok(if answers.allowed() { Status::Done } else { Status::Refused })
}

fn unwritable(error: serde_json::Error) -> CommandError {
    CommandError::failed(error.to_string(), "")
}

fn changed_text(changes: &[String]) -> String {
    let lines: String = changes.iter().map(|change| format!("  {change}\n")).collect();
    format!("refused: the run is no longer as it was written\n{lines}")
}

/// What the ledger says of the engagements asked about; a sentence: why it can't be said.
fn signatures(
    args: &GateArgs,
    run: &FinishedRun,
    decisions: &Decisions,
    wanted: impl Fn(&Key) -> bool,
) -> Result<Signatures, String> {
    let path = ledger::of_run(run.folder(), args.portfolio.as_deref());
    let ledger = path.ok_or_else(|| ledger::NOWHERE.to_owned());
    let ledger = ledger.and_then(|path| approval::read(&path).map_err(|error| error.to_string()));
    Signatures::read(run, decisions, wanted, ledger).map_err(|error| error.to_string())
}

//! `flowdown gate`: what the deal-approval system asks before a disclosure.

use super::terminal::Terminal;
use super::{CommandError, Status, finished, today};
use crate::cli::{GateArgs, Global};
use crate::diagnostic::did_you_mean;
use crate::report::finished::Key;
use crate::report::gate::{Question, answer, changed_json};

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
            terminal.json_text(&changed_json(&run.run(), &changes).map_err(unwritable)?)?;
        } else {
            terminal.result(&super::changed(&changes))?;
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
        return Err(unknown(args, decisions.keys()));
    }
    let answers = answer(&decisions, found, args.deal.clone(), question);
    if args.json {
        terminal.json_text(&answers.json().map_err(unwritable)?)?;
    } else {
        terminal.result(&answers.text())?;
    }
    Ok(if answers.allowed() { Status::Done } else { Status::Refused })
}

fn unwritable(error: serde_json::Error) -> CommandError {
    CommandError::failed(error.to_string(), "")
}

/// What was asked about is not in the run.
fn unknown(args: &GateArgs, keys: &[Key]) -> CommandError {
    let (what, id, help) = match (&args.engagement, &args.deal) {
        (None, Some(deal)) => {
            let mut deals: Vec<&str> = keys.iter().map(|key| key.deal.as_str()).collect();
            deals.sort_unstable();
            deals.dedup();
            ("deal", deal.as_str(), did_you_mean(deal, deals.iter().copied()))
        }
        (engagement, _) => {
            let id = engagement.as_deref().unwrap_or_default();
            let known = keys.iter().map(|key| key.engagement.as_str());
            ("engagement", id, did_you_mean(id, known))
        }
    };
    CommandError::failed(format!("the run holds no {what} `{id}`"), help)
}

//! `flowdown gate`: answers whether a disclosure is allowed.

use super::ledger;
use super::named_run::{finished, no_run};
use super::outcome::{CommandError, ExitStatus};
use super::setting::today;
use super::terminal::Terminal;
use crate::approval;
use crate::cli::{GateArgs, Global};
use crate::diagnostic::did_you_mean;
use crate::gate::signing::{Signatures, Signed};
use crate::gate::{GateAnswers, GateQuestion, answer, changed, undecided};
use crate::model::Tier;
use crate::run_folder::decisions::EndedEngagement;
use crate::run_folder::finished::{
    DecidedEngagement, EngagementKey, FinishedRun, RecordedDecisions,
};

pub(super) fn run(
    global: &Global,
    args: &GateArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let question = GateQuestion {
        day: global.as_of.unwrap_or_else(today),
        tier: args.tier,
        recipient: args.recipient.clone(),
        purpose: args.purpose.clone(),
    };
    terminal.note(&format!("as of {}", question.day));
    let run = finished(&args.run)?;
    let changes = run.changes();
    let answers = if changes.is_empty() {
        let decisions = run.decisions().map_err(no_run)?;
        ask(args, &run, &decisions, question)?
    } else {
        // The run may be forged. It is read only for further reasons against the disclosure.
        let found = run.decisions_as_they_are();
        let found = found.and_then(|found| ask(args, &run, &found, question.clone()).ok());
        let id = args.engagement.as_ref().or(args.deal.as_ref());
        changed(found, &run.run(), id.map_or("", String::as_str), &changes, question)
    };
    if args.json {
        terminal.json_text(&answers.json().map_err(unwritable)?)?;
    } else {
        terminal.result(&answers.text())?;
    }
    Ok(if answers.allowed() { ExitStatus::Done } else { ExitStatus::Refused })
}

/// The answers about the engagements that the arguments name.
fn ask(
    args: &GateArgs,
    run: &FinishedRun,
    decisions: &RecordedDecisions,
    question: GateQuestion,
) -> Result<GateAnswers, CommandError> {
    let named = |engagement: &str, deal: &str| {
        args.engagement.as_ref().is_none_or(|id| engagement == id)
            && args.deal.as_ref().is_none_or(|id| deal == id)
    };
    let wanted = |key: &EngagementKey| named(key.engagement.as_str(), key.deal.as_str());
    let found = decisions.engagements(wanted).map_err(|reason| {
        CommandError::failed(format!("decisions.json: {reason}"), "assess the portfolio again")
    })?;
    if found.is_empty() {
        let over = decisions
            .ended()
            .iter()
            .filter(|key| named(key.engagement.as_str(), key.deal.as_str()));
        let over: Vec<&EndedEngagement> = over.collect();
        let (id, help) = unknown(args, decisions.keys());
        let asked = (question, help);
        return Ok(undecided(decisions.run(), &over, id, args.deal.clone(), asked));
    }
    let signatures = signatures(args, run, decisions, wanted);
    let day = question.day;
    let signed = |decided: &DecidedEngagement, tier: Tier| {
        Signed::of(&signatures, (decided.engagement.as_str(), tier, day), args.signed)
    };
    Ok(answer(decisions, found, args.deal.clone(), question, signed))
}

/// The approvals of the engagements asked about; an error says why the ledger or the run can't be read.
fn signatures(
    args: &GateArgs,
    run: &FinishedRun,
    decisions: &RecordedDecisions,
    wanted: impl Fn(&EngagementKey) -> bool,
) -> Result<Signatures, String> {
    let path = ledger::of_run(run.folder(), args.portfolio.as_deref());
    let ledger = path.ok_or_else(|| ledger::NOWHERE.to_owned());
    let ledger = ledger.and_then(|path| approval::read(&path).map_err(|error| error.to_string()));
    Signatures::read(run, decisions, wanted, ledger).map_err(|error| error.to_string())
}

fn unwritable(error: serde_json::Error) -> CommandError {
    CommandError::failed(error.to_string(), "")
}

/// The id that was asked about and is unknown, and a hint at the nearest known one.
fn unknown<'a>(args: &'a GateArgs, keys: &[EngagementKey]) -> (&'a str, String) {
    match (&args.engagement, &args.deal) {
        (None, Some(deal)) => {
            let mut deals: Vec<&str> = keys.iter().map(|key| key.deal.as_str()).collect();
            deals.sort_unstable();
            deals.dedup();
            (deal, did_you_mean(deal, deals.iter().copied()))
        }
        (engagement, _) => {
            let id = engagement.as_deref().unwrap_or_default();
            let known = keys.iter().map(|key| key.engagement.as_str());
            (id, did_you_mean(id, known))
        }
    }
}

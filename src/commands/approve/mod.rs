//! `flowdown approve`: a person's decision, recorded in the portfolio's ledger.

mod list;
mod order;
mod plan;

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::terminal::Terminal;
use super::{CommandError, ExitStatus, known, ledger, no_run, today, whole};
use crate::approval::{ApprovalEntry, ApprovalLedger, append};
use crate::cli::{ApproveArgs, Global};
use crate::diagnostic::Lines;
use crate::gate::signing::{OpenConditions, SignableEngagement, SigningBasis, open_conditions};
use crate::run_folder::finished::{EngagementKey, FinishedRun};
use order::Order;
use plan::ApprovalPlan;

/// Runs the command.
pub(super) fn run(
    global: &Global,
    args: &ApproveArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let run = match (&args.run, args.list) {
        (run, true) => return list::run(args, run.as_deref(), terminal),
        (Some(run), false) => run,
        (None, false) => return Err(CommandError::failed("no run is named", "name a run folder")),
    };
    let run = whole(run)?;
    let path = ledger_of(run.folder(), args.portfolio.as_deref())?;
    let decisions = run.decisions().map_err(no_run)?;
    let order = Order::read(global, args, &run, &decisions)?;
    let wanted = |key: &EngagementKey| order.subject.covers(&key.engagement, &key.deal);
    if !decisions.keys().iter().any(wanted) {
        return Err(known::unknown(
            args.engagement.as_deref(),
            args.deal.as_deref(),
            decisions.keys(),
        ));
    }
    let basis = SigningBasis::read(&run, &decisions, wanted).map_err(no_run)?;
    let conditions = conditions(&run, &basis, &order)?;
    let on = order.on.unwrap_or_else(|| global.as_of.unwrap_or_else(today));
    let ApprovalPlan { entries, remarks } = plan::plan(&order, &basis, &conditions, on)?;
    let entries = append(&path, entries).map_err(ledger::unusable)?;
    if args.json {
        terminal.json(&Recorded {
            format: FORMAT,
            ledger: path.display().to_string(),
            entries: &entries,
            remarks: &remarks,
        })?;
    } else {
        terminal.result(&text(&entries, &remarks, &path))?;
    }
    Ok(ExitStatus::Done)
}

/// The open conditions of what is decided about, up to the tier that can be approved.
fn conditions(
    run: &FinishedRun,
    basis: &SigningBasis,
    order: &Order,
) -> Result<OpenConditions, CommandError> {
    let covered = |one: &&SignableEngagement| order.subject.covers(&one.engagement, &one.deal);
    let told = |one: &SignableEngagement| {
        let tier = one.approvable().unwrap_or(one.tier);
        Some((one.engagement.clone(), one.open_up_to(tier)?))
    };
    let all: Option<OpenConditions> = basis.signables().iter().filter(covered).map(told).collect();
    match all {
        Some(all) => Ok(all),
        None => open_conditions(run, |id| basis.signable(id).is_some()).map_err(no_run),
    }
}

/// Format line of what is printed.
const FORMAT: &str = "flowdown-approvals/1";

/// What was recorded, or what a ledger holds.
#[derive(Serialize)]
struct Recorded<'r> {
    format: &'static str,
    ledger: String,
    entries: &'r [ApprovalEntry],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    remarks: &'r [String],
}

fn ledger_of(run: &Path, portfolio: Option<&Path>) -> Result<PathBuf, CommandError> {
    ledger::of_run(run, portfolio).ok_or_else(|| {
        CommandError::failed(
            format!("{}: no folder above the run is a portfolio", run.display()),
            "name the portfolio folder with --portfolio: the approvals are kept in it",
        )
    })
}

/// An entry in a line.
fn line(entry: &ApprovalEntry) -> String {
    let ApprovalEntry { id, decision, subject, tier, by, role, on, .. } = entry;
    let accepted = match entry.conditions.len() {
        0 => String::new(),
        1 => ", 1 condition accepted".to_owned(),
        count => format!(", {count} conditions accepted"),
    };
    format!("{id}  {on}  {decision:<7}  {subject}, up to {tier}{accepted}; {by}, {role}")
}

fn text(entries: &[ApprovalEntry], remarks: &[String], path: &Path) -> Lines {
    let mut text: Lines = entries.iter().map(line).collect();
    remarks.iter().for_each(|remark| text.line(format_args!("  {remark}")));
    text.line(format_args!("recorded in {}", path.display()));
    text
}

/// The ledger at a place; it must be whole.
fn read(path: &Path) -> Result<ApprovalLedger, CommandError> {
    crate::approval::read(path).map_err(ledger::unusable)
}

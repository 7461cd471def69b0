//! `flowdown approve`: records a person's decision in the portfolio's ledger.

mod list;
mod order;
mod plan;
mod recorded;

use super::named_run::{no_run, whole};
use super::outcome::{CommandError, ExitStatus};
use super::setting::today;
use super::terminal::Terminal;
use super::{known, ledger};
use crate::approval::{Recorded, append};
use crate::cli::{ApproveArgs, Global};
use crate::gate::signing::{OpenConditions, SignableEngagement, SigningBasis, open_conditions};
use crate::run_folder::finished::{EngagementKey, FinishedRun};
use order::Order;
use plan::ApprovalPlan;
use recorded::{ledger_of, text};

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
    let wanted =
        |key: &EngagementKey| order.subject.covers(key.engagement.as_str(), key.deal.as_str());
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
        let ledger = path.display().to_string();
        terminal.json(&Recorded::new(ledger, &entries, &remarks))?;
    } else {
        terminal.result(&text(&entries, &remarks, &path))?;
    }
    Ok(ExitStatus::Done)
}

/// The open conditions of the engagements that are decided about, up to the tier that can be approved.
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

//! Asks a run whether an engagement may receive its information on a day. A yes holds for that day, and for nothing
//! else; a run that is not as it was written says nothing.
//!
//! `cargo run --example ask_gate -- RUN ENGAGEMENT 2026-11-02`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::path::Path;

use flowdown::gate::signing::{Signatures, Signed};
use flowdown::gate::{GateQuestion, answer};
use flowdown::run_folder::finished::{EngagementKey, FinishedRun};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, engagement, day] = arguments.as_slice() else {
        return Err("name a run folder, an engagement, and a day".into());
    };
    let run = FinishedRun::open(Path::new(run))?;
    let changes = run.changes();
    if !changes.is_empty() {
        return Err(format!("the run is not as it was written: {}", changes.join("; ")).into());
    }
    let decisions = run.decisions()?;
    let wanted = |key: &EngagementKey| key.engagement.as_str() == engagement;
    let found = decisions.engagements(wanted)?;
    if found.is_empty() {
        return Err(format!("the run does not decide {engagement}").into());
    }
    // Without a tier the one that is in force on the day is meant; any recipient and purpose.
    let question = GateQuestion { day: day.parse()?, tier: None, recipient: None, purpose: None };
    // Signatures stand in the ledger of approvals beside the portfolio (`approval::read`); here none is asked for.
    let ledger = Err("no ledger was asked".to_owned());
    let signatures = Signatures::read(&run, &decisions, wanted, ledger);
    let signatures = signatures.map_err(|error| error.to_string());
    let day = question.day;
    let answers = answer(&decisions, found, None, question, |decided, tier| {
        Signed::of(&signatures, (decided.engagement.as_str(), tier, day), false)
    });
    print!("{}", answers.text());
    Ok(())
}

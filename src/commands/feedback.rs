//! `flowdown feedback`: a scorecard for each supplier of a run, to be sent to it.

use std::path::PathBuf;

use rayon::prelude::*;

use super::files::write_files;
use super::named_run::{no_run, stays_outside, whole};
use super::outcome::{CommandError, ExitStatus};
use super::terminal::Terminal;
use super::wanted::wanted;
use crate::assessment::profile::Profile;
use crate::assessment::{Inputs, assess};
use crate::cli::FeedbackArgs;
use crate::comparison::movement::Stand;
use crate::diagnostic::{Lines, did_you_mean};
use crate::model::{FileReport, SupplierId};
use crate::pipeline::own_memory;
use crate::report::workbook::ScoreCards;
use crate::run_folder::file_name::file_names;
use crate::run_folder::snapshot::Snapshot;

/// Runs the command.
pub(super) fn run(args: &FeedbackArgs, terminal: &Terminal) -> Result<ExitStatus, CommandError> {
    let run = whole(&args.run)?;
    stays_outside(&args.to, &args.run, "choose another folder with --to")?;
    let memory = own_memory(&run).map_err(no_run)?;
    let snapshot = run.snapshot().map_err(|error| {
        let help = "assess that day again with this program, from its portfolio";
        CommandError::failed(error.to_string(), help)
    })?;
    let files = files(&snapshot)?;
    let Snapshot { catalogue, register, responses, as_of, .. } = &snapshot;
    let inputs = Inputs::new(catalogue, register, responses, *as_of);
    let assessment = assess(inputs.remembering(memory));
    is_the_runs(&Stand::of(&run).map_err(no_run)?, &Stand::all(&assessment))?;
    let cards = ScoreCards::new(&assessment, files);
    let suppliers = cards.suppliers();
    known(args, &suppliers)?;
    let wanted = wanted(&args.supplier, args.due.then_some(args.within), &assessment.context);
    let is_wanted = |id: &SupplierId| wanted.as_ref().is_none_or(|all| all.contains(id.as_str()));
    // Names are made from all suppliers, so that the name of a scorecard does not depend on who else gets one.
    let ids: Vec<&str> = suppliers.iter().map(|supplier| supplier.id.as_str()).collect();
    let named: Vec<(&Profile<'_>, String)> =
        suppliers.iter().copied().zip(file_names(&ids)).collect();
    let book = |(supplier, name): &(&Profile<'_>, String)| {
        let fail = |error| CommandError::failed(format!("{}: {error}", supplier.id), "");
        Ok((args.to.join(format!("{name}.xlsx")), cards.book(supplier).map_err(fail)?))
    };
    let chosen = named.par_iter().filter(|(supplier, _)| is_wanted(&supplier.id));
    let books: Vec<(PathBuf, Vec<u8>)> = chosen.map(book).collect::<Result<_, CommandError>>()?;
    write_files(&books, args.force, "replace scorecards with --force, or choose --to")?;
    let text = format!("wrote {} scorecards into {}", books.len(), args.to.display());
    terminal.result(&Lines::from_iter([text]))?;
    Ok(ExitStatus::Done)
}

/// Whether the run decided as this program does: a scorecard must not contradict its `decisions.json`.
fn is_the_runs(decided: &[Stand], now: &[Stand]) -> Result<(), CommandError> {
    let is_same = |(one, other): &(&Stand, &Stand)| {
        (&one.engagement, one.decision, &one.rules)
            == (&other.engagement, other.decision, &other.rules)
    };
    let differs = decided.iter().zip(now).find(|pair| !is_same(pair));
    let message = match differs {
        Some((stand, _)) => {
            format!("this program judges {} otherwise than the run", stand.engagement)
        }
        None if decided.len() != now.len() => {
            "this program judges other engagements than the run".to_owned()
        }
        None => return Ok(()),
    };
    let help = "assess that day again with this program, from its portfolio";
    Err(CommandError::failed(message, help))
}

/// The files below `responses/` that the run read.
fn files(snapshot: &Snapshot) -> Result<&[FileReport], CommandError> {
    snapshot.files.as_deref().ok_or_else(|| {
        let message = "the run does not say what became of its files: an older program wrote it";
        CommandError::failed(message, "assess that day again with this program, from its portfolio")
    })
}

/// Whether the run has a scorecard for each supplier that is named.
fn known(args: &FeedbackArgs, suppliers: &[&Profile<'_>]) -> Result<(), CommandError> {
    let known = || suppliers.iter().map(|one| one.id.as_str());
    match args.supplier.iter().find(|id| !known().any(|one| one == *id)) {
        Some(id) => {
            let message = format!("the run has no scorecard for a supplier `{id}`");
            Err(CommandError::failed(message, did_you_mean(id, known())))
        }
        None => Ok(()),
    }
}

//! The workbooks of a run: one of the portfolio (a file for each sheet, the first readable on its own), one per deal
//! (`deal`) and one per supplier (`scorecard`).
//!
//! `view` holds what several sheets show; `table` writes rows and continues on another sheet (`page`) where one
//! is full; `tree` draws chains; `week` lists what to do first.

mod answers_changed;
mod certificates;
mod chain;
mod changes;
mod concentration;
mod deal;
mod decisions;
mod due;
mod ended;
mod facts;
mod findings;
mod heat_map;
mod intake;
mod method;
mod movement;
mod official;
mod page;
mod path_to_approval;
mod ranking;
mod ranks;
mod scorecard;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod view;
mod waivers;
mod week;

use crate::assessment::Assessment;
use crate::model::excel::MAX_ROWS;
pub use deal::{Deal, DealBooks};
use facts::properties;
pub use facts::{ReportError, RunFacts};
pub use scorecard::ScoreCards;
use view::View;

/// The ranked-risk workbook, as the bytes of an `.xlsx` file. Same input, same bytes.
///
/// # Errors
/// When the library fails, e.g. because there is no space for its temporary files.
pub fn ranked_risk(
    assessment: &Assessment<'_>,
    facts: &RunFacts<'_>,
) -> Result<Vec<u8>, ReportError> {
    build(assessment, facts, MAX_ROWS)
}

/// The workbook with sheets of at most `limit` rows.
fn build(
    assessment: &Assessment<'_>,
    facts: &RunFacts<'_>,
    limit: u32,
) -> Result<Vec<u8>, ReportError> {
    let view = View::new(assessment, facts, limit);
    let mut book = facts.workbook()?;
    book.set_properties(&properties(facts)?);
    decisions::write(&mut book, &view)?;
    ranking::write(&mut book, &view)?;
    if let Some(movement) = facts.movement {
        movement::write(&mut book, &view, movement)?;
        answers_changed::write(&mut book, &view, movement)?;
    }
    heat_map::write(&mut book, &view)?;
    chain::write(&mut book, &view)?;
    concentration::write(&mut book, &view)?;
    findings::write(&mut book, &view)?;
    path_to_approval::write(&mut book, &view)?;
    changes::write(&mut book, &view)?;
    ended::write(&mut book, &view)?;
    waivers::write(&mut book, &view)?;
    due::write(&mut book, &view)?;
    certificates::write(&mut book, &view)?;
    official::write(&mut book, &view)?;
    intake::write(&mut book, &view)?;
    method::write(&mut book, &view)?;
    Ok(book.save_to_buffer()?)
}

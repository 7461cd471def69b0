//! Assesses a portfolio, writes a run, and lists what was decided in the order of attention.
//!
//! `cargo run --example assess_folder -- PORTFOLIO OUT 2026-10-31`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::path::Path;

use flowdown::cache::Cache;
use flowdown::catalogue::Catalogue;
use flowdown::intake::portfolio;
use flowdown::pipeline::{self, Job};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out, day] = arguments.as_slice() else {
        return Err("name a portfolio, a folder for the run, and a day".into());
    };
    let files = portfolio::discover(Path::new(folder))?;
    let catalogue = Catalogue::embedded()?;
    let job = Job {
        files: &files,
        catalogue: &catalogue,
        // Time is an argument: the same inputs give the same bytes on any day.
        as_of: day.parse()?,
        // The run that this one goes on from.
        previous: None,
        out: Path::new(out),
        force: false,
        cache: &Cache::off(),
        progress: &|| (),
    };
    pipeline::run(job, |run| {
        println!("{}", run.folder.display());
        for result in &run.assessment.engagements {
            println!(
                "{:>3} {} {}, up to {}",
                result.rank, result.engagement.id, result.decision, result.disclosure_ceiling
            );
        }
    })?;
    Ok(())
}

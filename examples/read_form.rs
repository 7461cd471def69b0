//! Reads one returned form and says what it holds.
//!
//! `cargo run --example read_form -- FILE`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;

use flowdown::catalogue::Catalogue;
use flowdown::intake::response::{FileRef, Reader};
use flowdown::model::{Reading, Register};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a returned form")?;
    let bytes = std::fs::read(&path)?;

    // What is asked, how forms are laid out, and how answers are spelled: the copies inside the program.
    let catalogue = Catalogue::embedded()?;
    // Without a register nobody knows who the suppliers are.
    let register = Register::default();
    let reader = Reader::standalone(&catalogue, &register);

    // A bad file is a report with a reason, never an error.
    let (report, response) =
        reader.read(&FileRef { path: path.as_str().into(), below: &path, bytes: &bytes });
    println!("{}: {} {}", report.file, report.status.word(), report.reason);
    println!("{} of {} questions", report.found, report.expected);
    println!("{} of {} cells accounted for", report.ledger.accounted, report.ledger.seen);
    for finding in &report.findings {
        println!("{}: {}", finding.code, finding.message);
    }
    // Each answer knows its cell.
    let answers = response.iter().flat_map(|response| &response.answers);
    for given in answers.filter(|given| given.reading != Reading::Blank).take(3) {
        println!("{}: {:?}", given.spot.cell, given.reading);
    }
    Ok(())
}

//! Reads returned supplier security questionnaires and decides deals by rules, each of which can be traced to a cell.
//!
//! # The model
//!
//! A **portfolio** is a folder with a register and the responses of suppliers. A **questionnaire** holds the questions;
//! an **adapter** says how a form of it is laid out; each question reaches **controls**. A **response** holds the
//! answers of one supplier on one day, each with its cell. An **engagement** is what one supplier does under a deal: it
//! has an information tier, kinds of information, and a chain of subcontractors.
//!
//! **Gate rules** decide each engagement on the day of the run: approve, approve with conditions, hold, escalate or
//! reject. A **likelihood** says which engagements to look at first. Neither replaces the other: no average turns a
//! missing control into a yes, and an unanswered control is never better than a no.
//!
//! A **run** is a folder of workbooks for people, and JSON and tables for programs; it names everything it was made
//! from by digest. The **gate** answers from a run, for a given day, and lists every reason for a refusal.
//!
//! # From a cell to an answer
//!
//! ```
//! use flowdown::catalogue::Catalogue;
//! use flowdown::intake::answer::{Grammar, Habit};
//! use flowdown::intake::grid::Value;
//! use flowdown::model::{Polarity, Reading};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let catalogue = Catalogue::embedded()?;
//! let grammar = Grammar::new(&catalogue.vocabulary);
//! let read = |cell: &str| {
//!     grammar.read(&Value::Text(cell.into()), &Habit::default(), Polarity::Yes).reading
//! };
//! assert_eq!(read("Yes. See ISMS-04"), Reading::Yes);
//! // A cell is read whole, and never better than the worst answer in it.
//! assert_eq!(read("Yes, but not implemented yet"), Reading::No);
//! assert_eq!(read("Yes, No, N/A"), Reading::Blank);
//! # Ok(())
//! # }
//! ```
//!
//! `examples/` reads a form, assesses a folder and asks the gate.
//!
//! # Modules
//!
//! [`pipeline`] has the order of a run. Each module uses only those below it: `commands`, `cli`; `pipeline`, `sample`;
//! `report`; `comparison`, `gate` and `outgoing`; `run_folder`; `tables`, `approval` and `sheet`; `intake`,
//! `assessment`; `catalogue`; `diagnostic` and `cache`; `digest`, `disk`, `model` and `schema`.

pub mod approval;
pub mod assessment;
pub mod cache;
pub mod catalogue;
pub mod cli;
pub mod commands;
pub mod comparison;
pub mod diagnostic;
pub mod digest;
pub mod disk;
pub mod gate;
pub mod intake;
pub mod model;
pub mod outgoing;
pub mod pipeline;
pub mod report;
pub mod run_folder;
pub mod sample;
pub mod schema;
pub mod sheet;
pub mod tables;

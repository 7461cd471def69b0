//! Reads returned supplier security questionnaires and decides deals by rules that can be traced to a cell.
//!
//! # The model
//!
//! A **portfolio** is a folder: a register, and what suppliers returned. A **questionnaire** asks; an **adapter** says how a
//! form of it is laid out; each question reaches **controls**. A **response** is what one supplier said on one day, each answer
//! with its cell. A **supplier** may get others to work for it: an **engagement** has a deal, a tier of sensitivity, kinds of
//! information, and a chain of suppliers below it.
//!
//! **Gate rules** say what an engagement is permitted on the day of the run: approve, approve with conditions, hold, escalate or
//! reject. A **likelihood** says in which order to look. Neither makes up for the other: no average turns a missing control
//! into a yes, and what is not answered is never better than a no.
//!
//! A **run** is a folder that names by digest all it was made from: workbooks for people, JSON and tables for programs. The
//! **gate** answers from a run, for a day, and says every reason against.
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
//! The way of a run is [`pipeline`]. Each module uses only those below it: `commands`, `cli`; `pipeline`, `sample`;
//! `report`; `comparison`, `gate` and `outgoing`; `run_folder`; `tables`, `approval` and `sheet`; `intake`, `assessment`;
//! `catalogue`; `diagnostic` and `cache`; `digest`, `disk`, `model` and `schema`.

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

//! Reads returned supplier security questionnaires and decides deals by rules that can be traced to a cell.
//!
//! The way of a run is [`pipeline`]. Each module uses only those below it: `commands`, `cli`; `pipeline`, `sample`;
//! `report`; `comparison`, `gate` and `outgoing`; `run_folder`; `tables`, `approval` and `sheet`; `intake`, `assessment`
//! and `cache`; `catalogue`; `diagnostic`; `digest`, `disk` and
//! `model`.

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
pub mod sheet;
pub mod tables;

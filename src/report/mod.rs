//! What a run leaves behind: workbooks, decisions, tables, and the record of it all.
//!
//! Nothing here decides anything.

pub mod calibrate;
pub mod check;
pub mod compare;
pub mod decisions;
pub mod dora;
pub mod due;
pub mod explain;
pub mod figure;
pub mod file_name;
pub mod findings;
pub mod finished;
pub mod folder;
pub mod forecast;
pub mod form;
pub mod gate;
pub mod mapping;
pub mod memo;
pub mod movement;
pub mod obligation;
pub mod paper;
pub mod record;
pub mod register_template;
pub mod remedies;
pub mod replay;
pub mod signing;
pub mod state;
mod table;
pub mod verify;
pub mod workbook;

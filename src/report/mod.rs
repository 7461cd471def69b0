//! What a run leaves behind: workbooks, decisions, tables, and the record of it all.
//!
//! Nothing here decides anything.

pub mod check;
pub mod decisions;
pub mod explain;
pub mod figure;
pub mod folder;
pub mod form;
pub mod paper;
pub mod record;
pub mod register_template;
pub mod remedies;
pub mod workbook;

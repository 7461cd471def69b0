//! What a run leaves behind: workbooks, decisions, tables, and the record of it all.
//!
//! Nothing here decides anything.

pub mod form;
pub mod paper;
pub mod register_template;

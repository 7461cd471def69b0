//! Output for people: workbooks, decision memos, scorecards, and texts for the terminal.
//!
//! [`workbook`] writes the workbooks of a run, [`memo`] reads a decision memo that was filled in. [`explain`] shows the
//! arithmetic of one engagement, [`check`] how a returned file was read, [`catalogue`] the rules, [`due`] and
//! [`forecast`] what happens in the days to come.
//!
//! The module knows the assessment, run folders and comparisons. It makes no decision, and writes no file itself.

pub mod catalogue;
pub mod check;
pub mod due;
pub mod explain;
pub mod forecast;
pub mod memo;
pub mod workbook;

//! What people look at: workbooks, decision memos, scorecards, and texts for the terminal.
//!
//! [`workbook`] writes the books of a run, [`memo`] reads a decision memo that was filled in. [`explain`] shows the
//! arithmetic of one engagement, [`check`] what was understood of a returned file, [`catalogue`] the rules, [`due`] and [`forecast`] what is to be
//! done in the days to come.
//!
//! The module knows the assessment, run folders and comparisons. It decides nothing, and writes no file itself.

pub mod catalogue;
pub mod check;
pub mod due;
pub mod explain;
pub mod forecast;
pub mod memo;
pub mod workbook;

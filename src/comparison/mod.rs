//! Comparison of runs: with each other, with other rules, and with what happened.
//!
//! [`movement`] pairs the engagements of two runs and divides each move among its causes; [`compare`] is its JSON and
//! text. [`replay`] assesses past runs under other rules, [`calibrate`] fits the base rates to past incidents, and
//! [`verify`] checks a run against its own digests.
//!
//! The module knows run folders and the assessment. It changes no run, makes no decision, and knows no workbook.

pub mod calibrate;
pub mod compare;
pub mod movement;
pub mod replay;
pub mod verify;

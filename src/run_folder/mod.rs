//! The run folder on disk, and how it is read back.
//!
//! Writing: [`folder`] makes the folder appear whole or not at all, [`record`] is `run.json` with the digest of every
//! input and output, [`decisions`] and [`findings`] are for other programs, [`snapshot`] is the input of the run.
//! Reading: [`finished`] opens a run and checks each file against its recorded digest before it is used. Common to all
//! writers: [`figure`] (rounded numbers of JSON), [`csv_table`] (text that no spreadsheet program reads as a formula),
//! [`file_name`] (safe names from ids), [`remedies`] and [`obligation`] (objects of `decisions.json`).
//!
//! The module knows the results of the assessment and the catalogue. It knows no workbook, no second run and no
//! approval.

pub mod csv_table;
pub mod decisions;
pub mod figure;
pub mod file_name;
pub mod findings;
pub mod finished;
pub mod folder;
pub mod obligation;
pub mod record;
pub mod remedies;
pub mod snapshot;

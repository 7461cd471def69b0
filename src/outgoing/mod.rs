//! Files for other people to fill in, complete or file.
//!
//! [`form`] is the questionnaire that a supplier fills in, [`register_template`] the portfolio's register, [`mapping`]
//! the workbook in which an analyst describes the layout of an unknown form (and the files made from it), [`dora`] the
//! subcontracting tables for a supervisor, [`partitions`] the tables of runs for query engines.
//!
//! The module knows the catalogue, the answers of earlier forms, and run folders. It knows no score of a supplier, so
//! no file can show one.

pub mod dora;
pub mod form;
pub mod mapping;
pub mod partitions;
pub mod register_template;

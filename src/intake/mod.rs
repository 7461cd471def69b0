//! A workbook in, one response or register out.
//!
//! The only user of calamine. Nothing here knows what an answer is worth.

pub mod grid;
pub mod workbook;

//! Reads returned supplier security questionnaires and decides deals by rules that can be traced to a cell.

pub mod assessment;
pub mod catalogue;
pub mod diagnostic;
pub mod intake;
pub mod model;
pub mod report;

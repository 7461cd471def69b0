//! The gate rules: which fire, how waivers and time change their outcome, and their words (docs/method.md §§7, 8).
//! `evaluation` combines them for one engagement at one tier.

pub(super) mod clock;
pub mod conditions;
pub mod describe;
pub mod evaluation;
mod follows;
pub mod gate;
pub mod verdict;
pub mod waiver;

//! The rules of the gate: which fire, what waivers and time make of them, and what they say in words (docs/method.md §§7, 8).
//! `evaluation` puts it together for one engagement at one tier.

pub(super) mod clock;
pub mod conditions;
pub mod describe;
pub mod evaluation;
mod follows;
pub mod gate;
pub mod verdict;
pub mod waiver;

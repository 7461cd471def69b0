//! One supplier: its answers, how well they are supported, and its score at a tier (docs/method.md §§3, 4).

mod asked;
mod at;
pub mod certificate;
pub mod evidence;
mod hearing;
pub mod node;
pub mod profile;
pub mod reading;
pub mod resolve;
mod resolved;
pub(super) mod responses;
pub mod scoring;
pub mod settled;

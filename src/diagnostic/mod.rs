//! Problems: what is wrong, where, and what to do next. They are collected first and shown together.

mod lines;
mod problem;
mod render;
mod suggest;

pub use lines::{Lines, escaped_json, visible};
pub use problem::{Problem, Problems, Whereabouts};
pub use render::{Excerpt, excerpt, problem};
pub use suggest::{Candidates, closest, did_you_mean};

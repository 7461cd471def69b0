//! What a supplier is judged by, and when.

use crate::catalogue::Catalogue;
use crate::model::Date;

/// What is asked and what it is worth, and the day everything is judged on. A profile keeps one of them for good: what it
/// remembers by tier follows from it.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// What is asked and what it is worth.
    pub catalogue: &'a Catalogue,
    /// The day.
    pub as_of: Date,
}

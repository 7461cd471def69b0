//! The rules and the day by which a supplier is judged.

use crate::catalogue::Catalogue;
use crate::model::Date;

/// The rules and the day by which a supplier is judged. A profile never changes them, as its memoised results depend on
/// them.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The questionnaires, the controls and the policy.
    pub catalogue: &'a Catalogue,
    /// The as-of date.
    pub as_of: Date,
}

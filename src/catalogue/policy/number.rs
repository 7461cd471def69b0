//! Writes whole numbers without a fraction, as people type them.

use serde::{Serialize, Serializer};

/// Writes `24` rather than `24.0`.
pub(super) fn plain<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        (*value as i64).serialize(serializer)
    } else {
        value.serialize(serializer)
    }
}

/// The same for a number that may be left out.
pub(super) fn plain_option<S: Serializer>(
    value: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => plain(value, serializer),
        None => serializer.serialize_none(),
    }
}

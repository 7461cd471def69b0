//! Figures of the JSON files: rounded, so that the same run gives the same text everywhere.

use serde::{Deserialize, Serialize, Serializer};

/// The significant digits of a figure in JSON (`figure_significant_digits` of the policy).
const DEFAULT_DIGITS: usize = 12;

/// Rounds to `digits` significant digits.
pub fn round(value: f64, digits: usize) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.*e}", digits.saturating_sub(1)).parse().unwrap_or(value)
}

/// A figure rounded for JSON. Whole numbers are written without a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Figure(pub f64);

impl Figure {
    /// A figure rounded to the policy's digits.
    pub fn new(value: f64, digits: usize) -> Self {
        Self(round(value, digits))
    }
}

impl From<f64> for Figure {
    fn from(value: f64) -> Self {
        Self::new(value, DEFAULT_DIGITS)
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.0.fract() == 0.0 && self.0.abs() < EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl schemars::JsonSchema for Figure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Figure".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_stay() {
        assert_eq!(round(0.123_456_789_012_345, 12), 0.123_456_789_012);
        assert_eq!(round(1.0 / 3.0e9, 12), 3.333_333_333_33e-10);
        assert_eq!(round(0.0, 12), 0.0);
    }
}

//! `scoring/calibration.toml`: how far incidents may move the base rates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decode::{Document, Step};
use crate::diagnostic::Problem;

/// The prior strengths that are accepted, in expected incidents.
const STRENGTHS: std::ops::RangeInclusive<f64> = 0.1..=10_000.0;

/// The file `calibration.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// How much the base rates as they stand are worth, in expected incidents: against so many, incidents are weighed.
    pub prior_strength: f64,
    /// The highest base rate that a calibration proposes, below 1.
    pub base_rate_max: f64,
}

/// Checks the file. Every problem goes to the list.
pub fn check(typed: &Calibration, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let mut report = |key: &str, message: String, help: &str| {
        problems.push(document.problem(&[Step::Key(key)], message, help.to_owned()));
    };
    if !STRENGTHS.contains(&typed.prior_strength) {
        let (least, most) = (STRENGTHS.start(), STRENGTHS.end());
        let message =
            format!("`prior_strength` is {}, outside {least} to {most}", typed.prior_strength);
        report("prior_strength", message, "write expected incidents");
    }
    if !(typed.base_rate_max > 0.0 && typed.base_rate_max < 1.0) {
        let message = format!("`base_rate_max` is {}, not between 0 and 1", typed.base_rate_max);
        report("base_rate_max", message, "write a yearly likelihood below 1");
    }
}

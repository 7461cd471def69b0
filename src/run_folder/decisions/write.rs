//! Writes `decisions.json` and `decisions.csv`.

use std::io::{self, Write};

use super::figures::{Writer, ended};
use super::table::{COLUMNS, record};
use super::{FORMAT, PolicyStamp};
use crate::assessment::Assessment;
use crate::assessment::tracking::Tracking;
use crate::assessment::verify_first::verify_first;
use crate::run_folder::csv_table;

/// Why decisions can't be written.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// `decisions.json` can't be written.
    #[error("decisions.json: {0}")]
    Json(#[from] serde_json::Error),
    /// `decisions.csv` can't be written.
    #[error("decisions.csv: {0}")]
    Csv(#[from] csv::Error),
    /// An input or output error.
    #[error("decisions: {0}")]
    Io(#[from] io::Error),
}

/// Writes an assessment as `decisions.json` and `decisions.csv`, one engagement at a time: in a large portfolio these
/// files are longer than the input.
///
/// The JSON has one engagement a line: readable and easy to compare.
///
/// # Errors
/// When a file can't be written.
pub fn write(
    assessment: &Assessment<'_>,
    tracking: &Tracking,
    (run, policy): (&str, &PolicyStamp),
    json: &mut dyn Write,
    csv: &mut dyn Write,
) -> Result<(), DecisionsError> {
    let writer = Writer {
        assessment,
        tracking,
        digits: assessment.context.catalogue.policy.arithmetic.figure_significant_digits,
    };
    let mut table = csv_table::writer(csv);
    table.write_record(COLUMNS)?;
    write!(
        json,
        "{{\n\"format\": {}, \"as_of\": {}, \"run\": {},\n\"policy\": {},\n\"engagements\": [",
        serde_json::to_string(FORMAT)?,
        serde_json::to_string(&assessment.context.as_of)?,
        serde_json::to_string(run)?,
        serde_json::to_string(policy)?,
    )?;
    let decided = assessment.engagements.iter().zip(assessment.remedies());
    for (index, (result, remedy)) in decided.enumerate() {
        let engagement = writer.sealed(result, remedy.as_ref())?;
        json.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *json, &engagement)?;
        table.write_record(record(&engagement, result.headline()))?;
    }
    json.write_all(b"\n],\n\"verify_first\": [")?;
    let claims = verify_first(&assessment.context, &assessment.engagements);
    for (index, one) in claims.iter().enumerate() {
        json.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *json, &writer.claim(one))?;
    }
    json.write_all(b"\n],\n\"ended\": [")?;
    for (index, one) in assessment.ended.iter().enumerate() {
        json.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *json, &ended(one))?;
    }
    json.write_all(b"\n]\n}\n")?;
    table.flush()?;
    Ok(())
}

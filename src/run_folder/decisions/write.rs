//! Writes `decisions.json` and `decisions.csv`.

use std::io::{self, Write};

use rayon::prelude::*;

use super::figures::{Writer, ended};
use super::table::{COLUMNS, record};
use super::{FORMAT, PolicyStamp};
use crate::approval::sealed;
use crate::assessment::tracking::Tracking;
use crate::assessment::verify_first::verify_first;
use crate::assessment::{Assessment, EngagementResult, Remedy};
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

/// Engagements whose decisions are made at once, in parallel.
const AT_ONCE: usize = 256;

/// Writes an assessment as `decisions.json` and `decisions.csv`, some engagements at a time: in a large portfolio these
/// files are longer than the input.
///
/// The JSON has one engagement a line: readable and easy to compare. Returns the decision digests, by rank.
///
/// # Errors
/// When a file can't be written.
pub fn write(
    assessment: &Assessment<'_>,
    tracking: &Tracking,
    (run, policy): (&str, &PolicyStamp),
    json: &mut dyn Write,
    csv: &mut dyn Write,
) -> Result<Vec<String>, DecisionsError> {
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
    let mut digests = Vec::with_capacity(assessment.engagements.len());
    let decided: Vec<_> = assessment.engagements.iter().zip(assessment.remedies()).collect();
    for some in decided.chunks(AT_ONCE) {
        let made: serde_json::Result<Vec<Decided>> = some
            .par_iter()
            .map(|(result, remedy)| Decided::new(&writer, result, remedy.as_ref()))
            .collect();
        for one in made? {
            json.write_all(if digests.is_empty() { b"\n" } else { b",\n" })?;
            json.write_all(one.object.as_bytes())?;
            table.write_record(one.row)?;
            digests.push(one.digest);
        }
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
    Ok(digests)
}

/// A decision as it is written.
struct Decided {
    /// Its object in `decisions.json`.
    object: String,
    /// Its decision digest.
    digest: String,
    /// Its row in `decisions.csv`.
    row: [String; COLUMNS.len()],
}

impl Decided {
    fn new<'a>(
        writer: &Writer<'_, 'a>,
        result: &EngagementResult<'a>,
        remedy: Option<&Remedy>,
    ) -> serde_json::Result<Self> {
        let engagement = writer.engagement(result, remedy);
        let row = record(&engagement, result.headline());
        let (object, digest) = sealed(&serde_json::to_string(&engagement)?);
        Ok(Self { object, digest, row })
    }
}

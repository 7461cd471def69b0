//! Reads a snapshot back.

use std::io::{self, BufRead as _, BufReader, Read};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use super::{FORMAT, KeptSpot, RuleFile, SnapshotResponse};
use crate::catalogue::{Catalogue, Policy, Positions, Source, policy};
use crate::model::{CellRef, Date, FileReport, GivenAnswer, Register, Response, Spot};

/// The format before: one member, and no lines for files. It is read, too.
const OLDER: &str = "flowdown-state/1";

/// The longest snapshot that is unpacked, in bytes: about 100,000 suppliers.
const LONGEST: u64 = 2 * 1024 * 1024 * 1024;

/// The first line as it is read. It is written in three parts, as the rules are the same in many runs.
#[derive(Deserialize)]
struct SnapshotFirstLine {
    format: String,
    as_of: Date,
    scoring: Vec<RuleFile>,
    questionnaires: Vec<RuleFile>,
    register: Register,
    responses: usize,
    /// Files below `responses/`; none: an older program wrote the snapshot and kept none.
    files: Option<usize>,
}

/// The content of a snapshot.
#[derive(Debug)]
pub struct Snapshot {
    /// The as-of date of the run.
    pub as_of: Date,
    /// The rules of the run.
    pub catalogue: Catalogue,
    /// The register.
    pub register: Register,
    /// The responses that the run used, with indexes into its own catalogue.
    pub responses: Vec<Response>,
    /// What became of each file below `responses/`, without its unaccounted cells; none: an older program wrote the snapshot
    /// and kept none.
    pub files: Option<Vec<FileReport>>,
}

/// Why a snapshot can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It can't be unpacked.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is not a valid snapshot.
    #[error("it is damaged ({0})")]
    Json(#[from] serde_json::Error),
    /// It holds more than is read.
    #[error("it unpacks to more than {LONGEST} bytes")]
    TooLong,
    /// It has a format that this program does not read.
    #[error("its format is `{0}`; this program reads {FORMAT} and {OLDER}")]
    Format(String),
    /// This program can't read its rules.
    #[error("its rules can't be read by this program: {0}")]
    Rules(String),
}

const fn spot(at: KeptSpot) -> Spot {
    Spot { sheet: at.0, cell: CellRef::new(at.1, at.2) }
}

/// Reads a snapshot.
///
/// # Errors
/// When it is damaged, has another format, or holds rules that this program can't read.
pub fn read(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    let mut text = Vec::new();
    let length = MultiGzDecoder::new(bytes).take(LONGEST).read_to_end(&mut text)?;
    if length as u64 == LONGEST {
        return Err(SnapshotError::TooLong);
    }
    let mut lines = text.split(|byte| *byte == b'\n');
    let head: SnapshotFirstLine = serde_json::from_slice(lines.next().unwrap_or_default())?;
    if ![FORMAT, OLDER].contains(&head.format.as_str()) {
        return Err(SnapshotError::Format(head.format));
    }
    let source = |folder: &str, texts: &[RuleFile]| {
        Source::of(folder, texts.iter().map(|one| (one.path.as_str(), one.text.as_str())))
    };
    let scoring = source("scoring", &head.scoring);
    let questionnaires = source("questionnaires", &head.questionnaires);
    let catalogue = Catalogue::from_sources(&scoring, &questionnaires).map_err(|problems| {
        let first = problems.0.first().map_or_else(String::new, |one| one.message.clone());
        SnapshotError::Rules(first)
    })?;
    let known = Positions::new(&catalogue);
    let responses: Result<Vec<Response>, SnapshotError> = lines
        .by_ref()
        .take(head.responses)
        .map(|line| Ok(response(serde_json::from_slice(line)?, &known)))
        .collect();
    let responses = responses?;
    let files: Result<Vec<FileReport>, serde_json::Error> =
        lines.map(serde_json::from_slice).collect();
    let files = files?;
    if responses.len() != head.responses || files.len() != head.files.unwrap_or_default() {
        return Err(SnapshotError::Io(io::ErrorKind::UnexpectedEof.into()));
    }
    let files = head.files.map(|_| files);
    Ok(Snapshot { as_of: head.as_of, catalogue, register: head.register, responses, files })
}

/// The policy and the register of a run, without its responses.
#[derive(Debug)]
pub struct SnapshotHead {
    /// The policy of the run.
    pub policy: Policy,
    /// The register.
    pub register: Register,
}

/// Reads only the first line of a snapshot: approvals need no responses, and a large run has many.
///
/// # Errors
/// Those of [`read`] that concern the first line.
pub fn read_head(bytes: &[u8]) -> Result<SnapshotHead, SnapshotError> {
    let mut line = Vec::new();
    BufReader::new(MultiGzDecoder::new(bytes).take(LONGEST)).read_until(b'\n', &mut line)?;
    let head: SnapshotFirstLine = serde_json::from_slice(&line)?;
    if ![FORMAT, OLDER].contains(&head.format.as_str()) {
        return Err(SnapshotError::Format(head.format));
    }
    let texts = head.scoring.iter().map(|one| (one.path.as_str(), one.text.as_str()));
    let mut problems = Vec::new();
    match policy::read(&Source::of("scoring", texts), &mut problems) {
        Some(policy) => Ok(SnapshotHead { policy, register: head.register }),
        None => {
            let first = problems.first().map_or_else(String::new, |one| one.message.clone());
            Err(SnapshotError::Rules(first))
        }
    }
}

/// A response with indexes into a catalogue. Rows of questions that the catalogue does not have are left out, and all
/// rows of a questionnaire that it does not have.
fn response(kept: SnapshotResponse, known: &Positions<'_>) -> Response {
    let (mut answers, mut ids) = (Vec::with_capacity(kept.rows.len()), Vec::new());
    let beginnings = kept.rows.iter().any(|row| row.id.is_some());
    for row in kept.rows {
        let Some(question) = known.question(&kept.questionnaire, &row.question) else { continue };
        if beginnings {
            ids.push(row.id.unwrap_or(row.question).into());
        }
        answers.push(GivenAnswer {
            question,
            reading: row.reading,
            spot: spot(row.at),
            comment: row.comment.map(Into::into),
            has_reason: row.has_reason,
            evidence: row.evidence.map(Into::into),
            evidence_spot: row.evidence_at.map(spot),
            has_evidence: row.has_evidence,
        });
    }
    Response {
        file: kept.file.into(),
        sheets: kept.sheets.into_iter().map(Arc::from).collect(),
        supplier: kept.supplier,
        questionnaire: known.questionnaire(&kept.questionnaire),
        completed_on: kept.completed_on,
        engagements: kept.engagements,
        notes: kept.notes,
        answers,
        ids,
    }
}

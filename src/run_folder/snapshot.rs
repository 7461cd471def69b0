//! `state.json.gz`, the snapshot: what a run read and how it understood it, and its rules. With it a past run can be
//! compared and replayed when its input files no longer exist.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, DataFile, Policy, Positions, Source, policy};
use crate::model::{
    AnswerIndex, CellRef, Date, FileReport, FormNotes, GivenAnswer, Ledger, Reading, Register,
    Response, Spot, SupplierId,
};

/// The name of the snapshot in a run folder.
pub const SNAPSHOT: &str = "state.json.gz";

/// The format line of the snapshot.
const FORMAT: &str = "flowdown-state/2";

/// The format before: one member, and no lines for files. It is read, too.
const OLDER: &str = "flowdown-state/1";

/// How hard the lines are packed, 1 to 9; the rules, a megabyte and more in every run, less hard.
const LEVEL: u32 = 3;
const RULES_LEVEL: u32 = 1;

/// Lines that are packed at once.
const AT_ONCE: usize = 256;

/// The longest file that is read, in bytes.
pub const LONGEST_FILE: u64 = 512 * 1024 * 1024;

/// The longest snapshot that is unpacked, in bytes: about 100,000 suppliers.
const LONGEST: u64 = 2 * 1024 * 1024 * 1024;

/// A file of `scoring/` or `questionnaires/`.
#[derive(Serialize, Deserialize)]
struct RuleFile {
    /// Its path below the folder.
    path: String,
    text: String,
}

/// A row of a response: the question's id, the row's own id if it has one, and the reading.
#[derive(Serialize, Deserialize)]
struct SnapshotRow {
    question: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    reading: Reading,
    /// The sheet, row and column of the answer, counted from 0.
    at: KeptSpot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    has_reason: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence_at: Option<KeptSpot>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    has_evidence: bool,
}

/// A response.
#[derive(Serialize, Deserialize)]
struct SnapshotResponse {
    file: String,
    sheets: Vec<String>,
    supplier: SupplierId,
    questionnaire: String,
    completed_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    engagements: Vec<String>,
    #[serde(default, skip_serializing_if = "is_plain")]
    notes: FormNotes,
    rows: Vec<SnapshotRow>,
}

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

#[derive(Serialize)]
struct FirstMembers {
    format: &'static str,
    as_of: Date,
}

#[derive(Serialize)]
struct RuleMembers {
    scoring: Vec<RuleFile>,
    questionnaires: Vec<RuleFile>,
}

#[derive(Serialize)]
struct LastMembers<'m> {
    register: &'m Register,
    responses: usize,
    files: usize,
}

/// The members of an object, without its brackets.
fn members(object: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string(object)?;
    Ok(text.trim_start_matches('{').strip_suffix('}').unwrap_or_default().to_owned())
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

const fn at(spot: Spot) -> KeptSpot {
    (spot.sheet, spot.cell.row, spot.cell.column)
}

/// A cell in the snapshot: sheet, row, column.
type KeptSpot = (u16, u32, u32);

const fn spot(at: KeptSpot) -> Spot {
    Spot { sheet: at.0, cell: CellRef::new(at.1, at.2) }
}

fn texts<'f>(files: impl Iterator<Item = &'f DataFile>) -> Vec<RuleFile> {
    files
        .map(|file| RuleFile { path: file.below.to_string(), text: file.text.to_string() })
        .collect()
}

/// Whether the notes of a form are empty.
fn is_plain(notes: &FormNotes) -> bool {
    *notes == FormNotes::default()
}

fn row(response: &Response, index: AnswerIndex, catalogue: &Catalogue) -> Option<SnapshotRow> {
    let given = &response.answers[index];
    let asked = catalogue.questionnaires.get(usize::from(response.questionnaire))?;
    let question = asked.questions.get(given.question.get())?;
    Some(SnapshotRow {
        question: question.id.to_string(),
        id: response.id(index).filter(|id| *id != question.id.as_str()).map(str::to_owned),
        reading: given.reading,
        at: at(given.spot),
        comment: given.comment.as_deref().map(str::to_owned),
        has_reason: given.has_reason,
        evidence: given.evidence.as_deref().map(str::to_owned),
        evidence_at: given.evidence_spot.map(at),
        has_evidence: given.has_evidence,
    })
}

/// A part of the snapshot that may be the same in many runs.
#[derive(Debug, Clone, Copy)]
pub enum SnapshotPart<'p> {
    /// All files of `scoring/` and `questionnaires/`.
    Rules,
    /// A response.
    Response(&'p Response),
}

/// Makes a part of the snapshot.
pub type Member<'m> = dyn Fn() -> io::Result<Vec<u8>> + 'm;

/// Gives a part of the snapshot: made, or the same bytes as an earlier run made.
pub type Packer<'p> = dyn Fn(SnapshotPart<'_>, &Member<'_>) -> io::Result<Vec<u8>> + Sync + 'p;

/// What a snapshot holds.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'c> {
    /// The rules.
    pub catalogue: &'c Catalogue,
    /// The register.
    pub register: &'c Register,
    /// The responses that were used.
    pub responses: &'c [Response],
    /// The files below `responses/`.
    pub files: &'c [FileReport],
    /// The as-of date.
    pub as_of: Date,
}

/// Writes the snapshot of a run: a line for the register and the rules, then one for each response, then one for each file.
///
/// # Errors
/// When the file can't be written.
pub fn write(mut out: impl Write, contents: Contents<'_>, packer: &Packer<'_>) -> io::Result<()> {
    let Contents { catalogue, register, responses, files, as_of } = contents;
    let first = members(&FirstMembers { format: FORMAT, as_of })?;
    out.write_all(&packed(format!("{{{first},").as_bytes(), LEVEL)?)?;
    out.write_all(&packer(SnapshotPart::Rules, &|| {
        let scoring = texts(catalogue.scoring_files());
        let questionnaires = texts(catalogue.questionnaire_files());
        packed(members(&RuleMembers { scoring, questionnaires })?.as_bytes(), RULES_LEVEL)
    })?)?;
    let last = LastMembers { register, responses: responses.len(), files: files.len() };
    let last = members(&last)?;
    out.write_all(&packed(format!(",{last}}}").as_bytes(), LEVEL)?)?;
    write_members(&mut out, responses, |response| {
        packer(SnapshotPart::Response(response), &|| {
            member(&snapshot_response(response, catalogue))
        })
    })?;
    write_members(&mut out, files, |file| member(&without_cells(file)))?;
    out.flush()
}

/// Writes a line for each item, each packed by itself: a part of the file is as good as a file. They are packed in
/// parallel, some at a time.
fn write_members<'i, T: Sync>(
    out: &mut impl Write,
    items: &'i [T],
    member: impl Fn(&'i T) -> io::Result<Vec<u8>> + Sync,
) -> io::Result<()> {
    for some in items.chunks(AT_ONCE) {
        let members: io::Result<Vec<Vec<u8>>> = some.par_iter().map(&member).collect();
        for member in members? {
            out.write_all(&member)?;
        }
    }
    Ok(())
}

/// A line as a member of a gzip file.
fn member(line: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = vec![b'\n'];
    serde_json::to_writer(&mut text, line)?;
    packed(&text, LEVEL)
}

/// A text as a member of a gzip file.
fn packed(text: &[u8], level: u32) -> io::Result<Vec<u8>> {
    let mut member = GzEncoder::new(Vec::new(), Compression::new(level));
    member.write_all(text)?;
    member.finish()
}

/// What became of a file, without its unaccounted cells: a file of no known form has as many as it has cells.
fn without_cells(file: &FileReport) -> FileReport {
    let Ledger { seen, accounted, .. } = file.ledger;
    let ledger = Ledger { seen, accounted, ..Ledger::default() };
    FileReport { ledger, ..file.clone() }
}

fn snapshot_response(response: &Response, catalogue: &Catalogue) -> SnapshotResponse {
    let asked = catalogue.questionnaires.get(usize::from(response.questionnaire));
    let rows = AnswerIndex::all(response.answers.len());
    SnapshotResponse {
        file: response.file.to_string(),
        sheets: response.sheets.iter().map(ToString::to_string).collect(),
        supplier: response.supplier.clone(),
        questionnaire: asked.map(|asked| asked.id.clone()).unwrap_or_default(),
        completed_on: response.completed_on,
        engagements: response.engagements.clone(),
        notes: response.notes.clone(),
        rows: rows.filter_map(|index| row(response, index, catalogue)).collect(),
    }
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

//! Writes a snapshot.

use std::collections::HashMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use serde::Serialize;

use super::{FORMAT, KeptSpot, RuleFile, SnapshotResponse, SnapshotRow};
use crate::catalogue::{Catalogue, DataFile};
use crate::model::{AnswerIndex, Date, FileReport, Ledger, Register, Response, Spot};

/// How hard the snapshot is packed, 1 to 9: the least, which takes half of the time of level 3, for a fifth more bytes.
const LEVEL: u32 = 1;

/// Files whose lines are packed together: a line alone is shorter than what the packer sets up for it.
const FILES_AT_ONCE: usize = 32;

/// Lines that are packed at once.
const AT_ONCE: usize = 256;

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

const fn at(spot: Spot) -> KeptSpot {
    (spot.sheet, spot.cell.row, spot.cell.column)
}

fn texts<'f>(files: impl Iterator<Item = &'f DataFile>) -> Vec<RuleFile> {
    files
        .map(|file| RuleFile { path: file.below.to_string(), text: file.text.to_string() })
        .collect()
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
    /// A response, and its number among those of its file: a form may hold answers of several days.
    Response(&'p Response, usize),
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
    out.write_all(&packed(format!("{{{first},").as_bytes())?)?;
    out.write_all(&packer(SnapshotPart::Rules, &|| {
        let scoring = texts(catalogue.scoring_files());
        let questionnaires = texts(catalogue.questionnaire_files());
        packed(members(&RuleMembers { scoring, questionnaires })?.as_bytes())
    })?)?;
    let last = LastMembers { register, responses: responses.len(), files: files.len() };
    let last = members(&last)?;
    out.write_all(&packed(format!(",{last}}}").as_bytes())?)?;
    // Each response by itself, as the next run may copy it; of files some together.
    let response = |(one, number): &(&Response, usize)| {
        packer(SnapshotPart::Response(one, *number), &|| {
            member([one], |one| snapshot_response(one, catalogue))
        })
    };
    write_members(&mut out, &numbered(responses), response)?;
    let files: Vec<&[FileReport]> = files.chunks(FILES_AT_ONCE).collect();
    write_members(&mut out, &files, |some| member(some.iter(), without_cells))?;
    out.flush()
}

/// Each response with its number among those of its file.
fn numbered(responses: &[Response]) -> Vec<(&Response, usize)> {
    let mut met: HashMap<&str, usize> = HashMap::new();
    responses
        .iter()
        .map(|one| {
            let next = met.entry(&one.file).or_default();
            *next += 1;
            (one, *next - 1)
        })
        .collect()
}

/// Writes parts that are packed by themselves: a part of the file is as good as a file. They are packed in parallel, some
/// at a time.
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

/// Lines as a member of a gzip file.
fn member<I, L: Serialize>(
    items: impl IntoIterator<Item = I>,
    line: impl Fn(I) -> L,
) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for item in items {
        text.push(b'\n');
        serde_json::to_writer(&mut text, &line(item))?;
    }
    packed(&text)
}

/// A text as a member of a gzip file.
fn packed(text: &[u8]) -> io::Result<Vec<u8>> {
    let mut member = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{FormNotes, SupplierId};

    fn response(file: &str) -> Response {
        Response {
            file: file.into(),
            sheets: Arc::from([]),
            supplier: SupplierId::new("S-1"),
            questionnaire: 0,
            completed_on: Some(Date::constant(2026, 4, 15)),
            engagements: Vec::new(),
            answers: Vec::new(),
            ids: Vec::new(),
            notes: FormNotes::default(),
        }
    }

    /// A pre-filled form holds answers of several days, which may be one and the same: kept parts must not be mixed up.
    #[test]
    fn parts_of_a_form_are_told_apart_on_one_day_too() {
        let all = ["a.xlsx", "b.xlsx", "b.xlsx", "a.xlsx"].map(response);
        let numbers: Vec<usize> = numbered(&all).into_iter().map(|(_, number)| number).collect();
        assert_eq!(numbers, [0, 0, 1, 1]);
    }
}

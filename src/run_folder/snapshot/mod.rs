//! `state.json.gz`, the snapshot: what a run read and how it understood it, and its rules. With it a past run can be
//! compared and replayed when its input files no longer exist.

mod read;
mod write;

use serde::{Deserialize, Serialize};

use crate::model::{Date, FormNotes, Reading, SupplierId};

pub use read::{Snapshot, SnapshotError, SnapshotHead, read, read_head};
pub use write::{Contents, Member, Packer, SnapshotPart, write};

/// The name of the snapshot in a run folder.
pub const SNAPSHOT: &str = "state.json.gz";

/// The format line of the snapshot.
const FORMAT: &str = "flowdown-state/2";

/// The longest file that is read, in bytes.
pub const LONGEST_FILE: u64 = 512 * 1024 * 1024;

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

/// Whether the notes of a form are empty.
fn is_plain(notes: &FormNotes) -> bool {
    *notes == FormNotes::default()
}

/// A cell in the snapshot: sheet, row, column.
type KeptSpot = (u16, u32, u32);

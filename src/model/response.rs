//! A returned questionnaire, as it was read.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    AnswerIndex, CellRef, Date, Finding, OfficialScore, Place, QuestionIndex, Spot, SupplierId,
};

/// What one answer cell says, before polarity, thresholds and N/A rules.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// A word for yes.
    Yes,
    /// A word for partly.
    Partial,
    /// A word for no.
    No,
    /// A word for not applicable.
    NotApplicable,
    /// A number, where the question asks for one.
    Number(f64),
    /// A date, where the question asks for one.
    Date(Date),
    /// Nothing.
    Blank,
    /// Text that the vocabulary does not know.
    Unreadable,
}

/// One row of a response: an answer and what is written beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// The question.
    pub question: QuestionIndex,
    /// What the cell says.
    pub reading: Reading,
    /// The answer cell (also where it is blank).
    pub spot: Spot,
    /// The comment, trimmed; `None` if blank.
    pub comment: Option<Box<str>>,
    /// Whether the comment names something and is not a placeholder such as `n/a`.
    pub has_reason: bool,
    /// The evidence, trimmed; `None` if blank.
    pub evidence: Option<Box<str>>,
    /// The evidence cell.
    pub evidence_spot: Option<Spot>,
    /// Whether the evidence names something.
    pub has_evidence: bool,
}

/// The import ledger: each non-empty cell of a file is accounted for or listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Non-empty cells seen.
    pub seen: usize,
    /// Cells that are answers, comments, evidence or known boilerplate.
    pub accounted: usize,
    /// The other cells, in the order of sheets, rows and columns.
    pub unaccounted: Vec<Place>,
    /// The other cells by column, for people.
    pub columns: Vec<Unaccounted>,
}

/// The unaccounted cells of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unaccounted {
    /// The first cell.
    pub first: Place,
    /// The last cell of the column.
    pub last: CellRef,
    /// How many there are.
    pub cells: usize,
    /// The text of the first cell, cut.
    pub text: Box<str>,
}

impl Unaccounted {
    /// `Form!G3:G60`.
    pub fn range(&self) -> String {
        let first = self.first.within();
        if self.cells > 1 { format!("{first}:{}", self.last) } else { first }
    }
}

impl fmt::Display for Unaccounted {
    /// `Form!G3:G60 "Purchasing" (12 cells)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.range())?;
        write!(f, " \"{}\"", self.text)?;
        if self.cells > 1 { write!(f, " ({} cells)", self.cells) } else { Ok(()) }
    }
}

super::words! {
    /// What became of a file below `responses/`.
    pub enum FileStatus {
        /// Read and used.
        Accepted,
        /// Readable, but not clear whose or what it is.
        Quarantined,
        /// Not readable.
        Refused,
        /// A newer response of the same questionnaire counts.
        Superseded,
    }
}

/// A returned questionnaire whose supplier and form are known. A form of ours with answers of several days makes one
/// response for each day.
#[derive(Debug, Clone)]
pub struct Response {
    /// Path below the portfolio folder.
    pub file: Arc<str>,
    /// Names of the file's sheets, for [`Spot`].
    pub sheets: Arc<[Arc<str>]>,
    /// Who sent it.
    pub supplier: SupplierId,
    /// The questionnaire, as an index into the catalogue's.
    pub questionnaire: u16,
    /// When its answers were given; `None` if undated.
    pub completed_on: Option<Date>,
    /// The engagements that its cover names; may be empty.
    pub engagements: Vec<String>,
    /// Its rows, in the order of the file. A repeated question has several.
    pub answers: Vec<GivenAnswer>,
    /// The id of each row as written; empty where all are the questions' own ids.
    pub ids: Vec<Box<str>>,
    /// What a form of ours says about itself.
    pub notes: FormNotes,
}

/// What a form of ours says about itself, besides its answers; the default for other forms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormNotes {
    /// The edition that its cover states.
    pub edition: Option<Box<str>>,
    /// Questions whose text differs from the questionnaire's, as indices into it, in the order of the file.
    pub reworded: Vec<QuestionIndex>,
    /// What it was prefilled with; `None` if nothing.
    pub prefilled: Option<Box<Prefilled>>,
}

/// A form that was sent out with the supplier's last answers in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefilled {
    /// The path below the portfolio folder of the file that the answers come from.
    pub from: Box<str>,
    /// The day of the oldest of these answers; `None` if one of them is undated or the day is unknown.
    pub since: Option<Date>,
    /// Whether the supplier confirmed the answers that it left unchanged.
    pub confirmed: bool,
    /// When the form itself was completed (its answers may be older); `None` if undated.
    pub completed_on: Option<Date>,
}

impl Reading {
    /// Whether it is neither blank nor unreadable.
    pub const fn is_given(self) -> bool {
        !matches!(self, Self::Blank | Self::Unreadable)
    }
}

impl Response {
    /// When the form that holds the answers was completed. [`Self::completed_on`] is earlier where prefilled answers
    /// were not confirmed.
    pub fn returned_on(&self) -> Option<Date> {
        self.notes.prefilled.as_ref().map_or(self.completed_on, |form| form.completed_on)
    }

    /// The id of a row as written, where such ids were kept.
    pub fn id(&self, answer: AnswerIndex) -> Option<&str> {
        self.ids.get(answer.get()).map(AsRef::as_ref)
    }

    /// The place of a cell of this file.
    pub fn place(&self, spot: Spot) -> Place {
        Place {
            file: Arc::clone(&self.file),
            sheet: self.sheets.get(usize::from(spot.sheet)).cloned(),
            cell: Some(spot.cell),
        }
    }
}

/// The number of answers of each kind; a repeated question counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Yes.
    pub yes: usize,
    /// Partial.
    pub partial: usize,
    /// No.
    pub no: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// Blank.
    pub unanswered: usize,
    /// Not understood.
    pub unreadable: usize,
}

impl Tally {
    /// Counts an answer.
    pub const fn add(&mut self, reading: Reading) {
        *match reading {
            Reading::Yes => &mut self.yes,
            Reading::Partial => &mut self.partial,
            Reading::No => &mut self.no,
            Reading::NotApplicable => &mut self.not_applicable,
            Reading::Blank => &mut self.unanswered,
            Reading::Unreadable | Reading::Number(_) | Reading::Date(_) => &mut self.unreadable,
        } += 1;
    }

    /// The answers of all kinds.
    pub const fn all(&self) -> usize {
        self.yes + self.partial + self.no + self.not_applicable + self.unanswered + self.unreadable
    }
}

/// What is known of a file below `responses/`, used or not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileReport {
    /// Path below the portfolio folder.
    #[serde(with = "super::shared")]
    pub file: Arc<str>,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What became of it.
    pub status: FileStatus,
    /// Why it is not accepted; empty for an accepted file.
    pub reason: String,
    /// The layout it was read by.
    pub adapter: Option<String>,
    /// The questionnaire it answers.
    pub questionnaire: Option<String>,
    /// The edition its cover states.
    pub edition: Option<String>,
    /// Who sent it.
    pub supplier: Option<SupplierId>,
    /// When it was completed.
    pub completed_on: Option<Date>,
    /// Questions the form should hold (the questionnaire's).
    pub expected: usize,
    /// Questions of the form that the file holds, each once.
    pub found: usize,
    /// Rows whose id is not of the questionnaire.
    pub added: usize,
    /// Rows that repeat a question, without its first row.
    pub repeated: usize,
    /// Answers by kind, where the form's questions reach no control and nothing of it is scored.
    pub unmapped: Option<Tally>,
    /// Scores by the form's own schemes; none for our own form.
    pub official: Vec<OfficialScore>,
    /// Its import ledger.
    pub ledger: Ledger,
    /// What a person should know.
    pub findings: Vec<Finding>,
}

//! The content of the cells that a supplier fills in.

use jiff::civil::Date;

/// The words in the drop-down of an answer cell.
pub const ANSWERS: [&str; 4] = ["yes", "partial", "no", "not applicable"];

/// The content of an answer cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A word, such as `yes`.
    Text(String),
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
}

/// A row that is filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledRow {
    /// The question's id.
    pub question: String,
    /// The answer; `None` if blank.
    pub answer: Option<Given>,
    /// The comment; empty if blank.
    pub comment: String,
    /// The evidence; empty if blank.
    pub evidence: String,
}

/// What a supplier fills in, or what is pre-filled for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filling {
    /// Who completed the form.
    pub completed_by: Option<String>,
    /// When it was completed.
    pub completed_on: Option<Date>,
    /// The rows with an answer, a comment or evidence, in any order.
    pub rows: Vec<FilledRow>,
}

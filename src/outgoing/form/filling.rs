//! What stands in the cells that a supplier fills in.

use jiff::civil::Date;

/// What the list of an answer cell offers.
pub const ANSWERS: [&str; 4] = ["yes", "partial", "no", "not applicable"];

/// What stands in an answer cell.
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
    /// The answer; none: left blank.
    pub answer: Option<Given>,
    /// The comment; empty: left blank.
    pub comment: String,
    /// The evidence; empty: left blank.
    pub evidence: String,
}

/// What a supplier wrote, or what is filled in for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filling {
    /// Who completed the form.
    pub completed_by: Option<String>,
    /// When it was completed.
    pub completed_on: Option<Date>,
    /// Rows with an answer, comment or evidence, in any order.
    pub rows: Vec<FilledRow>,
}

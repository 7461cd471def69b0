//! The answer of a control, and the rows it comes from.

use super::responses::Responses;
use crate::model::{Answer, AnswerIndex, ControlIndex, ResponseIndex};

/// A row of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerRow {
    /// The response.
    pub response: ResponseIndex,
    /// The row.
    pub answer: AnswerIndex,
}

/// The answer of a control, as far as scores and gates need it. Kept small, as there is one for every supplier, tier
/// and control; [`super::resolve::Statements::resolution`] computes the rows it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The responses that decide it: those with an answered claim at the deciding level, or an accepted not-applicable.
    pub deciding: Responses,
    /// The first row, in two fields that leave no padding beside the small fields.
    pub(super) first_answer: AnswerIndex,
    pub(super) first_response: ResponseIndex,
    /// The answer.
    pub answer: Answer,
    /// Whether a yes or partial claim of the deciding level names evidence.
    pub has_evidence: bool,
}

impl Resolved {
    /// The answer "unanswered"; `first` is the first row that was read.
    pub(super) fn unanswered(first: Option<AnswerRow>) -> Self {
        let first = first.unwrap_or(AnswerRow {
            response: ResponseIndex::from(0),
            answer: AnswerIndex::NOWHERE,
        });
        Self {
            deciding: Responses::NONE,
            first_answer: first.answer,
            first_response: first.response,
            answer: Answer::Unanswered,
            has_evidence: false,
        }
    }

    /// The first row that decided; if none did, the first that was read; `None` if no row was read.
    pub fn first(&self) -> Option<AnswerRow> {
        let row = AnswerRow { response: self.first_response, answer: self.first_answer };
        Some(row).filter(|row| row.answer != AnswerIndex::NOWHERE)
    }
}

/// The answer of a control, and the rows it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The answer.
    pub resolved: Resolved,
    /// Whether stale responses gave it.
    pub stale: bool,
    /// The rows that decided, or, if none did, those that were read; the first of each claim.
    pub rows: Vec<AnswerRow>,
    /// A row with a "not applicable" that is not accepted.
    pub refused: Option<AnswerRow>,
    /// Two rows that contradict each other.
    pub contradiction: Option<(AnswerRow, AnswerRow)>,
}

/// A remark about a control besides its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remark {
    /// The control.
    pub control: ControlIndex,
    /// A row with a "not applicable" that is not accepted.
    pub refused: Option<AnswerRow>,
    /// Two rows that contradict each other.
    pub contradiction: Option<(AnswerRow, AnswerRow)>,
}

/// The answers of all controls at one tier, in catalogue order, and the remarks about them.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// One answer for each control; empty at public.
    pub resolved: Vec<Resolved>,
    /// The remarks, for the controls that have one.
    pub remarks: Vec<Remark>,
}

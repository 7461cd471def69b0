//! The answer of a control, and where it comes from.

use super::responses::Responses;
use crate::model::{Answer, AnswerIndex, ControlIndex, ResponseIndex};

/// A row of a response: which response of the supplier, which of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerRow {
    /// The response.
    pub response: ResponseIndex,
    /// The row.
    pub answer: AnswerIndex,
}

/// The answer of a control: what scores and gates need. Small, as there is one for every supplier,
/// tier and control; where else it comes from is worked out anew by [`super::resolve::Statements::resolution`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// Responses that decide it: with an answered claim at the deciding level, or an accepted
    /// not-applicable.
    pub deciding: Responses,
    /// The first row, in two parts that leave no gap beside the small fields.
    pub(super) first_answer: AnswerIndex,
    pub(super) first_response: ResponseIndex,
    /// The answer.
    pub answer: Answer,
    /// Whether a yes or partial claim of the deciding level names evidence.
    pub has_evidence: bool,
}

impl Resolved {
    /// Unanswered; `first` is the first row that was heard.
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

    /// The first row that decided, or that was heard where nothing did; none: nothing was heard.
    pub fn first(&self) -> Option<AnswerRow> {
        let row = AnswerRow { response: self.first_response, answer: self.first_answer };
        Some(row).filter(|row| row.answer != AnswerIndex::NOWHERE)
    }
}

/// The answer of a control and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The answer.
    pub resolved: Resolved,
    /// Whether stale responses gave it.
    pub stale: bool,
    /// Rows that decided, or that were heard where nothing decided, first of each claim.
    pub rows: Vec<AnswerRow>,
    /// "Not applicable" was said and is not accepted, here.
    pub refused: Option<AnswerRow>,
    /// Two rows that say different things.
    pub contradiction: Option<(AnswerRow, AnswerRow)>,
}

/// What is to be said about a control beside its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remark {
    /// The control, as an index into the catalogue.
    pub control: ControlIndex,
    /// "Not applicable" was said and is not accepted, here.
    pub refused: Option<AnswerRow>,
    /// Two rows that say different things.
    pub contradiction: Option<(AnswerRow, AnswerRow)>,
}

/// The answers of all controls at one tier, in catalogue order, and what is to be said beside them.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// One a control; none at public.
    pub resolved: Vec<Resolved>,
    /// Only of controls about which there is something to say.
    pub remarks: Vec<Remark>,
}

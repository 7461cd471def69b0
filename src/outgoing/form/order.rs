//! Whom a form is for, what is filled in, and why it can't be written.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::last_answers::LastAnswers;
use crate::catalogue::Catalogue;
use crate::model::Tier;

/// Why a form can't be written.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Nothing is asked of this supplier: no question applies at the tier, or none is left to ask.
    #[error("no question of `{questionnaire}` is asked at {tier}")]
    NothingAsked {
        /// The questionnaire.
        questionnaire: String,
        /// The tier.
        tier: Tier,
    },
    /// An answer to a question that the form does not hold.
    #[error("the form holds no question `{0}`")]
    UnknownQuestion(String),
    /// The vocabulary has no spelling for a text of the form.
    #[error("the vocabulary has no `{key}` in `{group}`")]
    NoSpelling {
        /// Group of the vocabulary.
        group: &'static str,
        /// Key within it.
        key: &'static str,
    },
    /// The workbook can't be written.
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

/// Whom a form is for, and what it asks.
#[derive(Debug, Clone, Copy)]
pub struct FormOrder<'o> {
    /// The supplier's id in the register.
    pub supplier_id: &'o str,
    /// The supplier's name.
    pub supplier_name: &'o str,
    /// Engagements that the answers are for.
    pub engagement_ids: &'o [String],
    /// Highest tier among them: decides which questions are asked.
    pub tier: Tier,
    /// Date of the form; the only date inside the file.
    pub as_of: Date,
    /// Ask no more than these questions; none: all that apply at the tier.
    pub only: Option<&'o BTreeSet<String>>,
    /// Which forms settle how many of the other questions; empty: none.
    pub settled: &'o str,
    /// The supplier's last answers, to be filled in and marked; none: a blank form.
    pub before: Option<&'o LastAnswers>,
}

/// How the program itself writes headers and sheet names.
#[derive(Clone, Copy)]
pub(super) struct Names<'c> {
    pub(super) catalogue: &'c Catalogue,
}

impl<'c> Names<'c> {
    pub(super) fn of(self, group: &'static str, key: &'static str) -> Result<&'c str, FormError> {
        match self.catalogue.vocabulary.canonical(group, key) {
            "" => Err(FormError::NoSpelling { group, key }),
            name => Ok(name),
        }
    }
}

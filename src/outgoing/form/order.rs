//! The recipient and the options of a form, and why it can't be written.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::last_answers::LastAnswers;
use crate::catalogue::Catalogue;
use crate::model::Tier;

/// Why a form can't be written.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// No question is asked of this supplier: none applies at the tier, or none is left to ask.
    #[error("no question of `{questionnaire}` is asked at {tier}")]
    NothingAsked {
        /// The questionnaire.
        questionnaire: String,
        /// The tier.
        tier: Tier,
    },
    /// An answer to a question that the form does not have.
    #[error("the form holds no question `{0}`")]
    UnknownQuestion(String),
    /// The vocabulary has no spelling for a text of the form.
    #[error("the vocabulary has no `{key}` in `{group}`")]
    NoSpelling {
        /// The group of the vocabulary.
        group: &'static str,
        /// The key within it.
        key: &'static str,
    },
    /// The workbook can't be written.
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

/// The recipient and the options of a form.
#[derive(Debug, Clone, Copy)]
pub struct FormOrder<'o> {
    /// The supplier's id in the register.
    pub supplier_id: &'o str,
    /// The supplier's name.
    pub supplier_name: &'o str,
    /// The engagements that the answers are for.
    pub engagement_ids: &'o [String],
    /// The highest tier among them: it decides which questions are asked.
    pub tier: Tier,
    /// The date of the form; the only date inside the file.
    pub as_of: Date,
    /// Asks only these questions; `None` for all that apply at the tier.
    pub only: Option<&'o BTreeSet<String>>,
    /// Which earlier forms settle how many of the other questions; empty if none do.
    pub settled: &'o str,
    /// The supplier's last answers, to be pre-filled and marked; `None` for a blank form.
    pub before: Option<&'o LastAnswers>,
}

/// The headers and sheet names as the program writes them.
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

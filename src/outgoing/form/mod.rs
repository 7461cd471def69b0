//! The native form: what `flowdown request` sends to a supplier and reads back.
//!
//! Three sheets: `Cover` (labels in A, values in B), `Questionnaire` (a header and one row for each
//! question that applies), `Instructions`. Where the supplier's last answers are filled in, the cover says from which
//! file and asks for a word of confirmation, they stand in italics, and a last column says of each question what is
//! new. How such a form is read back: [`crate::intake::response::keep_days`].

mod cover;
mod instructions;
mod last_answers;
mod questions;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

pub use self::last_answers::LastAnswers;
pub use self::questions::ANSWERS;
use crate::catalogue::{Catalogue, Question, Questionnaire};
use crate::model::Tier;
use crate::sheet::fillable;

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

/// A form to be filled in, as `.xlsx`: blank, or with the last answers where the order has them.
///
/// # Errors
/// When nothing is asked, the vocabulary lacks a header, or the file can't be written.
pub fn form(
    catalogue: &Catalogue,
    questionnaire: &Questionnaire,
    order: &FormOrder<'_>,
) -> Result<Vec<u8>, FormError> {
    let asked = asked(catalogue, questionnaire, order);
    let rows = order.before.map(|before| before.rows(&asked)).unwrap_or_default();
    filled(catalogue, questionnaire, order, &Filling { rows, ..Filling::default() })
}

/// A form with answers in it.
///
/// # Errors
/// As [`form`]; and when an answer belongs to no question of the form.
pub fn filled(
    catalogue: &Catalogue,
    questionnaire: &Questionnaire,
    order: &FormOrder<'_>,
    filling: &Filling,
) -> Result<Vec<u8>, FormError> {
    let asked = asked(catalogue, questionnaire, order);
    if asked.is_empty() {
        return Err(FormError::NothingAsked {
            questionnaire: questionnaire.id.clone(),
            tier: order.tier,
        });
    }
    let mut book = fillable::workbook(&questionnaire.title, order.as_of)?;
    let names = Names { catalogue };
    cover::write(book.add_worksheet(), names, questionnaire, (order, &asked), filling)?;
    questions::write(book.add_worksheet(), names, &asked, order, filling)?;
    instructions::write(book.add_worksheet(), names, questionnaire, order.before.is_some())?;
    Ok(book.save_to_buffer()?)
}

/// The questions that a form holds, in the order of the questionnaire.
pub fn asked<'q>(
    catalogue: &Catalogue,
    questionnaire: &'q Questionnaire,
    order: &FormOrder<'_>,
) -> Vec<&'q Question> {
    let applies = |question: &Question| {
        questionnaire.applies_from(question, &catalogue.controls) <= order.tier
    };
    let wanted =
        |question: &Question| order.only.is_none_or(|only| only.contains(question.id.as_str()));
    questionnaire
        .questions
        .iter()
        .filter(|question| applies(question) && wanted(question))
        .collect()
}

/// How the program itself writes headers and sheet names.
#[derive(Clone, Copy)]
struct Names<'c> {
    catalogue: &'c Catalogue,
}

impl<'c> Names<'c> {
    fn of(self, group: &'static str, key: &'static str) -> Result<&'c str, FormError> {
        match self.catalogue.vocabulary.canonical(group, key) {
            "" => Err(FormError::NoSpelling { group, key }),
            name => Ok(name),
        }
    }
}

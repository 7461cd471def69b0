//! The native form: `flowdown request` sends it to a supplier.
//!
//! It has three sheets: `Cover` (labels in A, values in B), `Questionnaire` (a header and one row for each question
//! that applies) and `Instructions`. If the supplier's last answers are pre-filled, the cover names their file and asks
//! for a confirmation, they are in italics, and a last column says of each question what is new. How such a form is
//! read back: [`crate::intake::response::keep_days`].

mod cover;
mod filling;
mod instructions;
mod last_answers;
mod order;
mod questions;
#[cfg(test)]
mod tests;

pub use self::filling::{ANSWERS, FilledRow, Filling, Given};
pub use self::last_answers::LastAnswers;
pub use self::order::{FormError, FormOrder};
use crate::catalogue::{Catalogue, Question, Questionnaire};
use crate::sheet::fillable;
use order::Names;

/// A form to fill in, as `.xlsx`: blank, or with the last answers if the order has them.
///
/// # Errors
/// When no question is asked, the vocabulary lacks a header, or the workbook can't be written.
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
/// Those of [`form`], and when an answer is to a question that the form does not have.
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

/// The questions of a form, in the order of the questionnaire.
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

//! What both walks over a form, ours and other people's, say in the same words.

use crate::model::{Code, Finding, Place};

/// An answer that is a formula.
pub(super) fn formula(id: &str, place: Place) -> Finding {
    let message = format!("the answer to {id} is a formula; its stored value was read");
    let help = "ask the supplier to write the answer itself";
    Finding::new(Code::AnswerFormula, message).at(place).about(id).help(help)
}

/// A question that stands more than once.
pub(super) fn repeated(id: &str, place: Place) -> Finding {
    let message = format!("{id} stands more than once; the worst answer counts");
    let help = "take out the rows that do not count";
    Finding::new(Code::QuestionRepeated, message).at(place).about(id).help(help)
}

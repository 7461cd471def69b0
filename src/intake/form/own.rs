//! Text of our own form that says nothing about the supplier.

use std::collections::HashSet;

use crate::catalogue::vocabulary::normalise;
use crate::catalogue::{Questionnaire, Vocabulary};

/// The lines of the sheet Instructions that `flowdown request` writes. Only these are known when the form comes back:
/// text that a supplier adds there is listed.
pub const INSTRUCTIONS: &[&str] = &[
    "How to fill in this form",
    "Fill in the sheet Cover, then one row for each question on the sheet Questionnaire.",
    "Answer: choose from the list; where a number or a date is asked, write it without a unit.",
    "Not applicable needs its reason in the column Comment.",
    "Evidence: name the document, its version and its date. You need not attach it.",
    "An empty answer counts as no.",
    "You may sort, filter and widen columns. Please do not change the ids.",
];

/// Lines that follow them in a prefilled form.
pub const PREFILLED: &[&str] = &[
    "Answers in italics are those you gave last time. Change what is no longer so; the last column says what is new.",
    "Then write yes on the sheet Cover to confirm the answers you left as they are: they count from the new date.",
    "Without that word they keep their old date.",
];

/// Length in bytes of the longest text of our own.
const LONGEST: usize = 300;

/// Title, id and edition of our questionnaire.
#[derive(Debug, Clone, Default)]
pub(super) struct Titles {
    titles: HashSet<String>,
    longest: usize,
}

impl Titles {
    pub(super) fn new(questionnaire: &Questionnaire) -> Self {
        let words = [&questionnaire.title, &questionnaire.id, &questionnaire.edition];
        let titles: HashSet<String> =
            words.into_iter().map(|word| normalise::header(word)).collect();
        let longest = titles.iter().map(String::len).max().unwrap_or_default();
        Self { titles, longest }
    }

    fn has(&self, text: &str) -> bool {
        // Every cell outside of the questions is tested.
        normalise::letters(text) <= self.longest && self.titles.contains(&normalise::header(text))
    }

    /// Whether a cell of a sheet is text of our own. `sheet` is the sheet's key.
    pub(super) fn is_ours(&self, text: &str, sheet: Option<&str>, vocabulary: &Vocabulary) -> bool {
        let listed = || match sheet {
            Some("lists") => {
                vocabulary.answer(text).is_some()
                    || vocabulary.header("form", text) == Some("answer")
            }
            Some("instructions") => {
                let folded = normalise::header(text);
                INSTRUCTIONS.iter().chain(PREFILLED).any(|line| normalise::header(line) == folded)
            }
            _ => false,
        };
        text.len() <= LONGEST && (self.has(text) || listed())
    }
}

//! A questionnaire, ready to recognise its form.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::catalogue::vocabulary::normalise;
use crate::catalogue::{Question, Questionnaire};
use crate::diagnostic::closest;

/// A questionnaire with its ids as people type them.
#[derive(Debug)]
pub struct Native<'q> {
    /// The questionnaire.
    pub questionnaire: &'q Questionnaire,
    /// Position in the catalogue.
    pub position: u16,
    folded: HashMap<String, u32>,
    titles: HashSet<String>,
    longest_title: usize,
}

fn fold(id: &str) -> String {
    id.nfkc().flat_map(char::to_lowercase).collect()
}

impl<'q> Native<'q> {
    /// Prepares the questionnaire at a position of the catalogue.
    pub fn new(questionnaire: &'q Questionnaire, position: u16) -> Self {
        let mut folded = HashMap::new();
        let mut doubled = HashSet::new();
        for (index, question) in (0..).zip(&questionnaire.questions) {
            if folded.insert(fold(question.id.as_str()), index).is_some() {
                doubled.insert(fold(question.id.as_str()));
            }
        }
        // Ids that differ in case only are told apart by it.
        folded.retain(|id, _| !doubled.contains(id));
        let words = [&questionnaire.title, &questionnaire.id, &questionnaire.edition];
        let titles: HashSet<String> =
            words.into_iter().map(|word| normalise::header(word)).collect();
        let longest_title = titles.iter().map(String::len).max().unwrap_or_default();
        Self { questionnaire, position, folded, titles, longest_title }
    }

    /// The question of an id: exact, or but for case and compatibility forms.
    pub fn index(&self, id: &str) -> Option<u32> {
        self.questionnaire.index(id).or_else(|| self.folded.get(&fold(id)).copied())
    }

    /// A question.
    pub fn question(&self, index: u32) -> Option<&'q Question> {
        self.questionnaire.questions.get(usize::try_from(index).ok()?)
    }

    /// Whether a text is the title, id or edition.
    pub fn is_title(&self, text: &str) -> bool {
        // Every cell outside of the questions is asked this.
        if normalise::letters(text) > self.longest_title {
            return false;
        }
        self.titles.contains(&normalise::header(text))
    }

    /// Whether a text names this questionnaire.
    pub fn is_named(&self, text: &str) -> bool {
        let text = normalise::header(text);
        [&self.questionnaire.id, &self.questionnaire.title]
            .iter()
            .any(|name| normalise::header(name) == text)
    }

    /// The id nearest to a text.
    pub(super) fn nearest(&self, text: &str) -> Option<&'q str> {
        closest(text, self.questionnaire.questions.iter().map(|question| question.id.as_str()))
    }
}

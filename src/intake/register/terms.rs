//! Cells that hold words of a fixed list.

use super::lists::{entries, parts};
use super::row::RegisterRow;
use crate::catalogue::vocabulary::normalise;
use crate::catalogue::{Policy, Vocabulary};
use crate::diagnostic::did_you_mean;
use crate::intake::grid::Value;
use crate::intake::value::cut;
use crate::model::{Code, InformationKind, Reading};

impl RegisterRow<'_, '_> {
    /// Kinds of information, sorted, each once. Decisions rest on them: an unknown one is a problem.
    pub(super) fn kinds(&mut self, key: &str) -> Vec<InformationKind> {
        let vocabulary = self.cx.vocabulary;
        let of_word = |word: &str| -> Option<InformationKind> {
            vocabulary.value("kinds", word).unwrap_or(word).parse().ok()
        };
        let text = self.text(key).unwrap_or_default();
        let mut kinds = Vec::new();
        for word in entries(&text).flat_map(|entry| parts(entry, |word| of_word(word).is_some())) {
            match of_word(word) {
                Some(kind) => kinds.push(kind),
                None => {
                    let known = InformationKind::ALL.into_iter().map(InformationKind::word);
                    let message = format!("`{}` is no kind of information", cut(word, 60));
                    self.problem(key, message, did_you_mean(word, known));
                }
            }
        }
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Transfer mechanisms in the policy's words, sorted, each once. An unknown one is reported and not used.
    pub(super) fn mechanisms(&mut self, key: &str) -> Vec<String> {
        let text = self.text(key).unwrap_or_default();
        let (vocabulary, policy) = (self.cx.vocabulary, self.cx.policy);
        let of_word = |word: &str| mechanism(word, vocabulary, policy);
        let named = entries(&text).filter(|word| vocabulary.names_something(word));
        let mut found = Vec::new();
        for word in named.flat_map(|entry| parts(entry, |word| of_word(word).is_some())) {
            match of_word(word) {
                Some(known) => found.push(known.to_owned()),
                None => {
                    let help = did_you_mean(word, policy.mechanisms.keys().map(String::as_str));
                    let message = format!(
                        "`{}` is no transfer mechanism; it counts for nothing",
                        cut(word, 60)
                    );
                    self.finding(Code::RegisterValueUnknown, key, message, help);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether a cell says yes. Any other word counts as no, and is reported if it is no answer.
    pub(super) fn is_yes(&mut self, key: &str) -> bool {
        match self.value(key) {
            None => false,
            Some(Value::Bool(truth)) => *truth,
            Some(_) => {
                let Some(text) = self.text(key) else { return false };
                let answer = self.cx.vocabulary.answer(&text);
                if answer.is_none() && self.cx.vocabulary.names_something(&text) {
                    let message =
                        format!("`{}` is neither yes nor no; it counts as no", cut(&text, 60));
                    self.finding(Code::RegisterValueUnknown, key, message, "write yes or no");
                }
                answer == Some(Reading::Yes)
            }
        }
    }

    /// A consent: a yes, a date or the name of something; not a no, a partial or a placeholder.
    pub(super) fn consent(&mut self, key: &str) -> Option<String> {
        let is_bool = matches!(self.value(key)?, Value::Bool(_));
        let text = self.text(key)?;
        match self.cx.vocabulary.answer(&text) {
            Some(Reading::Yes) => Some(text),
            Some(_) => None,
            None if is_bool => (text == "TRUE").then_some(text),
            None => self.cx.vocabulary.names_something(&text).then_some(text),
        }
    }

    /// An ISO 4217 code, in capitals.
    pub(super) fn currency(&mut self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Some(text.to_ascii_uppercase());
        }
        let message = format!("`{}` is no currency code", cut(&text, 60));
        self.problem(key, message, "write three letters, e.g. EUR");
        None
    }

    /// Whether an id is a supplier's; if not, a finding is added.
    pub(super) fn knows_supplier(&mut self, key: &str, id: &str) -> bool {
        let known = self.cx.suppliers.contains(id);
        if !known {
            self.dangling(key, id, "supplier");
        }
        known
    }

    /// Whether an id is an engagement's; if not, a finding is added.
    pub(super) fn knows_engagement(&mut self, key: &str, id: &str) -> bool {
        let known = self.cx.engagements.contains(id);
        if !known {
            self.dangling(key, id, "engagement");
        }
        known
    }

    /// Checks that an engagement stands in the same register as the row: its links and stages are kept where it is kept.
    pub(super) fn check_own(&mut self, key: &str, engagement: &str) {
        if let Some(place) = self.cx.elsewhere(engagement) {
            let message =
                format!("`{}` stands in another register, at {place}", cut(engagement, 60));
            self.problem(key, message, "move the row into that register, or mend the id");
        }
    }

    fn dangling(&mut self, key: &str, id: &str, what: &str) {
        let message = format!("`{}` is no {what} of the register", cut(id, 60));
        let help = self.near_id(id, what);
        self.finding(Code::RegisterDangling, key, message, help);
    }

    /// Reports an unknown id as a problem, where decisions rest on it.
    pub(super) fn unknown_id(&mut self, key: &str, id: &str, what: &str) {
        let message = format!("`{}` is no {what} of the register", cut(id, 60));
        let help = self.near_id(id, what);
        self.problem(key, message, help);
    }

    fn near_id(&mut self, id: &str, what: &str) -> String {
        let near = self.cx.near_id(id, what);
        near.map_or_else(
            || format!("add the {what}, or mend the id"),
            |near| format!("did you mean `{near}`?"),
        )
    }
}

/// The policy's word for a transfer mechanism.
fn mechanism<'p>(word: &str, vocabulary: &Vocabulary, policy: &'p Policy) -> Option<&'p str> {
    let spelt = vocabulary.value("mechanisms", word);
    let spelt = spelt.and_then(|word| policy.mechanisms.keys().find(|known| *known == word));
    let folded = normalise::header(word);
    let of_policy = || policy.mechanisms.keys().find(|known| normalise::header(known) == folded);
    spelt.or_else(of_policy).map(String::as_str)
}

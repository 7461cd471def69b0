//! Phrases that are looked for inside longer texts.

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::normalise;

/// Bytes that the compiled pattern of one list may take.
const PATTERN_SIZE: usize = 16 << 20;

/// A list of phrases, ready to be found in texts that [`normalise::running`] made comparable.
///
/// Phrases of scripts with upper and lower case are whole words. Others stand anywhere: such scripts put no blanks
/// between words, or hang endings onto them.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    phrases: Vec<String>,
    /// Compiled at the first search: most runs meet no text that needs it.
    pattern: OnceLock<Option<Regex>>,
}

impl Phrases {
    /// From spellings as people write them.
    pub fn new<'p>(phrases: impl IntoIterator<Item = &'p String>) -> Self {
        let mut phrases: Vec<String> =
            phrases.into_iter().map(|one| normalise::running(one)).collect();
        phrases.retain(|one| !one.is_empty());
        // The longest of those that begin alike is found.
        phrases.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        phrases.dedup();
        Self { phrases, pattern: OnceLock::new() }
    }

    /// The phrases, the longest first.
    pub fn all(&self) -> &[String] {
        &self.phrases
    }

    /// The first phrase in a text.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.pattern()?.find(text).map(|found| found.range())
    }

    /// Whether a text begins with a phrase.
    pub fn begins(&self, text: &str) -> bool {
        let ends = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
        self.phrases.iter().any(|one| text.strip_prefix(one.as_str()).is_some_and(ends))
    }

    /// A text in which every phrase is replaced by signs of the same length that are part of no word.
    pub fn masked(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        let found: Vec<Range<usize>> = self
            .pattern()
            .into_iter()
            .flat_map(|one| one.find_iter(text))
            .map(|one| one.range())
            .collect();
        for range in found {
            masked.replace_range(range.clone(), &"\u{1}".repeat(range.len()));
        }
        masked
    }

    fn pattern(&self) -> Option<&Regex> {
        self.pattern.get_or_init(|| pattern(&self.phrases)).as_ref()
    }
}

fn pattern(phrases: &[String]) -> Option<Regex> {
    let is_cased = |c: char| c.is_lowercase() || c.is_ascii_digit();
    let bounded = |phrase: &String| {
        let edge = |c: Option<char>| if c.is_some_and(is_cased) { r"\b" } else { "" };
        let (first, last) = (phrase.chars().next(), phrase.chars().next_back());
        format!("{}{}{}", edge(first), regex::escape(phrase), edge(last))
    };
    let all: Vec<String> = phrases.iter().map(bounded).collect();
    let built = RegexBuilder::new(&all.join("|")).size_limit(PATTERN_SIZE).build();
    built.ok().filter(|_| !all.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(all: &[&str]) -> Phrases {
        Phrases::new(&all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn phrases_are_whole_words_where_words_have_blanks_between_them() {
        let some = phrases(&["Not yet", "一部", "only"]);
        assert_eq!(some.find("yes, not yet"), Some(5..12));
        assert_eq!(some.find("commonly used"), None);
        assert_eq!(some.find("はい一部のみ"), Some(6..12));
    }

    #[test]
    fn masked_phrases_are_not_found_again() {
        let masked = phrases(&["not only"]).masked("yes, not only here");
        assert_eq!(phrases(&["only"]).find(&masked), None);
        assert_eq!(masked.len(), "yes, not only here".len());
    }
}

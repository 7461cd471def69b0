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

    /// Whether a text begins with a phrase.
    pub fn begins(&self, text: &str) -> bool {
        let ends = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
        self.phrases.iter().any(|one| text.strip_prefix(one.as_str()).is_some_and(ends))
    }

    /// Every place of a phrase in a text, overlapping ones too.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(found) = self.pattern().and_then(|one| one.find_at(text, from)) {
            places.push(found.range());
            let step = text[found.start()..].chars().next().map_or(1, char::len_utf8);
            from = found.start() + step;
        }
        places
    }

    /// The first phrase in a text that lies in none of some ranges.
    pub fn find_outside(&self, text: &str, ranges: &[Range<usize>]) -> Option<Range<usize>> {
        let is_inside = |place: &Range<usize>| {
            ranges.iter().any(|range| range.start <= place.start && place.end <= range.end)
        };
        self.places(text).into_iter().find(|place| !is_inside(place))
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
        assert_eq!(some.places("yes, not yet"), [5..12]);
        assert!(some.places("commonly used").is_empty());
        assert_eq!(some.places("はい一部のみ"), [6..12]);
    }

    #[test]
    fn a_phrase_inside_a_harmless_one_is_passed_over() {
        let (only, harmless) = (phrases(&["only"]), phrases(&["not only"]));
        let text = "yes, not only here but only there";
        assert_eq!(only.find_outside(text, &harmless.places(text)), Some(23..27));
    }
}

//! Phrases that are searched for inside longer texts.

use std::ops::Range;
use std::sync::OnceLock;

use foldhash::HashMap;

use super::pairs::Pairs;
use super::{normalise, years};

/// A list of phrases, to be found in texts that [`normalise::running`] folded. Phrases that name dates are found where
/// these are marked, see [`super::Vocabulary::dated`].
///
/// Phrases of scripts with upper and lower case match whole words. Others match anywhere: such scripts put no blanks
/// between words, or attach endings to them.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    /// As they stand in the file.
    written: Vec<String>,
    /// Made at the first search, and so folded then: most runs meet no text that needs it.
    index: OnceLock<PhraseIndex>,
}

/// Phrases by what they begin with, the longest first.
#[derive(Debug, Clone, Default)]
struct PhraseIndex {
    /// By their first word.
    words: HashMap<String, Vec<String>>,
    /// Rules out most words by their first two letters.
    pairs: Pairs,
    /// By their first character, where it is not part of a cased word.
    characters: HashMap<char, Vec<String>>,
    /// One bit for each ASCII character that begins one of these: blanks and punctuation are in every text, but few
    /// begin a phrase.
    signs: u128,
}

impl PhraseIndex {
    /// Phrases that begin with a character that is not part of a cased word.
    fn of_character(&self, c: char) -> Option<&Vec<String>> {
        let may_be = !c.is_ascii() || self.signs & (1 << u32::from(c)) != 0;
        if may_be { self.characters.get(&c) } else { None }
    }
}

/// Whether a character belongs to a word that has blanks around it.
fn is_cased(c: char) -> bool {
    c.is_ascii_digit() || c.is_lowercase()
}

/// Whether a character is part of a word of any script.
fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// The word at the beginning of a text.
fn first_word(text: &str) -> &str {
    let ascii = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    let is_ascii = text.as_bytes().get(ascii).is_none_or(u8::is_ascii);
    let end = if is_ascii { ascii } else { text.find(|c: char| !is_word(c)).unwrap_or(text.len()) };
    &text[..end]
}

impl Phrases {
    /// From spellings as people write them.
    pub fn new<'p>(phrases: impl IntoIterator<Item = &'p String>) -> Self {
        Self { written: phrases.into_iter().cloned().collect(), index: OnceLock::new() }
    }

    /// The phrases, as people write them.
    pub fn all(&self) -> &[String] {
        &self.written
    }

    fn index(&self) -> &PhraseIndex {
        self.index.get_or_init(|| {
            let mut index = PhraseIndex::default();
            for phrase in self.written.iter().map(|one| years::marked(&normalise::running(one))) {
                let Some(first) = phrase.chars().next() else { continue };
                if is_cased(first) {
                    index.pairs.add(phrase.as_bytes());
                    let word = first_word(&phrase).to_owned();
                    index.words.entry(word).or_default().push(phrase);
                } else {
                    if first.is_ascii() {
                        index.signs |= 1 << u32::from(first);
                    }
                    index.characters.entry(first).or_default().push(phrase);
                }
            }
            let lists = index.words.values_mut().chain(index.characters.values_mut());
            lists.for_each(|list| list.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b))));
            index
        })
    }

    /// Every place of a phrase in a text, from left to right; the longest of those that begin together.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let index = self.index();
        let mut places = Vec::new();
        // Whether the last character belongs to a word.
        let mut inside = false;
        for (at, c) in text.char_indices() {
            let begins = !std::mem::replace(&mut inside, is_word(c));
            let list = if !is_cased(c) {
                index.of_character(c)
            } else if begins && index.pairs.may_begin(&text.as_bytes()[at..]) {
                index.words.get(first_word(&text[at..]))
            } else {
                continue;
            };
            let Some(list) = list else { continue };
            places.extend(longest(list, &text[at..]).map(|end| at..at + end));
        }
        places
    }

    /// The first phrase in a text that is inside none of some ranges; `ranges` is called only if there is a phrase.
    pub fn find_outside<'r>(
        &self,
        text: &str,
        ranges: impl FnOnce() -> &'r [Range<usize>],
    ) -> Option<Range<usize>> {
        let places = self.places(text);
        let first = places.first()?;
        let ranges = ranges();
        let is_inside = |place: &&Range<usize>| {
            ranges.iter().any(|range| range.start <= place.start && place.end <= range.end)
        };
        if is_inside(&first) {
            places.into_iter().find(|place| !is_inside(&place))
        } else {
            Some(first.clone())
        }
    }

    /// Whether a text begins with a phrase.
    pub fn begins(&self, text: &str) -> bool {
        self.beginning(text).is_some()
    }

    /// Length in bytes of the longest phrase that a text begins with.
    pub fn beginning(&self, text: &str) -> Option<usize> {
        let first = text.chars().next()?;
        let index = self.index();
        let list = index.words.get(first_word(text)).filter(|_| is_cased(first));
        longest(list.or_else(|| index.characters.get(&first))?, text)
    }
}

/// Length in bytes of the longest phrase that a text begins with, unless the word goes on after it.
fn longest(list: &[String], text: &str) -> Option<usize> {
    let ends = |phrase: &str, rest: &str| {
        let last = phrase.chars().next_back().is_some_and(is_cased);
        !last || rest.chars().next().is_none_or(|c| !is_word(c))
    };
    let found = list
        .iter()
        .find(|phrase| text.strip_prefix(phrase.as_str()).is_some_and(|rest| ends(phrase, rest)));
    found.map(String::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(all: &[&str]) -> Phrases {
        Phrases::new(&all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn phrases_are_whole_words_where_words_have_blanks_between_them() {
        let some = phrases(&["Not yet", "一部", "only", "z.t."]);
        assert_eq!(some.places("yes, not yet").first(), Some(&(5..12)));
        assert!(some.places("commonly used").is_empty());
        assert_eq!(some.places("はい一部のみ").first(), Some(&(6..12)));
        assert_eq!(some.places("ja, z.t. so").first(), Some(&(4..8)));
    }

    proptest::proptest! {
        #[test]
        fn a_first_word_ends_before_what_is_no_letter(text in "[a-z0-9é一Ａ ,.'-]{0,10}") {
            let slowly = text.split(|c: char| !is_word(c)).next().unwrap_or_default();
            proptest::prop_assert_eq!(first_word(&text), slowly);
        }
    }

    #[test]
    fn a_phrase_inside_a_harmless_one_is_passed_over() {
        let (only, harmless) = (phrases(&["only"]), phrases(&["not only"]));
        let text = "yes, not only here but only there";
        let ranges = harmless.places(text);
        assert_eq!(only.find_outside(text, || &ranges), Some(23..27));
        assert_eq!(only.find_outside("yes, only here", || &[]), Some(5..9));
    }
}

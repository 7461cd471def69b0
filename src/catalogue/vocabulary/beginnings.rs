//! The words that known texts begin with: a quick test that rules out most cells.

use foldhash::{HashMap, HashSet};

use super::normalise;
use super::pairs::Pairs;

/// Longest word that is kept, in bytes.
const LONGEST: usize = 24;

/// First words of texts that are looked up as a whole. Every cell of a file is looked up several times, and nearly all
/// begin with other words. Testing that is quicker than folding the cell.
#[derive(Debug, Clone, Default)]
pub struct Beginnings {
    words: HashMap<Box<[u8]>, Seconds>,
    /// Rules out most texts by their first two letters.
    pairs: Pairs,
    /// The texts themselves, sorted.
    texts: Vec<Box<[u8]>>,
}

/// What follows a first word.
#[derive(Debug, Clone, Default)]
struct Seconds {
    /// Nothing follows.
    none: bool,
    /// A second word. A word that is no [`Word`] in a known text is none in any other spelling of it.
    words: HashSet<Box<[u8]>>,
}

impl Beginnings {
    /// The beginnings of texts that were folded.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut all = Self::default();
        for text in texts {
            all.pairs.add(bare(text.as_bytes()));
            if let Some((word, rest)) = Word::of(text.as_bytes()) {
                let seconds = all.words.entry(word.bytes().into()).or_default();
                match Word::of(rest) {
                    Some((second, _)) => _ = seconds.words.insert(second.bytes().into()),
                    None => seconds.none |= is_framing(rest),
                }
            }
            all.texts.push(text.as_bytes().into());
        }
        all.texts.sort_unstable();
        all
    }

    /// Whether a text may be one of them, in any spelling.
    pub fn may_hold(&self, text: &str) -> bool {
        let text = bare(text.as_bytes());
        if !self.pairs.may_begin(text) {
            return false;
        }
        let Some((word, rest)) = Word::of(text) else { return true };
        self.words.get(word.bytes()).is_some_and(|seconds| seconds.may_hold(rest))
    }

    /// Whether a text may begin with one of them.
    pub fn may_begin(&self, text: &str) -> bool {
        let text = bare(text.as_bytes());
        let is_known = |(word, _): (Word, _)| self.words.contains_key(word.bytes());
        self.pairs.may_begin(text) && Word::of(text).is_none_or(is_known)
    }

    /// How far into a text, folded by [`normalise::running`], one of them may reach: no piece from the beginning that
    /// ends later is one.
    pub fn reach(&self, text: &str) -> usize {
        let bare = text.trim_start_matches(normalise::is_framing);
        if bare.is_empty() {
            return text.len();
        }
        let mut shared = self.shared(bare);
        while !bare.is_char_boundary(shared) {
            shared -= 1;
        }
        // Punctuation after an answer belongs to the piece, not to the answer.
        text.len() - bare[shared..].trim_start_matches(normalise::is_framing).len()
    }

    /// The bytes that a text shares with the most similar of them, which is its neighbour in sorted order.
    fn shared(&self, text: &str) -> usize {
        let bytes = || text.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte });
        let at = self.texts.partition_point(|one| one.iter().copied().lt(bytes()));
        let neighbours = [at.checked_sub(1), Some(at)].into_iter().flatten();
        let shared = neighbours
            .filter_map(|at| self.texts.get(at))
            .map(|one| one.iter().copied().zip(bytes()).take_while(|(a, b)| a == b).count());
        shared.max().unwrap_or_default()
    }
}

impl Seconds {
    fn may_hold(&self, rest: &[u8]) -> bool {
        match Word::of(rest) {
            Some((second, _)) => self.words.contains(second.bytes()),
            None => !is_framing(rest) || self.none,
        }
    }
}

/// ASCII letters and digits in lower case.
struct Word([u8; LONGEST], usize);

impl Word {
    /// The first word of a text, and what follows it. `None` if bytes alone can't tell: there is no word, it is long,
    /// or non-ASCII or control characters are before it or at its end.
    fn of(text: &[u8]) -> Option<(Self, &[u8])> {
        let text = bare(text);
        if text.is_empty() {
            return None;
        }
        let mut word = Self([0; LONGEST], 0);
        for byte in text {
            if !byte.is_ascii_alphanumeric() {
                let (length, is_word) = (word.1, is_frame(*byte) && word.1 > 0);
                return is_word.then(|| (word, &text[length..]));
            }
            *word.0.get_mut(word.1)? = byte.to_ascii_lowercase();
            word.1 += 1;
        }
        Some((word, &[]))
    }

    fn bytes(&self) -> &[u8] {
        &self.0[..self.1]
    }
}

/// A text without its leading ASCII blanks and punctuation.
fn bare(text: &[u8]) -> &[u8] {
    &text[text.iter().position(|byte| !is_frame(*byte)).unwrap_or(text.len())..]
}

/// Whether a text holds only ASCII blanks and punctuation.
fn is_framing(text: &[u8]) -> bool {
    text.iter().all(|byte| is_frame(*byte))
}

/// Whether a byte is an ASCII blank or punctuation.
const fn is_frame(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r') || byte.is_ascii_punctuation()
}

#[cfg(test)]
mod tests {
    use super::super::normalise;
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_known_text_is_passed_over(
            text in "[ \\-\"'.(\u{a0}\u{ad}\u{1}\t]{0,3}([a-dA-D0-9äé\u{301}ａ]{0,4}[ ,\u{1}\u{ad}]?){0,3}"
        ) {
            let answer = normalise::answer(&text);
            for folded in [answer.as_ref(), normalise::unframed(&answer)] {
                let known = Beginnings::of([folded]);
                proptest::prop_assert!(known.may_hold(&text), "{:?}", text);
                let longer = format!("{text} more");
                let says = folded.contains(char::is_alphanumeric);
                proptest::prop_assert!(!says || known.may_begin(&longer), "{:?}", text);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_known_text_lies_beyond_its_reach(
            known in proptest::collection::vec("[a-cäは。]{1,4}( [a-c/]{1,3})?", 1..6),
            text in "[\"' \n,.a-cäは/]{0,12}"
        ) {
            let known: Vec<_> = known.iter().map(|one| normalise::answer(one)).collect();
            let all = Beginnings::of(known.iter().map(AsRef::as_ref));
            let running = normalise::running(&text);
            let reach = all.reach(&running);
            for (end, _) in running.char_indices().filter(|(end, _)| *end > reach) {
                let piece = normalise::answer(&running[..end]);
                proptest::prop_assert!(!known.contains(&piece), "{:?} {}", running, end);
            }
        }
    }

    #[test]
    fn other_texts_are_passed_over() {
        let known = Beginnings::of(["yes", "not applicable", "não", "✔"]);
        for text in ["Yes", " (YES.", "Not - applicable here", "Não", "ｙｅｓ", "", "✔ done"]
        {
            assert!(known.may_hold(text) && known.may_begin(text), "{text}");
        }
        for text in [" (YES, since", "Not yet", "Not"] {
            assert!(!known.may_hold(text) && known.may_begin(text), "{text}");
        }
        for text in ["n/a no", "Nothing", "Yesterday"] {
            assert!(!known.may_hold(text) && !known.may_begin(text), "{text}");
        }
    }
}

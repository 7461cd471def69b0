//! The words that known texts begin with.

use foldhash::HashSet;

/// Longest word that is kept, in bytes.
const LONGEST: usize = 24;

/// First words of texts that are looked up as a whole. Every cell of a file is looked up, several times, and nearly all
/// begin with another word: that is quicker to see than to make the cell comparable.
#[derive(Debug, Clone, Default)]
pub struct Beginnings(HashSet<Box<[u8]>>);

impl Beginnings {
    /// Of texts that were made comparable.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let words = texts.into_iter().filter_map(FirstWord::of);
        Self(words.map(|word| word.bytes().into()).collect())
    }

    /// Whether a text may be one of them, however it is written.
    pub fn may_hold(&self, text: &str) -> bool {
        FirstWord::of(text).is_none_or(|word| self.0.contains(word.bytes()))
    }
}

/// Letters and digits of ASCII in lower case.
struct FirstWord([u8; LONGEST], usize);

impl FirstWord {
    /// None: it takes more than a look at bytes to tell, since there is none, it is long, or signs outside of ASCII or
    /// without a picture stand before it or at its end.
    fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let start = bytes.iter().position(|byte| !is_frame(*byte))?;
        let mut word = Self([0; LONGEST], 0);
        for byte in &bytes[start..] {
            if !byte.is_ascii_alphanumeric() {
                return is_frame(*byte).then_some(word).filter(|word| word.1 > 0);
            }
            *word.0.get_mut(word.1)? = byte.to_ascii_lowercase();
            word.1 += 1;
        }
        Some(word)
    }

    fn bytes(&self) -> &[u8] {
        &self.0[..self.1]
    }
}

/// Whether a byte is a blank or a sign of ASCII.
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
                proptest::prop_assert!(Beginnings::of([folded]).may_hold(&text), "{:?}", text);
            }
        }
    }

    #[test]
    fn other_texts_are_passed_over() {
        let known = Beginnings::of(["yes", "not applicable", "não", "✔"]);
        for text in ["Yes", " (YES, since", "n/a no", "Not yet", "Não", "ｙｅｓ", "", "✔ done"]
        {
            assert_eq!(known.may_hold(text), text != "n/a no", "{text}");
        }
    }
}

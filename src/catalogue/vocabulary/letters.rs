//! The letters that known headers begin with: a quick test that rules out most cells.

use foldhash::HashSet;

use super::pairs::Pairs;

/// How many letters and digits of each are kept.
const KEPT: usize = 6;

/// First letters of texts that [`super::normalise::header`] folded, with zeros after a shorter one. Nearly all cells of
/// a file begin with others, and testing that is quicker than folding the cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Letters {
    known: HashSet<[u8; KEPT]>,
    /// Rules out most texts by their first two letters.
    pairs: Pairs,
}

impl Letters {
    /// The first letters of texts that were folded.
    pub(super) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        // In a file, a blank may separate the kept letters from a non-ASCII character that follows them.
        let whole = |text: &'t [u8]| {
            first(&text[..text.iter().position(|byte| !byte.is_ascii()).unwrap_or(text.len())])
        };
        let kept = |letters: &[u8; KEPT]| letters[KEPT - 1] != 0;
        let mut letters = Self::default();
        for text in texts.into_iter().map(str::as_bytes) {
            letters.pairs.add(text);
            letters.known.extend(first(text).or(whole(text).filter(kept)));
        }
        letters
    }

    /// Whether a text may be one of them, in any spelling.
    pub(super) fn may_hold(&self, text: &[u8]) -> bool {
        self.pairs.may_begin(text)
            && first(text).is_none_or(|letters| self.known.contains(&letters))
    }
}

/// The first letters and digits of a text in lower case. `None` if there are none, or a non-ASCII character is among
/// them or may combine with the last of them.
fn first(text: &[u8]) -> Option<[u8; KEPT]> {
    let (mut letters, mut count) = ([0; KEPT], 0);
    for byte in text {
        if !byte.is_ascii() {
            return None;
        }
        if count == KEPT {
            break;
        }
        letters[count] = byte.to_ascii_lowercase();
        count += usize::from(byte.is_ascii_alphanumeric());
    }
    // The last byte written may be a character that no letter followed.
    if let Some(after) = letters.get_mut(count) {
        *after = 0;
    }
    (count > 0).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::super::normalise;
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_known_header_is_passed_over(text in "[a-cA-C0-9 .é\u{301}ａ#-]{0,10}") {
            let known = Letters::of([normalise::header(&text).as_str()]);
            proptest::prop_assert!(known.may_hold(text.as_bytes()), "{:?}", text);
        }
    }

    #[test]
    fn other_headers_are_passed_over() {
        let known = Letters::of(["id", "comments", "answer"]);
        for text in ["I. D.", "Comments", "COM-MENTARY", "Answer", "#", "é"] {
            assert!(known.may_hold(text.as_bytes()), "{text}");
        }
        for text in ["Ids", "I", "Question", "Com", "Answe", "Ansper"] {
            assert!(!known.may_hold(text.as_bytes()), "{text}");
        }
    }
}

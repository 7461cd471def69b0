//! The two letters that known texts begin with: a quick test that rules out most texts.

/// The number of ASCII letters and digits.
const SIGNS: usize = 36;

/// The entry of [`DIGITS`] for any other byte.
const OTHER: u8 = u8::MAX;

/// The number of each letter and digit; both cases of a letter have the same.
const DIGITS: [u8; 256] = digits();

/// Which pairs of letters known texts begin with. Every word of a file is tested, and nearly all begin with others.
#[derive(Debug, Clone)]
pub(super) struct Pairs(Box<[bool; SIGNS * SIGNS]>);

impl Default for Pairs {
    fn default() -> Self {
        Self(Box::new([false; SIGNS * SIGNS]))
    }
}

impl Pairs {
    /// Adds a folded text.
    pub(super) fn add(&mut self, text: &[u8]) {
        if let Some(place) = text.first_chunk().and_then(place) {
            self.0[place] = true;
        }
    }

    /// Whether a text may begin like one of them.
    pub(super) fn may_begin(&self, text: &[u8]) -> bool {
        // A non-ASCII character may combine with the second letter.
        let joined = text.get(2).is_some_and(|byte| !byte.is_ascii());
        let place = text.first_chunk().filter(|_| !joined).and_then(place);
        place.is_none_or(|place| self.0[place])
    }
}

/// The index of two letters or digits.
fn place(two: &[u8; 2]) -> Option<usize> {
    let digits = two.map(|byte| DIGITS[usize::from(byte)]);
    let is_known = !digits.contains(&OTHER);
    is_known.then(|| usize::from(digits[0]) * SIGNS + usize::from(digits[1]))
}

const fn digits() -> [u8; 256] {
    let mut digits = [OTHER; 256];
    let mut number = 0;
    while number < 10 {
        digits[(b'0' + number) as usize] = number;
        number += 1;
    }
    let mut letter = 0;
    while letter < 26 {
        digits[(b'a' + letter) as usize] = 10 + letter;
        digits[(b'A' + letter) as usize] = 10 + letter;
        letter += 1;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_text_may_begin_like_itself(text in "[a-zA-Z0-9 .é-]{0,4}") {
            let mut known = Pairs::default();
            known.add(text.to_lowercase().as_bytes());
            proptest::prop_assert!(known.may_begin(text.as_bytes()), "{:?}", text);
        }
    }

    #[test]
    fn other_texts_are_passed_over() {
        let mut known = Pairs::default();
        known.add(b"yes");
        for text in ["Yesterday", "YE", "y", "Ｙes", "", "y es", "ab\u{301}"] {
            assert!(known.may_begin(text.as_bytes()), "{text}");
        }
        for text in ["no", "ey", "Ya", "y1"] {
            assert!(!known.may_begin(text.as_bytes()), "{text}");
        }
    }
}

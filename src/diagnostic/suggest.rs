//! "Did you mean …?" The edit distance only suggests; it never decides.

/// The candidate nearest to `written`, if any is near enough to be a typing error. At least half of what was written
/// must stay: `EU` is not a mistyped `Peru`.
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let letters = lower.chars().count();
    let counts = LetterCounts::of(&lower);
    let mut best: Option<(usize, &'a str)> = None;
    for known in candidates {
        let length = known.chars().count();
        let most = (letters / 2).min(1 + length / 4);
        // Only a candidate nearer than the best so far is of use.
        let most = match best {
            Some((0, _)) => break,
            Some((distance, _)) => most.min(distance - 1),
            None => most,
        };
        // Lower case keeps the number of letters, apart from a few letters outside ASCII.
        if known.is_ascii() && letters.abs_diff(length) > most {
            continue;
        }
        let known_lower = known.to_lowercase();
        if counts.unlike(&LetterCounts::of(&known_lower)) > most {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&lower, &known_lower);
        if distance <= most {
            best = Some((distance, known));
        }
    }
    best.map(|(_, known)| known)
}

/// A list of candidates that is searched often: its letters are counted once.
#[derive(Debug, Clone, Default)]
pub struct Candidates(Vec<(usize, LetterCounts, String)>);

impl Candidates {
    /// Takes texts in lower case. Of equally near ones the first is suggested.
    pub fn of(texts: impl IntoIterator<Item = String>) -> Self {
        let counted = |text: String| (text.chars().count(), LetterCounts::of(&text), text);
        Self(texts.into_iter().map(counted).collect())
    }

    /// As the function [`closest`].
    pub fn closest(&self, written: &str) -> Option<&str> {
        let lower = written.to_lowercase();
        let (letters, counts) = (lower.chars().count(), LetterCounts::of(&lower));
        let may_be = |(length, known, _): &&(usize, LetterCounts, String)| {
            let most = (letters / 2).min(1 + length / 4);
            letters.abs_diff(*length) <= most && counts.unlike(known) <= most
        };
        closest(written, self.0.iter().filter(may_be).map(|(.., text)| text.as_str()))
    }
}

/// How often each letter occurs in a text, by the lowest six bits of its code point; counts stop at 255.
#[derive(Debug, Clone)]
struct LetterCounts([u8; 64]);

impl LetterCounts {
    fn of(text: &str) -> Self {
        let mut counts = Self([0; 64]);
        for c in text.chars() {
            let count = &mut counts.0[c as usize % 64];
            *count = count.saturating_add(1);
        }
        counts
    }

    /// A lower bound for the number of edits between two texts. It is quick to compute, and rules out most candidates.
    fn unlike(&self, other: &Self) -> usize {
        let more = |one: &Self, other: &Self| {
            let pairs = one.0.iter().zip(&other.0);
            pairs.map(|(one, other)| usize::from(one.saturating_sub(*other))).sum::<usize>()
        };
        more(self, other).max(more(other, self))
    }
}

/// "did you mean `x`?", or else the list of what is accepted.
pub fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    match closest(written, candidates.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let known: Vec<&str> = candidates.into_iter().take(12).collect();
            if known.is_empty() { String::new() } else { format!("known are {}", known.join(", ")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// A candidate that is ruled out is never near.
        #[test]
        fn letters_tell_no_more_changes_than_are_needed(one in "[a-cäß -]{0,9}", other in "[a-cäß -]{0,9}") {
            let needed = strsim::damerau_levenshtein(&one, &other);
            proptest::prop_assert!(LetterCounts::of(&one).unlike(&LetterCounts::of(&other)) <= needed);
        }
    }

    proptest::proptest! {
        #[test]
        fn candidates_that_are_counted_once_say_the_same(
            written in "[a-cA-Cä -]{0,9}", known in proptest::collection::vec("[a-cä -]{2,9}", 0..9),
        ) {
            let counted = Candidates::of(known.clone());
            let one_by_one = closest(&written, known.iter().map(String::as_str));
            proptest::prop_assert_eq!(counted.closest(&written), one_by_one);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_first_of_the_nearest_is_suggested(
            written in "[a-cA-C -]{0,6}", known in proptest::collection::vec("[a-c -]{1,6}", 0..9),
        ) {
            let lower = written.to_lowercase();
            let near = known.iter().map(|one| (strsim::damerau_levenshtein(&lower, one), one));
            let most = |one: &str| (lower.len() / 2).min(1 + one.len() / 4);
            let near = near.filter(|(distance, one)| *distance <= most(one));
            let first = near.min_by_key(|(distance, _)| *distance).map(|(_, one)| one.as_str());
            proptest::prop_assert_eq!(closest(&written, known.iter().map(String::as_str)), first);
        }
    }

    #[test]
    fn only_slips_are_suggested() {
        assert_eq!(closest("Germny", ["Peru", "Germany"]), Some("Germany"));
        assert_eq!(closest("EU", ["Peru", "Germany"]), None);
        assert_eq!(closest("AIS-0l.1", ["XYZ-02.1", "AIS-01.1"]), Some("AIS-01.1"));
    }
}

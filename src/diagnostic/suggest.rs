//! "Did you mean …?" Distance only suggests; it never decides.

/// The candidate nearest to what was written, if any is near enough to be a slip. Of what was written at least half
/// must stay: `EU` is no slip of `Peru`.
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
        // Only one that is nearer than another before it.
        let most = match best {
            Some((0, _)) => break,
            Some((distance, _)) => most.min(distance - 1),
            None => most,
        };
        // Lower case is as long, but for a few letters outside of ASCII.
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

/// Many candidates that are asked often, counted once.
#[derive(Debug, Clone, Default)]
pub struct Candidates(Vec<(usize, LetterCounts, String)>);

impl Candidates {
    /// Of texts in lower case; the first of equally near ones is suggested.
    pub fn of(texts: impl IntoIterator<Item = String>) -> Self {
        let counted = |text: String| (text.chars().count(), LetterCounts::of(&text), text);
        Self(texts.into_iter().map(counted).collect())
    }

    /// As [`closest`].
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

/// How often letters stand in a text, counted by their lowest bits, and no further than a byte counts.
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

    /// Changes that are needed at the least to make one text of another: quick to see, and enough to pass over most
    /// candidates.
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
        /// What is passed over is never near.
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

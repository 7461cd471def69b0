//! "Did you mean …?" Distance only suggests; it never decides.

/// The candidate nearest to what was written, if any is near enough to be a slip. Of what was written at least half
/// must stay: `EU` is no slip of `Peru`.
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let letters = lower.chars().count();
    let counts = Counts::of(&lower);
    let near = |known: &'a str| {
        let length = known.chars().count();
        let most = (letters / 2).min(1 + length / 4);
        // Lower case is as long, but for a few letters outside of ASCII.
        if known.is_ascii() && letters.abs_diff(length) > most {
            return None;
        }
        let known_lower = known.to_lowercase();
        if counts.unlike(&known_lower) > most {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&lower, &known_lower);
        (distance <= most).then_some((distance, known))
    };
    candidates
        .into_iter()
        .filter_map(near)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// How often letters stand in a text, counted by their lowest bits.
struct Counts([i32; 64]);

impl Counts {
    fn of(text: &str) -> Self {
        let mut counts = Self([0; 64]);
        counts.add(text, 1);
        counts
    }

    fn add(&mut self, text: &str, number: i32) {
        text.chars().for_each(|c| self.0[c as usize % 64] += number);
    }

    /// Changes that are needed at the least to make one text of another: quick to see, and enough to pass over most
    /// candidates.
    fn unlike(&self, other: &str) -> usize {
        let mut rest = Self(self.0);
        rest.add(other, -1);
        let sum = |sign: i32| rest.0.iter().map(|count| (count * sign).max(0)).sum::<i32>();
        usize::try_from(sum(1).max(sum(-1))).unwrap_or_default()
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
            proptest::prop_assert!(Counts::of(&one).unlike(&other) <= needed);
        }
    }

    #[test]
    fn only_slips_are_suggested() {
        assert_eq!(closest("Germny", ["Peru", "Germany"]), Some("Germany"));
        assert_eq!(closest("EU", ["Peru", "Germany"]), None);
        assert_eq!(closest("AIS-0l.1", ["AIS-02.1", "AIS-01.1"]), Some("AIS-01.1"));
    }
}

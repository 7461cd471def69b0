//! "Did you mean …?" Distance only suggests; it never decides.

/// The candidate nearest to what was written, if any is near enough to be a slip. Of what was written at least half
/// must stay: `EU` is no slip of `Peru`.
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let most = lower.chars().count() / 2;
    let near = |known: &'a str| {
        let most = most.min(1 + known.chars().count() / 4);
        let known_lower = known.to_lowercase();
        if unlike(&lower, &known_lower) > most {
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

/// Changes that are needed at the least to make one text of the other, as their letters tell: quick to see, and enough to
/// pass over most candidates. Letters are counted by their lowest bits, so that the count is never too high.
fn unlike(one: &str, other: &str) -> usize {
    let mut counts = [0_i32; 64];
    let place = |c: char| c as usize % 64;
    one.chars().for_each(|c| counts[place(c)] += 1);
    other.chars().for_each(|c| counts[place(c)] -= 1);
    let sum = |sign: i32| counts.iter().map(|count| (count * sign).max(0)).sum::<i32>();
    usize::try_from(sum(1).max(sum(-1))).unwrap_or_default()
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

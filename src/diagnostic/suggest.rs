//! "Did you mean …?" Distance only suggests; it never decides.

/// The candidate nearest to what was written, if any is near enough to be a slip. Of what was written at least half
/// must stay: `EU` is no slip of `Peru`.
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let most = lower.chars().count() / 2;
    candidates
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(&lower, &known.to_lowercase()), known))
        .filter(|(distance, known)| *distance <= most.min(1 + known.chars().count() / 4))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
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

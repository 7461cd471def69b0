//! Who else there is: text that names another supplier does not go to this one.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::assessment::Context;
use crate::model::SupplierId;

/// Ids, names and aliases of all suppliers, by their first word.
#[derive(Debug)]
pub struct Others<'v> {
    by_first: HashMap<String, Vec<(Vec<String>, &'v SupplierId)>>,
}

impl<'v> Others<'v> {
    /// Gathers them.
    pub fn new(context: &'v Context<'_>) -> Self {
        let mut by_first: HashMap<String, Vec<(Vec<String>, &'v SupplierId)>> = HashMap::new();
        for profile in context.profiles() {
            let row = profile.supplier;
            let name = row.map(|row| row.name.as_str());
            let aliases = row.into_iter().flat_map(|row| row.aliases.iter().map(String::as_str));
            for text in std::iter::once(profile.id.as_str()).chain(name).chain(aliases) {
                let mut words = words(text);
                if !words.is_empty() {
                    let first = words.remove(0);
                    by_first.entry(first).or_default().push((words, &profile.id));
                }
            }
        }
        Self { by_first }
    }

    /// Whether a text names somebody else: the words of an id, name or alias, one after the other.
    pub fn named_in(&self, text: &str, own: &SupplierId) -> bool {
        let words = words(text);
        words.iter().enumerate().any(|(at, word)| {
            let known = self.by_first.get(word).into_iter().flatten();
            known.into_iter().any(|(rest, id)| *id != own && words[at + 1..].starts_with(rest))
        })
    }
}

/// Runs of letters and digits, in lower case. Letters and digits that touch part, as in `S1`.
fn words(text: &str) -> Vec<String> {
    let plain = text.nfkc().collect::<String>().to_lowercase();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_is_found_by_whole_words_only() {
        let (own, other) = (SupplierId::new("S-1"), SupplierId::new("S-10"));
        let mut by_first: HashMap<String, Vec<(Vec<String>, &SupplierId)>> = HashMap::new();
        by_first.insert(
            "s".to_owned(),
            vec![(vec!["1".to_owned()], &own), (vec!["10".to_owned()], &other)],
        );
        by_first
            .insert("balti".to_owned(), vec![(vec!["lohe".to_owned(), "oü".to_owned()], &other)]);
        let others = Others { by_first };
        for named in ["S-10_answers.csv", "from BALTI LOHE OÜ.xlsx", "s 10"] {
            assert!(others.named_in(named, &own), "{named}");
        }
        for free in ["S-1_answers.csv", "S-100.xlsx", "Balti.xlsx", ""] {
            assert!(!others.named_in(free, &own), "{free}");
        }
    }
}

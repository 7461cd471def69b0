//! The names of all suppliers: a text that names another supplier is not shown to this one.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::assessment::Context;
use crate::model::SupplierId;

/// The ids, names and aliases of all suppliers, as words.
#[derive(Debug, Default)]
pub(super) struct Others<'v> {
    /// The suppliers that each sequence of words names.
    owners: HashMap<String, Vec<&'v SupplierId>>,
    /// The number of words in the longest sequence.
    longest: usize,
}

impl<'v> Others<'v> {
    /// Collects the names.
    pub(super) fn new(context: &'v Context<'_>) -> Self {
        let mut others = Self::default();
        for profile in context.profiles() {
            let row = profile.supplier;
            let name = row.map(|row| row.name.as_str());
            let aliases = row.into_iter().flat_map(|row| row.aliases.iter().map(String::as_str));
            for text in std::iter::once(profile.id.as_str()).chain(name).chain(aliases) {
                others.add(text, &profile.id);
            }
        }
        others
    }

    fn add(&mut self, text: &str, owner: &'v SupplierId) {
        let words = words(text);
        if !words.is_empty() {
            self.longest = self.longest.max(words.len());
            self.owners.entry(words.join(" ")).or_default().push(owner);
        }
    }

    /// Whether a text names another supplier: it contains the words of an id, name or alias in sequence. Every sequence
    /// of words is looked up in a map, so the time does not grow with the number of suppliers.
    pub(super) fn named_in(&self, text: &str, own: &SupplierId) -> bool {
        let words = words(text);
        (0..words.len()).any(|from| {
            let mut run = String::new();
            words[from..].iter().take(self.longest).any(|word| {
                if !run.is_empty() {
                    run.push(' ');
                }
                run.push_str(word);
                self.owners.get(&run).is_some_and(|owners| owners.iter().any(|id| *id != own))
            })
        })
    }
}

/// The runs of letters and digits, in lower case.
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
        let mut others = Others::default();
        for (text, owner) in [("S-1", &own), ("S-10", &other), ("Balti Lohe OÜ", &other)] {
            others.add(text, owner);
        }
        for named in ["S-10_answers.csv", "from BALTI LOHE OÜ.xlsx", "s 10"] {
            assert!(others.named_in(named, &own), "{named}");
        }
        for free in ["S-1_answers.csv", "S-100.xlsx", "Balti.xlsx", ""] {
            assert!(!others.named_in(free, &own), "{free}");
        }
    }
}

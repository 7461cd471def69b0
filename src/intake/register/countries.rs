//! Countries. A region is not one: it stands for several, and which of them is meant decides.

use super::lists::{entries, parts};
use super::row::RegisterRow;
use crate::intake::value::cut;
use crate::model::Country;

impl RegisterRow<'_, '_> {
    /// Reads one country.
    pub(super) fn country(&mut self, key: &str) -> Option<Country> {
        let text = self.text(key)?;
        self.known_country(
            key,
            &text,
            "write the two-letter code of the one country that is meant, e.g. DE",
        )
    }

    /// Reads countries, sorted, each once. A name may contain a comma: `Korea, Republic of`.
    pub(super) fn countries(&mut self, key: &str) -> Vec<Country> {
        let text = self.text(key).unwrap_or_default();
        let vocabulary = self.cx.vocabulary;
        let entries: Vec<&str> = entries(&text).collect();
        let mut found = Vec::new();
        let mut rest = entries.as_slice();
        while let [first, after @ ..] = rest {
            let second = after.first();
            let pair = second.and_then(|second| vocabulary.country(&format!("{first} {second}")));
            rest = if pair.is_some() { &after[1..] } else { after };
            found.extend(pair);
            if pair.is_none() {
                found.extend(self.divided(key, first));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The countries of an entry: `DE`, or `DE/FR`.
    fn divided(&mut self, key: &str, entry: &str) -> Vec<Country> {
        let vocabulary = self.cx.vocabulary;
        // `N/A` names no country, and neither do its letters; `EU/EEA` is one region.
        let whole = |text: &str| {
            vocabulary.country(text).is_some()
                || vocabulary.value("regions", text).is_some()
                || !vocabulary.names_something(text)
        };
        let help = "write a list of countries, divided by `;`, e.g. DE; FR";
        let parts = parts(entry, whole).into_iter();
        parts.filter_map(|part| self.known_country(key, part, help)).collect()
    }

    /// The country that a text names; `instead` says what to write if it names none.
    fn known_country(&mut self, key: &str, text: &str, instead: &str) -> Option<Country> {
        let vocabulary = self.cx.vocabulary;
        let country = vocabulary.country(text);
        if country.is_none() {
            let shown = cut(text, 60);
            if vocabulary.value("regions", text).is_some() {
                let message = format!("`{shown}` is no country: it stands for several");
                self.problem(key, message, instead);
            } else {
                let near = vocabulary.nearest_country(text);
                let help =
                    near.map_or(instead.to_owned(), |near| format!("did you mean `{near}`?"));
                self.problem(key, format!("`{shown}` is no country"), help);
            }
        }
        country
    }
}

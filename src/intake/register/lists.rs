//! Lists in a cell: countries, kinds, mechanisms, ids, names.

use super::row::RegisterRow;
use crate::intake::value::trimmed;

/// Characters that always separate the entries of a list.
const SEPARATORS: [char; 12] = [';', ',', '|', '\n', '\r', '\t', '•', '；', '，', '、', '｜', '¦'];

/// Characters that separate entries unless a known word contains them: an id may hold a slash, a country's name an
/// ampersand.
const WEAK: [char; 5] = ['/', '／', '&', '+', '·'];

/// The entries of a list, trimmed, without the blank ones.
pub(super) fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATORS).map(trimmed).filter(|entry| !entry.is_empty())
}

/// The parts of an entry that is not known as a whole: `DE/FR`. An entry that can't be divided is its only part.
pub(super) fn parts(entry: &str, is_known: impl Fn(&str) -> bool) -> Vec<&str> {
    if is_known(entry) {
        return vec![entry];
    }
    let parts = entry.split(WEAK).map(trimmed).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    if parts.is_empty() { vec![entry] } else { parts }
}

impl RegisterRow<'_, '_> {
    /// Reads the entries of a list.
    pub(super) fn list(&mut self, key: &str) -> Vec<String> {
        let text = self.text(key).unwrap_or_default();
        entries(&text).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_between_any_separators() {
        let found: Vec<&str> = entries(" DE;FR , US|JP\r\nKR；CN、 ;").collect();
        assert_eq!(found, ["DE", "FR", "US", "JP", "KR", "CN"]);
        assert_eq!(entries("A/1").collect::<Vec<_>>(), ["A/1"]);
    }

    #[test]
    fn a_known_word_is_not_divided() {
        let known = |text: &str| text == "Bosnia & Herzegovina";
        assert_eq!(parts("Bosnia & Herzegovina", known), ["Bosnia & Herzegovina"]);
        assert_eq!(parts("DE / FR+US", known), ["DE", "FR", "US"]);
        assert_eq!(parts("/", known), ["/"]);
    }
}

//! Whether two texts name the same person.

use super::normalise::header;

/// Whether two texts name the same person: the same words in any order, ignoring case and separators. `Roe, Jane` and
/// `Jane ROE` name the same person. A cell may name several people, separated by semicolons.
pub fn same_person(one: &str, cell: &str) -> bool {
    let one = words(one);
    !one.is_empty() && cell.split(';').any(|other| words(other) == one)
}

fn words(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/' | '_'));
    let mut words: Vec<String> = parts.map(header).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_name_the_same_person() {
        for other in ["Jane Roe", " jane  ROE ", "Roe, Jane", "John Poe; Jane Roe", "Jane.Roe"] {
            assert!(same_person("Jane Roe", other), "{other}");
        }
        for other in ["", "Jane", "Jane Q Roe", "John Roe", ";"] {
            assert!(!same_person("Jane Roe", other), "{other}");
        }
        assert!(!same_person("", "") && !same_person("-", "–"));
    }
}

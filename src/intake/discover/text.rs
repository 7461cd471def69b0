//! What a text looks like: a question, an id.

use crate::catalogue::Mapping;

/// Characters of the longest id.
const LONGEST_ID: usize = 24;

/// Whether a text looks like a question: it ends with a question mark, begins as one, or is numbered.
pub fn looks_like_question(text: &str, mapping: &Mapping) -> bool {
    if let Some((_, rest)) = leading_id(text) {
        // A numbered text of several words is a question, however it begins.
        return rest.split_whitespace().nth(2).is_some() || rest.ends_with(['?', '？']);
    }
    if text.ends_with(['?', '？']) || text.contains("? ") {
        return true;
    }
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_lowercase();
    mapping.questions.begins.contains(&first) && words.nth(1).is_some()
}

/// Whether a text has the shape of an id: short, without blanks, with a digit in it.
pub(super) fn looks_like_id(text: &str) -> bool {
    let allowed =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '&' | '/' | '#' | ')');
    text.chars().count() <= LONGEST_ID
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(allowed)
}

/// The id at the beginning of a text, and the rest: `A.1.1 - text`, `3) text`, `AI.1 text`.
pub fn leading_id(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once(char::is_whitespace)?;
    let id = first.trim_end_matches(['.', ')', ':', '-', '–']);
    let marked = id.len() < first.len();
    let rest = rest.trim_start();
    let dashed = ["-", "–", ":"].iter().find_map(|mark| rest.strip_prefix(mark));
    let number = id.chars().all(|c| c.is_ascii_digit());
    // "27 staff …" is no id; "27. Staff …" is one.
    let is_id = looks_like_id(id) && (marked || dashed.is_some() || !number);
    is_id.then(|| (id, dashed.unwrap_or(rest).trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_at_the_beginning_of_a_question() {
        assert_eq!(leading_id("A.1.1 - Is it so?"), Some(("A.1.1", "Is it so?")));
        assert_eq!(leading_id("AI.1 Is it so?"), Some(("AI.1", "Is it so?")));
        assert_eq!(leading_id("3) Is it so?"), Some(("3", "Is it so?")));
        assert_eq!(leading_id("GV.OC-01.1: It is so"), Some(("GV.OC-01.1", "It is so")));
        assert_eq!(leading_id("27 people work here"), None);
        assert_eq!(leading_id("Is it so?"), None);
    }
}

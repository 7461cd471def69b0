//! Text that is safe in a cell: without characters that XML forbids, and no longer than Excel accepts.

use crate::model::excel::LONGEST_TEXT;
use std::borrow::Cow;

/// The mark at the end of a text that was cut.
const CUT: &str = "… [cut]";

/// The text as a cell may hold it: line ends as `\n`, other control characters as `�`, cut at the longest length that a
/// cell can hold.
pub fn clean(text: &str) -> Cow<'_, str> {
    // Fast path: most text is printable ASCII.
    if text.len() <= LONGEST_TEXT && text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(text);
    }
    // A text never has more UTF-16 units than UTF-8 bytes, so a short text without such characters needs no change.
    if text.len() <= LONGEST_TEXT && !text.chars().any(is_odd) {
        return Cow::Borrowed(text);
    }
    let plain: String = text.replace("\r\n", "\n").chars().map(legal).collect();
    Cow::Owned(cut(plain))
}

fn is_odd(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn legal(c: char) -> char {
    match c {
        '\r' => '\n',
        c if is_odd(c) => '\u{fffd}',
        c => c,
    }
}

fn cut(mut text: String) -> String {
    if text.encode_utf16().count() <= LONGEST_TEXT {
        return text;
    }
    let room = LONGEST_TEXT - CUT.encode_utf16().count();
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > room
    });
    text.truncate(end.map_or(text.len(), |(at, _)| at));
    text.push_str(CUT);
    text
}

/// A text broken between words into lines of at most `width` characters.
pub fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines.last().is_some_and(|line| {
            !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width
        });
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// The first `most` characters, with `…` where there were more.
pub fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The text with its first letter in upper case.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_passes() {
        assert!(matches!(clean("=1+1\tÄ 北京"), Cow::Borrowed(_)));
    }

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(
            clean("a\u{0}b\u{1b}[31m\r\nc\rd\u{ffff}"),
            "a\u{fffd}b\u{fffd}[31m\nc\nd\u{fffd}"
        );
    }

    #[test]
    fn long_text_is_cut_with_a_mark() {
        let cut = clean(&"𝄞".repeat(20_000)).into_owned();
        assert!(cut.ends_with("𝄞… [cut]"));
        assert!(cut.encode_utf16().count() <= 32_767 && cut.encode_utf16().count() > 32_760);
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
    }
}

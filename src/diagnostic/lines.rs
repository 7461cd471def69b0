//! Text for a terminal.
//!
//! Cells, names of sheets and files, and ids come from outside. A terminal interprets some of their characters: they
//! move the cursor, clear the screen or reverse the direction of writing; and a line break would make one message look
//! like two. So text for people is built line by line, and each line passes through [`visible`]. JSON is not changed,
//! but these characters are escaped, as JSON allows.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// Lines for a terminal, with every character visible and none interpreted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines(String);

impl Lines {
    /// No lines yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lines of a text of the program itself, with nothing from outside: its line breaks are kept.
    pub fn ours(text: &str) -> Self {
        let mut lines = Self::new();
        text.lines().for_each(|line| lines.line(line));
        lines
    }

    /// Adds one line.
    pub fn line(&mut self, line: impl fmt::Display) {
        let line = line.to_string();
        self.0.push_str(&visible(&line));
        self.0.push('\n');
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Adds other lines.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// All lines, each with its line break.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<L: fmt::Display> FromIterator<L> for Lines {
    fn from_iter<I: IntoIterator<Item = L>>(lines: I) -> Self {
        let mut all = Self::new();
        lines.into_iter().for_each(|line| all.line(line));
        all
    }
}

/// A text in which each character that a terminal interprets is replaced by its escape: `\n`, `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_obeyed(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// JSON text in which each character that a terminal interprets is written as `\u009b`. What JSON itself must escape is
/// escaped already.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let needs = |c: char| is_obeyed(c) && !matches!(c, '\n' | '\t' | '\r');
    if !json.contains(needs) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if needs(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// A text of the same length in bytes, in which each character that a terminal interprets is replaced by `?`. Line
/// breaks and tabs stay, and byte offsets stay valid.
pub(super) fn masked(text: &str) -> Cow<'_, str> {
    let hides = |c: char| is_obeyed(c) && !matches!(c, '\n' | '\t');
    if !text.contains(hides) {
        return Cow::Borrowed(text);
    }
    let mark = |c: char| {
        let (count, shown) = if hides(c) { (c.len_utf8(), '?') } else { (1, c) };
        std::iter::repeat_n(shown, count)
    };
    Cow::Owned(text.chars().flat_map(mark).collect())
}

/// Control characters (C0 and C1), line separators, direction marks, and characters of no width.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown() {
        let mut lines = Lines::new();
        lines.line(format_args!(
            "a.csv  {}: {}",
            "\u{1b}]0;x\u{7}", "b\nc.csv  accepted\u{202e}\u{9b}2J"
        ));
        let expected = "a.csv  \\u{1b}]0;x\\u{7}: b\\nc.csv  accepted\\u{202e}\\u{9b}2J\n";
        assert_eq!(lines.as_str(), expected);
        assert_eq!(visible("für 質問票 नि‍"), "für 質問票 नि‍");
    }

    proptest! {
        #[test]
        fn one_line_stays_one_line(text in any::<String>()) {
            let mut lines = Lines::new();
            lines.line(&text);
            let shown = lines.as_str().strip_suffix('\n').expect("it ends");
            prop_assert!(!shown.contains(is_obeyed));
        }

        #[test]
        fn json_says_the_same(text in any::<String>()) {
            let json = serde_json::to_string(&text).expect("a text");
            let escaped = escaped_json(&json);
            prop_assert!(!escaped.contains(is_obeyed));
            prop_assert_eq!(serde_json::from_str::<String>(&escaped).expect("JSON"), text);
        }

        #[test]
        fn a_mask_keeps_the_place_of_every_byte(text in any::<String>()) {
            let shown = masked(&text);
            prop_assert_eq!(shown.len(), text.len());
            prop_assert!(!shown.contains(|c| is_obeyed(c) && !matches!(c, '\n' | '\t')));
        }
    }
}

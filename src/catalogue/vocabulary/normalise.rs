//! How text is made comparable. Matching is exact after this; nothing is guessed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// Characters that take no room and carry no meaning in a cell.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' | '\u{202a}'..='\u{202e}')
}

/// Punctuation at the end of an answer that says nothing.
const fn is_trailing(c: char) -> bool {
    matches!(c, '.' | '!' | ';' | ',' | '。' | '、')
}

/// Quotation marks around an answer.
const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '「' | '」')
}

/// Lower case, compatibility forms unified, blanks collapsed, quotes and closing punctuation gone.
pub fn answer(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-'));
    if plain {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.nfkc().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            blank = !out.is_empty();
        } else {
            if blank {
                out.push(' ');
                blank = false;
            }
            out.extend(c.to_lowercase());
        }
    }
    let trimmed = out.trim_matches(|c: char| is_quote(c) || c == ' ');
    let trimmed = trimmed.trim_end_matches(|c: char| is_trailing(c) || is_quote(c) || c == ' ');
    // A cell that holds nothing but such marks keeps them: "-" and "." name nothing, but are there.
    if trimmed.is_empty() { Cow::Owned(out) } else { Cow::Owned(trimmed.to_owned()) }
}

/// Letters and digits only, lower case, compatibility forms unified.
pub fn header(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_made_comparable() {
        assert_eq!(answer("  YES. "), "yes");
        assert_eq!(answer("Ｙｅｓ"), "yes");
        assert_eq!(answer("\u{a0}not\u{a0} \nApplicable;"), "not applicable");
        assert_eq!(answer("\u{feff}“Ja”"), "ja");
        assert_eq!(answer("はい。"), "はい");
        assert_eq!(answer("-"), "-");
        assert_eq!(answer(" . "), ".");
        assert_eq!(header("Supplier\nID *"), "supplierid");
    }
}

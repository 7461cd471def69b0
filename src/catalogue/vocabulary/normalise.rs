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
    // ASCII is its own compatibility form; most cells hold nothing else.
    let mut out = if text.is_ascii() {
        collapsed(text.chars(), text.len())
    } else {
        collapsed(text.nfkc().filter(|c| !is_invisible(*c)), text.len())
    };
    let trimmed = out.trim_matches(|c: char| is_quote(c) || c == ' ');
    let trimmed = trimmed.trim_end_matches(|c: char| is_trailing(c) || is_quote(c) || c == ' ');
    // A cell that holds nothing but such marks keeps them: "-" and "." name nothing, but are there.
    if !trimmed.is_empty() && trimmed.len() < out.len() {
        out = trimmed.to_owned();
    }
    Cow::Owned(out)
}

/// Lower case, compatibility forms unified, runs of blanks as one blank and runs with a line break as one line break:
/// a text in which words and phrases are looked for.
pub fn running(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = None;
    for c in text.nfkc().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            let breaks =
                matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
            gap = Some(if breaks || gap == Some('\n') { '\n' } else { ' ' });
            continue;
        }
        if let Some(gap) = gap.take().filter(|_| !out.is_empty()) {
            out.push(gap);
        }
        lower(&mut out, if c == '’' { '\'' } else { c });
    }
    out
}

/// Lower case, runs of blanks as one.
fn collapsed(text: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    let mut blank = false;
    for c in text {
        if c.is_whitespace() || c.is_control() {
            blank = !out.is_empty();
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        lower(&mut out, if c == '’' { '\'' } else { c });
    }
    out
}

fn lower(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else {
        out.extend(c.to_lowercase());
    }
}

/// Bytes of the longest text that can be a placeholder.
pub const LONGEST_PLACEHOLDER: usize = 120;

/// A placeholder made comparable: as an answer, without the dashes, brackets and dots that forms put around it.
pub fn placeholder(text: &str) -> String {
    let text = answer(text);
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// A text in runs that may be normalised one by one: of ASCII, which is its own compatibility form, and of anything
/// else with the letter before it, which a mark may join. Nothing joins an ASCII letter to what stands before it.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let ascii = rest.bytes().take_while(u8::is_ascii).count();
        let length = if ascii == rest.len() {
            ascii
        } else if ascii > 1 {
            ascii - 1
        } else {
            ascii + rest.bytes().skip(ascii).take_while(|byte| !byte.is_ascii()).count()
        };
        let (run, after) = rest.split_at(length);
        rest = after;
        (!run.is_empty()).then_some(run)
    })
}

/// Letters and digits only, lower case, compatibility forms unified.
pub fn header(text: &str) -> String {
    if text.is_ascii() {
        return ascii_header(text);
    }
    let mut out = String::with_capacity(text.len());
    for run in runs(text) {
        if run.is_ascii() {
            out.push_str(&ascii_header(run));
        } else {
            run.nfkc().filter(|c| c.is_alphanumeric()).for_each(|c| lower(&mut out, c));
        }
    }
    out
}

/// Every cell is asked what it would say as a header: no branch a letter.
fn ascii_header(text: &str) -> String {
    let mut out = vec![0; text.len()];
    let mut length = 0;
    for byte in text.bytes() {
        out[length] = byte.to_ascii_lowercase();
        length += usize::from(byte.is_ascii_alphanumeric());
    }
    out.truncate(length);
    String::from_utf8(out).unwrap_or_default()
}

/// Letters and digits of ASCII in a text. Each stays a character of its own whatever is normalised,
/// if with a mark on it, so a normalised text is at least as long.
pub fn letters(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_alphanumeric).count()
}

/// Whether a name fits a pattern in which `*` stands for anything; only letters and digits count.
pub fn fits(pattern: &str, name: &str) -> bool {
    let name = header(name);
    let parts: Vec<String> = pattern.split('*').map(header).collect();
    match parts.as_slice() {
        [whole] => name == *whole,
        [first, .., last] => {
            let mut rest = name.as_str();
            let begins = rest.strip_prefix(first.as_str());
            let Some(after) = begins else { return false };
            rest = after;
            for part in &parts[1..parts.len() - 1] {
                let Some(at) = rest.find(part.as_str()) else { return false };
                rest = &rest[at + part.len()..];
            }
            rest.ends_with(last.as_str())
        }
        [] => false,
    }
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

    proptest::proptest! {
        #[test]
        fn a_header_is_normalised_as_a_whole(
            text in "([a-zA-Z0-9 ’-]|[\u{300}-\u{32f}]|[ﬁﬀ㎏①Ⅳ½µÅ한ᄒ한ﾊﾟßİΣς]){0,24}"
        ) {
            let mut whole = String::new();
            text.nfkc().filter(|c| c.is_alphanumeric()).for_each(|c| lower(&mut whole, c));
            proptest::prop_assert_eq!(header(&text), whole);
            proptest::prop_assert_eq!(runs(&text).collect::<String>(), text);
        }
    }
}

//! Folds text for comparison. Matching is exact after this; nothing is guessed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// Whether a character is neither visible nor meaningful in a cell: control characters other than white space,
/// direction marks, joiners, variation selectors, fillers. The whole program uses this one set, so that a text that
/// looks blank is blank everywhere.
pub const fn is_invisible(c: char) -> bool {
    match c {
        '\t'..='\r' | '\u{85}' => false, // white space
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        ' '..='~' => false,
        _ => matches!(
            c,
            '\u{ad}'
                | '\u{34f}' // combining grapheme joiner
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}' // Hangul fillers
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' // word joiner, direction isolates
                | '\u{2800}' // Braille pattern blank
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' // variation selectors
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        ),
    }
}

/// Whether a character is white space or invisible.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Whether a text is certainly its own compatibility form (NFKC), as nearly all typed text is: ASCII, and letters that
/// stand for themselves and combine with no neighbour. Testing this is much quicker than normalising.
fn is_unified(text: &str) -> bool {
    text.is_ascii() || text.chars().all(stands_for_itself)
}

/// Latin, kana, Han and Hangul letters without compatibility forms; no combining marks.
const fn stands_for_itself(c: char) -> bool {
    c.is_ascii()
        || matches!(c, 'À'..='ı' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž')
        || matches!(c, 'ぁ'..='ゔ' | 'ァ'..='ヺ' | '一'..='鿿' | '가'..='힣')
}

/// Punctuation at the end of an answer that says nothing.
const fn is_trailing(c: char) -> bool {
    matches!(c, '.' | '!' | ';' | ',' | '。' | '、')
}

/// Quotation marks around an answer.
const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '「' | '」')
}

/// Whether a character around an answer is not part of it.
pub const fn is_framing(c: char) -> bool {
    is_trailing(c) || is_quote(c) || matches!(c, ' ' | '\n')
}

/// Folds an answer: lower case, NFKC, runs of blanks as one blank, no quotes around it and no punctuation at its end.
pub fn answer(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-'));
    if plain {
        return Cow::Borrowed(text);
    }
    let mut out = if text.is_ascii() {
        collapsed_ascii(text)
    } else if is_unified(text) {
        collapsed(text.chars(), text.len())
    } else {
        collapsed(text.nfkc(), text.len())
    };
    let trimmed = out.trim_matches(|c: char| is_quote(c) || c == ' ');
    let trimmed = trimmed.trim_end_matches(|c: char| is_trailing(c) || is_quote(c) || c == ' ');
    // A cell that holds only such marks keeps them: "-" and "." name nothing, but the cell is not empty.
    if !trimmed.is_empty() && trimmed.len() < out.len() {
        out = trimmed.to_owned();
    }
    Cow::Owned(out)
}

/// Folds a text in which words and phrases are searched for: lower case, NFKC, each run of blanks as one blank, or as
/// one line break if it has one.
pub fn running(text: &str) -> String {
    if is_running(text.as_bytes()) {
        return text.to_ascii_lowercase();
    }
    if is_unified(text) {
        return run_together(text.chars(), text.len());
    }
    run_together(text.nfkc(), text.len())
}

/// Whether a text is folded already but for its case, judged by its bytes: ASCII with single blanks between words.
fn is_running(text: &[u8]) -> bool {
    let mut blank = true;
    for byte in text {
        let is_blank = *byte == b' ';
        if blank && is_blank || !matches!(byte, b' '..=b'~') {
            return false;
        }
        blank = is_blank;
    }
    !blank
}

/// Lower case, each run of blanks as one blank or line break, nothing invisible.
fn run_together(text: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    let mut gap = None;
    for c in text.filter(|c| !is_invisible(*c)) {
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

/// Lower case, each run of blanks as one blank, nothing invisible.
fn collapsed(text: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    let mut blank = false;
    for c in text {
        if c.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if is_invisible(c) {
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

/// The same for ASCII, which most cells hold.
fn collapsed_ascii(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut blank = false;
    for byte in text.bytes() {
        match byte {
            b' ' | b'\t'..=b'\r' => blank = !out.is_empty(),
            b'!'..=b'~' => {
                if std::mem::take(&mut blank) {
                    out.push(b' ');
                }
                out.push(byte.to_ascii_lowercase());
            }
            _ => {}
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Non-ASCII letters that are certainly in lower case, or of a script without case.
const fn is_small(c: char) -> bool {
    matches!(c, 'ß'..='ÿ' | 'ぁ'..='ゔ' | 'ァ'..='ヺ' | '一'..='鿿' | '가'..='힣')
}

fn lower(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else if is_small(c) {
        out.push(c);
    } else {
        out.extend(c.to_lowercase());
    }
}

/// Length in bytes of the longest text that can be a placeholder.
pub const LONGEST_PLACEHOLDER: usize = 120;

/// Folds a placeholder: as an answer, without the dashes, brackets and dots that forms put around it.
pub fn placeholder(text: &str) -> String {
    unframed(&answer(text)).to_owned()
}

/// The same for a text that [`answer`] folded.
pub fn unframed(folded: &str) -> &str {
    folded.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Splits a text into runs that may be normalised one by one: ASCII, which is its own compatibility form, and anything
/// else together with the letter before it, which a combining mark may change. Nothing combines an ASCII letter with
/// what is before it.
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

/// Whether a character is a visible letter or digit; fillers count as letters in Unicode.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_invisible(c)
}

/// Folds a header: letters and digits only, lower case, NFKC.
pub fn header(text: &str) -> String {
    if text.is_ascii() {
        return ascii_header(text);
    }
    let mut out = String::with_capacity(text.len());
    for run in runs(text) {
        if run.is_ascii() {
            out.push_str(&ascii_header(run));
        } else if is_unified(run) {
            run.chars().filter(|c| is_letter(*c)).for_each(|c| lower(&mut out, c));
        } else {
            run.nfkc().filter(|c| is_letter(*c)).for_each(|c| lower(&mut out, c));
        }
    }
    out
}

/// Branch-free loop: every cell of a file is folded as a header.
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

/// The ASCII letters and digits in a text. Normalising keeps each as a character of its own, possibly with a mark on
/// it, so a normalised text is at least as long.
pub fn letters(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_alphanumeric).count()
}

/// Whether a name fits a pattern in which `*` matches anything; only letters and digits count.
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

    #[test]
    fn what_shows_nothing_changes_nothing() {
        assert_eq!(answer("\u{2068}Y\u{ad}e\u{200d}s\u{2069}\u{e0001}"), "yes");
        assert_eq!(answer("Y\u{1}es\u{9c}"), "yes");
        assert_eq!(answer("✔\u{fe0f}"), "✔");
        assert_eq!(answer("No\u{85}\u{3164}\tnot"), "no not");
        assert_eq!(header("\u{3164}I\u{2060}D\u{115f}"), "id");
        let visible = [
            ' ',
            '\n',
            '\u{85}',
            'a',
            'ß',
            '\u{301}',
            '\u{600}',
            '\u{3000}',
            'は',
            '✔',
            '\u{110bd}',
        ];
        assert_eq!(visible.map(is_invisible), [false; 11]);
    }

    #[test]
    fn letters_that_stand_for_themselves_do() {
        let all = || ('\0'..=char::MAX).filter(|c| stands_for_itself(*c));
        let unlike: Vec<char> = all().filter(|c| !std::iter::once(*c).nfkc().eq([*c])).collect();
        assert_eq!(unlike, []);
        // None combines with the letter before it: not one by one, so not in a row.
        let joining: Vec<char> = all()
            .filter(|c| !"가a".chars().chain([*c]).nfkc().eq("가a".chars().chain([*c])))
            .collect();
        assert_eq!(joining, []);
        assert!(all().count() > 32_000);
    }

    #[test]
    fn small_letters_have_no_smaller_ones() {
        let all = ('\0'..=char::MAX).filter(|c| is_small(*c));
        let unlike: Vec<char> = all.filter(|c| !c.to_lowercase().eq([*c])).collect();
        assert_eq!(unlike, []);
    }

    proptest::proptest! {
        #[test]
        fn what_runs_already_changes_its_case_only(text in "[ -~\n\u{1}]{0,8}|[A-Ca-c ,;]{0,8}") {
            let slowly = run_together(text.chars(), text.len());
            let folded = text.to_ascii_lowercase();
            proptest::prop_assert!(!is_running(text.as_bytes()) || slowly == folded);
            proptest::prop_assert_eq!(running(&text), slowly);
        }

        #[test]
        fn ascii_is_collapsed_like_any_text(text in "[\0-\x7f]{0,24}") {
            proptest::prop_assert_eq!(collapsed_ascii(&text), collapsed(text.chars(), 0));
        }

        #[test]
        fn a_header_is_normalised_as_a_whole(
            text in "([a-zA-Z0-9 ’-]|[\u{300}-\u{32f}]|[ﬁﬀ㎏①Ⅳ½µÅ한ᄒ한ﾊﾟßİΣς]){0,24}"
        ) {
            let mut whole = String::new();
            text.nfkc().filter(|c| is_letter(*c)).for_each(|c| lower(&mut whole, c));
            proptest::prop_assert_eq!(header(&text), whole);
            proptest::prop_assert_eq!(runs(&text).collect::<String>(), text);
        }
    }
}

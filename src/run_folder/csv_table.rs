//! CSV tables in which no spreadsheet program finds a formula.
//!
//! Every field is quoted. That is not enough: a program that uses a semicolon or a tab as separator splits a field
//! there. So a character that begins a formula gets an apostrophe in front, at the start of a field and after each
//! separator.

use std::io::Write;

use csv::{QuoteStyle, Writer, WriterBuilder};

/// Characters that begin a formula in some program, in half width and full width.
const BEGINS: [char; 9] = ['=', '+', '-', '@', '|', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A writer that quotes every field.
pub fn writer<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(out)
}

/// The text with an apostrophe before each character at which some spreadsheet program might begin a formula. Control
/// characters become blanks.
pub fn inert(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    // Whether the next character begins a field for some separator.
    let mut begins = true;
    for c in text.chars() {
        let c = if c.is_control() { ' ' } else { c };
        if begins && BEGINS.contains(&c) {
            safe.push('\'');
        }
        begins = matches!(c, ';' | ',' | '"' | '\'') || (begins && c.is_whitespace());
        safe.push(c);
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_is_kept_from_beginning_anywhere() {
        assert_eq!(inert("=1+1"), "'=1+1");
        assert_eq!(inert("D;=cmd|' /C calc'!A0;x"), "D;'=cmd|' /C calc'!A0;x");
        assert_eq!(inert("\u{ff1d}1+1"), "'\u{ff1d}1+1");
        assert_eq!(inert("a\t=b\r\n@c"), "a =b  @c");
        assert_eq!(inert("D-2026; 3.5"), "D-2026; 3.5");
    }

    proptest! {
        #[test]
        fn no_field_begins_a_formula_whatever_separates_them(
            texts in prop::collection::vec("[a-z0-9;,|=+@ \t\"'\u{ff1d}-]{0,12}", 1..4),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
        ) {
            let mut table = writer(Vec::new());
            table.write_record(texts.iter().map(|text| inert(text))).expect("a record");
            let bytes = table.into_inner().expect("the bytes");
            let mut rows = csv::ReaderBuilder::new()
                .has_headers(false).flexible(true).delimiter(separator).from_reader(bytes.as_slice());
            for row in rows.records() {
                for field in &row.expect("a row") {
                    let field = field.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
                    prop_assert!(!field.starts_with(BEGINS), "{:?} of {:?}", field, texts);
                }
            }
        }
    }
}

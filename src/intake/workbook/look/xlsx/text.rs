//! Texts in runs of letters: shared ones, and those in cells.

use std::mem;

use quick_xml::events::{BytesStart, Event};

use super::super::runs::{Remains, Runs};
use super::super::xml::{is_on, letters};
use crate::intake::value::trimmed;

/// Reads a text: `<si>`, or `<is>` in a cell.
#[derive(Default)]
pub(super) struct TextReader {
    runs: Runs,
    /// The font of the open run; `None` means that of the cell.
    own: Option<bool>,
    in_properties: bool,
    in_letters: bool,
    /// Phonetic text, which calamine skips as well.
    in_phonetic: bool,
}

impl TextReader {
    /// Forgets the text before.
    pub(super) fn begin(&mut self) {
        let mut runs = mem::take(&mut self.runs);
        runs.clear();
        *self = Self { runs, ..Self::default() };
    }

    pub(super) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => match tag.local_name().as_ref() {
                "r" => self.own = None,
                "rPr" => self.in_properties = false,
                "t" => self.in_letters = false,
                "rPh" => self.in_phonetic = false,
                _ => {}
            },
            event if self.in_letters => {
                if let Some(letters) = letters(event) {
                    self.runs.push(&letters, self.own);
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "r" => self.own = None,
            "rPr" => (self.own, self.in_properties) = (Some(false), true),
            "strike" if self.in_properties => self.own = Some(is_on(tag)),
            "t" => self.in_letters = !self.in_phonetic,
            "rPh" => self.in_phonetic = true,
            _ => {}
        }
    }

    /// The part of the text that is not struck out; `None` if no letter has a font of its own.
    pub(super) fn remains(&self) -> Option<Remains> {
        self.runs.remains().map(|remains| remains.map(unescaped))
    }
}

/// Resolves escapes: `_x000D_` is the character with that number.
pub(super) fn unescaped(text: Box<str>) -> Box<str> {
    let mut left: &str = &text;
    let mut out = String::new();
    while let Some(start) = left.find("_x") {
        let code = left.get(start + 2..start + 7).and_then(|code| code.strip_suffix('_'));
        let code = code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let letter = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        let (before, after) = left.split_at(start + if letter.is_some() { 7 } else { 2 });
        out.push_str(if letter.is_some() { &before[..start] } else { before });
        out.extend(
            letter.map(|letter| char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
        left = after;
    }
    if out.is_empty() {
        return text;
    }
    out.push_str(left);
    trimmed(&out).into()
}

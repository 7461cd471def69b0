//! A worksheet's XML without what calamine need not parse: cells that hold only a style, and the text of formulas. On
//! the way, hidden rows are noted, which calamine doesn't report.
//!
//! Forms are drawn with styles: of the 268,000 cells of a HECVAT Lite, some 4,800 hold anything. Removing the others
//! costs a test of each tag; parsing them would take most of calamine's time for such a file. The same pass makes sure
//! that each stored value is one piece, see [`super::stored`].
//!
//! Only the plain XML that spreadsheet programs write is changed. Anything else (comments, character data, prefixes,
//! cells that don't state their place, another encoding) leaves a sheet unchanged. The same cells are read either way:
//! tests compare calamine on the unchanged sheet with this.

use memchr::{memchr, memmem};

use super::stored;
use crate::model::CellRef;

const DATA: &[u8] = b"<sheetData>";
const END_OF_FORMULA: &[u8] = b"</f>";

/// What was noted on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Cells whose formula was removed, in the order of the text.
    pub(super) formulas: Vec<CellRef>,
    /// First and last hidden rows.
    pub(super) hidden: Vec<(u32, u32)>,
}

/// Removes from a sheet's XML what calamine need not parse. `None` if the sheet is not plain: then `xml` is of no use.
pub(super) fn lean(xml: &mut Vec<u8>) -> Option<Seen> {
    let mut at = start_of_data(xml)?;
    let mut cuts = Cuts { read: at, write: at };
    let mut walk = TagWalk::default();
    loop {
        // After an empty cell, the next tag begins at once.
        if xml.get(at) != Some(&b'<') {
            at += memchr(b'<', &xml[at..])?;
        }
        let (length, goes) = match walk.tag(&xml[at..])? {
            TagAction::Over(length) => (length, false),
            TagAction::Cut(length) => (length, true),
            TagAction::End => break,
        };
        if goes {
            cuts.cut(xml, at, at + length);
        }
        at += length;
    }
    cuts.finish(xml);
    Some(walk.seen)
}

/// What is done with a tag, with its length in bytes.
enum TagAction {
    Over(usize),
    Cut(usize),
    End,
}

/// The state of a pass over the tags of a sheet's rows.
#[derive(Default)]
struct TagWalk {
    seen: Seen,
    /// The row after the last one.
    next_row: u32,
    /// The open cell that contains the tag.
    open: Option<OpenCell>,
}

/// A cell whose end was not reached yet.
struct OpenCell {
    place: CellRef,
    /// Whether its value is a text.
    is_text: bool,
    /// Whether it is known to hold a formula.
    has_formula: bool,
}

impl TagWalk {
    /// `None` if the tag is not plain.
    fn tag(&mut self, tag: &[u8]) -> Option<TagAction> {
        if let (Some(length), None) = (usual(tag), &self.open) {
            return Some(TagAction::Cut(length));
        }
        Some(match name(tag)? {
            b"c" if self.open.is_none() => {
                let cell = CellTag::of(tag)?;
                if cell.is_closed {
                    return Some(TagAction::Cut(cell.length));
                }
                let CellTag { place, is_text, length, .. } = cell;
                self.open = Some(OpenCell { place, is_text, has_formula: false });
                TagAction::Over(length)
            }
            b"/c" => {
                self.open.take()?;
                TagAction::Over(1)
            }
            b"f" => {
                let cell = self.open.as_mut()?;
                if !std::mem::replace(&mut cell.has_formula, true) {
                    self.seen.formulas.push(cell.place);
                }
                TagAction::Cut(formula(tag)?)
            }
            b"v" => TagAction::Over(self.value(tag)?),
            b"row" => TagAction::Over(self.row(tag)?),
            b"/sheetData" => TagAction::End,
            b"c" => return None,
            other if is_unusual(other) => return None,
            _ => TagAction::Over(1),
        })
    }

    /// The length in bytes of a stored value with its opening tag; `None` if it may not be one piece.
    fn value(&self, tag: &[u8]) -> Option<usize> {
        let length = 1 + memchr(b'<', &tag[1..])?;
        let (value, after) = tag.split_at(length);
        let is_text = || self.open.as_ref().is_some_and(|cell| cell.is_text);
        stored::is_piece(value, after, is_text).then_some(length)
    }

    /// Notes a row and returns the length of its tag.
    fn row(&mut self, tag: &[u8]) -> Option<usize> {
        let (mut row, mut hidden) = (self.next_row, false);
        let (_, length) = attributes(tag, b"<row".len(), |name, value| {
            match name {
                b"r" => row = text(value)?.parse::<u32>().ok()?.checked_sub(1)?,
                b"hidden" => hidden = matches!(value, b"1" | b"true"),
                name if name.ends_with(b":r") || name.ends_with(b":hidden") => return None,
                _ => {}
            }
            Some(())
        })?;
        self.next_row = row.saturating_add(1);
        if hidden {
            self.seen.hidden.push((row, row));
        }
        Some(length)
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// Where the rows begin; `None` if the XML before them is not plain.
fn start_of_data(xml: &[u8]) -> Option<usize> {
    let start = memmem::find(xml, DATA)?;
    let head = &xml[..start];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let (declaration, head) = if head.starts_with(b"<?xml ") {
        head.split_at(memmem::find(head, b"?>")? + 2)
    } else {
        (&b""[..], head)
    };
    let declaration = declaration.to_ascii_lowercase();
    let states = |word: &[u8]| memmem::find(&declaration, word).is_some();
    let is_utf8 = !states(b"encoding") || states(b"utf-8");
    let is_plain = memmem::find(head, b"<!").is_none() && memmem::find(head, b"<?").is_none();
    (is_utf8 && is_plain).then_some(start + DATA.len())
}

/// The length of an empty cell as nearly all of them are written, `<c r="B7" s="12"/>` or `<c r="B7"/>`, with a place
/// that is on every sheet; `None` if written otherwise.
fn usual(tag: &[u8]) -> Option<usize> {
    let counted =
        |text: &[u8], is: fn(&u8) -> bool| text.iter().take_while(|byte| is(byte)).count();
    let rest = tag.strip_prefix(b"<c r=\"")?;
    let (letters, rest) = rest.split_at(counted(rest, u8::is_ascii_uppercase));
    let (digits, rest) = rest.split_at(counted(rest, u8::is_ascii_digit));
    let is_near = matches!(letters.len(), 1..=2) && matches!(digits.len(), 1..=6);
    if !is_near || digits[0] == b'0' {
        return None;
    }
    let rest = rest.strip_prefix(b"\"")?;
    let rest = match rest.strip_prefix(b" s=\"") {
        Some(style) => style[counted(style, u8::is_ascii_digit)..].strip_prefix(b"\"")?,
        None => rest,
    };
    let rest = rest.strip_prefix(b"/>")?;
    Some(tag.len() - rest.len())
}

/// The name of a tag, with the `/` of a closing one.
fn name(tag: &[u8]) -> Option<&[u8]> {
    let rest = tag.get(1..)?;
    // Nearly every tag is one of these two.
    if rest.starts_with(b"c ") {
        return Some(&rest[..1]);
    }
    if rest.starts_with(b"/c>") {
        return Some(&rest[..2]);
    }
    let ends = |byte: u8| byte == b'>' || byte.is_ascii_whitespace();
    let length = rest.iter().position(|byte| ends(*byte))?;
    let name = &rest[..length];
    Some(name.strip_suffix(b"/").unwrap_or(name))
}

/// Whether a tag is unusual. Comments, instructions and character data could hold what looks like a tag; a prefix hides
/// what a tag is; and many `<` that begin no tag would cause a quadratic scan.
fn is_unusual(name: &[u8]) -> bool {
    matches!(name.first(), None | Some(b'!' | b'?'))
        || name.iter().any(|byte| matches!(byte, b':' | b'<'))
}

/// The place of the cell of an opening tag; `None` if it is not stated in the usual way.
pub(super) fn place(tag: &[u8]) -> Option<CellRef> {
    CellTag::of(tag).map(|cell| cell.place)
}

/// The opening tag of a cell.
struct CellTag {
    place: CellRef,
    is_text: bool,
    is_closed: bool,
    /// Length of the tag in bytes.
    length: usize,
}

impl CellTag {
    /// `None` if it doesn't state its place, or not in the usual way.
    fn of(tag: &[u8]) -> Option<Self> {
        let (mut place, mut kind) = (None, None);
        let (is_closed, length) = attributes(tag, b"<c".len(), |name, value| match name {
            b"r" => place.replace(CellRef::parse(value)?).is_none().then_some(()),
            b"t" => kind.replace(value).is_none().then_some(()),
            _ => Some(()),
        })?;
        let is_text = kind.is_some_and(|kind| stored::TEXTS.contains(&kind));
        Some(Self { place: place?, is_text, is_closed, length })
    }
}

/// Calls `each` with the attributes of an opening tag, from the end of its name. Returns whether the tag closes itself,
/// and its length. `None` if it is not written in the usual way, or if `each` returns that.
fn attributes<'x>(
    tag: &'x [u8],
    name: usize,
    mut each: impl FnMut(&'x [u8], &'x [u8]) -> Option<()>,
) -> Option<(bool, usize)> {
    let mut at = name;
    loop {
        match *tag.get(at)? {
            b'>' => return Some((false, at + 1)),
            b'/' if tag.get(at + 1) == Some(&b'>') => return Some((true, at + 2)),
            b' ' => at += 1,
            _ => {
                let attribute = Attribute::of(&tag[at..])?;
                each(attribute.name, attribute.value)?;
                at += attribute.length;
            }
        }
    }
}

/// `name="value"`.
struct Attribute<'x> {
    name: &'x [u8],
    value: &'x [u8],
    length: usize,
}

impl<'x> Attribute<'x> {
    fn of(text: &'x [u8]) -> Option<Self> {
        let named = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b':';
        let equals = text.iter().position(|byte| !named(byte))?;
        let quote = *text.get(equals + 1)?;
        if equals == 0 || text[equals] != b'=' || !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let value = &text[equals + 2..];
        let end = value.iter().position(|byte| *byte == quote)?;
        Some(Self { name: &text[..equals], value: &value[..end], length: equals + end + 3 })
    }
}

/// The length of a formula that begins here, with its text; `None` if it holds more than text.
fn formula(tag: &[u8]) -> Option<usize> {
    let end = end_of_tag(tag)?;
    if tag[end - 2] == b'/' {
        return Some(end);
    }
    let close = end + memchr(b'<', &tag[end..])?;
    tag[close..].starts_with(END_OF_FORMULA).then_some(close + END_OF_FORMULA.len())
}

/// The length of a tag in bytes; a quoted `>` doesn't end it.
pub(super) fn end_of_tag(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    let ends = |byte: &u8| {
        match (quote, *byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        false
    };
    tag.iter().position(ends).map(|end| end + 1)
}

/// Removes pieces of a text in one pass, moving what is kept to the front.
struct Cuts {
    /// The text before this was handled.
    read: usize,
    /// The text before this is in its new place.
    write: usize,
}

impl Cuts {
    fn cut(&mut self, text: &mut [u8], from: usize, to: usize) {
        self.keep(text, from);
        self.read = to;
    }

    fn finish(mut self, text: &mut Vec<u8>) {
        let end = text.len();
        self.keep(text, end);
        text.truncate(self.write);
    }

    fn keep(&mut self, text: &mut [u8], to: usize) {
        if to == self.read {
            return;
        }
        text.copy_within(self.read..to, self.write);
        self.write += to - self.read;
    }
}

//! The look of a sheet that [`lean`] found plain, without parsing it: few of its cells have a style that matters.

use memchr::{memchr, memmem, memrchr};

use super::super::super::error::ReadError;
use super::super::super::lean;
use super::super::{Found, LookTally, Style};
use super::Palette;
use crate::model::CellRef;

const END_OF_DATA: &[u8] = b"</sheetData>";

/// The rows with what is before them, and what is after them.
pub(super) fn split(xml: &[u8]) -> (&[u8], &[u8]) {
    let end = memmem::find(xml, END_OF_DATA);
    xml.split_at(end.map_or(xml.len(), |end| end + END_OF_DATA.len()))
}

/// The cells whose styles matter. `None` if the cells must be parsed, since some of their letters may have fonts of
/// their own.
pub(super) fn cells(rows: &[u8], palette: &Palette) -> Option<Vec<(CellRef, Style)>> {
    let marked = |style: &Style| *style != Style::default();
    // A cell that names no style has the first.
    if !palette.texts.is_empty()
        || palette.styles.first().is_some_and(marked)
        || super::strikes_out(rows)
    {
        return None;
    }
    let mut found = Vec::new();
    if !palette.styles.iter().any(marked) {
        return Some(found);
    }
    for begin in [b"s=\"", b"s='"] {
        for at in memmem::find_iter(rows, begin) {
            let style = palette.style(number(&rows[at + begin.len()..]));
            if !marked(&style) {
                continue;
            }
            let tag = memrchr(b'<', &rows[..at])?;
            if !rows[tag..].starts_with(b"<c ") {
                continue;
            }
            if style.struck && memmem::find(rows, b"<is>").is_some() {
                return None;
            }
            found.push((lean::place(&rows[tag..])?, style));
        }
    }
    Some(found)
}

fn number(text: &[u8]) -> u32 {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits
        .fold(0, |number, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0')))
}

/// Adds the merged areas in the XML after the rows; false if they are not written in the usual way.
pub(super) fn areas(
    after: &[u8],
    found: &mut Found,
    tally: &mut LookTally<'_>,
) -> Result<bool, ReadError> {
    let tags = || super::tags(after, b"mergeCell").filter(|rest| !rest.starts_with(b"s"));
    if tags().any(|rest| area(rest).is_none()) || memmem::find(after, b"<!").is_some() {
        return Ok(false);
    }
    for (first, last) in tags().filter_map(|rest| super::corners(area(rest)?)) {
        found.area(first, last, tally)?;
    }
    Ok(true)
}

/// The value of the only attribute in the rest of a tag, ` ref="B2:C4"`.
fn area(rest: &[u8]) -> Option<&str> {
    let (quote, rest) = rest.strip_prefix(b" ref=")?.split_first()?;
    let end = memchr(*quote, rest).filter(|_| matches!(quote, b'"' | b'\''))?;
    std::str::from_utf8(&rest[..end]).ok()
}

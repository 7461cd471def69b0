//! The look of a sheet that [`lean`] found plain, without parsing it: styles matter to few of its cells.

use memchr::{memchr, memmem, memrchr};

use super::super::super::error::ReadError;
use super::super::super::lean;
use super::super::{Found, Style, Tally};
use super::Palette;
use crate::model::CellRef;

const END_OF_DATA: &[u8] = b"</sheetData>";
const AREA: &[u8] = b"<mergeCell ref=\"";

/// What stands behind the rows.
pub(super) fn after_data(xml: &[u8]) -> &[u8] {
    let end = memmem::find(xml, END_OF_DATA);
    end.map_or(&[], |end| &xml[end + END_OF_DATA.len()..])
}

/// The cells whose styles matter. None: the cells must be parsed, since letters of theirs may look in a way of their own.
pub(super) fn cells(xml: &[u8], palette: &Palette) -> Option<Vec<(CellRef, Style)>> {
    let marked = |style: &Style| *style != Style::default();
    // A cell that names no style has the first.
    if !palette.texts.is_empty()
        || palette.styles.first().is_some_and(marked)
        || super::strikes_out(xml)
    {
        return None;
    }
    let mut found = Vec::new();
    if !palette.styles.iter().any(marked) {
        return Some(found);
    }
    for begin in [b"s=\"", b"s='"] {
        for at in memmem::find_iter(xml, begin) {
            let style = palette.style(number(&xml[at + begin.len()..]));
            if !marked(&style) {
                continue;
            }
            let tag = memrchr(b'<', &xml[..at])?;
            if !xml[tag..].starts_with(b"<c ") {
                continue;
            }
            if style.struck && memmem::find(xml, b"<is>").is_some() {
                return None;
            }
            found.push((lean::place(&xml[tag..])?, style));
        }
    }
    Some(found)
}

fn number(text: &[u8]) -> u32 {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits
        .fold(0, |number, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0')))
}

/// Adds the merged areas of what stands behind the rows. False: they are written in an unusual way.
pub(super) fn areas(
    after: &[u8],
    found: &mut Found,
    tally: &mut Tally<'_>,
) -> Result<bool, ReadError> {
    let written = memmem::find_iter(after, b"mergeCell").count();
    let lists = memmem::find_iter(after, b"mergeCells").count();
    let usual = memmem::find_iter(after, AREA).count();
    if written - lists != usual || memmem::find(after, b"<!").is_some() {
        return Ok(false);
    }
    for at in memmem::find_iter(after, AREA) {
        let area = &after[at + AREA.len()..];
        let area = &area[..memchr(b'"', area).unwrap_or(area.len())];
        if let Some((first, last)) = std::str::from_utf8(area).ok().and_then(super::corners) {
            found.area(first, last, tally)?;
        }
    }
    Ok(true)
}

//! Rows that a person does not see: hidden by hand, or by a filter. calamine does not tell.
//!
//! `.xls` and `.ods` say it where their own checks pass by anyway. In `.xlsx` and `.xlsb` each sheet's part is looked
//! through, and of its XML only the tags that hold the word.

use memchr::{memchr, memmem, memrchr};
use quick_xml::events::{BytesStart, Event};

use super::error::ReadError;
use super::parts::{Records, attribute, reader};
use super::sheet::MAX_ROWS;

/// First and last hidden rows of a sheet's XML.
pub(super) fn of_xml(xml: &[u8]) -> Result<Vec<(u32, u32)>, ReadError> {
    let word = memmem::Finder::new(b"hidden");
    let mut from = memmem::find(xml, b"sheetData").unwrap_or(xml.len());
    let mut hidden = Vec::new();
    while let Some(at) = word.find(&xml[from..]).map(|at| from + at) {
        match stated_row(xml, at) {
            Stated::Row(row) => hidden.push((row, row)),
            Stated::Nothing => {}
            // Only whoever counts knows which row it is.
            Stated::Uncounted => return counted(xml),
        }
        // One look at a tag, or at a text, however often it holds the word.
        from = memchr(b'<', &xml[at..]).map_or(xml.len(), |next| at + next);
    }
    Ok(hidden)
}

/// What the word `hidden` at a place says.
enum Stated {
    Row(u32),
    Uncounted,
    Nothing,
}

fn stated_row(xml: &[u8], at: usize) -> Stated {
    let start = memrchr(b'<', &xml[..at]);
    let end = memchr(b'>', &xml[at..]).map(|end| at + end);
    let (Some(start), Some(end)) = (start, end) else { return Stated::Nothing };
    let Ok(text) = std::str::from_utf8(&xml[start + 1..end]) else { return Stated::Nothing };
    let name = text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len());
    let tag = BytesStart::from_content(text.trim_end_matches('/'), name);
    if tag.local_name().as_ref() != "row" || !is_hidden(&tag) {
        return Stated::Nothing;
    }
    number(&tag).map_or(Stated::Uncounted, Stated::Row)
}

fn is_hidden(row: &BytesStart<'_>) -> bool {
    matches!(attribute(row, "hidden").as_deref(), Some("1" | "true"))
}

/// The row (from 0) that a tag states.
fn number(row: &BytesStart<'_>) -> Option<u32> {
    attribute(row, "r")?.parse::<u32>().ok()?.checked_sub(1)
}

/// Hidden rows of a sheet whose rows don't all state their number.
fn counted(xml: &[u8]) -> Result<Vec<(u32, u32)>, ReadError> {
    let mut xml = reader(xml);
    let (mut buffer, mut hidden, mut next) = (Vec::new(), Vec::new(), 0_u32);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(tag) if tag.local_name().as_ref() == "row" => {
                let row = number(&tag).unwrap_or(next);
                next = row.saturating_add(1);
                if is_hidden(&tag) {
                    hidden.push((row, row));
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "sheetData" => return Ok(hidden),
            Event::Eof => return Ok(hidden),
            _ => {}
        }
    }
}

/// The same of a sheet's records: `BrtRowHdr` holds the row and, in its twelfth byte, that it has no height.
pub(super) fn of_records(bytes: &[u8]) -> Vec<(u32, u32)> {
    const ROW: u16 = 0;
    const NO_HEIGHT: u8 = 0x10;
    let rows = Records(bytes).filter(|(kind, _)| *kind == ROW);
    let hidden = rows.filter_map(|(_, data)| {
        let row = u32::from_le_bytes(data.get(..4)?.try_into().ok()?);
        (data.get(11)? & NO_HEIGHT != 0 && row < MAX_ROWS).then_some((row, row))
    });
    hidden.collect()
}

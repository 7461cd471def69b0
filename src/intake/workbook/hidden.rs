//! Rows that are hidden, by hand or by a filter. calamine does not report them.
//!
//! The checks of `.xls` and `.ods` find them in passing, and [`super::lean`] does so in a plain `.xlsx`.

use std::io::{self, Read};

use quick_xml::events::{BytesStart, Event};

use super::error::ReadError;
use super::look::xlsx::SheetReader;
use super::opendocument::xml_reader;
use super::parts::{BinaryRecords, attribute};
use crate::model::excel::MAX_ROWS;

fn is_hidden(row: &BytesStart<'_>) -> bool {
    matches!(attribute(row, "hidden").as_deref(), Some("1" | "true"))
}

/// The row (from 0) that a tag states.
fn number(row: &BytesStart<'_>) -> Option<u32> {
    attribute(row, "r")?.parse::<u32>().ok()?.checked_sub(1)
}

/// First and last hidden rows of a sheet's XML, however it is written. `look` gets each event.
pub(super) fn of_xml(
    xml: impl Read,
    look: &mut SheetReader<'_, '_, '_>,
) -> Result<Vec<(u32, u32)>, ReadError> {
    let mut xml = xml_reader(xml);
    let (mut buffer, mut hidden, mut next, mut after_data) = (Vec::new(), Vec::new(), 0_u32, false);
    loop {
        buffer.clear();
        let event = match xml.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break,
            // calamine reads nothing after the rows.
            Err(_) if after_data => break,
            event => event.map_err(ReadError::damaged)?,
        };
        look.event(&event)?;
        match event {
            Event::Start(tag) if !after_data && tag.local_name().as_ref() == "row" => {
                let row = number(&tag).unwrap_or(next);
                next = row.saturating_add(1);
                if is_hidden(&tag) {
                    hidden.push((row, row));
                }
            }
            Event::End(tag) => after_data |= tag.local_name().as_ref() == "sheetData",
            _ => {}
        }
    }
    // The checksum is compared at the end of the part, so the rest is read.
    io::copy(&mut xml.into_inner(), &mut io::sink()).map_err(ReadError::damaged)?;
    Ok(hidden)
}

/// The same for a sheet's records: `BrtRowHdr` holds the row and, in its twelfth byte, that it has no height.
pub(super) fn of_records(bytes: &[u8]) -> Vec<(u32, u32)> {
    const ROW: u16 = 0;
    const NO_HEIGHT: u8 = 0x10;
    let rows = BinaryRecords(bytes).filter(|(kind, _)| *kind == ROW);
    let hidden = rows.filter_map(|(_, data)| {
        let row = u32::from_le_bytes(data.get(..4)?.try_into().ok()?);
        (data.get(11)? & NO_HEIGHT != 0 && row < MAX_ROWS).then_some((row, row))
    });
    hidden.collect()
}

//! Rows that a person does not see: hidden by hand, or by a filter. calamine does not tell.
//!
//! `.xls` and `.ods` say it where their own checks pass by anyway; the sheets of `.xlsx` and `.xlsb` are looked
//! through for it. Most sheets hide nothing, which a search for one word shows without parsing.

use std::collections::HashMap;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Format;
use super::error::ReadError;
use super::package::Package;
use super::sheet::MAX_ROWS;
use crate::intake::grid::Grid;

/// Notes in each grid which of its rows are hidden. A sheet whose part is not found hides nothing: calamine,
/// which looks in the same places, then found no cells either.
pub(super) fn mark(
    package: &mut Package<'_>,
    format: Format,
    grids: &mut [Grid],
) -> Result<(), ReadError> {
    let binary = format == Format::Xlsb;
    let parts = if binary { binary_parts(package)? } else { parts(package)? };
    let mut bytes = Vec::new();
    for grid in grids.iter_mut().filter(|grid| !grid.cells.is_empty()) {
        let Some(part) = parts.get(&*grid.name) else { continue };
        if package.read_into(part, &mut bytes)? {
            let rows = if binary { of_records(&bytes) } else { of_sheet(&bytes)? };
            grid.hidden_rows = rows.into();
        }
    }
    Ok(())
}

/// Hidden rows of a sheet's XML.
fn of_sheet(xml: &[u8]) -> Result<Vec<(u32, u32)>, ReadError> {
    let data = memmem::find(xml, b"sheetData").unwrap_or(xml.len());
    if memmem::find(&xml[data..], b"hidden").is_none() {
        return Ok(Vec::new());
    }
    let mut xml = reader(xml);
    let (mut buffer, mut hidden, mut next) = (Vec::new(), Vec::new(), 0_u32);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(tag) if tag.local_name().as_ref() == "row" => {
                let stated = attribute(&tag, "r").and_then(|text| text.parse::<u32>().ok());
                let row = stated.and_then(|row| row.checked_sub(1)).unwrap_or(next);
                next = row.saturating_add(1);
                if matches!(attribute(&tag, "hidden").as_deref(), Some("1" | "true")) {
                    hidden.push((row, row));
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "sheetData" => return Ok(hidden),
            Event::Eof => return Ok(hidden),
            _ => {}
        }
    }
}

/// Hidden rows of a sheet's records: `BrtRowHdr` holds the row and, in its twelfth byte, that it has no height.
fn of_records(bytes: &[u8]) -> Vec<(u32, u32)> {
    const ROW: u16 = 0;
    const NO_HEIGHT: u8 = 0x10;
    let rows = Records(bytes).filter(|(kind, _)| *kind == ROW);
    let hidden = rows.filter_map(|(_, data)| {
        let row = u32::from_le_bytes(data.get(..4)?.try_into().ok()?);
        (data.get(11)? & NO_HEIGHT != 0 && row < MAX_ROWS).then_some((row, row))
    });
    hidden.collect()
}

/// The part of each sheet of an `.xlsx`, by the sheet's name.
fn parts(package: &mut Package<'_>) -> Result<HashMap<String, String>, ReadError> {
    let documents = relationships(package, "_rels/.rels")?;
    let workbook =
        documents.values().find(|one| one.kind.ends_with("/relationships/officeDocument"));
    let workbook = workbook.map_or("xl/workbook.xml", |one| one.target.trim_start_matches('/'));
    let (folder, name) = workbook.rsplit_once('/').map_or(("", workbook), |(at, name)| (at, name));
    let below =
        |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let targets = relationships(package, &below(&format!("_rels/{name}.rels")))?;
    let mut bytes = Vec::new();
    let mut parts = HashMap::new();
    if !package.read_into(workbook, &mut bytes)? {
        return Ok(parts);
    }
    each_tag(&bytes, "sheet", |tag| {
        let name = attribute(tag, "name");
        let target = attribute(tag, "id").and_then(|id| targets.get(&id));
        if let (Some(name), Some(target)) = (name, target) {
            let path = target
                .target
                .strip_prefix('/')
                .map_or_else(|| below(&target.target), str::to_owned);
            parts.insert(name, path);
        }
    })?;
    Ok(parts)
}

/// The part of each sheet of an `.xlsb`: its `BrtBundleSh` names a relationship and the sheet.
fn binary_parts(package: &mut Package<'_>) -> Result<HashMap<String, String>, ReadError> {
    const SHEET: u16 = 0x9C;
    let targets = relationships(package, "xl/_rels/workbook.bin.rels")?;
    let mut bytes = Vec::new();
    if !package.read_into("xl/workbook.bin", &mut bytes)? {
        return Ok(HashMap::new());
    }
    let sheets = Records(&bytes).filter(|(kind, _)| *kind == SHEET);
    let named = sheets.filter_map(|(_, data)| {
        let (id, rest) = wide(data.get(8..)?)?;
        let (name, _) = wide(rest)?;
        Some((name, format!("xl/{}", targets.get(&id)?.target)))
    });
    Ok(named.collect())
}

/// A length in characters, then as many in UTF-16; and what follows them.
fn wide(data: &[u8]) -> Option<(String, &[u8])> {
    let length = u32::from_le_bytes(data.get(..4)?.try_into().ok()?);
    let end = usize::try_from(length).ok()?.checked_mul(2)?.checked_add(4)?;
    let units =
        data.get(4..end)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some((text.collect(), &data[end..]))
}

/// What a relationship names.
struct Target {
    kind: String,
    target: String,
}

/// The relationships of a part, by id; none if there is no such part.
fn relationships(
    package: &mut Package<'_>,
    part: &str,
) -> Result<HashMap<String, Target>, ReadError> {
    let (mut bytes, mut all) = (Vec::new(), HashMap::new());
    if package.read_into(part, &mut bytes)? {
        each_tag(&bytes, "Relationship", |tag| {
            let text = |name| attribute(tag, name).unwrap_or_default();
            all.insert(text("Id"), Target { kind: text("Type"), target: text("Target") });
        })?;
    }
    Ok(all)
}

fn reader(xml: &[u8]) -> Reader<&[u8]> {
    let mut xml = Reader::from_reader(xml);
    let config = xml.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    xml
}

fn each_tag(
    xml: &[u8],
    name: &str,
    mut found: impl FnMut(&BytesStart<'_>),
) -> Result<(), ReadError> {
    let (mut xml, mut buffer) = (reader(xml), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(tag) if tag.local_name().as_ref() == name => found(&tag),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// An attribute by its name without prefix, with its entities resolved.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes();
    let mut all = all.with_checks(false).filter_map(Result::ok);
    let found = all.find(|one| one.key.local_name().as_ref() == name)?;
    let text: &str = found.value.as_ref();
    Some(
        quick_xml::escape::unescape(text)
            .map_or_else(|_| text.to_owned(), |text| text.into_owned()),
    )
}

/// The records of a binary part: kind, data. What is cut off ends it.
struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut rest = self.0.iter();
        let first = *rest.next()?;
        let mut kind = u16::from(first & 0x7F);
        if first & 0x80 != 0 {
            kind |= u16::from(*rest.next()? & 0x7F) << 7;
        }
        let mut length = 0_usize;
        for step in 0..4 {
            let byte = *rest.next()?;
            length |= usize::from(byte & 0x7F) << (7 * step);
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (data, after) = rest.as_slice().split_at_checked(length)?;
        self.0 = after;
        Some((kind, data))
    }
}

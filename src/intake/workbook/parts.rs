//! Which part of a package holds which sheet, found in the way in which calamine finds it.

use std::collections::HashMap;

use indexmap::IndexMap;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::census::Census;
use super::error::ReadError;
use super::package::Package;

/// Parts by the name of the sheet, in the order of the tabs.
pub(super) type Parts = IndexMap<String, String>;

/// The workbook part of an `.xlsx`.
pub(super) fn workbook(
    package: &mut Package<'_>,
    census: &mut Census<'_>,
) -> Result<String, ReadError> {
    let documents = relationships(package, "_rels/.rels", census, &mut Vec::new())?;
    // Of several, calamine takes the last.
    let workbook =
        documents.values().rev().find(|one| one.kind.ends_with("/relationships/officeDocument"));
    let workbook =
        workbook.map_or_else(|| "xl/workbook.xml".to_owned(), |one| decoded(&one.target));
    Ok(workbook.trim_start_matches('/').to_owned())
}

/// The folder of a part, with the `/` at its end, and its name.
fn split(part: &str) -> (&str, &str) {
    part.split_at(part.rfind('/').map_or(0, |slash| slash + 1))
}

/// The part with a name in the folder of another one.
pub(super) fn beside(part: &str, name: &str) -> String {
    format!("{}{name}", split(part).0)
}

/// The parts that a part refers to, each with the type of the relationship.
pub(super) fn related(
    package: &mut Package<'_>,
    part: &str,
    census: &mut Census<'_>,
) -> Result<Vec<(String, String)>, ReadError> {
    let (folder, name) = split(part);
    let targets =
        relationships(package, &format!("{folder}_rels/{name}.rels"), census, &mut Vec::new())?;
    let one = |one: Target| (decoded(&one.kind), resolved(folder, &decoded(&one.target)));
    Ok(targets.into_values().map(one).collect())
}

/// The part that a target names: `../comments1.xml` from a folder, or `/xl/comments1.xml` from the top.
fn resolved(folder: &str, target: &str) -> String {
    let (folder, target) = target.strip_prefix('/').map_or((folder, target), |target| ("", target));
    let mut steps = Vec::new();
    for step in folder.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => _ = steps.pop(),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The part of each worksheet of an `.xlsx`, by the name of the sheet. What calamine keeps of the workbook, except its
/// styles and shared texts, is counted on the way.
pub(super) fn of_xlsx(
    package: &mut Package<'_>,
    workbook: &str,
    census: &mut Census<'_>,
) -> Result<Parts, ReadError> {
    let mut bytes = Vec::new();
    // A workbook without its list of sheets is not an empty one.
    if package.position(workbook).is_none() {
        return Err(ReadError::damaged(format_args!("the part `{workbook}` is missing")));
    }
    let (folder, name) = split(workbook);
    let below = |name: &str| format!("{folder}{name}");
    census.table(package, &below("theme/theme1.xml"), &mut bytes)?;
    let targets =
        relationships(package, &below(&format!("_rels/{name}.rels")), census, &mut bytes)?;
    census.table(package, workbook, &mut bytes)?;
    let mut parts = Parts::new();
    each_tag(&bytes, "sheet", |tag| {
        let name = raw(tag, "name")?.map(|name| decoded(&name));
        let target = raw(tag, "id")?.and_then(|id| targets.get(&id));
        let target = target.filter(|target| target.kind.ends_with("/worksheet"));
        if let (Some(name), Some(target)) = (name, target) {
            let path = target
                .target
                .strip_prefix('/')
                .map_or_else(|| below(&target.target), str::to_owned);
            parts.insert(name, path);
        }
        Ok(())
    })?;
    apart(package, parts)
}

/// The part of each sheet of an `.xlsb`: its `BrtBundleSh` names a relationship and the sheet.
pub(super) fn of_xlsb(
    package: &mut Package<'_>,
    census: &mut Census<'_>,
) -> Result<Parts, ReadError> {
    const SHEET: u16 = 0x9C;
    let mut bytes = Vec::new();
    let targets = relationships(package, "xl/_rels/workbook.bin.rels", census, &mut bytes)?;
    census.binary(package, WORKBOOK_BIN, &mut bytes)?;
    let sheets = BinaryRecords(&bytes).filter(|(kind, _)| *kind == SHEET);
    let named = sheets.filter_map(|(_, data)| {
        let (id, rest) = wide(data.get(8..)?)?;
        let (name, _) = wide(rest)?;
        Some((name, format!("xl/{}", decoded(&targets.get(&id)?.target))))
    });
    let parts = named.collect();
    apart(package, parts)
}

/// The part of an `.xlsb` with the names of its sheets.
pub(super) const WORKBOOK_BIN: &str = "xl/workbook.bin";

/// The parts, if each exists and no two sheets share one: read once for each, one part would take the time of hundreds.
fn apart(package: &Package<'_>, parts: Parts) -> Result<Parts, ReadError> {
    let mut taken: HashMap<usize, &str> = HashMap::new();
    for (sheet, path) in &parts {
        let Some(place) = package.position(path) else {
            let message = format_args!("the part of sheet `{sheet}` is missing");
            return Err(ReadError::damaged(message));
        };
        if let Some(other) = taken.insert(place, sheet) {
            let message =
                format_args!("sheets `{other}` and `{sheet}` stand in one part, `{path}`");
            return Err(ReadError::damaged(message));
        }
    }
    Ok(parts)
}

/// A text of UTF-16 units, with their number before it; and what follows it.
pub(super) fn wide(data: &[u8]) -> Option<(String, &[u8])> {
    let (units, rest) = units(data)?;
    Some((String::from_utf16_lossy(&units), rest))
}

/// The same as units.
pub(super) fn units(data: &[u8]) -> Option<(Vec<u16>, &[u8])> {
    let length = u32::from_le_bytes(data.get(..4)?.try_into().ok()?);
    let end = usize::try_from(length).ok()?.checked_mul(2)?.checked_add(4)?;
    let units =
        data.get(4..end)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some((units.collect(), &data[end..]))
}

/// The type and target of a relationship, as written.
struct Target {
    kind: String,
    target: String,
}

/// The relationships of a part, by id; empty if there is no such part.
fn relationships(
    package: &mut Package<'_>,
    part: &str,
    census: &mut Census<'_>,
    bytes: &mut Vec<u8>,
) -> Result<IndexMap<String, Target>, ReadError> {
    let mut all = IndexMap::new();
    census.table(package, part, bytes)?;
    each_tag(bytes, "Relationship", |tag| {
        let text = |name| raw(tag, name).map(Option::unwrap_or_default);
        all.insert(text("Id")?, Target { kind: text("Type")?, target: text("Target")? });
        Ok(())
    })
    .map_err(|error| error.in_part(part))?;
    Ok(all)
}

/// A reader set up as calamine sets up its own.
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
    mut found: impl FnMut(&BytesStart<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let (mut xml, mut buffer) = (reader(xml), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(tag) if tag.local_name().as_ref() == name => found(&tag)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// An attribute of a tag that states where a sheet is, as written. calamine must find the same as we do, so the tag
/// must not be readable in two ways.
fn raw(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, ReadError> {
    let mut found = None;
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(ReadError::damaged)?;
        if attribute.key.local_name().as_ref() == name
            && found.replace(attribute.value.as_ref().to_owned()).is_some()
        {
            let message = format_args!("a tag has two attributes `{name}`");
            return Err(ReadError::damaged(message));
        }
    }
    Ok(found)
}

/// An attribute by its name without prefix, with its entities resolved.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes();
    let mut all = all.with_checks(false).filter_map(Result::ok);
    let found = all.find(|one| one.key.local_name().as_ref() == name)?;
    Some(decoded(found.value.as_ref()))
}

/// A text with its entities resolved, or unchanged if they can't be.
fn decoded(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

/// The records of a binary part: kind, data. An incomplete record ends them.
pub(super) struct BinaryRecords<'b>(pub(super) &'b [u8]);

impl<'b> Iterator for BinaryRecords<'b> {
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

//! Notes and threaded comments, in parts of their own.

use std::collections::HashSet;
use std::mem;
use std::ops::ControlFlow;

use quick_xml::events::Event;

use super::super::super::census::Census;
use super::super::super::error::ReadError;
use super::super::super::package::Package;
use super::super::super::parts::{self, attribute};
use super::super::xml::{letters, walk};
use super::super::{Found, LookTally};
use super::text::unescaped;
use crate::model::CellRef;

/// How the type of a relationship to notes ends.
const NOTES: &str = "/comments";
/// How the type of a relationship to threaded comments ends.
const COMMENTS: &str = "/threadedComment";

/// Unpacks a part with notes, and counts what it holds.
pub(in crate::intake::workbook::look) type Unpack =
    fn(&mut Census<'_>, &mut Package<'_>, &str, &mut Vec<u8>) -> Result<(), ReadError>;

/// Reads the notes and threaded comments that a sheet's part refers to. Where a cell has comments, its note is only a
/// copy for programs that don't know comments.
pub(in crate::intake::workbook) fn read_notes(
    found: &mut Found,
    package: &mut Package<'_>,
    sheet: &str,
    tally: &mut LookTally<'_>,
    census: &mut Census<'_>,
) -> Result<(), ReadError> {
    let read: Unpack = |census, package, name, xml| census.part(package, name, xml);
    read_each_note(found, package, sheet, tally, (census, read), |xml, commented, found, tally| {
        each_note(xml, ["comment", "t"], |at, text| {
            if commented.contains(&at) { Ok(()) } else { found.note(at, text, tally) }
        })
    })
}

/// Reads the threaded comments; then `notes` reads each part with notes, given the cells that have comments.
pub(in crate::intake::workbook::look) fn read_each_note<'l>(
    found: &mut Found,
    package: &mut Package<'_>,
    sheet: &str,
    tally: &mut LookTally<'l>,
    (census, read): (&mut Census<'_>, Unpack),
    notes: impl Fn(&[u8], &HashSet<CellRef>, &mut Found, &mut LookTally<'l>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let (parts, mut bytes) = (parts::related(package, sheet, census)?, Vec::new());
    for (_, part) in parts.iter().filter(|(kind, _)| kind.ends_with(COMMENTS)) {
        census.part(package, part, &mut bytes)?;
        each_note(&bytes, ["threadedComment", "text"], |at, text| found.note(at, text, tally))?;
    }
    let commented = found.0.notes.iter().map(|(at, _)| *at).collect();
    for (_, part) in parts.iter().filter(|(kind, _)| kind.ends_with(NOTES)) {
        read(census, package, part, &mut bytes)?;
        notes(&bytes, &commented, found, tally)?;
    }
    Ok(())
}

/// Calls `found` with each note of a part. The tags are those of a note and of its letters.
fn each_note(
    xml: &[u8],
    [note, text]: [&str; 2],
    mut found: impl FnMut(CellRef, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let (mut at, mut said, mut in_text, mut in_phonetic) = (None, String::new(), false, false);
    walk(xml, |event| {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                name if name == note => {
                    at = attribute(tag, "ref").and_then(|at| CellRef::parse(&at));
                    said.clear();
                }
                name if name == text => in_text = !in_phonetic,
                "rPh" => in_phonetic = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                name if name == note => {
                    if let Some(at) = at.take() {
                        found(at, &unescaped(mem::take(&mut said).into()))?;
                    }
                }
                name if name == text => in_text = false,
                "rPh" => in_phonetic = false,
                _ => {}
            },
            event if in_text => said.extend(letters(event).as_deref()),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    })
}

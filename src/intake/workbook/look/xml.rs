//! Reads XML as calamine does.

use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::super::error::ReadError;
use super::super::opendocument::xml_reader;
use super::super::parts::attribute;

/// Calls `each` with the events of some XML until it returns a break. Broken XML ends the walk: where cells depend on
/// it, calamine reports it.
pub(super) fn walk(
    xml: impl Read,
    mut each: impl FnMut(&Event<'_>) -> Result<ControlFlow<()>, ReadError>,
) -> Result<(), ReadError> {
    let (mut xml, mut buffer) = (xml_reader(xml), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(event) if each(&event)?.is_break() => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// The letters of an event.
pub(super) fn letters<'e>(event: &'e Event<'_>) -> Option<Cow<'e, str>> {
    match event {
        Event::Text(text) => Some(text.xml10_content()),
        Event::CData(text) => Some(text.xml10_content()),
        Event::GeneralRef(name) => match name.resolve_char_ref() {
            Ok(Some(letter)) => Some(letter.to_string().into()),
            _ => resolve_predefined_entity(name).map(Cow::Borrowed),
        },
        _ => None,
    }
}

/// A number in an attribute.
pub(super) fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

/// Whether a property such as `<strike/>` is on.
pub(super) fn is_on(tag: &BytesStart<'_>) -> bool {
    !matches!(attribute(tag, "val").as_deref(), Some("0" | "false" | "off"))
}

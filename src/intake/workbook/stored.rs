//! Stored values of an `.xlsx`: the text between `<v>` and `</v>`.
//!
//! calamine takes only the first piece of a number, and no character data of a text: `<v>1<!-- -->0</v>` would be 1,
//! and `<v>yes<![CDATA[, but not yet]]></v>` yes. No spreadsheet program writes such a value, so it is refused.

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute;

use super::census::local_name;
use super::error::ReadError;
use super::lean::end_of_tag;

/// Types of cells whose value calamine also joins from references.
pub(super) const TEXTS: [&[u8]; 3] = [b"str", b"inlineStr", b"d"];

/// Checks every stored value of a sheet's XML.
pub(super) fn check(xml: &[u8]) -> Result<(), ReadError> {
    let mut tags = memchr::memchr_iter(b'<', xml).peekable();
    let mut cell = 0;
    while let Some(at) = tags.next() {
        match local_name(&xml[at + 1..]) {
            b"c" => cell = at,
            b"v" => {
                let end = tags.peek().copied().unwrap_or(xml.len());
                if !is_plain(&xml[at..end], &xml[end..], &xml[cell..at]) {
                    let message = "a stored value is written in pieces, of which one may go unread";
                    return Err(ReadError::damaged(message));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a value is one piece: `value` is its tag and text, `after` what follows, `cell` what is before it.
fn is_plain(value: &[u8], after: &[u8], cell: &[u8]) -> bool {
    is_piece(value, after, || is_text(cell))
}

/// The same if it is known whether the cell holds a text.
pub(super) fn is_piece(value: &[u8], after: &[u8], is_text: impl FnOnce() -> bool) -> bool {
    // A `/>` in the text does not end the tag.
    let closed = value.ends_with(b"/>") && memchr::memchr(b'>', value) == Some(value.len() - 1);
    let ends = after.is_empty() || after.starts_with(b"</");
    closed || ends && (memchr::memchr(b'&', value).is_none() || is_text())
}

/// Whether the tag of a cell states, once, that its value is a text.
fn is_text(cell: &[u8]) -> bool {
    let tag = &cell[..end_of_tag(cell).unwrap_or(cell.len())];
    let Ok(tag) = std::str::from_utf8(tag) else { return false };
    let tag = tag.trim_start_matches('<').trim_end_matches(['>', '/']);
    let name = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
    let tag = BytesStart::from_content(tag, name);
    // Attributes that are repeated or invalid state nothing.
    let attributes: Result<Vec<_>, _> = tag.attributes().collect();
    let is_text = |one: &Attribute<'_>| {
        let value: &str = one.value.as_ref();
        one.key.as_ref() == "t" && TEXTS.contains(&value.as_bytes())
    };
    attributes.is_ok_and(|all| all.iter().any(is_text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_pieces_is_found() {
        let sheet = |cell: &str| format!("<row r=\"1\"><c r=\"A1\"><v>1</v></c>{cell}</row>");
        for plain in [
            "<c><v>1</v></c>",
            "<c><v/></c>",
            "<c t=\"str\"><v>a &amp; b</v></c>",
            "<c t='d'><v>2026-03-01&#84;06:00:00</v></c>",
            "<c t=\"inlineStr\"><is><t><![CDATA[no]]></t></is></c>",
        ] {
            assert!(check(sheet(plain).as_bytes()).is_ok(), "{plain}");
        }
        for odd in [
            "<c><v>1<!-- -->0</v></c>",
            "<c t=\"s\"><v>1&#48;</v></c>",
            "<c t=\"str\"><v>yes<![CDATA[, but not yet]]></v></c>",
            "<x:c t=\"str\"><x:v>yes<?x?></x:v></x:c>",
            "<c t=\"str\"><v>yes<b/> no</v></c>",
            "<c t=\"str\"><v>yes/><![CDATA[, but not yet]]></v></c>",
            "<c x=\"str\"><v>1&#48;</v></c>",
            "<c t=\"n\" t=\"str\"><v>1&#48;</v></c>",
            "<c r=\"B2\" x=' t=\"str\"'><v>1&#48;</v></c>",
        ] {
            assert!(check(sheet(odd).as_bytes()).is_err(), "{odd}");
        }
    }
}

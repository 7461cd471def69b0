//! Checks the prefixes of an OpenDocument file.
//!
//! A prefix may be bound to any namespace, but every known program binds the same ones. The reader relies on them, so a
//! file that binds them otherwise is refused: a spreadsheet program would show rows under another prefix, but they
//! would not be read.

use quick_xml::events::BytesStart;

use super::error::ReadError;

/// How the namespaces of the format begin.
const OASIS: &str = "urn:oasis:names:tc:opendocument:xmlns:";

/// Prefixes that the reader relies on, with the namespace below [`OASIS`].
const KNOWN: [(&str, &str); 5] = [
    ("office", "office:1.0"),
    ("table", "table:1.0"),
    ("text", "text:1.0"),
    ("style", "style:1.0"),
    ("draw", "drawing:1.0"),
];

/// Checks the namespaces that a tag declares.
pub(super) fn check(tag: &BytesStart<'_>) -> Result<(), ReadError> {
    let attributes: &str = tag;
    if !attributes.contains("xmlns") {
        return Ok(());
    }
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(ReadError::damaged)?;
        let key: &str = attribute.key.as_ref();
        let prefix = match key.split_once(':') {
            Some(("xmlns", prefix)) => prefix,
            None if key == "xmlns" => "",
            _ => continue,
        };
        let uri = quick_xml::escape::unescape(attribute.value.as_ref());
        let uri = uri.map_err(ReadError::damaged)?;
        if !is_usual(prefix, uri.trim()) {
            let message =
                format_args!("the prefix `{prefix}` stands for `{uri}`, which is not usual");
            return Err(ReadError::damaged(message));
        }
    }
    Ok(())
}

/// Whether a known prefix has its own namespace, and a known namespace its own prefix.
fn is_usual(prefix: &str, uri: &str) -> bool {
    let below = uri.strip_prefix(OASIS);
    KNOWN.iter().all(|(known, namespace)| (*known == prefix) == (below == Some(*namespace)))
}

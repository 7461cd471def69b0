//! What a file is, judged by its content.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::error::Lookalike;
use super::ole;

/// What a file is made of.
pub(super) enum FileContent<'b> {
    /// A zip archive.
    Zip,
    /// A compound file, as old Office programs write it.
    Ole,
    /// Text that is none of the known document formats.
    Text(Cow<'b, str>),
    /// No spreadsheet.
    Other(Lookalike),
}

/// Beginnings of files that are never spreadsheets.
const SIGNATURES: [(&[u8], Lookalike); 15] = [
    (b"%PDF", Lookalike::Pdf),
    (b"{\\rtf", Lookalike::RichText),
    (b"\x89PNG", Lookalike::Image),
    (b"\xFF\xD8\xFF", Lookalike::Image),
    (b"GIF8", Lookalike::Image),
    (b"II*\0", Lookalike::Image),
    (b"MM\0*", Lookalike::Image),
    (b"\x1F\x8B", Lookalike::Archive),
    (b"7z\xBC\xAF\x27\x1C", Lookalike::Archive),
    (b"Rar!", Lookalike::Archive),
    (b"BZh", Lookalike::Archive),
    (b"\xFD7zXZ", Lookalike::Archive),
    (b"\x09\x00\x04\x00", Lookalike::OldExcel),
    (b"\x09\x02\x06\x00", Lookalike::OldExcel),
    (b"\x09\x04\x06\x00", Lookalike::OldExcel),
];

/// Judges the content alone.
pub(super) fn content(bytes: &[u8]) -> FileContent<'_> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return FileContent::Zip;
    }
    if bytes.starts_with(ole::SIGNATURE) {
        return FileContent::Ole;
    }
    if let Some((_, kind)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return FileContent::Other(*kind);
    }
    match decode(bytes) {
        Some(text) => document(&text).map_or(FileContent::Text(text), FileContent::Other),
        None => FileContent::Other(Lookalike::Bytes),
    }
}

/// Decodes text by its byte order mark, or as valid UTF-8, or else as Windows-1252. `None` if it is not text.
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0,
        None => UTF_8
            .decode_without_bom_handling_and_without_replacement(bytes)
            .unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(bytes).0),
    };
    let odd = text.bytes().filter(|byte| *byte < b' ' && !byte.is_ascii_whitespace()).count();
    (!text.contains('\0') && odd * 50 <= text.len()).then_some(text)
}

/// The document format that a text is written in, if any.
fn document(text: &str) -> Option<Lookalike> {
    let start: String =
        text.trim_start().chars().take(2048).collect::<String>().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| start.starts_with(word));
    if begins(&["<!doctype html", "<html", "<head", "<table", "<body", "<style", "<meta"]) {
        return Some(Lookalike::Html);
    }
    if begins(&["<?xml", "<workbook", "<office:document"]) {
        return Some(match () {
            () if start.contains("<html") => Lookalike::Html,
            () if start.contains("urn:schemas-microsoft-com:office:spreadsheet") => {
                Lookalike::SpreadsheetXml
            }
            () if start.contains("<office:document") => Lookalike::FlatOpenDocument,
            () => Lookalike::Xml,
        });
    }
    if begins(&["mime-version:"]) {
        return Some(Lookalike::WebArchive);
    }
    let mut letters = start.chars().filter(|c| !c.is_whitespace());
    match (letters.next(), letters.next()) {
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '[' | '"')) => Some(Lookalike::Json),
        _ => is_markdown(text).then_some(Lookalike::Markdown),
    }
}

/// Whether a text has a line between bars, and soon after it a rule such as `| --- | --- |`.
fn is_markdown(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(20);
    let table =
        lines.by_ref().find(|line| line.starts_with('|')).is_some_and(|line| line.ends_with('|'));
    let rule = |line: &str| {
        line.starts_with('|') && line.contains("--") && line.chars().all(|c| "|-: ".contains(c))
    };
    table && lines.any(rule)
}

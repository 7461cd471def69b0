//! The errors of files that are not read say why and what to do.

use super::super::Lookalike;
use super::*;

const LOCKED: &[u8] = include_bytes!("../../../../tests/fixtures/intake/password-protected.xlsx");
const XLS: &[u8] = include_bytes!("../../../../tests/fixtures/intake/positions-dates-hidden.xls");

fn lookalike(name: &str, bytes: &[u8]) -> Option<Lookalike> {
    match open(name, bytes) {
        Err(ReadError::NotASpreadsheet { looks_like }) => Some(looks_like),
        _ => None,
    }
}

#[test]
fn nothing_is_empty() {
    for bytes in [&b""[..], b" \r\n\t", b"\xEF\xBB\xBF"] {
        assert_eq!(open("a.csv", bytes).unwrap_err(), ReadError::Empty);
    }
}

#[test]
fn passwords_are_noticed_in_every_format() {
    assert_eq!(open("a.xlsx", LOCKED).unwrap_err(), ReadError::Encrypted);
    let code_page = XLS.windows(4).position(|record| record == [0x42, 0, 2, 0]).unwrap();
    let mut xls = XLS.to_vec();
    xls[code_page] = 0x2F; // FilePass
    assert_eq!(open("a.xls", &xls).unwrap_err(), ReadError::Encrypted);
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let ods = archive(&[
        ("mimetype", ODS_TYPE),
        ("META-INF/manifest.xml", manifest),
        ("encrypted-package", b"x"),
    ]);
    assert_eq!(open("a.ods", &ods).unwrap_err(), ReadError::Encrypted);
}

#[test]
fn other_documents_are_called_by_their_name() {
    let cases: [(&[u8], Lookalike); 12] = [
        (b"%PDF-1.7\n\xE2\xE3", Lookalike::Pdf),
        (b"<!DOCTYPE html>\n<html><table><tr><td>a</td></tr></table></html>", Lookalike::Html),
        (b"<?xml version=\"1.0\"?><a/>", Lookalike::Xml),
        (b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>", Lookalike::SpreadsheetXml),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", Lookalike::WebArchive),
        (b"{\\rtf1 a}", Lookalike::RichText),
        (b"{\"a\": 1}", Lookalike::Json),
        (b"test", Lookalike::PlainText),
        (b"a\0b\x01\x02", Lookalike::Bytes),
        (b"\x89PNG\r\n", Lookalike::Image),
        (b"\x09\x04\x06\x00\0\0", Lookalike::OldExcel),
        (b"| a | b |\n| --- | --- |\n| 1 | 2 |", Lookalike::Markdown),
    ];
    for (bytes, kind) in cases {
        assert_eq!(lookalike("a.xls", bytes), Some(kind));
    }
    assert_eq!(lookalike("a.csv", b"| a | b |\n\n| :--- | ---: |"), Some(Lookalike::Markdown));
}

#[test]
fn archives_of_other_programs_are_called_by_their_name() {
    let of = |parts: &[&str]| {
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|name| (*name, &b"x"[..])).collect();
        lookalike("a.xlsx", &archive(&parts))
    };
    assert_eq!(of(&["_rels/.rels", "word/document.xml"]), Some(Lookalike::Word));
    assert_eq!(of(&["_rels/.rels", "ppt/presentation.xml"]), Some(Lookalike::PowerPoint));
    assert_eq!(of(&["Index/Document.iwa", "preview.jpg"]), Some(Lookalike::Numbers));
    assert_eq!(of(&["a.xlsx", "b.xlsx"]), Some(Lookalike::Zip));
    let text = archive(&[("mimetype", b"application/vnd.oasis.opendocument.text")]);
    assert_eq!(lookalike("a.ods", &text), Some(Lookalike::OpenDocument));
}

#[test]
fn a_word_document_named_xls_is_called_by_its_name() {
    let mut doc = XLS.to_vec();
    let name: Vec<u8> = "Workbook\0\0\0\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let word: Vec<u8> = "WordDocument".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = doc.windows(name.len()).position(|window| window == name).unwrap();
    doc[at..at + word.len()].copy_from_slice(&word);
    assert_eq!(lookalike("a.xls", &doc), Some(Lookalike::Word));
}

#[test]
fn messages_are_lower_case_without_a_full_stop_and_help_is_there() {
    let errors = [
        open("a.xlsx", b"").unwrap_err(),
        open("a.xlsx", b"test").unwrap_err(),
        open("a.xlsx", LOCKED).unwrap_err(),
        open("a.xlsx", &xlsx_with("", &[])[..300]).unwrap_err(),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(text.starts_with(char::is_lowercase) && !text.ends_with('.'), "{text}");
        assert!(!error.help().is_empty());
    }
}

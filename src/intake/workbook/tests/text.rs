//! Text with separators.

use super::*;

fn cells(name: &str, bytes: &[u8]) -> Vec<String> {
    drawn(&open(name, bytes).unwrap().sheets[0])
}

#[test]
fn blank_lines_are_rows_and_quoted_line_breaks_are_not() {
    let expected = ["A1 a", "B1 b", "A4 c⏎d", "B4 e \"f\"", "A6 g", "B6 h"];
    let text = "a,b\n\n\n\"c\nd\",\"e \"\"f\"\"\"\n\ng,h\n\n";
    assert_eq!(cells("a.csv", text.as_bytes()), expected);
    let windows = text.replace('\n', "\r\n").replace("c\r\nd", "c\nd");
    assert_eq!(cells("a.csv", windows.as_bytes()), expected);
    let mac = text.replace('\n', "\r").replace("c\rd", "c\nd");
    assert_eq!(cells("a.csv", mac.as_bytes()), expected);
    assert_eq!(cells("a.csv", b"\r\n\r\na,b"), ["A3 a", "B3 b"]);
}

#[test]
fn the_file_tells_its_separator() {
    assert_eq!(
        cells("a.csv", b"Id;Text\n1;a, b\n2;c, d, e"),
        ["A1 Id", "B1 Text", "A2 1", "B2 a, b", "A3 2", "B3 c, d, e"]
    );
    assert_eq!(cells("a.csv", b"Id\tText\n1\ta, b"), ["A1 Id", "B1 Text", "A2 1", "B2 a, b"]);
    assert_eq!(cells("a.csv", b"Id|Text\n1|a"), ["A1 Id", "B1 Text", "A2 1", "B2 a"]);
    assert_eq!(
        cells("a.csv", b"Title of the form\n\n\"a,b\",c,d\n1,2,3"),
        ["A1 Title of the form", "A3 a,b", "B3 c", "C3 d", "A4 1", "B4 2", "C4 3"]
    );
    assert_eq!(cells("a.csv", b"only\none\ncolumn"), ["A1 only", "A2 one", "A3 column"]);
}

#[test]
fn a_line_that_names_the_separator_is_a_row_without_cells() {
    assert_eq!(cells("a.csv", b"sep=;\na,b;c"), ["A2 a,b", "B2 c"]);
    assert_eq!(cells("a.csv", b"\xEF\xBB\xBFSEP=|\r\na|b"), ["A2 a", "B2 b"]);
}

#[test]
fn encodings_are_recognised() {
    let wide = |text: &str, little: bool| -> Vec<u8> {
        let bytes = |unit: u16| {
            if little { unit.to_le_bytes() } else { unit.to_be_bytes() }
        };
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let expected = ["A1 für", "B1 €"];
    assert_eq!(cells("a.csv", "für,€".as_bytes()), expected);
    assert_eq!(cells("a.csv", "\u{feff}für,€".as_bytes()), expected);
    assert_eq!(cells("a.csv", &wide("für\t€", true)), expected);
    assert_eq!(cells("a.csv", &wide("für\t€", false)), expected);
    assert_eq!(cells("a.csv", b"f\xFCr,\x80"), expected);
}

#[test]
fn a_table_of_text_named_xls_is_read_and_prose_is_not() {
    let found = open("a.xls", b"Id\tAnswer\n1\tyes\n2\tno").unwrap();
    assert_eq!((found.format, &*found.sheets[0].name), (Format::Csv, "a.xls"));
    assert!(open("a.xls", b"Dear all,\nplease find the form attached.\n\nYours").is_err());
}

#[test]
fn a_quote_that_never_ends_is_refused() {
    let message = damaged(open("a.csv", b"a,b\n\nc,\"d\ne,f\ng,h"));
    assert_eq!(message, "a quoted cell that begins in row 3 never ends");
    assert_eq!(cells("a.csv", b"a,b\nc,\"d\"\"\""), ["A1 a", "B1 b", "A2 c", "B2 d\""]);
    assert_eq!(cells("a.csv", b"a,5\" pipe\nc,d"), ["A1 a", "B1 5\" pipe", "A2 c", "B2 d"]);
}

/// The reader, the forms and the vocabulary agree on which texts are blank.
#[test]
fn what_looks_blank_is_blank_for_everyone() {
    for letter in '\0'..=char::MAX {
        let text = format!("\u{2066}{letter} \u{fe0f}");
        let blank = super::super::sheet::is_blank(&text);
        assert_eq!(blank, crate::intake::value::trimmed(&text).is_empty(), "{letter:?}");
        let answer = crate::catalogue::vocabulary::normalise::answer(&text);
        assert_eq!(blank, answer.is_empty(), "{letter:?}");
    }
    let found = open(
        "a.xlsx",
        &xlsx_with(
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\u{2067}\u{3164}\u{9d}</t></is></c></row>",
            &[],
        ),
    );
    assert_eq!(drawn(&found.unwrap().sheets[0]), [""; 0]);
}

//! Small files that would become large, or never end.

use super::*;

const XLS: &[u8] = include_bytes!("../../../../tests/fixtures/intake/positions-dates-hidden.xls");

fn with(limits: Limits, bytes: &[u8]) -> Result<Workbook, ReadError> {
    read("a", bytes, &limits)
}

#[test]
fn sizes_are_checked_before_unpacking() {
    let limits = Limits { max_unpacked_bytes: 4000, ..Limits::default() };
    let blank = "\n".repeat(1 << 20);
    assert_eq!(too_large(with(limits, &xlsx_with(&blank, &[]))), "bytes after unpacking");
    let few = Limits { max_parts: 3, ..Limits::default() };
    assert_eq!(too_large(with(few, &xlsx_with("", &[]))), "parts");
    let small = Limits { max_file_bytes: 3, ..Limits::default() };
    assert_eq!(too_large(with(small, b"a,b,c")), "bytes");
}

#[test]
fn a_part_that_lies_about_its_size_is_found_out() {
    let mut file = xlsx_with(&"\n".repeat(1 << 20), &[]);
    let name = b"xl/worksheets/sheet1.xml";
    let entry = file.windows(name.len()).rposition(|window| window == name).unwrap() - 46;
    assert_eq!(file[entry..entry + 4], *b"PK\x01\x02");
    file[entry + 24..entry + 28].copy_from_slice(&100_u32.to_le_bytes());
    let message = damaged(with(Limits::default(), &file));
    assert!(message.starts_with("sheet `S`: "), "{message}");
}

#[test]
fn a_workbook_without_its_list_of_sheets_is_damaged_and_not_empty() {
    let links = "<Relationships/>".as_bytes();
    let sheet = ("xl/worksheets/sheet1.xml", "<worksheet/>".as_bytes());
    let file = archive(&[("_rels/.rels", links), sheet]);
    let message = damaged(with(Limits::default(), &file));
    assert_eq!(message, "the part `xl/workbook.xml` is missing");
}

#[test]
fn announced_shared_strings_are_not_believed() {
    let table = br#"<sst count="1" uniqueCount="99999999999999"><si><t>a</t></si></sst>"#;
    let file = xlsx_with("", &[("XL/SharedStrings.xml", table)]);
    assert_eq!(too_large(with(Limits::default(), &file)), "shared strings");
}

#[test]
fn one_long_string_in_many_cells_is_counted_each_time() {
    let table = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1000));
    let rows = r#"<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>"#;
    let file = xlsx_with(rows, &[("xl/sharedStrings.xml", table.as_bytes())]);
    let text = Limits { max_text_bytes: 2500, ..Limits::default() };
    assert_eq!(too_large(with(text, &file)), "bytes of text");
    let chars = Limits { max_cell_chars: 999, ..Limits::default() };
    assert_eq!(too_large(with(chars, &file)), "characters in one cell");
    let cells = Limits { max_cells: 2, ..Limits::default() };
    assert_eq!(too_large(with(cells, &file)), "cells");
}

#[test]
fn two_sheets_of_one_name_and_too_many_sheets_are_refused() {
    let book = br#"<workbook><sheets><sheet name="S" r:id="r1"/><sheet name="S" r:id="r1"/></sheets></workbook>"#;
    let file = archive_with_book(book);
    assert_eq!(damaged(with(Limits::default(), &file)), "two sheets are named `S`");
    let one = Limits { max_sheets: 1, ..Limits::default() };
    assert_eq!(too_large(with(one, &file)), "sheets");
}

fn archive_with_book(book: &[u8]) -> Vec<u8> {
    let root = format!(
        r#"<Relationships><Relationship Id="r1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let links = format!(
        r#"<Relationships><Relationship Id="r1" Type="{RELATIONSHIPS}/worksheet" Target="s.xml"/></Relationships>"#
    );
    archive(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/s.xml", b"<worksheet><sheetData/></worksheet>"),
    ])
}

#[test]
fn repetitions_of_an_ods_are_added_up_first() {
    let cell = |columns: u64| {
        format!(
            r#"<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="{columns}"/>"#
        )
    };
    let row = |rows: u64, cells: &str| {
        format!(r#"<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>"#)
    };
    let many = ods_with(&row(1_000_000, &cell(16_000)));
    assert_eq!(too_large(with(Limits::default(), &many)), "bytes of text");
    let corners = ods_with(&(row(1, &cell(1)) + &row(1_000_000, "") + &row(1, &cell(1000))));
    let read = with(Limits::default(), &corners).unwrap();
    assert_eq!(read.sheets[0].cells.last().unwrap().at.to_string(), "ALL1000002");
    let beyond = ods_with(&(row(1_048_576, "") + &row(1, &cell(1))));
    assert_eq!(damaged(with(Limits::default(), &beyond)), "a cell lies outside every sheet");
    let spaces = ods_with(
        r#"<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="4000000000"/></text:p></table:table-cell></table:table-row>"#,
    );
    assert_eq!(too_large(with(Limits::default(), &spaces)), "characters in one cell");
}

/// calamine waits forever for the end of a table.
#[test]
fn an_ods_without_its_end_is_refused() {
    let file = ods_of(r#"<office:spreadsheet><table:table table:name="T">"#);
    assert_eq!(damaged(with(Limits::default(), &file)), "its content ends too early");
}

/// calamine follows forever a directory that points to itself.
#[test]
fn an_xls_that_runs_in_circles_is_refused() {
    let mut file = XLS.to_vec();
    let directory = u32::from_le_bytes(*file[48..].first_chunk().unwrap());
    let fat = u32::from_le_bytes(*file[76..].first_chunk().unwrap());
    let entry = usize::try_from((fat + 1) * 512 + directory * 4).unwrap();
    file[entry..entry + 4].copy_from_slice(&directory.to_le_bytes());
    let message = damaged(with(Limits::default(), &file));
    assert_eq!(message, "its table of contents runs in circles");
}

#[test]
fn areas_of_an_xls_are_measured_first() {
    let limits = Limits { max_area: 60, ..Limits::default() };
    assert_eq!(too_large(with(limits, XLS)), "places in the used areas");
    let record = XLS.windows(4).position(|record| record == [0, 2, 14, 0]).unwrap();
    let mut file = XLS.to_vec();
    file[record + 8..record + 12].copy_from_slice(&u32::MAX.to_le_bytes());
    let message = damaged(with(Limits::default(), &file));
    assert_eq!(message, "a sheet announces more cells than the format has");
}

#[test]
fn a_sheet_that_is_not_what_was_packed_is_refused() {
    for rows in ["<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "<row><c><v>1</v></c></row>"] {
        let mut file = xlsx_with(rows, &[]);
        let name = b"xl/worksheets/sheet1.xml";
        let entry = file.windows(name.len()).rposition(|window| window == name).unwrap() - 46;
        file[entry + 16] ^= 1;
        let message = damaged(with(Limits::default(), &file));
        assert!(message.starts_with("sheet `S`: ") && message.contains("checksum"), "{message}");
    }
}

/// If each were followed to the end of the text, these would take hours.
#[test]
fn signs_that_begin_no_tag_are_not_followed() {
    let rows = format!("<row r=\"1\">{}</row>", "<".repeat(1 << 20));
    let rows = format!("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>{rows}");
    let book = with(Limits::default(), &xlsx_with(&rows, &[])).unwrap();
    assert_eq!(drawn(&book.sheets[0]), ["A1 #1"]);
}

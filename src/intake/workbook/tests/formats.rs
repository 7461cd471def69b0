//! Cells of every format are where the spreadsheet program shows them.

use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Workbook as Writer};

use super::*;
use crate::model::CellRef;

const XLS: &[u8] = include_bytes!("../../../../tests/fixtures/intake/positions-dates-hidden.xls");
const ODS: &[u8] = include_bytes!("../../../../tests/fixtures/intake/positions-dates-hidden.ods");

#[test]
fn an_xlsx_gives_values_formulas_and_dates() {
    let mut book = Writer::new();
    let day = Style::new().set_num_format("yyyy-mm-dd hh:mm");
    let page = book.add_worksheet().set_name("Answers").unwrap();
    page.write_string(4, 2, "Answer").unwrap();
    page.write_number(4, 3, 12.5).unwrap();
    page.write_boolean(5, 2, true).unwrap();
    let noon = ExcelDateTime::from_ymd(2026, 3, 1).unwrap().and_hms(18, 0, 0).unwrap();
    page.write_datetime_with_format(5, 3, &noon, &day).unwrap();
    page.write_number_with_format(5, 4, 0.25, &day).unwrap();
    page.write_formula(6, 2, Formula::new("D5*2").set_result("25")).unwrap();
    page.write_string(7, 2, " \u{a0}\u{200b}").unwrap();
    let bold = Style::new().set_bold();
    page.write_rich_string(8, 2, &[(&Style::default(), "Not "), (&bold, "yet")]).unwrap();
    book.add_worksheet()
        .set_name("Lists")
        .unwrap()
        .set_hidden(true)
        .write_string(0, 0, "x")
        .unwrap();
    let found = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let cells = [
        "C5 Answer",
        "D5 #12.5",
        "C6 #true",
        "D6 #2026-03-01+18h",
        "E6 #0.25",
        "C7 =#25",
        "C9 Not yet",
    ];
    assert_eq!(drawn(&found.sheets[0]), cells);
    let names: Vec<_> = found.sheets.iter().map(|sheet| (&*sheet.name, sheet.visible)).collect();
    assert_eq!(names, [("Answers", true), ("Lists", false)]);
    assert_eq!((found.format, found.external_links, found.macros), (Format::Xlsx, false, false));
}

#[test]
fn inline_strings_iso_dates_and_rows_without_addresses_are_read() {
    let rows = r#"<row><c t="inlineStr"><is><t>a</t></is></c><c><v>1</v></c></row>
        <row><c t="d"><v>2026-03-01T06:00:00</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>B1</f><v>a_x000D_b</v></c><c><f>B1</f></c><c t="str"><f>B1</f><v> </v></c></row>"#;
    let found = open("a.xlsx", &xlsx_with(rows, &[])).unwrap();
    assert_eq!(
        drawn(&found.sheets[0]),
        ["A1 a", "B1 #1", "A2 #2026-03-01+6h", "B2 ##N/A", "C2 =a\rb"]
    );
    assert_eq!(found.sheets[0].empty_formulas, [CellRef::new(1, 3), CellRef::new(1, 4)]);
}

#[test]
fn cells_out_of_order_are_sorted_and_cells_twice_are_refused() {
    let cell = |at: &str| format!(r#"<row><c r="{at}"><v>1</v></c></row>"#);
    let found = open("a.xlsx", &xlsx_with(&(cell("B2") + &cell("A1")), &[])).unwrap();
    assert_eq!(drawn(&found.sheets[0]), ["A1 #1", "B2 #1"]);
    let twice = damaged(open("a.xlsx", &xlsx_with(&(cell("B2") + &cell("A1") + &cell("B2")), &[])));
    assert_eq!(twice, "sheet `S`: cell B2 is there twice");
    let outside = damaged(open("a.xlsx", &xlsx_with(&cell("XFE1"), &[])));
    assert_eq!(outside, "sheet `S`: cell XFE1 lies outside every sheet");
}

#[test]
fn macros_and_links_to_other_files_are_noted() {
    let parts: [(&str, &[u8]); 2] =
        [("xl/vbaProject.bin", b""), ("xl/externalLinks/externalLink1.xml", b"")];
    let found = open("a.xlsm", &xlsx_with("", &parts)).unwrap();
    assert!(found.macros && found.external_links);
}

/// LibreOffice wrote both files from one `.xlsx`. Its `.ods` holds a truth value as a number and an
/// error as text.
#[test]
fn an_xls_and_an_ods_stand_where_libreoffice_put_them() {
    let cells = [
        "C5 Question",
        "D5 Answer",
        "E5 On",
        "C6 Is MFA enforced?",
        "D6 Yes",
        "E6 #2026-03-01+0h",
        "C7 Tested?",
        "E7 #2026-03-01+18h",
        "C12 Staff",
        "D12 #12.5",
        "E12 #25",
        "G12 #0.25",
        "C14 Merged over three",
        "F14 After the merge",
        "C15 Two⏎lines",
    ];
    let files = [
        ("a.xls", XLS, Format::Xls, ["D7 #true", "F12 ##DIV/0!"]),
        ("a.ods", ODS, Format::Ods, ["D7 #1", "F12 #DIV/0!"]),
    ];
    for (name, bytes, format, own) in files {
        let found = open(name, bytes).unwrap();
        assert_eq!(found.format, format);
        let all = drawn(&found.sheets[0]);
        let (odd, same): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|cell| own.contains(&cell.as_str()));
        assert_eq!(same, cells, "{name}");
        assert_eq!(odd, own, "{name}");
        assert_eq!((&*found.sheets[1].name, found.sheets[1].visible), ("Hidden", false));
        assert_eq!(drawn(&found.sheets[1]), ["B2 x"]);
    }
}

#[test]
fn repeated_cells_of_an_ods_keep_their_places() {
    let rows = r#"<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="5"/></table:table-row>
        <table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="date" office:date-value="2026-03-01T12:00:00"/><table:table-cell table:number-columns-repeated="16379"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let rows: String = rows.lines().map(str::trim).collect();
    let found = open("a.ods", &ods_with(&rows)).unwrap();
    assert_eq!(drawn(&found.sheets[0]), ["C4 x", "D4 x", "F4 #2026-03-01+12h"]);
}

#[test]
fn an_xlsb_is_read_cell_by_cell() {
    let wide = |text: &str| {
        let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&u32::try_from(text.len()).unwrap().to_le_bytes()[..], &letters].concat()
    };
    let record =
        |kind: &[u8], data: &[u8]| [kind, &[u8::try_from(data.len()).unwrap()], data].concat();
    let at = |column: u8| [column, 0, 0, 0, 0, 0, 0, 0];
    let bundle = [&[0; 8][..], &wide("r1"), &wide("S")].concat();
    let book =
        [record(&[0x9C, 1], &bundle), record(&[0x90, 1], &[]), record(&[0x9D, 1], &[])].concat();
    let sheet = [
        record(&[0x94, 1], &[0; 16]),
        record(&[0x91, 1], &[]),
        record(&[0], &[4, 0, 0, 0, 0]),
        record(&[6], &[&at(2)[..], &wide("Yes")].concat()),
        record(&[5], &[&at(3)[..], &12.5_f64.to_le_bytes()].concat()),
        record(&[4], &[&at(4)[..], &[1]].concat()),
        record(&[0x92, 1], &[]),
    ]
    .concat();
    let links =
        br#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let file = archive(&[
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", links),
        ("xl/worksheets/sheet1.bin", &sheet),
    ]);
    let found = open("a.xlsb", &file).unwrap();
    assert_eq!(found.format, Format::Xlsb);
    assert_eq!(drawn(&found.sheets[0]), ["C5 Yes", "D5 #12.5", "E5 #true"]);
}

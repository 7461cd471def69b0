//! What holds for every file.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook as Writer;

use super::*;

const XLS: &[u8] = include_bytes!("../../../../tests/fixtures/intake/positions-dates-hidden.xls");
const ODS: &[u8] = include_bytes!("../../../../tests/fixtures/intake/positions-dates-hidden.ods");

/// Texts by row and column, none of them blank.
fn sheet() -> impl Strategy<Value = BTreeMap<(u32, u16), String>> {
    let text = "[a-zA-Zß€0-9][ -~ß€\n]{0,12}";
    prop::collection::btree_map((0..40_u32, 0..9_u16), text, 1..30)
}

fn texts(grid: &Grid) -> BTreeMap<(u32, u16), String> {
    let text = |value: &Value| match value {
        Value::Text(text) => text.to_string(),
        other => format!("{other:?}"),
    };
    let place =
        |cell: &crate::intake::grid::Cell| (cell.at.row, u16::try_from(cell.at.column).unwrap());
    grid.cells.iter().map(|cell| (place(cell), text(&cell.value))).collect()
}

fn as_csv(cells: &BTreeMap<(u32, u16), String>) -> String {
    let rows = cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
    let field = |row, column| match cells.get(&(row, column)) {
        Some(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        None => String::new(),
    };
    let line = |row| (0..9).map(|column| field(row, column)).collect::<Vec<_>>().join(",");
    (0..rows).map(line).collect::<Vec<_>>().join("\r\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_to_an_xlsx_is_read_back(cells in sheet()) {
        let mut book = Writer::new();
        let page = book.add_worksheet();
        for ((row, column), text) in &cells {
            page.write_string(*row, *column, text).unwrap();
        }
        let found = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
        prop_assert_eq!(texts(&found.sheets[0]), cells);
    }

    #[test]
    fn what_was_written_to_a_csv_is_read_back(cells in sheet()) {
        let found = open("a.csv", as_csv(&cells).as_bytes()).unwrap();
        prop_assert_eq!(texts(&found.sheets[0]), cells);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), start in 0..5_usize) {
        let starts: [&[u8]; 5] = [b"", b"PK\x03\x04", super::super::ole::SIGNATURE, b"sep=", b"\xFF\xFE"];
        let _ = open("a.csv", &[starts[start], &bytes].concat());
    }

    #[test]
    fn no_changed_byte_makes_it_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), which in 0..5_usize) {
        let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><f>A1</f><v>1</v></c></row>"#;
        let files = [xlsx_with(rows, &[]), XLS.to_vec(), ODS.to_vec(), look::XLS.to_vec(), look::XLSB.to_vec()];
        let mut file = files[which].clone();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let _ = open("a", &file);
    }
}

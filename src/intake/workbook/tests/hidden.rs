//! Hidden rows are known in every format.

use proptest::prelude::*;
use rust_xlsxwriter::{FilterCondition, Workbook as Writer};

use super::*;
use crate::intake::grid::HiddenRows;

const XLS: &[u8] = include_bytes!("../../../../tests/fixtures/intake/hidden-rows.xls");
const ODS: &[u8] = include_bytes!("../../../../tests/fixtures/intake/hidden-rows.ods");
const XLSB: &[u8] = include_bytes!("../../../../tests/fixtures/intake/hidden-rows.xlsb");

/// Hidden rows of each sheet that hold cells, as a spreadsheet program counts them.
fn hidden(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u32>)> {
    let book = open(name, bytes).unwrap();
    let of = |grid: &Grid| {
        let rows = grid.rows().map(|cells| cells[0].at.row);
        let rows = rows.filter(|row| grid.hidden_rows.contains(*row)).map(|row| row + 1).collect();
        (grid.name.to_string(), rows)
    };
    book.sheets.iter().map(of).collect()
}

/// On `Answers` rows 2, 3 and 6 are hidden by hand, on `Filtered` rows 3 and 5 by a filter.
#[test]
fn rows_hidden_by_hand_and_by_a_filter_are_known() {
    let mut book = Writer::new();
    book.add_worksheet().set_name("Front").unwrap().write_string(0, 0, "nothing hidden").unwrap();
    let page = book.add_worksheet().set_name("Answers").unwrap();
    for row in 0..8 {
        page.write_string(row, 1, format!("row {}", row + 1)).unwrap();
    }
    for row in [1, 2, 5] {
        page.set_row_hidden(row).unwrap();
    }
    let page = book.add_worksheet().set_name("Filtered").unwrap();
    for (row, said) in (0..).zip(["Answer", "no", "yes", "no", "yes", "no"]) {
        page.write_string(row, 0, said).unwrap();
    }
    page.autofilter(0, 0, 5, 0).unwrap();
    page.filter_column(0, &FilterCondition::new().add_list_filter("no")).unwrap();
    let xlsx = book.save_to_buffer().unwrap();
    let expected = [("Front", vec![]), ("Answers", vec![2, 3, 6]), ("Filtered", vec![3, 5])]
        .map(|(name, rows)| (name.to_owned(), rows));
    let files = [("a.xlsx", &xlsx[..]), ("a.xlsb", XLSB), ("a.xls", XLS), ("a.ods", ODS)];
    for (name, bytes) in files {
        assert_eq!(hidden(name, bytes), expected, "{name}");
    }
}

#[test]
fn the_xml_may_say_it_in_any_way_it_is_allowed_to() {
    let rows = "<row><c><v>1</v></c></row><x:row hidden = 'true'><c><v>2</v></c></x:row>\
        <row r=\"9\" hidden=\"1\"><c r=\"A9\"><v>3</v></c></row>\
        <row hidden=\"0\"><c r=\"A10\"><v>4</v></c></row>\
        <row r=\"12\"><c r=\"A12\" t=\"inlineStr\"><is><t>hidden=\"1\"</t></is></c></row>";
    assert_eq!(hidden("a.xlsx", &xlsx_with(rows, &[])), [("S".to_owned(), vec![2, 9])]);
    let stated = rows.replace("<x:row ", "<x:row r='2' ");
    assert_eq!(hidden("a.xlsx", &xlsx_with(&stated, &[])), [("S".to_owned(), vec![2, 9])]);
}

proptest! {
    #[test]
    fn spans_hold_the_rows_that_were_put_in(spans in proptest::collection::vec((0_u32..60, 0_u32..9), 0..12)) {
        let spans: Vec<(u32, u32)> = spans.into_iter().map(|(first, more)| (first, first + more)).collect();
        let rows = HiddenRows::from(spans.clone());
        for row in 0..80 {
            let expected = spans.iter().any(|(first, last)| (*first..=*last).contains(&row));
            prop_assert_eq!(rows.contains(row), expected);
        }
    }
}

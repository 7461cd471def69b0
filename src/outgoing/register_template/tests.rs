//! The content of a register, read back by an ordinary reader.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its file has failed")]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;

use super::*;

const DAY: Date = date(2026, 10, 31);

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn the_template_has_every_sheet_with_its_headers_and_no_row() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut book = open(template(&catalogue, DAY).unwrap());
    assert_eq!(book.sheet_names().len(), SHEETS.len() + 1);
    for sheet in SHEETS {
        let range =
            book.worksheet_range(catalogue.vocabulary.canonical("sheets", sheet.key)).unwrap();
        assert_eq!(range.height(), 1);
        for (cell, column) in range.rows().next().unwrap().iter().zip(sheet.columns) {
            let key = catalogue.vocabulary.header(sheet.key, &cell.to_string());
            assert_eq!(key, Some(column.key));
        }
    }
}

#[test]
fn every_word_that_the_template_offers_is_understood() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut book = open(template(&catalogue, DAY).unwrap());
    let lists = book.worksheet_range("Lists").unwrap();
    let word = |row, column| lists.get_value((row, column)).map(ToString::to_string);
    let words = |column: u32| -> Vec<String> {
        (1..200).filter_map(|row| word(row, column)).filter(|word| !word.is_empty()).collect()
    };
    for (column, group) in [(0, "tiers"), (1, "levels"), (2, "certificate-status")] {
        for word in words(column) {
            assert!(catalogue.vocabulary.value(group, &word).is_some(), "{group}: {word}");
        }
    }
    assert_eq!(words(3), ["yes", "no"]);
    assert!(words(4).iter().all(|word| catalogue.policy.scheme(word).is_some()));
    assert_eq!(words(5).len(), catalogue.controls.list().len());
}

#[test]
fn rows_stand_below_their_headers() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut rows = RegisterRows::default();
    rows.add(
        "incidents",
        vec![
            ("supplier-id", "S-1".into()),
            ("incident-id", "I-1".into()),
            ("detected", RegisterCell::Moment(date(2026, 3, 1), 6.0)),
        ],
    );
    rows.add("subcontracts", vec![("share", 0.25.into()), ("engagement-id", "8.10".into())]);
    let mut book = open(register(&catalogue, &rows, DAY).unwrap());
    let incidents = book.worksheet_range("Incidents").unwrap();
    assert_eq!(incidents.get_value((1, 0)), Some(&Data::String("I-1".into())));
    assert!(
        matches!(incidents.get_value((1, 2)), Some(Data::DateTime(at)) if at.as_f64() == 46_082.25)
    );
    let edges = book.worksheet_range("Subcontracts").unwrap();
    assert_eq!(edges.get_value((1, 0)), Some(&Data::String("8.10".into())));
    assert_eq!(edges.get_value((1, 5)), Some(&Data::Float(0.25)));
}

#[test]
fn a_column_that_does_not_exist_is_refused() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut rows = RegisterRows::default();
    rows.add("suppliers", vec![("colour", "red".into())]);
    let message = register(&catalogue, &rows, DAY).unwrap_err().to_string();
    assert_eq!(message, "a register has no column `colour` on a sheet `suppliers`");
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let catalogue = Catalogue::embedded().unwrap();
    assert_eq!(template(&catalogue, DAY).unwrap(), template(&catalogue, DAY).unwrap());
}

//! How the readers treat files: good ones, odd ones, hostile ones.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its file has failed")]

mod formats;
mod hidden;
mod hostile;
mod laws;
mod lean;
mod look;
mod refused;
mod text;
mod unseen;

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::{Format, Limits, ReadError, Workbook, read};
use crate::intake::grid::{Grid, Value};

fn open(name: &str, bytes: &[u8]) -> Result<Workbook, ReadError> {
    read(name, bytes, &Limits::default())
}

/// The cells, as `C5 Yes`: text bare, other values as Rust shows them after `#`, and `=` before a formula.
fn drawn(grid: &Grid) -> Vec<String> {
    let shown = |value: &Value| match value {
        Value::Text(text) => text.replace('\n', "⏎"),
        Value::Number(number) => format!("#{number}"),
        Value::Bool(truth) => format!("#{truth}"),
        Value::Date(date, hours) => format!("#{date}+{hours}h"),
        Value::Error(error) => format!("#{error}"),
    };
    let cell = |cell: &crate::intake::grid::Cell| {
        let sign = if cell.formula { "=" } else { "" };
        format!("{} {sign}{}", cell.at, shown(&cell.value))
    };
    grid.cells.iter().map(cell).collect()
}

/// An archive of the given parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An `.xlsx` with one sheet `S` of the given rows, and more parts.
fn xlsx_with(rows: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    xlsx_of(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), more)
}

/// An `.xlsx` with one sheet `S`, and more parts.
fn xlsx_of(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let root = format!(
        r#"<Relationships><Relationship Id="r1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = r#"<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let links = format!(
        r#"<Relationships><Relationship Id="r1" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(more);
    archive(&parts)
}

const ODS_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// An `.ods` with one table `T` of the given rows.
fn ods_with(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    ods_of(&content)
}

fn ods_of(content: &str) -> Vec<u8> {
    let manifest = b"<manifest:manifest/>";
    archive(&[
        ("mimetype", ODS_TYPE),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content.as_bytes()),
    ])
}

fn damaged(result: Result<Workbook, ReadError>) -> String {
    match result {
        Err(ReadError::Damaged { message }) => message,
        other => format!("not damaged: {other:?}"),
    }
}

fn too_large(result: Result<Workbook, ReadError>) -> &'static str {
    match result {
        Err(ReadError::TooLarge { what, .. }) => what,
        _ => "not too large",
    }
}

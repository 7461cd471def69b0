//! Finds a sheet's header row and the meaning of each column.

use super::context::RegisterContext;
use super::doubled;
use super::sheets::{RegisterSheet, SheetKind};
use super::table::RegisterTable;
use crate::catalogue::Vocabulary;
use crate::diagnostic::{Problem, closest};
use crate::intake::grid::Cell;
use crate::intake::header::{self, Header};
use crate::intake::value::{cut, shown};
use crate::model::{Code, Finding};

/// The header is in one of this many rows.
const ROWS: u32 = 20;

/// The key of a column's title on a sheet. A number sign makes an id of a name: `Vendor #` is an id, `Vendor` a name.
pub(in crate::intake) fn key_of_title(
    vocabulary: &Vocabulary,
    kind: &SheetKind,
    title: &str,
) -> Option<&'static str> {
    let key = match vocabulary.header(kind.key, title)? {
        "name" if title.contains(['#', '＃', '№']) => "supplier-id",
        key => key,
    };
    kind.columns.iter().map(|(known, _)| *known).find(|known| *known == key)
}

/// The key of a header cell, if the sheet has such a column.
fn key_of(
    cell: &Cell,
    sheet: &RegisterSheet<'_>,
    cx: &RegisterContext<'_>,
) -> Option<&'static str> {
    key_of_title(cx.vocabulary, sheet.kind, &shown(&cell.value))
}

/// The sheet with its columns; `None` if it is blank or has no usable header.
pub(super) fn table<'s>(
    sheet: &'s RegisterSheet<'s>,
    cx: &mut RegisterContext<'_>,
) -> Option<RegisterTable<'s>> {
    let found = header::find(header::near(sheet.grid, ROWS), |cell| key_of(cell, sheet, cx));
    let Some(found) = found else {
        if sheet.kind.required || !sheet.grid.cells.is_empty() {
            no_header(sheet, cx);
        }
        return None;
    };
    let columns = columns(&found, sheet, cx);
    let table = RegisterTable { sheet, header_row: found.row(), columns };
    if !complete(&table, found.cells, found.meanings.len(), cx) {
        return None;
    }
    pass_over_titles(&table, cx);
    Some(table)
}

/// Key and column of every known header; repeated and unknown headers are reported.
fn columns(
    header: &Header<'_, &'static str>,
    sheet: &RegisterSheet<'_>,
    cx: &mut RegisterContext<'_>,
) -> Vec<(&'static str, u32)> {
    let (columns, doubled) = doubled::told_apart(header, sheet, cx.vocabulary);
    for cell in header.cells {
        if let Some((key, _)) = doubled.iter().find(|(_, column)| *column == cell.at.column) {
            doubled::listed(key, cell, &columns, sheet, cx);
        } else if !columns.iter().any(|(_, column)| *column == cell.at.column) {
            unknown(cell, sheet, cx);
        }
    }
    columns
}

fn unknown(cell: &Cell, sheet: &RegisterSheet<'_>, cx: &mut RegisterContext<'_>) {
    let title = shown(&cell.value);
    let message = format!("nothing uses the column `{}`", cut(&title, 60));
    let finding = Finding::new(Code::RegisterColumnUnknown, message);
    let columns = sheet.kind.columns.iter();
    let known = columns.map(|(key, _)| cx.vocabulary.canonical(sheet.kind.key, key));
    let help =
        closest(&title, known).map_or_else(String::new, |near| format!("did you mean `{near}`?"));
    let place = sheet.place(Some(cell.at));
    cx.findings.push(finding.at(place).about(title).help(help));
}

fn no_header(sheet: &RegisterSheet<'_>, cx: &mut RegisterContext<'_>) {
    let wanted: Vec<&str> =
        required(sheet).map(|key| cx.vocabulary.canonical(sheet.kind.key, key)).collect();
    let message = format!("no row of the first {ROWS} is a header");
    let help = format!("write one with {}", wanted.join(", "));
    cx.problems.push(Problem::cell(sheet.place(None), message, help));
}

fn required(sheet: &RegisterSheet<'_>) -> impl Iterator<Item = &'static str> {
    sheet.kind.columns.iter().filter(|(_, required)| *required).map(|(key, _)| *key)
}

/// Whether every required column is there; missing ones are reported.
fn complete(
    table: &RegisterTable<'_>,
    header: &[Cell],
    known: usize,
    cx: &mut RegisterContext<'_>,
) -> bool {
    let sheet = table.sheet;
    let missing: Vec<&str> = required(sheet)
        .filter(|key| table.column(key).is_none())
        .map(|key| cx.vocabulary.canonical(sheet.kind.key, key))
        .collect();
    if missing.is_empty() {
        return true;
    }
    let strange: Vec<String> = header
        .iter()
        .filter(|cell| table.key_at(cell.at.column).is_none())
        .map(|cell| shown(&cell.value).into_owned())
        .collect();
    let near = |wanted: &&str| {
        let near = closest(wanted, strange.iter().map(String::as_str))?;
        Some(format!("is `{}` meant as `{wanted}`?", cut(near, 60)))
    };
    let near: Vec<String> = missing.iter().filter_map(near).collect();
    let help = match near.is_empty() {
        true => {
            format!("row {} has {known} known headers; add what is missing", table.header_row + 1)
        }
        false => near.join(" "),
    };
    let plural = if missing.len() == 1 { "column" } else { "columns" };
    let message = format!(
        "the {plural} {} {} missing",
        missing.join(", "),
        if missing.len() == 1 { "is" } else { "are" }
    );
    cx.problems.push(Problem::cell(sheet.place(Some(header[0].at)), message, help));
    false
}

fn pass_over_titles(table: &RegisterTable<'_>, cx: &mut RegisterContext<'_>) {
    for row in table.sheet.grid.rows().take_while(|row| row[0].at.row < table.header_row) {
        table.pass_over(row, "the row stands above the header", cx);
    }
}

//! Two columns with one meaning: one counts, the other is listed.

use super::context::RegisterContext;
use super::sheets::RegisterSheet;
use crate::catalogue::Vocabulary;
use crate::catalogue::vocabulary::normalise;
use crate::intake::grid::Cell;
use crate::intake::header::Header;
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Code, Finding};

/// Columns for people to read; they decide nothing.
const FREE: [&str; 14] = [
    "name",
    "contact",
    "email",
    "language",
    "purpose",
    "owner",
    "permitted-recipients",
    "number",
    "scope",
    "reference",
    "reviewed-by",
    "reason",
    "severity",
    "summary",
];

/// Keys with their columns.
type KeyColumns = Vec<(&'static str, u32)>;

/// The columns that count, and those that repeat the meaning of one of them. The first one counts; but of two columns
/// of ids, the one that is headed in the program's own words: `ID` beside `Supplier ID` numbers the rows.
pub(super) fn told_apart(
    header: &Header<'_, &'static str>,
    sheet: &RegisterSheet<'_>,
    vocabulary: &Vocabulary,
) -> (KeyColumns, KeyColumns) {
    let (mut counting, mut doubled) = (KeyColumns::new(), KeyColumns::new());
    let is_own = |key: &str, column: u32| {
        let title = title(header.cells, column);
        normalise::header(&title) == normalise::header(vocabulary.canonical(sheet.kind.key, key))
    };
    for (key, column) in &header.meanings {
        match counting.iter_mut().find(|(known, _)| known == key) {
            None => counting.push((key, *column)),
            Some((_, first)) => {
                let replaces = key.ends_with("-id") && is_own(key, *column) && !is_own(key, *first);
                let other = if replaces { std::mem::replace(first, *column) } else { *column };
                doubled.push((key, other));
            }
        }
    }
    (counting, doubled)
}

fn title(cells: &[Cell], column: u32) -> String {
    let cell = cells.iter().find(|cell| cell.at.column == column);
    cell.map(|cell| shown(&cell.value).into_owned()).unwrap_or_default()
}

/// Lists a column that does not count. If its meaning decides something and its cells differ, this is more than a note.
pub(super) fn listed(
    key: &str,
    cell: &Cell,
    columns: &[(&'static str, u32)],
    sheet: &RegisterSheet<'_>,
    cx: &mut RegisterContext<'_>,
) {
    let counts = columns.iter().find(|(known, _)| *known == key).map_or(0, |(_, column)| *column);
    let header = cell.at.row;
    let of = |at: CellRef| {
        let cell = sheet.grid.get(at);
        cell.map(|cell| shown(&cell.value).into_owned()).unwrap_or_default()
    };
    let titles = (shown(&cell.value), of(CellRef::new(header, counts)));
    let mut message = format!(
        "the column `{}` means what `{}` means, which counts; it was not read",
        cut(&titles.0, 60),
        cut(&titles.1, 60)
    );
    let below = sheet.grid.cells.iter().filter(|other| other.at.row > header);
    let filled = below.filter(|other| other.at.column == cell.at.column);
    let differs = |other: &&Cell| {
        let text = shown(&other.value);
        !text.is_empty() && *text != of(CellRef::new(other.at.row, counts))
    };
    let mut differing = filled.filter(differs);
    let first = differing.next().filter(|_| !FREE.contains(&key));
    let mut code = Code::RegisterColumnUnknown;
    if let Some(first) = first {
        code = Code::HeaderRepeated;
        let place = sheet.place(Some(first.at)).within();
        let count = differing.count() + 1;
        let says = shown(&first.value).into_owned();
        message.push_str(&format!(
            "; it says something else in {count} rows, first `{}` at {place}",
            cut(&says, 60)
        ));
    }
    let finding = Finding::new(code, message).at(sheet.place(Some(cell.at)));
    cx.findings.push(finding.about(titles.0).help("keep one of the two columns"));
}

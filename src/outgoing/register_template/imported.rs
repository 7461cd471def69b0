//! The sheet `Imported`: how every column and row of the list was used from which a register was made.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::rows::{RegisterCell, RegisterError, RegisterRows};
use super::write::name;
use crate::catalogue::Catalogue;
use crate::diagnostic::Lines;
use crate::intake::inventory::{Column, Fate, Inventory};
use crate::intake::value::cut;
use crate::sheet::fillable;

/// The most unused rows that a summary names.
const NAMED: usize = 10;
/// Titles of the first table.
const COLUMNS: [&str; 5] = ["Column", "Header", "Filled cells", "What became of it", "Why"];
/// Titles of the second table, before the columns of the list.
const ROWS: [&str; 3] = ["Row", "What became of it", "Remarks"];

/// A list of suppliers and its file.
#[derive(Debug, Clone, Copy)]
pub struct Imported<'i> {
    /// The file as the user named it.
    pub file: &'i str,
    /// The content of the list.
    pub inventory: &'i Inventory,
}

impl Imported<'_> {
    /// The rows of the register.
    pub(super) fn rows(&self) -> RegisterRows {
        let mut rows = RegisterRows::default();
        for supplier in &self.inventory.suppliers {
            let id = ("supplier-id", RegisterCell::from(supplier.id.as_str()));
            let cells = supplier.cells.iter();
            let cells = cells.map(|(key, text)| (*key, RegisterCell::from(text.as_str())));
            rows.add("suppliers", std::iter::once(id).chain(cells).collect());
        }
        rows
    }

    fn source(&self) -> String {
        let inventory = self.inventory;
        format!("{} › {}, header in row {}", self.file, inventory.sheet, inventory.header + 1)
    }
}

/// How a column was used, in words.
fn fate(column: &Column, catalogue: &Catalogue) -> String {
    match column.fate {
        Fate::Used(key) => {
            format!("used as {}", catalogue.vocabulary.canonical("suppliers", key))
        }
        Fate::Remark => "kept as a remark".to_owned(),
        Fate::NotUsed => "not used".to_owned(),
    }
}

/// How a list was used, for the terminal.
pub fn told(list: &Imported<'_>, catalogue: &Catalogue) -> Lines {
    let inventory = list.inventory;
    let mut text = Lines::new();
    text.line(format_args!("{}: {} suppliers", list.source(), inventory.suppliers.len()));
    for column in &inventory.columns {
        let (letters, title) = (column.letters(), cut(&column.title, 40));
        let (fate, why) = (fate(column, catalogue), &column.why);
        text.line(format_args!("  {letters:<3} {title}: {fate}; {why}"));
    }
    let made = inventory.suppliers.iter().filter(|one| one.made).count();
    let open = inventory.suppliers.iter().filter(|one| one.get("country").is_none()).count();
    text.line(format_args!("  {made} ids made; {open} countries to fill in"));
    let left: Vec<_> = inventory.rows.iter().filter(|row| row.supplier.is_none()).collect();
    for row in left.iter().take(NAMED) {
        text.line(format_args!("  row {} not used: {}", row.row + 1, row.why.join("; ")));
    }
    if left.len() > NAMED {
        text.line(format_args!("  {} more rows not used", left.len() - NAMED));
    }
    for other in &inventory.others {
        text.line(format_args!(
            "  sheet {} not read; name it with --sheet to take it",
            cut(other, 40)
        ));
    }
    text
}

pub(super) fn sheet(
    page: &mut Worksheet,
    catalogue: &Catalogue,
    list: &Imported<'_>,
) -> Result<(), RegisterError> {
    page.set_name(name(catalogue, "sheets", "imported")?)?;
    for (column, width) in (0..).zip([9.0, 30.0, 34.0, 30.0, 60.0]) {
        page.set_column_width(column, width)?;
    }
    let mut page = ImportedSheet { page, row: 0, shut: fillable::shut() };
    page.line(
        &[&format!("Imported from {}", list.source())],
        &fillable::title().unset_text_wrap(),
    )?;
    page.line(
        &["The register does not read this sheet. It keeps what the list says."],
        &Format::new(),
    )?;
    page.row += 1;
    page.columns(catalogue, list)?;
    page.rows(list)?;
    page.others(list)?;
    fillable::printed(page.page, true, false)?;
    Ok(())
}

/// The sheet while it is written from top to bottom.
struct ImportedSheet<'p> {
    page: &'p mut Worksheet,
    row: u32,
    shut: Format,
}

impl ImportedSheet<'_> {
    /// Writes cells side by side, as text even if they look like formulas.
    fn line(&mut self, texts: &[&str], style: &Format) -> Result<(), XlsxError> {
        for (column, text) in (0..).zip(texts).filter(|(_, text)| !text.is_empty()) {
            self.page.write_string_with_format(self.row, column, fillable::fitting(text), style)?;
        }
        self.row += 1;
        Ok(())
    }

    fn columns(&mut self, catalogue: &Catalogue, list: &Imported<'_>) -> Result<(), XlsxError> {
        self.line(&COLUMNS, &fillable::header(true))?;
        let shut = self.shut.clone();
        for column in &list.inventory.columns {
            let (letters, filled) = (column.letters(), column.filled.to_string());
            let fate = fate(column, catalogue);
            self.line(&[&letters, &column.title, &filled, &fate, &column.why], &shut)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes every row of the list with all its cells, each below the letters of its column.
    fn rows(&mut self, list: &Imported<'_>) -> Result<(), XlsxError> {
        let columns = &list.inventory.columns;
        let titles = columns.iter().map(|column| format!("{} {}", column.letters(), column.title));
        let titles: Vec<String> = titles.collect();
        let titles: Vec<&str> =
            ROWS.into_iter().chain(titles.iter().map(|title| title.trim())).collect();
        self.line(&titles, &fillable::header(true))?;
        let shut = self.shut.clone();
        for row in &list.inventory.rows {
            let number = (row.row + 1).to_string();
            let fate =
                row.supplier.as_ref().map_or("not used".to_owned(), |id| format!("used: {id}"));
            let why = row.why.join("; ");
            let cell = |column: &Column| {
                let cell = row.cells.iter().find(|(at, _)| *at == column.at);
                cell.map_or("", |(_, text)| text.as_str())
            };
            // A row above the header may have cells outside the list's columns.
            let beside =
                row.cells.iter().filter(|(at, _)| !columns.iter().any(|one| one.at == *at));
            let cells = columns.iter().map(cell).chain(beside.map(|(_, text)| text.as_str()));
            let texts: Vec<&str> =
                [number.as_str(), &fate, &why].into_iter().chain(cells).collect();
            self.line(&texts, &shut)?;
        }
        self.row += 1;
        Ok(())
    }

    fn others(&mut self, list: &Imported<'_>) -> Result<(), XlsxError> {
        let shut = self.shut.clone();
        for other in &list.inventory.others {
            self.line(
                &["Sheet", other, "", "not read", "it can be taken over with --sheet"],
                &shut,
            )?;
        }
        Ok(())
    }
}

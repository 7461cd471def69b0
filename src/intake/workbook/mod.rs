//! Reads a file into the cells of its sheets.
//!
//! ```text
//! bytes ─ sniff ─┬─ zip ── package ──┬── lean ─ xlsx   one streaming pass over what a sheet holds
//!                │                   ├── xlsb
//!                │                   └── opendocument ── ods
//!                ├─ OLE2 ─ ole ─ biff, lean_xls ─ compound ── legacy (xls)
//!                ├─ text ─ separator ─── csv
//!                └─ anything else: refused by its name
//! ```
//!
//! The only user of calamine, and the only module that knows formats. Suppliers send these files, so nothing in one is
//! trusted before it is checked: what calamine would reserve, repeat or wait for is measured first (`package`,
//! `opendocument`, `ole`, `biff`), every cell is counted (`sheet`), and a panic becomes an error (`guard`). What
//! calamine doesn't report is read separately: hidden rows (`hidden`), and how cells look (`look`).

mod biff;
mod census;
mod compound;
mod csv;
mod error;
mod guard;
mod hidden;
mod lean;
mod lean_xls;
mod legacy;
mod limits;
mod look;
mod namespaces;
mod ods;
mod ole;
mod opendocument;
mod package;
mod parts;
mod separator;
mod sheet;
mod sniff;
mod stored;
#[cfg(test)]
mod tests;
mod value;
mod xlsb;
mod xlsx;

pub use error::{Lookalike, ReadError};
pub use guard::{caught, is_guarded};
pub use limits::Limits;

use self::census::Census;
use self::look::Found;
use self::look::ods::OdsStyles;
use self::ole::Container;
use self::package::Package;
use self::sheet::{Budget, is_blank, within};
use self::sniff::FileContent;
use super::grid::Grid;

/// A file's sheets.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// What the file is, by its content.
    pub format: Format,
    /// Its worksheets in the order of their tabs, hidden ones too; charts and macros are left out.
    pub sheets: Vec<Grid>,
    /// Whether cells refer to other files: their stored results may be stale.
    pub external_links: bool,
    /// Whether it carries a program (it is never run).
    pub macros: bool,
}

/// Formats of spreadsheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Excel since 2007: `.xlsx`, `.xlsm`.
    Xlsx,
    /// The same, binary.
    Xlsb,
    /// Excel 1993 to 2003.
    Xls,
    /// OpenDocument, as LibreOffice writes it.
    Ods,
    /// Text with separators: `.csv`, `.tsv`.
    Csv,
}

impl Format {
    /// The usual ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Csv => "csv",
        }
    }
}

/// Reads all sheets of a file. The content decides what it is; `name` only breaks ties: text is read as a table if its
/// name says so, or else if it looks like one.
///
/// # Errors
///
/// If the file is no spreadsheet, needs a password, is damaged or larger than the limits.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    within(bytes.len() as u64, limits.max_file_bytes, "bytes")?;
    let workbook = guard::guarded(|| match sniff::content(bytes) {
        FileContent::Zip => read_package(bytes, limits),
        FileContent::Ole => read_container(bytes, limits),
        FileContent::Text(text) => read_text(name, &text, limits),
        FileContent::Other(looks_like) => Err(ReadError::NotASpreadsheet { looks_like }),
    })?;
    if workbook.sheets.is_empty() { Err(ReadError::NoSheets) } else { Ok(workbook) }
}

fn read_package(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let mut package = Package::open(bytes, limits)?;
    let format = package.format()?;
    let mut external_links = package.external_links();
    let budget = &mut Budget::new(limits);
    let sheets = match format {
        Format::Ods => {
            if package.is_locked() {
                return Err(ReadError::Encrypted);
            }
            let (sheets, links) = read_open(&mut package, budget)?;
            external_links = links;
            sheets
        }
        Format::Xlsb => xlsb::read(bytes, &mut package, budget)?,
        _ => {
            package.check_shared_strings(limits)?;
            xlsx::read(bytes, &mut package, budget)?
        }
    };
    Ok(Workbook { format, sheets, external_links, macros: package.macros() })
}

/// The sheets of an `.ods`, and whether its cells refer to other files.
fn read_open(
    package: &mut Package<'_>,
    budget: &mut Budget<'_>,
) -> Result<(Vec<Grid>, bool), ReadError> {
    let (mut census, mut content, mut styles) =
        (Census::new(budget.limits), Vec::new(), Vec::new());
    let place = package.position("content.xml");
    let place = place.ok_or_else(|| ReadError::damaged("the part `content.xml` is missing"))?;
    census.unpack(package, place, &mut content)?;
    for _pass in ["survey", "cells"] {
        census.xml(&content)?;
    }
    census.part(package, "styles.xml", &mut styles)?;
    let found = opendocument::check(content.as_slice(), OdsStyles::of(styles), budget.limits)?;
    let external_links = found.external_links;
    Ok((found.dress(ods::read(content.as_slice(), budget)?), external_links))
}

fn read_container(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let container = Container::open(bytes)?;
    if container.has("EncryptedPackage") {
        return Err(ReadError::Encrypted);
    }
    let kinds = [
        ("WordDocument", Lookalike::Word),
        ("PowerPoint Document", Lookalike::PowerPoint),
        ("__properties_version1.0", Lookalike::Outlook),
    ];
    let workbook = container.has("Workbook") || container.has("Book");
    if !workbook {
        let kind = kinds.iter().find(|(stream, _)| container.has(stream));
        let looks_like = kind.map_or(Lookalike::Container, |(_, kind)| *kind);
        return Err(ReadError::NotASpreadsheet { looks_like });
    }
    let stream = container.stream("Workbook").or_else(|| container.stream("Book"));
    let stream = stream.unwrap_or_else(|| Ok(Vec::new()))?;
    let lean = lean_xls::lean(&stream, limits)?;
    let found = biff::check(&stream, limits)?;
    let macros = container.has("_VBA_PROJECT_CUR");
    drop(stream);
    let lean = compound::of_stream("Workbook", &lean);
    let lean = lean.ok_or_else(|| ReadError::damaged("its workbook stream is too long"))?;
    let external_links = found.external_links;
    let sheets = found.dress(legacy::read_xls(&lean, &mut Budget::new(limits))?);
    Ok(Workbook { format: Format::Xls, sheets, external_links, macros })
}

/// What the checks of a file found before calamine reads it.
struct Overview {
    /// Whether cells refer to other files.
    external_links: bool,
    /// First and last hidden rows of each worksheet, in the order of the tabs.
    hidden_rows: Vec<Vec<(u32, u32)>>,
    /// How the cells of each worksheet look.
    looks: Vec<Found>,
}

impl Overview {
    /// Adds to the sheets what was found about them.
    fn dress(self, mut grids: Vec<Grid>) -> Vec<Grid> {
        let seen = self.hidden_rows.into_iter().zip(self.looks);
        for (grid, (rows, look)) in grids.iter_mut().zip(seen) {
            grid.hidden_rows = rows.into();
            look.settle(grid);
        }
        grids
    }
}

fn read_text(name: &str, text: &str, limits: &Limits) -> Result<Workbook, ReadError> {
    if is_blank(text) {
        return Err(ReadError::Empty);
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let tabs = matches!(ending.as_str(), "tsv" | "tab");
    Census::new(limits).separated(text)?;
    let separator = separator::find(text, tabs);
    if !(separator.is_table || tabs || matches!(ending.as_str(), "csv" | "txt")) {
        return Err(ReadError::NotASpreadsheet { looks_like: Lookalike::PlainText });
    }
    let sheet = csv::read(file, text, separator, &mut Budget::new(limits))?;
    Ok(Workbook { format: Format::Csv, sheets: vec![sheet], external_links: false, macros: false })
}

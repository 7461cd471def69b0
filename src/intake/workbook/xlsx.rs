//! `.xlsx` and `.xlsm`: each sheet is unpacked once, made lean, and given to calamine.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use calamine::{Reader, Sheet as Declared, SheetType, SheetVisible, Xlsx, XlsxError};

use super::census::Census;
use super::error::ReadError;
use super::lean::Seen;
use super::look::xlsx::{Palette, SheetReader, read_notes};
use super::look::{Found, LookTally};
use super::package::Package;
use super::parts::{self, Parts};
use super::sheet::{Budget, Sheet};
use super::{hidden, lean, stored, value};
use crate::intake::grid::Grid;
use crate::model::CellRef;

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Unpacked bytes of sheets that are held at once; further sheets are given to calamine unchanged. The largest known
/// form (HECVAT Lite) takes a third.
const HELD: usize = 16 << 20;

/// All worksheets in the order of their tabs.
pub(super) fn read(
    bytes: &[u8],
    package: &mut Package<'_>,
    budget: &mut Budget<'_>,
) -> Result<Vec<Grid>, ReadError> {
    read_holding(HELD, bytes, package, budget)
}

/// The same with at most `held` bytes of lean sheets: with 0, calamine reads every sheet unchanged.
pub(super) fn read_holding(
    held: usize,
    bytes: &[u8],
    package: &mut Package<'_>,
    budget: &mut Budget<'_>,
) -> Result<Vec<Grid>, ReadError> {
    let mut census = Census::new(budget.limits);
    let workbook = parts::workbook(package, &mut census)?;
    let parts = parts::of_xlsx(package, &workbook, &mut census)?;
    let survey = Survey::of(package, &workbook, &parts, held, &mut census)?;
    // If the archive can't be written anew, calamine gets the original.
    let lean = if survey.lean.is_empty() { None } else { package.with(&survey.lean).ok() };
    let bytes = lean.as_deref().unwrap_or(bytes);
    let mut book: Book<'_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(error)?;
    let declared = worksheets(book.sheets_metadata(), budget)?;
    let mut grids = Vec::with_capacity(declared.len());
    for sheet in &declared {
        let part = parts.get(&sheet.name).and_then(|name| package.position(name));
        let seen = part.and_then(|part| survey.seen.get(&part)).cloned().unwrap_or_default();
        let grid = read_sheet(&mut book, sheet, seen, budget);
        grids.extend(grid.map_err(|error| error.in_sheet(&sheet.name))?);
    }
    Ok(grids)
}

/// What calamine doesn't report about a sheet.
#[derive(Clone, Default)]
struct SheetExtras {
    seen: Seen,
    look: Found,
}

/// What was found in all sheets before calamine reads them, by the index of their parts.
#[derive(Default)]
struct Survey {
    /// What calamine gets in place of parts: lean sheets, and parts that need not be unpacked twice.
    lean: BTreeMap<usize, Vec<u8>>,
    seen: HashMap<usize, SheetExtras>,
    /// Bytes that may still be held.
    left: usize,
}

impl Survey {
    fn of(
        package: &mut Package<'_>,
        workbook: &str,
        parts: &Parts,
        held: usize,
        census: &mut Census<'_>,
    ) -> Result<Self, ReadError> {
        let mut survey = Self { left: held, ..Self::default() };
        let tally = &mut LookTally::new(census.limits());
        let palette = survey.palette(package, workbook, tally, census)?;
        for (sheet, name) in parts {
            let Some(place) = package.position(name) else { continue };
            let told = survey.look(package, place, &palette, tally, census);
            let told = told.and_then(|mut told| {
                read_notes(&mut told.look, package, name, tally, census)?;
                Ok(told)
            });
            survey.seen.insert(place, told.map_err(|error| error.in_sheet(sheet))?);
        }
        Ok(survey)
    }

    /// Reads what the cells of all sheets refer to.
    fn palette(
        &mut self,
        package: &mut Package<'_>,
        workbook: &str,
        tally: &mut LookTally<'_>,
        census: &mut Census<'_>,
    ) -> Result<Palette, ReadError> {
        let (mut palette, mut xml) = (Palette::default(), Vec::new());
        let styles = parts::beside(workbook, "styles.xml");
        census.table(package, &styles, &mut xml)?;
        if Palette::needs_styles(&xml) {
            census.xml(&xml).map_err(|error| error.in_part(&styles))?;
            palette = Palette::of_styles(&xml)?;
        }
        self.hold_if_small(package.position(&styles), &mut xml);
        let texts = parts::beside(workbook, "sharedStrings.xml");
        census.table(package, &texts, &mut xml)?;
        if palette.needs_texts(&xml) {
            census.xml(&xml).map_err(|error| error.in_part(&texts))?;
            palette.read_texts(&xml, tally)?;
        }
        self.hold_if_small(package.position(&texts), &mut xml);
        Ok(palette)
    }

    /// Holds what calamine gets in place of a part, if the part exists and there is room.
    fn hold_if_small(&mut self, place: Option<usize>, bytes: &mut Vec<u8>) {
        if let Some(place) = place.filter(|_| bytes.len() <= self.left) {
            self.hold(place, std::mem::take(bytes));
        }
    }

    /// Holds what calamine gets in place of a part.
    fn hold(&mut self, place: usize, mut bytes: Vec<u8>) -> &[u8] {
        bytes.shrink_to_fit();
        self.left = self.left.saturating_sub(bytes.len());
        self.lean.entry(place).or_insert(bytes)
    }

    fn look(
        &mut self,
        package: &mut Package<'_>,
        place: usize,
        palette: &Palette,
        tally: &mut LookTally<'_>,
        census: &mut Census<'_>,
    ) -> Result<SheetExtras, ReadError> {
        let mut xml = Vec::new();
        census.unpack(package, place, &mut xml)?;
        census.xml(&xml)?;
        let mut reader = SheetReader::new(palette, tally);
        // Nothing unpacks to more than it announces: `package` makes sure of that.
        if xml.len() <= self.left {
            if let Some(seen) = lean::lean(&mut xml) {
                let look = reader.read_plain(self.hold(place, xml))?;
                return Ok(SheetExtras { seen, look });
            }
            package.unpack(place, &mut xml)?;
        }
        stored::check(&xml)?;
        let hidden = hidden::of_xml(xml.as_slice(), &mut reader)?;
        let seen = Seen { formulas: Vec::new(), hidden };
        Ok(SheetExtras { seen, look: reader.finish() })
    }
}

/// The sheets that hold cells. Sheets are found by name, so two of one name are refused.
pub(super) fn worksheets(
    all: &[Declared],
    budget: &Budget<'_>,
) -> Result<Vec<Declared>, ReadError> {
    super::sheet::within(all.len(), budget.limits.max_sheets, "sheets")?;
    for (index, sheet) in all.iter().enumerate() {
        if all[..index].iter().any(|other| other.name == sheet.name) {
            return Err(ReadError::damaged(format_args!("two sheets are named `{}`", sheet.name)));
        }
    }
    Ok(all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect())
}

/// Whether the sheet is visible when the file is opened.
pub(super) fn is_visible(sheet: &Declared) -> bool {
    sheet.visible == SheetVisible::Visible
}

/// A sheet's cells; `None` for a part that turns out to be no worksheet.
fn read_sheet(
    book: &mut Book<'_>,
    declared: &Declared,
    told: SheetExtras,
    budget: &mut Budget<'_>,
) -> Result<Option<Grid>, ReadError> {
    let mut sheet = Sheet::new(&declared.name, is_visible(declared), budget)?;
    let mut cells = match book.worksheet_cells_reader(&declared.name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(part)) if part == "worksheet" => {
            return sheet.finish().map(Some);
        }
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(problem) => return Err(error(problem)),
    };
    let mut formulas = told.seen.formulas.iter().peekable();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(error)? {
        let at = CellRef::new(cell.pos.0, cell.pos.1);
        let taken_out = formulas.next_if_eq(&&at).is_some();
        value::put(&mut sheet, at, cell.value, taken_out || cell.formula.is_some())?;
    }
    // Each removed formula must belong to a cell that was read, or this is not the sheet that was checked.
    if let Some(at) = formulas.next() {
        return Err(ReadError::damaged(format_args!("the formula of {at} stands in no cell")));
    }
    let mut grid = sheet.finish()?;
    grid.hidden_rows = told.seen.hidden.into();
    told.look.settle(&mut grid);
    Ok(Some(grid))
}

fn error(problem: XlsxError) -> ReadError {
    match problem {
        XlsxError::Password => ReadError::Encrypted,
        XlsxError::CellError(text) => {
            ReadError::damaged(format_args!("`{text}` is no error value a cell can have"))
        }
        XlsxError::Unrecognized { typ: "sheet:type", val } => ReadError::damaged(format_args!(
            "`{val}` is a sheet of an unknown kind, such as old macros"
        )),
        XlsxError::WorksheetNotFound(name) => {
            ReadError::damaged(format_args!("the part of sheet `{name}` is missing"))
        }
        other => ReadError::damaged(other),
    }
}

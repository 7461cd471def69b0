//! Checks the records of an `.xls` before calamine reads them.
//!
//! calamine reserves what a sheet announces and fills a full rectangle around its cells. This pass adds up these
//! rectangles, and notes what calamine doesn't report: hidden rows and how cells look.

use super::Overview;
use super::error::ReadError;
use super::limits::Limits;
use super::look::{self, LookTally};
use super::ole::{u16_at, u32_at};
use super::sheet::within;

pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000A;
/// Continues the record before it.
pub(super) const CONTINUE: u16 = 0x003C;
pub(super) const FILE_PASS: u16 = 0x002F;
pub(super) const BOUND_SHEET: u16 = 0x0085;
pub(super) const SHARED_TEXTS: u16 = 0x00FC;
const DIMENSIONS: u16 = 0x0200;
const ROW: u16 = 0x0208;
/// Flag of a row without height.
const NO_HEIGHT: u16 = 0x20;
/// The kind of a sheet with cells, in its sixth byte.
const WORKSHEET: u8 = 0;
const SUP_BOOK: u16 = 0x01AE;
const STRING_RESULT: u16 = 0x0207;
pub(super) const MUL_RK: u16 = 0x00BD;
/// Formula, number, label, rich string, boolean or error, RK, shared string.
pub(super) const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD];

/// Places of the largest sheet of this format.
const LARGEST_SHEET: u64 = 65_536 * 256;

/// Checks the workbook stream, and returns whether it refers to other files, which rows are hidden, and how cells look.
pub(super) fn check(stream: &[u8], limits: &Limits) -> Result<Overview, ReadError> {
    let mut sheets = Vec::new();
    let mut external_links = false;
    for (kind, data) in records(stream) {
        match kind {
            FILE_PASS => return Err(ReadError::Encrypted),
            BOUND_SHEET => {
                sheets
                    .extend(u32_at(data, 0).map(|start| (start, data.get(5) == Some(&WORKSHEET))));
            }
            // 0x0401 names the workbook itself, 0x3A01 an add-in.
            SUP_BOOK => external_links |= !matches!(u16_at(data, 2), Some(0x0401 | 0x3A01) | None),
            EOF => break,
            _ => {}
        }
    }
    within(sheets.len(), limits.max_sheets, "sheets")?;
    let (mut area, mut hidden_rows, mut looks) = (0_u64, Vec::new(), Vec::new());
    let tally = &mut LookTally::new(limits);
    let palette = look::xls::XlsPalette::of(stream, tally)?;
    for (start, is_worksheet) in sheets {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let sheet = stream.get(start..).ok_or_else(|| ReadError::damaged("a sheet is missing"))?;
        area = area.saturating_add(sheet_area(sheet)?);
        within(area, limits.max_area, "places in the used areas")?;
        if is_worksheet {
            hidden_rows.push(hidden(sheet));
            looks.push(palette.sheet(sheet, tally)?);
        }
    }
    Ok(Overview { external_links, hidden_rows, looks })
}

/// Rows without height: first and last, zero-based.
fn hidden(sheet: &[u8]) -> Vec<(u32, u32)> {
    let rows = own_records(sheet).filter(|(kind, _)| *kind == ROW);
    let hidden = rows.filter_map(|(_, data)| {
        let (row, flags) = (u16_at(data, 0)?, u16_at(data, 12)?);
        (flags & NO_HEIGHT != 0).then_some((u32::from(row), u32::from(row)))
    });
    hidden.collect()
}

/// The size of the rectangle that calamine will fill for a sheet.
fn sheet_area(stream: &[u8]) -> Result<u64, ReadError> {
    let mut used = Rectangle::default();
    for (kind, data) in own_records(stream) {
        match kind {
            DIMENSIONS => check_announced(data)?,
            // A text result is where its formula is, or in A1 if it has none.
            STRING_RESULT if used.is_empty() => used.add(0, 0),
            MUL_RK => {
                let last = data.len().checked_sub(2).and_then(|offset| u16_at(data, offset));
                used.add_record(data);
                used.add_pair(u16_at(data, 0), last);
            }
            kind if CELLS.contains(&kind) => used.add_record(data),
            _ => {}
        }
    }
    Ok(used.size())
}

/// calamine reserves memory (but does not touch it) for the area that a sheet announces.
fn check_announced(data: &[u8]) -> Result<(), ReadError> {
    let corners = if data.len() == 10 {
        let number = |offset| u16_at(data, offset).map(u32::from);
        [number(0), number(2), number(4), number(6)]
    } else {
        let column = |offset| u16_at(data, offset).map(u32::from);
        [u32_at(data, 0), u32_at(data, 4), column(8), column(10)]
    };
    let [Some(top), Some(bottom), Some(left), Some(right)] = corners else {
        return Ok(());
    };
    if bottom == 0 || right == 0 {
        return Ok(());
    }
    let left = if left > 0xFF || right < left { 0 } else { left };
    let area = match (bottom.checked_sub(top), right.checked_sub(left)) {
        (Some(rows), Some(columns)) => u64::from(rows).saturating_mul(u64::from(columns)),
        _ => u64::MAX,
    };
    if area <= LARGEST_SHEET {
        return Ok(());
    }
    Err(ReadError::damaged("a sheet announces more cells than the format has"))
}

/// The smallest rectangle around some cells.
#[derive(Default)]
struct Rectangle {
    corners: Option<[u16; 4]>,
}

impl Rectangle {
    fn add_record(&mut self, data: &[u8]) {
        self.add_pair(u16_at(data, 0), u16_at(data, 2));
    }

    fn add_pair(&mut self, row: Option<u16>, column: Option<u16>) {
        if let (Some(row), Some(column)) = (row, column) {
            self.add(row, column);
        }
    }

    fn add(&mut self, row: u16, column: u16) {
        let [top, left, bottom, right] = self.corners.unwrap_or([row, column, row, column]);
        self.corners = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn is_empty(&self) -> bool {
        self.corners.is_none()
    }

    fn size(&self) -> u64 {
        let Some([top, left, bottom, right]) = self.corners else {
            return 0;
        };
        (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
    }
}

/// The complete records of a stream.
pub(super) fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let kind = u16_at(stream, 0)?;
        let end = usize::from(u16_at(stream, 2)?) + 4;
        let data = stream.get(4..end)?;
        stream = &stream[end..];
        Some((kind, data))
    })
}

/// The records of a sheet itself, without those of charts embedded in it.
pub(super) fn own_records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let (mut depth, mut begun) = (0_usize, false);
    let own = records(stream).map_while(move |(kind, data)| {
        match kind {
            BOF if begun => depth += 1,
            BOF => begun = true,
            EOF if depth > 0 => depth -= 1,
            EOF => return None,
            _ if depth == 0 => return Some(Some((kind, data))),
            _ => {}
        }
        Some(None)
    });
    own.flatten()
}

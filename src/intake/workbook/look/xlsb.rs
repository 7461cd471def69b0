//! The look of an `.xlsb`: the same as that of an `.xlsx`, in records.

use std::collections::HashMap;

use super::super::census::Census;
use super::super::error::ReadError;
use super::super::ole::{u16_at, u32_at};
use super::super::package::Package;
use super::super::parts::{BinaryRecords, units, wide};
use super::runs::{Runs, Texts};
use super::tally::{self, LookTally};
use super::{Found, Style, is_built_in_percent, is_percent, xlsx};
use crate::model::CellRef;

/// `BrtFont`, with flags at its third byte.
const FONT: u16 = 0x2B;
const STRIKE_OUT: u16 = 0x08;
/// `BrtFmt`.
const FORMAT: u16 = 0x2C;
/// `BrtXF`: parent, format, font.
const STYLE: u16 = 0x2F;
/// `BrtBeginCellXFs` and its end: styles of cells, not those that they build on.
const STYLES: u16 = 0x269;
const END_STYLES: u16 = 0x26A;
/// `BrtSSTItem`.
const SHARED_TEXT: u16 = 0x13;
/// `BrtRowHdr`.
const ROW: u16 = 0x00;
/// `BrtCellIsst`.
const SHARED: u16 = 0x07;
/// `BrtCellRk` to `BrtFmlaError`: a column, then a style in three bytes.
const CELLS: std::ops::RangeInclusive<u16> = 0x02..=0x0B;
/// `BrtCellRString`: the same, then a text of its own.
const RICH_TEXT: u16 = 0x3E;
/// `BrtMergeCell`.
const AREA: u16 = 0xB0;
/// `BrtBeginComment` and `BrtCommentText`.
const NOTE: u16 = 0x27B;
const NOTE_TEXT: u16 = 0x27D;

/// What the cells of a workbook refer to.
#[derive(Default)]
pub(in super::super) struct XlsbPalette {
    fonts: Vec<bool>,
    styles: Vec<Style>,
    texts: Texts,
}

impl XlsbPalette {
    pub(in super::super) fn of(
        package: &mut Package<'_>,
        tally: &mut LookTally<'_>,
        census: &mut Census<'_>,
    ) -> Result<Self, ReadError> {
        let (mut palette, mut part) = (Self::default(), Vec::new());
        census.binary(package, "xl/styles.bin", &mut part)?;
        palette.read_styles(&part)?;
        census.binary(package, "xl/sharedStrings.bin", &mut part)?;
        if palette.strikes_out() {
            let items = BinaryRecords(&part).filter(|(kind, _)| *kind == SHARED_TEXT);
            for (place, (_, data)) in (0..).zip(items) {
                if let Some(remains) = palette.rich(data).as_ref().and_then(Runs::remains) {
                    palette.texts.insert(place, remains, tally)?;
                }
            }
        }
        Ok(palette)
    }

    fn read_styles(&mut self, part: &[u8]) -> Result<(), ReadError> {
        let (mut formats, mut of_cells) = (HashMap::new(), false);
        for (kind, data) in BinaryRecords(part) {
            match kind {
                FONT => {
                    let flags = u16_at(data, 2).unwrap_or_default();
                    tally::push(&mut self.fonts, flags & STRIKE_OUT != 0)?;
                }
                FORMAT => {
                    let code = data.get(2..).and_then(wide);
                    let known = u16_at(data, 0).zip(code);
                    formats.extend(known.map(|(format, (code, _))| (format, is_percent(&code))));
                }
                STYLES => of_cells = true,
                END_STYLES => of_cells = false,
                STYLE if of_cells => {
                    let format = u16_at(data, 2).unwrap_or_default();
                    let percent = formats.get(&format).copied();
                    let percent = percent.unwrap_or(is_built_in_percent(u32::from(format)));
                    let struck = self.is_struck(u16_at(data, 4));
                    tally::push(&mut self.styles, Style { struck, percent })?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn strikes_out(&self) -> bool {
        self.fonts.contains(&true)
    }

    fn is_struck(&self, font: Option<u16>) -> bool {
        font.and_then(|font| self.fonts.get(usize::from(font))).copied().unwrap_or_default()
    }

    /// A `RichStr`: flags, letters, then where runs begin and their fonts.
    fn rich(&self, data: &[u8]) -> Option<Runs> {
        if data.first()? & 1 == 0 {
            return None;
        }
        let (units, rest) = units(&data[1..])?;
        let runs = rest.get(4..)?.chunks_exact(4);
        let runs = runs
            .take(usize::try_from(u32_at(rest, 0)?).ok()?)
            .filter_map(|run| Some((usize::from(u16_at(run, 0)?), self.is_struck(u16_at(run, 2)))));
        Some(Runs::of_units(&units, runs))
    }

    /// The look of a sheet, from its records.
    pub(in super::super) fn sheet(
        &self,
        part: &[u8],
        tally: &mut LookTally<'_>,
    ) -> Result<Found, ReadError> {
        let (mut found, mut row) = (Found::default(), 0);
        for (kind, data) in BinaryRecords(part) {
            match kind {
                ROW => row = u32_at(data, 0).unwrap_or(row),
                AREA => {
                    let number = |index: usize| u32_at(data, index * 4);
                    if let [Some(top), Some(bottom), Some(left), Some(right)] =
                        [0, 1, 2, 3].map(number)
                    {
                        found.area(CellRef::new(top, left), CellRef::new(bottom, right), tally)?;
                    }
                }
                kind if CELLS.contains(&kind) || kind == RICH_TEXT => {
                    let Some((column, style)) = u32_at(data, 0).zip(u32_at(data, 4)) else {
                        continue;
                    };
                    let style = usize::try_from(style & 0x00FF_FFFF).ok();
                    let style = style.and_then(|style| self.styles.get(style));
                    let shared = || self.texts.get(u32_at(data, 8)?);
                    let own = || self.rich(data.get(8..)?)?.remains();
                    let own = if kind == RICH_TEXT { own() } else { None };
                    let remains = if kind == SHARED { shared() } else { own.as_ref() };
                    let style = style.copied().unwrap_or_default();
                    found.cell(CellRef::new(row, column), style, remains, tally)?;
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

/// Reads the notes and threaded comments that a sheet's part refers to.
pub(in super::super) fn read_notes(
    found: &mut Found,
    package: &mut Package<'_>,
    sheet: &str,
    tally: &mut LookTally<'_>,
    census: &mut Census<'_>,
) -> Result<(), ReadError> {
    let read: xlsx::Unpack = |census, package, name, part| census.binary(package, name, part);
    xlsx::read_each_note(
        found,
        package,
        sheet,
        tally,
        (census, read),
        |part, commented, found, tally| {
            let mut at = None;
            for (kind, data) in BinaryRecords(part) {
                match kind {
                    NOTE => at = u32_at(data, 4).zip(u32_at(data, 12)),
                    NOTE_TEXT => {
                        let place = at.take().map(|(row, column)| CellRef::new(row, column));
                        let place = place.filter(|at| !commented.contains(at));
                        let text = data.get(1..).and_then(wide);
                        if let Some((at, (text, _))) = place.zip(text) {
                            found.note(at, &text, tally)?;
                        }
                    }
                    _ => {}
                }
            }
            Ok(())
        },
    )
}

//! The look of an `.xls`: fonts, formats and shared texts before the sheets, areas, objects and notes in them.

use std::collections::HashMap;

use super::super::biff::{self, BOF, CELLS, CONTINUE, EOF, MUL_RK, SHARED_TEXTS};
use super::super::error::ReadError;
use super::super::ole::{u16_at, u32_at};
use super::runs::{Runs, Texts};
use super::tally::{self, LookTally};
use super::{Found, Style, is_built_in_percent, is_percent};
use crate::model::CellRef;

/// A font, with flags at its third byte.
const FONT: u16 = 0x0031;
const STRIKE_OUT: u16 = 0x08;
const FORMAT: u16 = 0x041E;
/// A style: font, format.
const STYLE: u16 = 0x00E0;
/// A cell with a shared text.
const SHARED: u16 = 0x00FD;
const AREAS: u16 = 0x00E5;
const OBJECT: u16 = 0x005D;
/// Kind of an object.
const NOTE_OBJECT: u16 = 0x19;
const OBJECT_TEXT: u16 = 0x01B6;
const NOTE: u16 = 0x001C;
/// Version of Excel 97 and later.
const EXCEL_97: u16 = 0x0600;

/// What the cells of a workbook refer to.
#[derive(Default)]
pub(in super::super) struct XlsPalette {
    fonts: Vec<bool>,
    styles: Vec<Style>,
    texts: Texts,
    /// Whether texts are written as since Excel 97.
    is_97: bool,
}

impl XlsPalette {
    /// Reads what is before the sheets.
    pub(in super::super) fn of(
        stream: &[u8],
        tally: &mut LookTally<'_>,
    ) -> Result<Self, ReadError> {
        let mut palette = Self::default();
        let (mut formats, mut styles, mut texts) = (HashMap::new(), Vec::new(), Vec::new());
        let mut last = BOF;
        for (kind, data) in biff::records(stream) {
            match kind {
                BOF => palette.is_97 = u16_at(data, 0) == Some(EXCEL_97),
                FONT => {
                    let flags = u16_at(data, 2).unwrap_or_default();
                    tally::push(&mut palette.fonts, flags & STRIKE_OUT != 0)?;
                }
                FORMAT => {
                    let code = data.get(2..).and_then(|data| palette.code(data));
                    let known = u16_at(data, 0).zip(code);
                    formats.extend(known.map(|(format, code)| (format, is_percent(&code))));
                }
                STYLE => tally::push(&mut styles, (u16_at(data, 0), u16_at(data, 2)))?,
                SHARED_TEXTS => texts = vec![data.get(8..).unwrap_or_default()],
                CONTINUE if last == SHARED_TEXTS => texts.push(data),
                EOF => break,
                _ => {}
            }
            last = if kind == CONTINUE { last } else { kind };
        }
        for (font, format) in styles {
            let format = format.unwrap_or_default();
            let percent = formats.get(&format).copied();
            let percent = percent.unwrap_or(is_built_in_percent(u32::from(format)));
            palette.styles.push(Style { struck: palette.is_struck(font), percent });
        }
        if palette.fonts.contains(&true) {
            palette.read_texts(Pieces { now: &[], next: texts.into_iter() }, tally)?;
        }
        Ok(palette)
    }

    /// A number format: its length (since Excel 97 in two bytes, followed by flags) and its letters. Only ASCII letters
    /// have a meaning.
    fn code(&self, data: &[u8]) -> Option<String> {
        let letters = if self.is_97 { data.get(3..)? } else { data.get(1..)? };
        let is_wide = self.is_97 && data.get(2)? & 1 != 0;
        let step = if is_wide { 2 } else { 1 };
        Some(letters.chunks(step).map(|letter| char::from(letter[0])).collect())
    }

    /// Whether a font strikes out. The number 4 is not used: the fifth font has number 5.
    fn is_struck(&self, font: Option<u16>) -> bool {
        let place = font.map(|font| usize::from(if font > 4 { font - 1 } else { font }));
        place.and_then(|place| self.fonts.get(place)).copied().unwrap_or_default()
    }

    fn read_texts(
        &mut self,
        mut pieces: Pieces<'_>,
        tally: &mut LookTally<'_>,
    ) -> Result<(), ReadError> {
        for place in 0.. {
            let Some((units, runs)) = pieces.text() else { break };
            if runs.is_empty() {
                continue;
            }
            let runs =
                runs.iter().map(|(start, font)| (usize::from(*start), self.is_struck(Some(*font))));
            if let Some(remains) = Runs::of_units(&units, runs).remains() {
                self.texts.insert(place, remains, tally)?;
            }
        }
        Ok(())
    }

    /// The look of a sheet, with which the stream begins.
    pub(in super::super) fn sheet(
        &self,
        stream: &[u8],
        tally: &mut LookTally<'_>,
    ) -> Result<Found, ReadError> {
        let (mut found, mut notes) = (Found::default(), SheetNotes::default());
        for (kind, data) in biff::own_records(stream) {
            match kind {
                AREAS => areas(data, &mut found, tally)?,
                MUL_RK => self.numbers(data, &mut found, tally)?,
                kind if CELLS.contains(&kind) => self.cell(kind, data, &mut found, tally)?,
                OBJECT | OBJECT_TEXT | CONTINUE | NOTE if self.is_97 => notes.record(kind, data),
                _ => {}
            }
        }
        for (at, object) in &notes.places {
            if let Some(text) = notes.texts.get(object) {
                found.note(*at, &String::from_utf16_lossy(text), tally)?;
            }
        }
        Ok(found)
    }

    fn cell(
        &self,
        kind: u16,
        data: &[u8],
        found: &mut Found,
        tally: &mut LookTally<'_>,
    ) -> Result<(), ReadError> {
        let Some(at) = place(data) else { return Ok(()) };
        let shared = || self.texts.get(u32_at(data, 6)?);
        let remains = if kind == SHARED { shared() } else { None };
        found.cell(at, self.style(u16_at(data, 4)), remains, tally)
    }

    /// Several numbers in a row: a first column, then the style and value of each.
    fn numbers(
        &self,
        data: &[u8],
        found: &mut Found,
        tally: &mut LookTally<'_>,
    ) -> Result<(), ReadError> {
        let Some(first) = place(data) else { return Ok(()) };
        // The last column is at the end.
        let numbers = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
        for (column, number) in (first.column..).zip(numbers.chunks_exact(6)) {
            let at = CellRef::new(first.row, column);
            found.cell(at, self.style(u16_at(number, 0)), None, tally)?;
        }
        Ok(())
    }

    fn style(&self, place: Option<u16>) -> Style {
        place.and_then(|place| self.styles.get(usize::from(place))).copied().unwrap_or_default()
    }
}

/// A row and a column.
fn place(data: &[u8]) -> Option<CellRef> {
    Some(CellRef::new(u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?)))
}

/// How many areas, then the first and last row and column of each.
fn areas(data: &[u8], found: &mut Found, tally: &mut LookTally<'_>) -> Result<(), ReadError> {
    let count = usize::from(u16_at(data, 0).unwrap_or_default());
    for area in data.get(2..).unwrap_or_default().chunks_exact(8).take(count) {
        let number = |index: usize| u16_at(area, index * 2).map(u32::from);
        if let [Some(top), Some(bottom), Some(left), Some(right)] = [0, 1, 2, 3].map(number) {
            found.area(CellRef::new(top, left), CellRef::new(bottom, right), tally)?;
        }
    }
    Ok(())
}

/// Notes of a sheet: first an object and its text, later a record with the cell and the object's number.
#[derive(Default)]
struct SheetNotes {
    texts: HashMap<u16, Vec<u16>>,
    places: Vec<(CellRef, u16)>,
    /// The object that the next text would belong to.
    object: Option<u16>,
    /// The object whose text is being read, and how many of its letters are still to come.
    reading: Option<(u16, usize)>,
}

impl SheetNotes {
    fn record(&mut self, kind: u16, data: &[u8]) {
        match kind {
            OBJECT => {
                let is_note = u16_at(data, 4) == Some(NOTE_OBJECT);
                self.object = u16_at(data, 6).filter(|_| is_note);
            }
            OBJECT_TEXT => {
                let letters = usize::from(u16_at(data, 10).unwrap_or_default());
                self.reading = self.object.take().map(|object| (object, letters));
            }
            CONTINUE => self.letters(data),
            _ => self.places.extend(place(data).zip(u16_at(data, 6))),
        }
    }

    fn letters(&mut self, data: &[u8]) {
        let Some((object, left)) = &mut self.reading else { return };
        let Some((flags, letters)) = data.split_first().filter(|_| *left > 0) else { return };
        let text = self.texts.entry(*object).or_default();
        let before = text.len();
        text.extend(wide_or_narrow(letters, flags & 1 != 0).take(*left));
        *left -= text.len() - before;
    }
}

/// Letters of two bytes each, or of one byte, the other being zero.
fn wide_or_narrow(bytes: &[u8], wide: bool) -> impl Iterator<Item = u16> {
    let step = if wide { 2 } else { 1 };
    bytes
        .chunks_exact(step)
        .map(|letter| u16::from_le_bytes([letter[0], letter.get(1).copied().unwrap_or_default()]))
}

/// The shared texts, in a record and those that continue it.
struct Pieces<'s> {
    now: &'s [u8],
    next: std::vec::IntoIter<&'s [u8]>,
}

/// The letters of a text, and where its runs begin with their fonts.
type LetterRuns = (Vec<u16>, Vec<(u16, u16)>);

impl Pieces<'_> {
    fn text(&mut self) -> Option<LetterRuns> {
        while self.now.is_empty() {
            self.now = self.next.next()?;
        }
        let (count, flags) = (u16_at(self.now, 0)?, *self.now.get(2)?);
        self.now = &self.now[3..];
        let runs = if flags & 8 != 0 { u16_at(&self.bytes(2)?, 0)? } else { 0 };
        let more = if flags & 4 != 0 { u32_at(&self.bytes(4)?, 0)? } else { 0 };
        let units = self.units(usize::from(count), flags & 1 != 0)?;
        let runs = self.bytes(usize::from(runs) * 4)?;
        self.bytes(usize::try_from(more).ok()?)?;
        let run = |run: &[u8]| Some((u16_at(run, 0)?, u16_at(run, 2)?));
        Some((units, runs.chunks_exact(4).filter_map(run).collect()))
    }

    /// Reads letters; each further piece states again how wide they are.
    fn units(&mut self, count: usize, mut wide: bool) -> Option<Vec<u16>> {
        let mut units = Vec::with_capacity(count);
        loop {
            let bytes = (count - units.len()) * if wide { 2 } else { 1 };
            let (here, rest) = self.now.split_at(bytes.min(self.now.len()));
            units.extend(wide_or_narrow(here, wide));
            self.now = rest;
            if units.len() == count {
                return Some(units);
            }
            let (flags, rest) = self.next.next()?.split_first()?;
            (self.now, wide) = (rest, flags & 1 != 0);
        }
    }

    /// Reads bytes, which may span several pieces.
    fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let (here, rest) = self.now.split_at((count - bytes.len()).min(self.now.len()));
            bytes.extend_from_slice(here);
            self.now = rest;
            if bytes.len() == count {
                return Some(bytes);
            }
            self.now = self.next.next()?;
        }
    }
}

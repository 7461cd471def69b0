//! The workbook stream of an `.xls` without what calamine need not parse. It keeps where sheets are, how numbers are
//! shown, and what cells hold. Names and formulas are removed: calamine writes them out as text, and a few bytes of one
//! name can refer to the whole text of another.
//!
//! Each sheet is taken once, so no bytes are parsed twice. The shared text of all cells is added up first, since
//! calamine copies it into each cell.

use super::biff::{BOF, BOUND_SHEET, CONTINUE, EOF, FILE_PASS, SHARED_TEXTS};
use super::census::Census;
use super::error::ReadError;
use super::limits::Limits;
use super::ole::{u16_at, u32_at};
use super::sheet::within;

const SHARED_TEXT: u16 = 0x00FD;
const CODE_PAGE: u16 = 0x0042;
const FORMULA: u16 = 0x0006;
/// Dates from 1904, number format, cell format.
const GLOBALS: [u16; 3] = [0x0022, 0x041E, 0x00E0];
/// Number, label, rich text, truth or error, text of a formula, RK, shared text, several RK.
const CELLS: [u16; 8] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x0207, 0x027E, SHARED_TEXT, 0x00BD];
/// Bytes of a formula before its tokens.
const FORMULA_HEAD: usize = 20;
/// Version of the format since 1997, in which texts are Unicode whatever the code page says.
const BIFF8: u16 = 0x0600;
/// The most UTF-8 bytes of a UTF-16 unit.
const UTF8: u64 = 3;

/// The lean stream.
pub(super) fn lean(stream: &[u8], limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let mut census = Census::new(limits);
    census.bytes(u64::try_from(stream.len()).unwrap_or(u64::MAX))?;
    let mut lean = Lean { out: Vec::new(), census, lengths: Vec::new(), text: 0, limits };
    let sheets = lean.globals(stream)?;
    let mut spans = Vec::new();
    for (at, start) in sheets {
        let place = u32::try_from(lean.out.len()).unwrap_or(u32::MAX);
        lean.out[at..at + 4].copy_from_slice(&place.to_le_bytes());
        let rest = stream.get(start..).ok_or_else(|| ReadError::damaged("a sheet is missing"))?;
        spans.push((start, start + lean.sheet(rest)?));
    }
    spans.sort_unstable();
    if spans.windows(2).any(|pair| pair[1].0 < pair[0].1) {
        return Err(ReadError::damaged("two sheets stand in one place"));
    }
    Ok(lean.out)
}

/// A record with those that continue it.
struct Record<'s> {
    kind: u16,
    data: &'s [u8],
    more: Vec<&'s [u8]>,
    /// All its bytes, unchanged.
    bytes: &'s [u8],
}

/// The records of a stream.
struct StreamRecords<'s>(&'s [u8]);

impl<'s> StreamRecords<'s> {
    /// The next record; `None` at the end of the stream.
    fn next(&mut self, census: &mut Census<'_>) -> Result<Option<Record<'s>>, ReadError> {
        let all = self.0;
        let Some((kind, data)) = self.one()? else { return Ok(None) };
        let mut more = Vec::new();
        while u16_at(self.0, 0) == Some(CONTINUE) {
            more.extend(self.one()?.map(|(_, data)| data));
        }
        census.count(more.len() + 1, "records")?;
        let bytes = &all[..all.len() - self.0.len()];
        Ok(Some(Record { kind, data, more, bytes }))
    }

    fn one(&mut self) -> Result<Option<(u16, &'s [u8])>, ReadError> {
        let Some((kind, length)) = u16_at(self.0, 0).zip(u16_at(self.0, 2)) else {
            return Ok(None);
        };
        let end = usize::from(length) + 4;
        let data =
            self.0.get(4..end).ok_or_else(|| ReadError::damaged("it ends within a record"))?;
        self.0 = &self.0[end..];
        Ok(Some((kind, data)))
    }
}

struct Lean<'l> {
    out: Vec<u8>,
    census: Census<'l>,
    /// The number of letters of each shared text.
    lengths: Vec<u16>,
    /// The most bytes of text that the cells may hold.
    text: u64,
    limits: &'l Limits,
}

impl Lean<'_> {
    /// Copies what is before the sheets. Returns, for each sheet, where the copy states its start, and that start.
    fn globals(&mut self, stream: &[u8]) -> Result<Vec<(usize, usize)>, ReadError> {
        let (mut records, mut sheets, mut version) = (StreamRecords(stream), Vec::new(), None);
        while let Some(record) = records.next(&mut self.census)? {
            match record.kind {
                FILE_PASS => return Err(ReadError::Encrypted),
                BOF => version = u16_at(record.data, 0),
                EOF => break,
                SHARED_TEXTS => self.lengths = lengths(&record)?,
                BOUND_SHEET => {
                    let start = u32_at(record.data, 0).ok_or_else(cut_off)?;
                    sheets.push((self.out.len() + 4, usize::try_from(start).unwrap_or(usize::MAX)));
                    within(sheets.len(), self.limits.max_sheets, "sheets")?;
                }
                // Such files sometimes state another code page, but their texts are Unicode all the same.
                CODE_PAGE if version == Some(BIFF8) => continue,
                CODE_PAGE => {}
                kind if GLOBALS.contains(&kind) => {}
                _ => continue,
            }
            self.out.extend_from_slice(record.bytes);
        }
        self.end();
        Ok(sheets)
    }

    /// Copies a sheet's cells, and returns the bytes that the sheet takes in the stream.
    fn sheet(&mut self, stream: &[u8]) -> Result<usize, ReadError> {
        let (mut records, mut depth) = (StreamRecords(stream), 0_usize);
        while let Some(record) = records.next(&mut self.census)? {
            match record.kind {
                BOF => depth += 1,
                EOF if depth > 1 => depth -= 1,
                EOF => break,
                // Charts in a sheet have cells of their own.
                _ if depth > 1 => {}
                FORMULA => self.formula(&record)?,
                kind if CELLS.contains(&kind) => self.cell(&record)?,
                _ => {}
            }
            if record.kind == BOF && depth == 1 {
                self.out.extend_from_slice(record.bytes);
            }
        }
        self.end();
        Ok(stream.len() - records.0.len())
    }

    fn cell(&mut self, record: &Record<'_>) -> Result<(), ReadError> {
        let letters = match record.kind {
            SHARED_TEXT => {
                let index = u32_at(record.data, 6).and_then(|index| usize::try_from(index).ok());
                index.and_then(|index| self.lengths.get(index)).copied().unwrap_or(0).into()
            }
            _ => u64::try_from(record.bytes.len()).unwrap_or(u64::MAX),
        };
        self.text = self.text.saturating_add(letters.saturating_mul(UTF8));
        within(self.text, self.limits.max_text_bytes as u64, "bytes of text")?;
        self.out.extend_from_slice(record.bytes);
        Ok(())
    }

    /// Copies a formula without its tokens: its result is before them.
    fn formula(&mut self, record: &Record<'_>) -> Result<(), ReadError> {
        let head = record.data.get(..FORMULA_HEAD).ok_or_else(cut_off)?;
        self.out.extend_from_slice(&FORMULA.to_le_bytes());
        self.out.extend_from_slice(&[FORMULA_HEAD as u8 + 2, 0]);
        self.out.extend_from_slice(head);
        self.out.extend_from_slice(&[0, 0]);
        Ok(())
    }

    fn end(&mut self) {
        self.out.extend_from_slice(&[EOF as u8, 0, 0, 0]);
    }
}

fn cut_off() -> ReadError {
    ReadError::damaged("a record ends too early")
}

/// The number of letters of each shared text. A text may go on in the records that continue the table.
fn lengths(record: &Record<'_>) -> Result<Vec<u16>, ReadError> {
    let data = record.data.get(8..).ok_or_else(cut_off)?;
    let mut texts = StreamTexts { data, more: record.more.iter() };
    let mut lengths = Vec::new();
    while !texts.data.is_empty() || texts.turn() {
        if !texts.data.is_empty() {
            lengths.push(texts.text()?);
        }
    }
    Ok(lengths)
}

struct StreamTexts<'r, 's> {
    data: &'s [u8],
    more: std::slice::Iter<'r, &'s [u8]>,
}

impl StreamTexts<'_, '_> {
    /// Goes on to the next record; false if there is none.
    fn turn(&mut self) -> bool {
        let next = self.more.next();
        self.data = next.copied().unwrap_or_default();
        next.is_some()
    }

    /// Skips a text and returns its number of letters.
    fn text(&mut self) -> Result<u16, ReadError> {
        let letters = u16_at(self.data, 0).ok_or_else(cut_off)?;
        let flags = *self.data.get(2).ok_or_else(cut_off)?;
        self.data = &self.data[3..];
        let (mut runs, mut phonetic) = (0_usize, 0_usize);
        if flags & 0x8 != 0 {
            runs = u16_at(self.data, 0).ok_or_else(cut_off)?.into();
            self.data = &self.data[2..];
        }
        if flags & 0x4 != 0 {
            let bytes = u32_at(self.data, 0).ok_or_else(cut_off)?;
            phonetic = usize::try_from(bytes).unwrap_or(usize::MAX);
            self.data = &self.data[4..];
        }
        self.letters(letters.into(), flags)?;
        self.pass(runs * 4)?;
        self.pass(phonetic)?;
        Ok(letters)
    }

    /// Skips letters. Each further record states again whether its letters take two bytes.
    fn letters(&mut self, mut left: usize, mut flags: u8) -> Result<(), ReadError> {
        while left > 0 {
            let width = if flags & 1 == 0 { 1 } else { 2 };
            let here = (self.data.len() / width).min(left);
            self.data = &self.data[here * width..];
            left -= here;
            if left > 0 {
                self.turn();
                let (first, rest) = self.data.split_first().ok_or_else(cut_off)?;
                (flags, self.data) = (*first, rest);
            }
        }
        Ok(())
    }

    fn pass(&mut self, mut bytes: usize) -> Result<(), ReadError> {
        while bytes > self.data.len() {
            bytes -= self.data.len();
            if !self.turn() {
                return Err(cut_off());
            }
        }
        self.data = &self.data[bytes..];
        Ok(())
    }
}

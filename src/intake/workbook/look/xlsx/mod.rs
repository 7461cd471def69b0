//! The look of an `.xlsx`: fonts and formats in `styles.xml`, runs of letters in `sharedStrings.xml` and in cells,
//! merged areas at the end of a sheet, notes in separate parts.

mod notes;
mod plain;
mod styles;
mod text;

use std::ops::ControlFlow;

use memchr::memmem;
use quick_xml::events::{BytesStart, Event};

use self::styles::StylesReader;
use self::text::TextReader;
use super::super::error::ReadError;
use super::super::parts::attribute;
use super::runs::Texts;
use super::xml::{letters, number, walk};
use super::{Found, LookTally, Style};
use crate::model::CellRef;

pub(in crate::intake::workbook) use self::notes::read_notes;
pub(super) use self::notes::{Unpack, read_each_note};

/// The text after each tag name that begins with `name`, with or without a prefix.
fn tags<'x>(xml: &'x [u8], name: &'static [u8]) -> impl Iterator<Item = &'x [u8]> {
    memmem::find_iter(xml, name).filter_map(move |at| {
        let before = xml.get(at.checked_sub(1)?)?;
        matches!(before, b'<' | b':').then(|| &xml[at + name.len()..])
    })
}

/// Whether some XML may strike out letters.
fn strikes_out(xml: &[u8]) -> bool {
    tags(xml, b"strike").next().is_some()
}

/// What the cells of a workbook refer to: its styles, and its shared texts with runs.
#[derive(Default)]
pub(in crate::intake::workbook) struct Palette {
    styles: Vec<Style>,
    texts: Texts,
}

impl Palette {
    /// Whether any style in `styles.xml` matters.
    pub(in crate::intake::workbook) fn needs_styles(xml: &[u8]) -> bool {
        styles::matter(xml)
    }

    /// Reads the styles.
    pub(in crate::intake::workbook) fn of_styles(xml: &[u8]) -> Result<Self, ReadError> {
        let mut reader = StylesReader::default();
        walk(xml, |event| reader.event(event))?;
        Ok(Self { styles: reader.styles(), texts: Texts::default() })
    }

    /// Whether the shared texts, whose part is `xml`, must be read: some of their letters may be struck out, or may not
    /// be in a struck-out cell.
    pub(in crate::intake::workbook) fn needs_texts(&self, xml: &[u8]) -> bool {
        self.strikes_out() || strikes_out(xml)
    }

    /// Whether a style strikes out.
    fn strikes_out(&self) -> bool {
        self.styles.iter().any(|style| style.struck)
    }

    /// Reads the shared texts.
    pub(in crate::intake::workbook) fn read_texts(
        &mut self,
        xml: &[u8],
        tally: &mut LookTally<'_>,
    ) -> Result<(), ReadError> {
        let (mut place, mut text, struck) = (0, TextReader::default(), self.strikes_out());
        walk(xml, |event| {
            match event {
                Event::Start(tag) if tag.local_name().as_ref() == "si" => text.begin(),
                Event::End(tag) if tag.local_name().as_ref() == "si" => {
                    let remains = text.remains();
                    // If no cell is struck out, only texts with struck-out letters matter.
                    if let Some(remains) = remains.filter(|one| struck || one.of(false).is_some()) {
                        self.texts.insert(place, remains, tally)?;
                    }
                    place += 1;
                }
                event => text.event(event),
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    fn style(&self, place: u32) -> Style {
        usize::try_from(place)
            .ok()
            .and_then(|place| self.styles.get(place))
            .copied()
            .unwrap_or_default()
    }
}

/// Reads a sheet, event by event.
pub(in crate::intake::workbook) struct SheetReader<'p, 't, 'l> {
    palette: &'p Palette,
    tally: &'t mut LookTally<'l>,
    found: Found,
    row: u32,
    column: u32,
    after_data: bool,
    cell: Option<XlsxCell>,
}

/// A cell while it is read.
#[derive(Default)]
struct XlsxCell {
    at: Option<CellRef>,
    style: u32,
    is_shared: bool,
    is_filled: bool,
    in_value: bool,
    value: String,
    text: Option<TextReader>,
}

impl<'p, 't, 'l> SheetReader<'p, 't, 'l> {
    pub(in crate::intake::workbook) fn new(
        palette: &'p Palette,
        tally: &'t mut LookTally<'l>,
    ) -> Self {
        Self {
            palette,
            tally,
            found: Found::default(),
            row: 0,
            column: 0,
            after_data: false,
            cell: None,
        }
    }

    pub(in crate::intake::workbook) fn finish(self) -> Found {
        self.found
    }

    /// Reads a sheet that [`super::super::lean`] found plain, but only the parts that matter.
    pub(in crate::intake::workbook) fn read_plain(
        mut self,
        xml: &[u8],
    ) -> Result<Found, ReadError> {
        let (rows, after) = plain::split(xml);
        let mut unread = xml;
        if let Some(cells) = plain::cells(rows, self.palette) {
            for (at, style) in cells {
                self.found.cell(at, style, None, self.tally)?;
            }
            if plain::areas(after, &mut self.found, self.tally)? {
                return Ok(self.found);
            }
            self.after_data = true;
            unread = after;
        }
        walk(unread, |event| {
            self.event(event)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(self.found)
    }

    pub(in crate::intake::workbook) fn event(
        &mut self,
        event: &Event<'_>,
    ) -> Result<(), ReadError> {
        if self.after_data {
            return self.after(event);
        }
        match event {
            Event::Start(tag) => self.open(tag, event),
            Event::End(tag) => match tag.local_name().as_ref() {
                "row" => (self.row, self.column) = (self.row.saturating_add(1), 0),
                "c" => self.close_cell()?,
                "sheetData" => self.after_data = true,
                "v" => self.each_cell(|cell| cell.in_value = false),
                _ => self.inside(event),
            },
            _ => self.inside(event),
        }
        Ok(())
    }

    fn each_cell(&mut self, change: impl FnOnce(&mut XlsxCell)) {
        if let Some(cell) = &mut self.cell {
            change(cell);
        }
    }

    /// Counts rows and columns as calamine does.
    fn open(&mut self, tag: &BytesStart<'_>, event: &Event<'_>) {
        match tag.local_name().as_ref() {
            "row" => {
                if let Some(row) = number(tag, "r") {
                    self.row = row.saturating_sub(1);
                }
            }
            "c" => self.open_cell(tag),
            "v" => self.each_cell(|cell| (cell.is_filled, cell.in_value) = (true, true)),
            "is" => self.each_cell(|cell| {
                (cell.is_filled, cell.text) = (true, Some(TextReader::default()))
            }),
            _ => self.inside(event),
        }
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>) {
        let mut cell =
            XlsxCell { at: Some(CellRef::new(self.row, self.column)), ..XlsxCell::default() };
        for attribute in tag.attributes().with_checks(false).filter_map(Result::ok) {
            let value: &str = attribute.value.as_ref();
            match attribute.key.local_name().as_ref() {
                "r" => cell.at = CellRef::parse(value.to_ascii_uppercase()),
                "s" => cell.style = value.parse().unwrap_or_default(),
                "t" => cell.is_shared = value == "s",
                _ => {}
            }
        }
        self.column = cell.at.map_or(self.column, |at| at.column).saturating_add(1);
        self.cell = Some(cell);
    }

    fn inside(&mut self, event: &Event<'_>) {
        self.each_cell(|cell| match &mut cell.text {
            Some(text) => text.event(event),
            None if cell.in_value && cell.is_shared => {
                cell.value.extend(letters(event).as_deref());
            }
            None => {}
        });
    }

    fn close_cell(&mut self) -> Result<(), ReadError> {
        let Some(cell) = self.cell.take().filter(|cell| cell.is_filled) else { return Ok(()) };
        let Some(at) = cell.at else { return Ok(()) };
        let own = cell.text.as_ref().and_then(TextReader::remains);
        let shared = || self.palette.texts.get(cell.value.trim().parse().ok()?);
        let remains = if cell.is_shared { shared() } else { own.as_ref() };
        self.found.cell(at, self.palette.style(cell.style), remains, self.tally)
    }

    fn after(&mut self, event: &Event<'_>) -> Result<(), ReadError> {
        let Event::Start(tag) = event else { return Ok(()) };
        if tag.local_name().as_ref() != "mergeCell" {
            return Ok(());
        }
        let area = attribute(tag, "ref").unwrap_or_default();
        let Some((first, last)) = corners(&area) else { return Ok(()) };
        self.found.area(first, last, self.tally)
    }
}

/// The first and last cell of `B2:C4`.
fn corners(area: &str) -> Option<(CellRef, CellRef)> {
    let (first, last) = area.split_once(':')?;
    Some((CellRef::parse(first)?, CellRef::parse(last)?))
}

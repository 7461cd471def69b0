//! The look of an `.xlsx`: fonts and formats in `styles.xml`, runs of letters in `sharedStrings.xml` and in cells, merged
//! areas at the end of a sheet, notes in parts of their own.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::mem;
use std::ops::ControlFlow;

use memchr::memmem;
use quick_xml::events::{BytesStart, Event};

use super::super::error::ReadError;
use super::super::package::Package;
use super::super::parts::{self, attribute};
use super::runs::{Runs, Texts};
use super::tally::{self, Tally};
use super::xml::{is_on, letters, number, walk};
use super::{Found, Style, is_built_in_percent, is_percent};
use crate::model::CellRef;

const STRIKE: &[u8] = b"strike";
const END_OF_DATA: &[u8] = b"</sheetData>";

/// Styles that are looked for one by one in a sheet.
const MOST_LOOKED_FOR: usize = 64;

/// What the cells of a workbook refer to: its styles, and its shared texts with runs.
#[derive(Default)]
pub(in super::super) struct Palette {
    styles: Vec<Style>,
    texts: Texts,
}

impl Palette {
    /// Reads the styles.
    pub(in super::super) fn of_styles(xml: impl Read) -> Result<Self, ReadError> {
        let mut reader = StylesReader::default();
        walk(xml, |event| reader.event(event))?;
        Ok(Self { styles: reader.styles(), texts: Texts::default() })
    }

    /// Whether the shared texts, of which `xml` is the part, must be read: some of their letters may be struck out, or
    /// spared in a struck-out cell.
    pub(in super::super) fn needs_texts(&self, xml: &[u8]) -> bool {
        self.styles.iter().any(|style| style.struck) || memmem::find(xml, STRIKE).is_some()
    }

    /// Reads the shared texts.
    pub(in super::super) fn read_texts(
        &mut self,
        xml: impl Read,
        tally: &mut Tally<'_>,
    ) -> Result<(), ReadError> {
        let (mut place, mut text) = (0, TextReader::default());
        walk(xml, |event| {
            match event {
                Event::Start(tag) if tag.local_name().as_ref() == "si" => text.begin(),
                Event::End(tag) if tag.local_name().as_ref() == "si" => {
                    if let Some(remains) = text.remains() {
                        self.texts.insert(place, remains, tally)?;
                    }
                    place += 1;
                }
                event => text.event(event),
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    /// The styles that say anything, with their places; none: they are too many to be looked for one by one, or texts
    /// say more.
    fn telling(&self) -> Option<Vec<(usize, Style)>> {
        let telling = self.styles.iter().copied().enumerate();
        let telling = telling.filter(|(_, style)| *style != Style::default());
        let telling: Vec<(usize, Style)> = telling.take(MOST_LOOKED_FOR + 1).collect();
        (self.texts.is_empty() && telling.len() <= MOST_LOOKED_FOR).then_some(telling)
    }

    fn style(&self, place: u32) -> Style {
        usize::try_from(place)
            .ok()
            .and_then(|place| self.styles.get(place))
            .copied()
            .unwrap_or_default()
    }
}

/// A font and a number format, as a style names them.
type Named = (Option<u32>, Option<u32>);

/// Reads `styles.xml` as far as the styles of cells.
#[derive(Default)]
struct StylesReader {
    within: Within,
    /// Whether each font strikes out.
    fonts: Vec<bool>,
    /// Number formats, and whether each shows a percentage.
    formats: HashMap<u32, bool>,
    /// Styles that those of cells build on.
    parents: Vec<Named>,
    cells: Vec<(Named, Option<u32>)>,
}

/// A list in `styles.xml`. Fonts stand outside of these lists, too.
#[derive(Default, Clone, Copy, PartialEq)]
enum Within {
    #[default]
    Other,
    Formats,
    Fonts,
    Parents,
    Cells,
}

impl Within {
    fn of(name: &str) -> Self {
        match name {
            "numFmts" => Self::Formats,
            "fonts" => Self::Fonts,
            "cellStyleXfs" => Self::Parents,
            "cellXfs" => Self::Cells,
            _ => Self::Other,
        }
    }
}

impl StylesReader {
    fn event(&mut self, event: &Event<'_>) -> Result<ControlFlow<()>, ReadError> {
        match event {
            Event::Start(tag) => self.open(tag)?,
            Event::End(tag) => {
                let closed = Within::of(tag.local_name().as_ref());
                if closed == Within::Cells {
                    return Ok(ControlFlow::Break(()));
                }
                if closed != Within::Other {
                    self.within = Within::Other;
                }
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        let name = tag.local_name();
        let named = || (number(tag, "fontId"), number(tag, "numFmtId"));
        match (self.within, name.as_ref()) {
            (Within::Other, name) => self.within = Within::of(name),
            (Within::Formats, "numFmt") => {
                let code = attribute(tag, "formatCode").unwrap_or_default();
                let known = number(tag, "numFmtId").map(|format| (format, is_percent(&code)));
                self.formats.extend(known);
            }
            (Within::Fonts, "font") => tally::push(&mut self.fonts, false)?,
            (Within::Fonts, "strike") => {
                if let Some(font) = self.fonts.last_mut() {
                    *font = is_on(tag);
                }
            }
            (Within::Parents, "xf") => tally::push(&mut self.parents, named())?,
            (Within::Cells, "xf") => tally::push(&mut self.cells, (named(), number(tag, "xfId")))?,
            _ => {}
        }
        Ok(())
    }

    fn styles(&self) -> Vec<Style> {
        let at = |place: Option<u32>| usize::try_from(place?).ok();
        let style = |((font, format), parent): &(Named, Option<u32>)| {
            let parent = at(*parent).and_then(|parent| self.parents.get(parent));
            let font = font.or_else(|| parent?.0);
            let format = format.or_else(|| parent?.1).unwrap_or_default();
            Style {
                struck: at(font).and_then(|font| self.fonts.get(font)).copied().unwrap_or_default(),
                percent: self.formats.get(&format).copied().unwrap_or(is_built_in_percent(format)),
            }
        };
        self.cells.iter().map(style).collect()
    }
}

/// Reads a text: `<si>`, or `<is>` in a cell.
#[derive(Default)]
struct TextReader {
    runs: Runs,
    /// The font of the run around; none: that of the cell.
    own: Option<bool>,
    in_properties: bool,
    in_letters: bool,
    /// How it is spoken; calamine passes over it, too.
    in_phonetic: bool,
}

impl TextReader {
    /// Forgets the text before.
    fn begin(&mut self) {
        let mut runs = mem::take(&mut self.runs);
        runs.clear();
        *self = Self { runs, ..Self::default() };
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => match tag.local_name().as_ref() {
                "r" => self.own = None,
                "rPr" => self.in_properties = false,
                "t" => self.in_letters = false,
                "rPh" => self.in_phonetic = false,
                _ => {}
            },
            event if self.in_letters => {
                if let Some(letters) = letters(event) {
                    self.runs.push(&letters, self.own);
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "r" => self.own = None,
            "rPr" => (self.own, self.in_properties) = (Some(false), true),
            "strike" if self.in_properties => self.own = Some(is_on(tag)),
            "t" => self.in_letters = !self.in_phonetic,
            "rPh" => self.in_phonetic = true,
            _ => {}
        }
    }

    fn remains(&self) -> Option<super::Remains> {
        self.runs.remains().map(|remains| remains.map(unescaped))
    }
}

/// `_x000D_` is the character of that number.
fn unescaped(text: Box<str>) -> Box<str> {
    let mut left: &str = &text;
    let mut out = String::new();
    while let Some(start) = left.find("_x") {
        let code = left.get(start + 2..start + 7).and_then(|code| code.strip_suffix('_'));
        let code = code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let letter = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        let (before, after) = left.split_at(start + if letter.is_some() { 7 } else { 2 });
        out.push_str(if letter.is_some() { &before[..start] } else { before });
        out.extend(
            letter.map(|letter| char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
        left = after;
    }
    if out.is_empty() {
        return text;
    }
    out.push_str(left);
    crate::intake::value::trimmed(&out).into()
}

/// Reads a sheet, event by event.
pub(in super::super) struct SheetReader<'p, 't, 'l> {
    palette: &'p Palette,
    tally: &'t mut Tally<'l>,
    found: Found,
    row: u32,
    column: u32,
    after_data: bool,
    cell: Option<Cell>,
}

/// A cell as far as it was read.
#[derive(Default)]
struct Cell {
    at: Option<CellRef>,
    style: u32,
    is_shared: bool,
    is_filled: bool,
    in_value: bool,
    value: String,
    text: Option<TextReader>,
}

impl<'p, 't, 'l> SheetReader<'p, 't, 'l> {
    pub(in super::super) fn new(palette: &'p Palette, tally: &'t mut Tally<'l>) -> Self {
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

    pub(in super::super) fn finish(self) -> Found {
        self.found
    }

    /// Reads a sheet that [`super::super::lean`] found plain: as much of it as can say anything.
    pub(in super::super) fn read_plain(mut self, xml: &[u8]) -> Result<Found, ReadError> {
        let mut start = 0;
        let unstruck = memmem::find(xml, STRIKE).is_none() && memmem::find(xml, b" s='").is_none();
        if let Some(telling) = self.palette.telling().filter(|_| unstruck) {
            for (place, style) in telling {
                self.cells_of_style(xml, place, style)?;
            }
            let end = memmem::find(xml, END_OF_DATA);
            start = end.map_or(xml.len(), |end| end + END_OF_DATA.len());
            if memmem::find(&xml[start..], b"mergeCell").is_none() {
                return Ok(self.found);
            }
            self.after_data = true;
        }
        walk(&xml[start..], |event| {
            self.event(event)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(self.found)
    }

    /// The cells of one style: each is found by its attribute, which is much quicker than a look at every cell.
    fn cells_of_style(&mut self, xml: &[u8], place: usize, style: Style) -> Result<(), ReadError> {
        let attribute = format!(" s=\"{place}\"");
        for hit in memmem::find_iter(xml, attribute.as_bytes()) {
            let Some(open) = xml[..hit].iter().rposition(|byte| *byte == b'<') else { continue };
            let end = memchr::memchr(b'>', &xml[hit..]).map_or(xml.len(), |end| hit + end);
            if let Some(at) = reference(&xml[open..end]) {
                self.found.cell(at, style, None, self.tally)?;
            }
        }
        Ok(())
    }

    pub(in super::super) fn event(&mut self, event: &Event<'_>) -> Result<(), ReadError> {
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

    fn each_cell(&mut self, change: impl FnOnce(&mut Cell)) {
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
        let mut cell = Cell { at: Some(CellRef::new(self.row, self.column)), ..Cell::default() };
        for attribute in tag.attributes().with_checks(false).filter_map(Result::ok) {
            let value: &str = attribute.value.as_ref();
            match attribute.key.local_name().as_ref() {
                "r" => cell.at = CellRef::parse(&value.to_ascii_uppercase()),
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
        let area = attribute(tag, "ref").unwrap_or_default().replace('$', "");
        let corners =
            area.split_once(':').map(|(first, last)| (CellRef::parse(first), CellRef::parse(last)));
        let Some((Some(first), Some(last))) = corners else { return Ok(()) };
        self.found.area(first, last, self.tally)
    }
}

/// Reads the notes and threaded comments that a sheet's part refers to. Where a cell has comments, its note is but a
/// copy for programs that know none.
pub(in super::super) fn read_notes(
    found: &mut Found,
    package: &mut Package<'_>,
    sheet: &str,
    tally: &mut Tally<'_>,
) -> Result<(), ReadError> {
    read_comments(found, package, sheet, tally)?;
    let commented = noted(found);
    for part in parts::related(package, sheet, "/comments")? {
        let mut xml = Vec::new();
        package.read_into(&part, &mut xml)?;
        each_note(&xml, ["comment", "t"], |at, text| {
            if commented.contains(&at) { Ok(()) } else { found.note(at, text, tally) }
        })?;
    }
    Ok(())
}

/// Reads the threaded comments alone.
pub(super) fn read_comments(
    found: &mut Found,
    package: &mut Package<'_>,
    sheet: &str,
    tally: &mut Tally<'_>,
) -> Result<(), ReadError> {
    for part in parts::related(package, sheet, "/threadedComment")? {
        let mut xml = Vec::new();
        package.read_into(&part, &mut xml)?;
        each_note(&xml, ["threadedComment", "text"], |at, text| found.note(at, text, tally))?;
    }
    Ok(())
}

/// Cells with a note.
pub(super) fn noted(found: &Found) -> HashSet<CellRef> {
    found.0.notes.iter().map(|(at, _)| *at).collect()
}

/// The notes of a part: the tags of notes, and those of their letters.
fn each_note(
    xml: &[u8],
    [note, text]: [&str; 2],
    mut found: impl FnMut(CellRef, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let (mut at, mut said, mut in_text, mut in_phonetic) = (None, String::new(), false, false);
    walk(xml, |event| {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                name if name == note => {
                    at = attribute(tag, "ref").and_then(|at| CellRef::parse(&at));
                    said.clear();
                }
                name if name == text => in_text = !in_phonetic,
                "rPh" => in_phonetic = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                name if name == note => {
                    if let Some(at) = at.take() {
                        found(at, &unescaped(mem::take(&mut said).into()))?;
                    }
                }
                name if name == text => in_text = false,
                "rPh" => in_phonetic = false,
                _ => {}
            },
            event if in_text => said.extend(letters(event).as_deref()),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// The cell that a tag `<c r="B7" …` stands for.
fn reference(tag: &[u8]) -> Option<CellRef> {
    let attributes = tag.strip_prefix(b"<c ")?;
    let start = memmem::find(attributes, b"r=\"")? + 3;
    let length = memchr::memchr(b'"', &attributes[start..])?;
    CellRef::parse(std::str::from_utf8(&attributes[start..start + length]).ok()?)
}

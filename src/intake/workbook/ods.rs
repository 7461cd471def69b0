//! `.ods`: the cells of `content.xml`, read as LibreOffice shows them.
//!
//! What a cell shows depends on its type: a text cell shows its paragraphs (or the text that it states), every other
//! its stated value. Text in paragraphs counts however it is written, also as character data. What LibreOffice does not
//! show as a cell's text (shapes, notes) is skipped. Text anywhere else in a cell is an error, since one program may
//! show it and another not.
//!
//! [`super::opendocument`] has checked the file before: prefixes are the usual ones, every tag is closed, and
//! repetitions stay within the limits.

use std::collections::HashSet;
use std::io::Read;

use calamine::DataRef;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::error::ReadError;
use super::opendocument::{Path, xml_reader};
use super::sheet::{Budget, Sheet, is_blank};
use super::value;
use crate::intake::grid::Grid;
use crate::model::CellRef;
use crate::model::excel::{MAX_COLUMNS, MAX_ROWS};

/// Elements in a cell or a paragraph whose text is not the cell's.
const ASIDE: [&str; 6] = [
    "office:annotation",
    "office:event-listeners",
    "table:detective",
    "table:cell-range-source",
    "text:ruby-text",
    "text:bookmark",
];

/// Elements in a paragraph whose text is the paragraph's. Fields are not among them: LibreOffice computes their text
/// anew.
const INLINE: [&str; 8] = [
    "text:span",
    "text:a",
    "text:s",
    "text:tab",
    "text:line-break",
    "text:ruby",
    "text:ruby-base",
    "text:soft-page-break",
];

/// Whether the text of an element in a cell is not the cell's.
pub(super) fn is_aside(name: &str) -> bool {
    ASIDE.contains(&name) || name.starts_with("draw:")
}

/// All sheets in the order of their tabs.
pub(super) fn read(content: impl Read, budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    let mut xml = xml_reader(content);
    let mut tables = Tables { budget, grids: Vec::new(), hidden: HashSet::new(), style: None };
    let (mut buffer, mut path) = (Vec::new(), Path::default());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(tag) if path.is_sheet(&tag) => {
                let name = attribute(&tag, "table:name")?;
                let hidden = attribute(&tag, "table:style-name")?
                    .is_some_and(|style| tables.hidden.contains(&style));
                tables.read(&mut xml, name, !hidden)?;
            }
            Event::Start(tag) => {
                tables.note_style(&tag)?;
                path.enter(&tag);
            }
            Event::End(_) => path.leave(),
            Event::Eof => return Ok(tables.grids),
            _ => {}
        }
    }
}

/// The sheets read so far, and the styles that hide one.
struct Tables<'b, 'l> {
    budget: &'b mut Budget<'l>,
    grids: Vec<Grid>,
    hidden: HashSet<String>,
    style: Option<String>,
}

type Xml<R> = quick_xml::Reader<std::io::BufReader<R>>;

impl Tables<'_, '_> {
    fn note_style(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        match tag.name().as_ref() {
            "style:style" => self.style = attribute(tag, "style:name")?,
            "style:table-properties" => {
                let hides = attribute(tag, "table:display")?.is_some_and(|shown| shown == "false");
                self.hidden.extend(self.style.clone().filter(|_| hides));
            }
            _ => {}
        }
        Ok(())
    }

    fn read<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        name: Option<String>,
        visible: bool,
    ) -> Result<(), ReadError> {
        let name = name.unwrap_or_else(|| format!("Sheet{}", self.grids.len() + 1));
        if self.grids.iter().any(|grid| *grid.name == *name) {
            return Err(ReadError::damaged(format_args!("two sheets are named `{name}`")));
        }
        let mut sheet = Sheet::new(&name, visible, self.budget)?;
        read_table(xml, &mut sheet).map_err(|error| error.in_sheet(&name))?;
        self.grids.push(sheet.finish().map_err(|error| error.in_sheet(&name))?);
        Ok(())
    }
}

/// Reads the rows of a table, in whatever groups they are, up to its end.
fn read_table<R: Read>(xml: &mut Xml<R>, sheet: &mut Sheet<'_, '_>) -> Result<(), ReadError> {
    let (mut buffer, mut depth, mut row) = (Vec::new(), 0_usize, 0_u32);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(tag) if tag.name().as_ref() == "table:table-row" => {
                let times = count(&tag, "table:number-rows-repeated")?;
                read_row(xml, sheet, row, times)?;
                row = row.saturating_add(times);
            }
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => return Ok(()),
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(ReadError::damaged("it ends too early")),
            _ => {}
        }
    }
}

/// Reads the cells of a row that occurs `times` in the sheet.
fn read_row<R: Read>(
    xml: &mut Xml<R>,
    sheet: &mut Sheet<'_, '_>,
    row: u32,
    times: u32,
) -> Result<(), ReadError> {
    let (mut buffer, mut depth, mut column) = (Vec::new(), 0_usize, 0_u32);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(tag) if depth == 0 && is_cell(&tag) => {
                let repeat = count(&tag, "table:number-columns-repeated")?;
                let mut cell = ReadCell::of(&tag)?;
                let at = CellRef::new(row, column);
                cell.read(xml).map_err(|error| in_cell(error, at))?;
                let area = Places { row, column, rows: times, columns: repeat };
                cell.put(sheet, area).map_err(|error| in_cell(error, at))?;
                column = column.saturating_add(repeat);
            }
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => return Ok(()),
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(ReadError::damaged("it ends too early")),
            _ => {}
        }
    }
}

fn in_cell(error: ReadError, at: CellRef) -> ReadError {
    match error {
        ReadError::Damaged { message } => ReadError::damaged(format_args!("cell {at} {message}")),
        other => other,
    }
}

fn is_cell(tag: &BytesStart<'_>) -> bool {
    matches!(tag.name().as_ref(), "table:table-cell" | "table:covered-table-cell")
}

/// The places of one cell.
#[derive(Clone, Copy)]
struct Places {
    row: u32,
    column: u32,
    rows: u32,
    columns: u32,
}

/// A cell while it is read.
#[derive(Default)]
struct ReadCell {
    kind: Option<String>,
    value: Option<String>,
    paragraphs: usize,
    text: String,
}

impl ReadCell {
    fn of(tag: &BytesStart<'_>) -> Result<Self, ReadError> {
        let kind = attribute(tag, "office:value-type")?;
        let stated = match kind.as_deref() {
            Some("float" | "percentage" | "currency") => Some("office:value"),
            Some("date") => Some("office:date-value"),
            Some("time") => Some("office:time-value"),
            Some("boolean") => Some("office:boolean-value"),
            Some("string") => Some("office:string-value"),
            _ => None,
        };
        let value = stated.map(|name| attribute(tag, name)).transpose()?.flatten();
        Ok(Self { kind, value, ..Self::default() })
    }

    /// Reads up to the end of the cell.
    fn read<R: Read>(&mut self, xml: &mut Xml<R>) -> Result<(), ReadError> {
        let (mut buffer, mut inside) = (Vec::new(), Inside::default());
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
                Event::Start(tag) => self.open(&tag, &mut inside)?,
                Event::End(_) if inside.depth == 0 => return Ok(()),
                Event::End(_) => inside.leave(),
                Event::Text(text) => self.add(&text.xml10_content(), &inside)?,
                Event::CData(text) => self.add(&text.xml10_content(), &inside)?,
                Event::GeneralRef(reference) => self.add(&resolved(&reference)?, &inside)?,
                Event::Eof => return Err(ReadError::damaged("ends too early")),
                _ => {}
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, inside: &mut Inside) -> Result<(), ReadError> {
        let name = tag.name();
        let name: &str = name.as_ref();
        inside.enter(name);
        match name {
            "text:p" if inside.is_new_paragraph() => {
                self.paragraphs += 1;
                if self.paragraphs > 1 {
                    self.text.push('\n');
                }
            }
            // `opendocument` has limited the number.
            "text:s" if inside.counts() => {
                let times = count(tag, "text:c")?;
                self.text.extend((0..times).map(|_| ' '));
            }
            "text:tab" if inside.counts() => self.text.push('\t'),
            "text:line-break" if inside.counts() => self.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, text: &str, inside: &Inside) -> Result<(), ReadError> {
        if inside.counts() {
            self.text.push_str(text);
        } else if !inside.is_aside() && !is_blank(text) {
            return Err(ReadError::damaged("holds text where no cell shows any"));
        }
        Ok(())
    }

    /// Adds the cell at each of its places.
    fn put(&self, sheet: &mut Sheet<'_, '_>, area: Places) -> Result<(), ReadError> {
        if matches!(self.data()?, DataRef::Empty) {
            return Ok(());
        }
        let rows = area.row..area.row.saturating_add(area.rows).min(MAX_ROWS + 1);
        for row in rows {
            let columns =
                area.column..area.column.saturating_add(area.columns).min(MAX_COLUMNS + 1);
            for column in columns {
                let at = CellRef::new(row, column);
                value::put(sheet, at, self.data()?, false)?;
            }
        }
        Ok(())
    }

    /// The value of the cell. A stated text counts unless it is empty: LibreOffice writes the text of an error beside
    /// it.
    fn data(&self) -> Result<DataRef<'_>, ReadError> {
        let stated = self.value.as_deref();
        Ok(match (self.kind.as_deref(), stated) {
            (Some("float" | "percentage" | "currency"), Some(number)) => {
                DataRef::Float(number.trim().parse().map_err(|_| {
                    ReadError::damaged(format_args!("states `{number}`, which is no number"))
                })?)
            }
            (Some("date"), Some(date)) => DataRef::DateTimeIso(date.to_owned()),
            (Some("time"), Some(time)) => DataRef::DurationIso(time.to_owned()),
            (Some("boolean"), Some(truth)) => DataRef::Bool(truth.eq_ignore_ascii_case("true")),
            (Some("string"), Some(text)) if !text.is_empty() => DataRef::SharedString(text),
            (
                Some(kind @ ("float" | "percentage" | "currency" | "date" | "time" | "boolean")),
                None,
            ) if !is_blank(&self.text) => {
                let message = format_args!("is a {kind} and shows a text instead of a value");
                return Err(ReadError::damaged(message));
            }
            _ if is_blank(&self.text) => DataRef::Empty,
            // LibreOffice does not show the text of such a cell.
            (Some(kind), _) if kind != "string" => {
                let message = format_args!("is of the type `{kind}` and holds a text");
                return Err(ReadError::damaged(message));
            }
            _ => DataRef::SharedString(&self.text),
        })
    }
}

/// The position of the reader in a cell.
#[derive(Default)]
struct Inside {
    depth: usize,
    /// Depth of the open paragraph.
    paragraph: Option<usize>,
    /// Depth of the open element whose text is not the cell's.
    aside: Option<usize>,
    /// Depth of the open element in a paragraph that no program is known to show.
    unknown: Option<usize>,
}

impl Inside {
    fn enter(&mut self, name: &str) {
        self.depth += 1;
        if self.aside.is_some() {
            return;
        }
        match name {
            _ if is_aside(name) => {
                self.aside = Some(self.depth);
            }
            "text:p" if self.paragraph.is_none() && self.depth == 1 => {
                self.paragraph = Some(self.depth);
            }
            _ if self.paragraph.is_some() && INLINE.contains(&name) => {}
            _ => {
                self.unknown.get_or_insert(self.depth);
            }
        }
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        for mark in [&mut self.paragraph, &mut self.aside, &mut self.unknown] {
            *mark = mark.filter(|depth| *depth <= self.depth);
        }
    }

    fn is_new_paragraph(&self) -> bool {
        self.paragraph == Some(self.depth) && self.aside.is_none()
    }

    fn counts(&self) -> bool {
        self.paragraph.is_some() && self.aside.is_none() && self.unknown.is_none()
    }

    fn is_aside(&self) -> bool {
        self.aside.is_some()
    }
}

/// The text of a reference. A document type could define others, but none is allowed.
fn resolved(reference: &BytesRef<'_>) -> Result<String, ReadError> {
    if let Some(letter) = reference.resolve_char_ref().map_err(ReadError::damaged)? {
        return Ok(letter.to_string());
    }
    let name: &str = reference;
    resolve_xml_entity(name)
        .map(str::to_owned)
        .ok_or_else(|| ReadError::damaged(format_args!("refers to `&{name};`, which is unknown")))
}

/// An attribute's text with its references resolved.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, ReadError> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(ReadError::damaged)?;
        if attribute.key.as_ref() == name {
            let text: &str = attribute.value.as_ref();
            return Ok(Some(unescape(text).map_err(ReadError::damaged)?.into_owned()));
        }
    }
    Ok(None)
}

/// A count in an attribute; 1 if it is missing.
fn count(tag: &BytesStart<'_>, name: &str) -> Result<u32, ReadError> {
    let Some(text) = attribute(tag, name)? else { return Ok(1) };
    text.trim()
        .parse()
        .map_err(|_| ReadError::damaged(format_args!("`{text}` is no count of repetitions")))
}

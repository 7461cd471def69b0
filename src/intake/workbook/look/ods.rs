//! The look of an `.ods`, collected while `content.xml` is checked: spans, styles, annotations, percentages.

use std::collections::HashMap;
use std::mem;
use std::ops::ControlFlow;

use memchr::memmem;
use quick_xml::events::{BytesStart, Event};

use super::super::error::ReadError;
use super::super::limits::Limits;
use super::super::ods::is_aside;
use super::super::opendocument::{attribute, number};
use super::super::sheet::is_blank;
use super::runs::Runs;
use super::tally::{self, LookTally};
use super::xml::{letters, walk};
use super::{Found, Style};
use crate::model::CellRef;
use crate::model::excel::{MAX_COLUMNS, MAX_ROWS};

/// The most styles that build on each other.
const MAX_DEPTH: usize = 32;

/// Whether styles strike out, by family (true for text, false for cells) and name.
#[derive(Default)]
pub(in super::super) struct OdsStyles {
    all: HashMap<(bool, String), NamedStyle>,
    /// The style whose properties are being read.
    open: Option<(bool, String)>,
    /// Whether any strikes out.
    any: bool,
    /// `styles.xml`, until the first table.
    unread: Vec<u8>,
}

/// A style: what it builds on, and what it says itself.
#[derive(Default)]
struct NamedStyle {
    parent: Option<String>,
    struck: Option<bool>,
}

impl OdsStyles {
    /// The named styles of `styles.xml`.
    pub(in super::super) fn of(xml: Vec<u8>) -> Self {
        // Nearly every style says that it draws no line.
        let draws = |word: &[u8]| {
            memmem::find_iter(&xml, word).any(|at| !xml[at + word.len()..].starts_with(b"\"none\""))
        };
        let any = draws(b"text-line-through-style=") || draws(b"text-line-through-type=");
        Self { any, unread: xml, ..Self::default() }
    }

    /// Reads the named styles, if any style strikes out. The styles of `content.xml` itself are known by then and take
    /// precedence.
    fn read(&mut self) -> Result<(), ReadError> {
        let xml = mem::take(&mut self.unread);
        if !self.any {
            return Ok(());
        }
        let own = mem::take(&mut self.all);
        walk(&xml[..], |event| {
            if let Event::Start(tag) = event {
                self.tag(tag)?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        self.all.extend(own);
        Ok(())
    }

    fn tag(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        match tag.name().as_ref() {
            "style:style" => {
                self.open = None;
                let is_text = match attribute(tag, "style:family")?.as_deref() {
                    Some("text") => true,
                    Some("table-cell") => false,
                    _ => return Ok(()),
                };
                let Some(name) = attribute(tag, "style:name")? else { return Ok(()) };
                tally::room(self.all.len())?;
                let parent = attribute(tag, "style:parent-style-name")?;
                let named = NamedStyle { parent: parent.map(Into::into), struck: None };
                let key = (is_text, name.into_owned());
                self.all.insert(key.clone(), named);
                self.open = Some(key);
            }
            "style:default-style" => self.open = None,
            "style:text-properties" => {
                let style = attribute(tag, "style:text-line-through-style")?;
                let kind = attribute(tag, "style:text-line-through-type")?;
                let struck = style.or(kind).map(|line| line != "none");
                self.any |= struck == Some(true);
                if let Some(named) = self.open.as_ref().and_then(|open| self.all.get_mut(open)) {
                    named.struck = struck.or(named.struck);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a style strikes out; `None` if it does not say.
    fn struck(&self, is_text: bool, name: &str) -> Option<bool> {
        let mut key = (is_text, name.to_owned());
        for _ in 0..MAX_DEPTH {
            let named = self.all.get(&key)?;
            if named.struck.is_some() {
                return named.struck;
            }
            key.1.clone_from(named.parent.as_ref()?);
        }
        None
    }
}

/// The place of a cell, and how often it is repeated.
pub(in super::super) struct Span {
    pub(in super::super) row: u64,
    pub(in super::super) rows: u64,
    pub(in super::super) column: u64,
    pub(in super::super) columns: u64,
    /// Whether it holds anything.
    pub(in super::super) filled: bool,
}

impl Span {
    fn first(&self) -> Option<CellRef> {
        Some(CellRef::new(u32::try_from(self.row).ok()?, u32::try_from(self.column).ok()?))
    }

    /// Each of its places that a sheet can have.
    fn places(&self) -> impl Iterator<Item = CellRef> {
        let end = |start: u64, count: u64, most: u32| {
            u32::try_from(start.saturating_add(count)).map_or(most, |end| end.min(most))
        };
        let start = |start: u64| u32::try_from(start).unwrap_or(u32::MAX);
        let rows = start(self.row)..end(self.row, self.rows, MAX_ROWS);
        let columns = start(self.column)..end(self.column, self.columns, MAX_COLUMNS);
        rows.flat_map(move |row| columns.clone().map(move |column| CellRef::new(row, column)))
    }
}

/// A cell while it is read.
struct OdsCell {
    span: Span,
    style: Style,
    text: Runs,
    /// What the open spans say, the innermost last.
    spans: Vec<Option<bool>>,
}

/// Collects the look of tables, tag by tag.
pub(in super::super) struct Gather<'l> {
    styles: OdsStyles,
    tally: LookTally<'l>,
    found: Vec<Found>,
    /// Columns of the table with a style: where each group ends, and whether its style strikes out.
    columns: Vec<(u64, bool)>,
    /// What the style of the row's cells says.
    row: Option<bool>,
    cell: Option<OdsCell>,
    /// The number of open elements whose text is not the cell's.
    aside: usize,
    /// The text of the open annotation, and whether a paragraph of it is open.
    note: Option<(String, bool)>,
}

impl<'l> Gather<'l> {
    pub(in super::super) fn new(styles: OdsStyles, limits: &'l Limits) -> Self {
        Self {
            styles,
            tally: LookTally::new(limits),
            found: Vec::new(),
            columns: Vec::new(),
            row: None,
            cell: None,
            aside: 0,
            note: None,
        }
    }

    /// The look of each table.
    pub(in super::super) fn finish(self) -> Vec<Found> {
        self.found
    }

    pub(in super::super) fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        if self.cell.is_some() && is_aside(tag.name().as_ref()) {
            self.aside += 1;
        }
        match tag.name().as_ref() {
            "table:table" => {
                self.styles.read()?;
                self.found.push(Found::default());
                self.columns.clear();
            }
            "table:table-column" if self.styles.any => {
                let end = self.columns.last().map_or(0, |(end, _)| *end);
                let end = end.saturating_add(number(tag, "table:number-columns-repeated")?);
                let struck = self.of_cells(tag, "table:default-cell-style-name")?;
                tally::push(&mut self.columns, (end, struck.unwrap_or_default()))?;
            }
            "table:table-row" if self.styles.any => {
                self.row = self.of_cells(tag, "table:default-cell-style-name")?;
            }
            "office:annotation" if self.cell.is_some() => self.note = Some((String::new(), false)),
            "text:p" | "text:h" => self.paragraph(),
            "text:span" => self.span(tag)?,
            "text:s" | "text:tab" => self.letters(" "),
            "text:line-break" => self.letters("\n"),
            "style:style" | "style:default-style" | "style:text-properties" => {
                self.styles.tag(tag)?
            }
            _ => {}
        }
        Ok(())
    }

    /// Begins a cell.
    pub(in super::super) fn open_cell(
        &mut self,
        tag: &BytesStart<'_>,
        span: Span,
    ) -> Result<(), ReadError> {
        let attributes: &str = tag;
        let percent = attributes.contains("percentage")
            && attribute(tag, "office:value-type")?.as_deref() == Some("percentage");
        let struck = self.styles.any && self.is_struck(tag, &span)?;
        if attributes.contains("spanned") {
            self.area(tag, &span)?;
        }
        let style = Style { struck, percent };
        self.cell = Some(OdsCell { span, style, text: Runs::default(), spans: Vec::new() });
        Ok(())
    }

    /// Whether a cell is struck out: by its own style, or else by that of its row, or else by that of its column.
    fn is_struck(&self, tag: &BytesStart<'_>, span: &Span) -> Result<bool, ReadError> {
        if attribute(tag, "table:style-name")?.is_some() {
            return Ok(self.of_cells(tag, "table:style-name")?.unwrap_or_default());
        }
        let column = self.columns.partition_point(|(end, _)| *end <= span.column);
        let column = || self.columns.get(column).is_some_and(|(_, struck)| *struck);
        Ok(self.row.unwrap_or_else(column))
    }

    /// What the cell style that an attribute names says; `None` if there is no such attribute.
    fn of_cells(&self, tag: &BytesStart<'_>, name: &str) -> Result<Option<bool>, ReadError> {
        let style = attribute(tag, name)?;
        Ok(style.map(|style| self.styles.struck(false, &style).unwrap_or_default()))
    }

    fn area(&mut self, tag: &BytesStart<'_>, span: &Span) -> Result<(), ReadError> {
        let rows = number(tag, "table:number-rows-spanned")?;
        let columns = number(tag, "table:number-columns-spanned")?;
        let Some((found, first)) = self.found.last_mut().zip(span.first()) else { return Ok(()) };
        let end =
            |start: u32, count: u64| start.checked_add(u32::try_from(count).ok()?)?.checked_sub(1);
        match (end(first.row, rows), end(first.column, columns)) {
            (Some(row), Some(column)) => {
                found.area(first, CellRef::new(row, column), &mut self.tally)
            }
            _ => Ok(()),
        }
    }

    fn paragraph(&mut self) {
        match (&mut self.note, &mut self.cell) {
            (Some((note, open)), _) => {
                if !note.is_empty() {
                    note.push('\n');
                }
                *open = true;
            }
            (None, Some(cell)) if self.styles.any && self.aside == 0 => {
                cell.text.push("\n", None);
            }
            _ => {}
        }
    }

    fn span(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        if let (None, Some(cell)) = (&self.note, &mut self.cell) {
            let around = cell.spans.last().copied().flatten();
            let own = attribute(tag, "text:style-name")?;
            let own = own.and_then(|name| self.styles.struck(true, &name));
            cell.spans.push(own.or(around));
        }
        Ok(())
    }

    fn letters(&mut self, letters: &str) {
        match (&mut self.note, &mut self.cell) {
            (Some((note, true)), _) => note.push_str(letters),
            (None, Some(cell)) if self.styles.any && self.aside == 0 => {
                // Text makes a cell filled whatever its type.
                cell.span.filled |= !is_blank(letters);
                cell.text.push(letters, cell.spans.last().copied().flatten());
            }
            _ => {}
        }
    }

    pub(in super::super) fn text(&mut self, event: &Event<'_>) {
        let is_asked = self.note.is_some() || (self.styles.any && self.cell.is_some());
        if is_asked && let Some(letters) = letters(event) {
            self.letters(&letters);
        }
    }

    pub(in super::super) fn close(&mut self, name: &str) -> Result<(), ReadError> {
        if is_aside(name) {
            self.aside = self.aside.saturating_sub(1);
        }
        match name {
            "text:p" | "text:h" => {
                if let Some((_, open)) = &mut self.note {
                    *open = false;
                }
            }
            "text:span" => {
                if let (None, Some(cell)) = (&self.note, &mut self.cell) {
                    cell.spans.pop();
                }
            }
            "office:annotation" => {
                let first = self.cell.as_ref().and_then(|cell| cell.span.first());
                if let (Some((text, _)), Some(at), Some(found)) =
                    (self.note.take(), first, self.found.last_mut())
                {
                    found.note(at, &text, &mut self.tally)?;
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.close_cell()?,
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), ReadError> {
        let Some(cell) = self.cell.take().filter(|cell| cell.span.filled) else { return Ok(()) };
        let Some(found) = self.found.last_mut() else { return Ok(()) };
        // A number without its text is struck out as a whole.
        let remains = cell.text.remains();
        if !cell.style.struck && !cell.style.percent && remains.is_none() {
            return Ok(());
        }
        for at in cell.span.places() {
            found.cell(at, cell.style, remains.as_ref(), &mut self.tally)?;
        }
        Ok(())
    }
}

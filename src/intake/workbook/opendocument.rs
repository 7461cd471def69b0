//! Checks an `.ods` before its cells are read.
//!
//! A cell or row may state that it is repeated a million times. This pass makes sure that every tag is closed and that
//! prefixes have their usual meaning, adds up how much text the repetitions become, and notes what is not in the cells:
//! hidden rows and how cells look.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Overview;
use super::error::ReadError;
use super::limits::Limits;
use super::look::ods::{Gather, OdsStyles, Span};
use super::namespaces;
use super::sheet::{is_blank, within};
use crate::model::excel::{MAX_COLUMNS, MAX_ROWS};

/// A reader set up as calamine sets up its own.
pub(super) fn xml_reader<R: Read>(part: R) -> Reader<BufReader<R>> {
    let mut xml = Reader::from_reader(BufReader::new(part));
    let config = xml.config_mut();
    config.check_end_names = false;
    config.trim_text(false);
    config.check_comments = false;
    config.expand_empty_elements = true;
    xml
}

/// Checks `content.xml`, and returns whether a formula refers to another file, which rows are hidden, and how cells
/// look.
pub(super) fn check(
    content: impl Read,
    styles: OdsStyles,
    limits: &Limits,
) -> Result<Overview, ReadError> {
    let mut xml = xml_reader(content);
    xml.config_mut().check_end_names = true;
    let mut survey = OpenDocumentSurvey::new(styles, limits);
    let (mut buffer, mut depth) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(ReadError::damaged)?;
        survey.look.text(&event);
        match event {
            Event::Start(tag) => {
                depth += 1;
                survey.open(&tag)?;
                survey.path.enter(&tag);
                survey.look.open(&tag)?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                survey.path.leave();
                survey.look.close(tag.name().as_ref())?;
                survey.close(tag.name().as_ref())?;
            }
            Event::Text(text) => survey.text(&text),
            Event::CData(text) => survey.text(&text),
            Event::GeneralRef(text) => survey.text(&text),
            Event::DocType(_) => {
                return Err(ReadError::damaged(
                    "it holds a document type, which could define text",
                ));
            }
            Event::Eof if depth == 0 => {
                return Ok(survey.finish());
            }
            Event::Eof => return Err(ReadError::damaged("its content ends too early")),
            _ => {}
        }
    }
}

/// The position of a tag in the document, as far as it matters: sheets are children of the spreadsheet.
#[derive(Default)]
pub(super) struct Path {
    depth: usize,
    spreadsheet: Option<usize>,
}

impl Path {
    pub(super) fn enter(&mut self, tag: &BytesStart<'_>) {
        self.depth += 1;
        if tag.name().as_ref() == "office:spreadsheet" {
            self.spreadsheet.get_or_insert(self.depth);
        }
    }

    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.spreadsheet = self.spreadsheet.filter(|depth| *depth <= self.depth);
    }

    pub(super) fn is_sheet(&self, tag: &BytesStart<'_>) -> bool {
        self.spreadsheet == Some(self.depth) && tag.name().as_ref() == "table:table"
    }
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A cell while it is read.
#[derive(Default)]
struct CellSurvey {
    repeat: u64,
    filled: bool,
    bytes: u64,
}

/// A row while it is read.
#[derive(Default)]
struct RowSurvey {
    repeat: u64,
    hidden: bool,
    width: u64,
    filled_width: u64,
    bytes: u64,
}

/// A table while it is read.
#[derive(Default)]
struct TableSurvey {
    rows: u64,
}

struct OpenDocumentSurvey<'l> {
    limits: &'l Limits,
    in_table: bool,
    table: TableSurvey,
    row: RowSurvey,
    cell: CellSurvey,
    text: u64,
    sheets: usize,
    external_links: bool,
    hidden_rows: Vec<Vec<(u32, u32)>>,
    look: Gather<'l>,
    path: Path,
    /// Whether each table is a sheet.
    are_sheets: Vec<bool>,
}

impl<'l> OpenDocumentSurvey<'l> {
    fn new(styles: OdsStyles, limits: &'l Limits) -> Self {
        Self {
            limits,
            in_table: false,
            table: TableSurvey::default(),
            row: RowSurvey::default(),
            cell: CellSurvey::default(),
            text: 0,
            sheets: 0,
            external_links: false,
            hidden_rows: Vec::new(),
            look: Gather::new(styles, limits),
            path: Path::default(),
            are_sheets: Vec::new(),
        }
    }

    /// What was found about the tables that are sheets.
    fn finish(self) -> Overview {
        let (are_sheets, external_links) = (self.are_sheets, self.external_links);
        let tables = self.hidden_rows.into_iter().zip(self.look.finish()).zip(are_sheets);
        let sheets = tables.filter_map(|(table, is_sheet)| is_sheet.then_some(table));
        let (hidden_rows, looks) = sheets.unzip();
        Overview { external_links, hidden_rows, looks }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        namespaces::check(tag)?;
        match tag.name().as_ref() {
            "table:table" if self.in_table => {
                return Err(ReadError::damaged("a cell holds a table of its own"));
            }
            "table:table" => {
                self.are_sheets.push(self.path.is_sheet(tag));
                self.sheets += 1;
                within(self.sheets, self.limits.max_sheets, "sheets")?;
                self.in_table = true;
                self.table = TableSurvey::default();
                self.hidden_rows.push(Vec::new());
            }
            "table:table-row" => {
                let repeat = number(tag, "table:number-rows-repeated")?;
                // `collapse` or `filter`.
                let hidden =
                    attribute(tag, "table:visibility")?.is_some_and(|how| how != "visible");
                self.row = RowSurvey { repeat, hidden, ..RowSurvey::default() };
            }
            "table:table-cell" | "table:covered-table-cell" => self.open_cell(tag)?,
            "text:s" => {
                let spaces = number(tag, "text:c")?;
                within(spaces, size(self.limits.max_cell_chars), "characters in one cell")?;
                self.cell.bytes += spaces;
            }
            _ => self.cell.bytes += 1, // a paragraph, a tab or a line break becomes a character
        }
        Ok(())
    }

    /// Text makes a cell filled, whatever its type.
    fn text(&mut self, text: &str) {
        self.cell.bytes += size(text.len());
        self.cell.filled |= !is_blank(text);
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        let repeat = number(tag, "table:number-columns-repeated")?;
        let attributes: &str = tag;
        let filled = attributes.contains("office:") || attributes.contains("table:formula");
        self.external_links |= attributes.contains("file:/");
        self.cell = CellSurvey { repeat, filled, bytes: size(attributes.len()) };
        let (row, rows) = (self.table.rows, self.row.repeat);
        let span = Span { row, rows, column: self.row.width, columns: repeat, filled };
        self.look.open_cell(tag, span)
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "table:table-cell" | "table:covered-table-cell" => self.close_cell(),
            "table:table-row" => self.close_row()?,
            "table:table" => {
                self.in_table = false;
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        self.row.width = self.row.width.saturating_add(cell.repeat);
        if cell.filled {
            self.row.filled_width = self.row.width;
            let bytes = cell.bytes.saturating_mul(cell.repeat);
            self.row.bytes = self.row.bytes.saturating_add(bytes);
        }
    }

    fn close_row(&mut self) -> Result<(), ReadError> {
        let row = std::mem::take(&mut self.row);
        let (start, end) = (self.table.rows, self.table.rows.saturating_add(row.repeat));
        self.table.rows = end;
        if row.filled_width == 0 {
            return Ok(());
        }
        if end > u64::from(MAX_ROWS) || row.filled_width > u64::from(MAX_COLUMNS) {
            return Err(ReadError::damaged("a cell lies outside every sheet"));
        }
        if row.hidden {
            let span = (u32::try_from(start), u32::try_from(end.saturating_sub(1)));
            if let ((Ok(first), Ok(last)), Some(rows)) = (span, self.hidden_rows.last_mut()) {
                rows.push((first, last));
            }
        }
        self.text = self.text.saturating_add(row.bytes.saturating_mul(row.repeat));
        within(self.text, size(self.limits.max_text_bytes), "bytes of text")
    }
}

/// An attribute's text, with its references unresolved.
pub(super) fn attribute<'t>(
    tag: &'t BytesStart<'_>,
    name: &str,
) -> Result<Option<Cow<'t, str>>, ReadError> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(ReadError::damaged)?;
        if attribute.key.as_ref() == name {
            return Ok(Some(attribute.value));
        }
    }
    Ok(None)
}

/// A count in an attribute; 1 if it is missing.
pub(super) fn number(tag: &BytesStart<'_>, name: &str) -> Result<u64, ReadError> {
    let Some(text) = attribute(tag, name)? else { return Ok(1) };
    let text = text.trim();
    text.parse()
        .map_err(|_| ReadError::damaged(format_args!("`{text}` is no count of repetitions")))
}

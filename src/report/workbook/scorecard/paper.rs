//! A small workbook with few formats: thousands are written in one run.

use std::hash::{Hash, Hasher};

use rust_xlsxwriter::{
    ColNum, Color, DocProperties, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};
use sha2::{Digest as _, Sha256};

use super::super::{PACKING, ReportError};
use super::page::ScorecardPage;
use crate::model::Date;
use crate::sheet::fillable::day;
use crate::sheet::text::clean;

/// Formats of all scorecards.
#[derive(Debug)]
pub struct Formats {
    pub(super) title: Format,
    pub(super) note: Format,
    pub(super) heading: Format,
    pub(super) head: Format,
    pub(super) text: Format,
    pub(super) date: Format,
    pub(super) strong: Format,
    pub(super) count: Format,
}

impl Formats {
    /// The formats.
    pub fn new() -> Self {
        let (ink, dark, faint, line) = (0x1F2933, 0x243B53, 0x616E7C, 0xBCCCDC);
        let base = || Format::new().set_font_color(Color::RGB(ink)).set_align(FormatAlign::Top);
        let cell = || {
            base()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(line))
        };
        let headed =
            |size: f64| base().set_bold().set_font_size(size).set_font_color(Color::RGB(dark));
        Self {
            title: headed(16.0),
            note: base().set_font_color(Color::RGB(faint)),
            heading: headed(13.0),
            head: base()
                .set_bold()
                .set_text_wrap()
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(dark))
                .set_align(FormatAlign::VerticalCenter),
            text: cell(),
            date: cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            strong: cell().set_bold(),
            count: cell().set_align(FormatAlign::Left),
        }
    }
}

/// What a cell holds.
#[derive(Debug, Clone, Hash)]
pub enum ScorecardCell<'e> {
    /// Text, perhaps none.
    Text(&'e str),
    /// Text of its own.
    Own(String),
    /// Text that must not be overlooked.
    Strong(&'e str),
    /// A day, perhaps none.
    Day(Option<Date>),
    /// A count.
    Count(usize),
}

/// Everything that is written on a sheet.
#[derive(Debug, Hash)]
pub enum ScorecardLine<'l> {
    /// The title.
    Title(&'l str),
    /// A remark.
    Note(&'l str),
    /// The heading of a part, after a blank row.
    Heading(&'l str),
    /// The heads of a table, and whether it is the first.
    Heads(&'l [(ColNum, &'l str)], bool),
    /// A row.
    Entries(&'l [(ColNum, ScorecardCell<'l>)]),
}

/// What a scorecard is written on: a workbook, or a digest of all that would stand in it. What writes a scorecard sees
/// neither, so that the two can't part ways.
pub struct ScorecardOutput(To);

enum To {
    Book(Box<Workbook>),
    Digest(Sha),
}

/// SHA-256 of what is hashed.
struct Sha(Sha256);

impl Hasher for Sha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Nobody asks for so few bytes.
    fn finish(&self) -> u64 {
        0
    }
}

impl ScorecardOutput {
    /// A workbook that goes to a supplier: it states no author, and its date is the as-of date.
    pub fn book(title: &str, as_of: Date) -> Result<Self, ReportError> {
        let mut book = Workbook::new();
        book.set_zip_compression_level(PACKING);
        let properties =
            DocProperties::new().set_title(clean(title)).set_creation_datetime(&day(as_of)?);
        book.set_properties(&properties);
        Ok(Self(To::Book(Box::new(book))))
    }

    /// A digest of the same workbook.
    pub fn digest(title: &str, as_of: Date) -> Self {
        let mut sha = Sha(Sha256::new());
        (title, as_of).hash(&mut sha);
        Self(To::Digest(sha))
    }

    /// The bytes of the workbook, or of the digest.
    pub fn finish(self) -> Result<Vec<u8>, ReportError> {
        match self.0 {
            To::Book(mut book) => Ok(book.save_to_buffer()?),
            To::Digest(sha) => Ok(sha.0.finalize().to_vec()),
        }
    }
}

/// A sheet that is written from top to bottom.
pub struct ScorecardSheet<'s>(Target<'s>);

enum Target<'s> {
    Page(ScorecardPage<'s>),
    Digest(&'s mut Sha),
}

impl<'s> ScorecardSheet<'s> {
    /// Begins a sheet: landscape A4, as wide as the page.
    pub fn new(
        paper: &'s mut ScorecardOutput,
        formats: &'s Formats,
        name: &str,
        widths: &'s [f64],
    ) -> Result<Self, XlsxError> {
        let to = match &mut paper.0 {
            To::Book(book) => Target::Page(ScorecardPage::new(book, formats, name, widths)?),
            To::Digest(sha) => {
                let widths: Vec<u64> = widths.iter().map(|width| width.to_bits()).collect();
                ("sheet", name, widths).hash(sha);
                Target::Digest(sha)
            }
        };
        Ok(Self(to))
    }

    fn write(&mut self, line: &ScorecardLine<'_>) -> Result<(), XlsxError> {
        match &mut self.0 {
            Target::Page(page) => page.write(line),
            Target::Digest(sha) => {
                line.hash(sha);
                Ok(())
            }
        }
    }

    /// Writes the title.
    pub fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Title(text))
    }

    /// Writes a remark.
    pub fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Note(text))
    }

    /// Writes the heading of a part, after a blank row.
    pub fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Heading(text))
    }

    /// Writes the heads of a table, each from its column to the next one's. Those of the first table
    /// stay in sight and stand on each page.
    pub fn heads(&mut self, heads: &[(ColNum, &str)], first: bool) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Heads(heads, first))
    }

    /// Writes a row as tall as its longest text, each entry from its column to the next one's.
    pub fn entries(&mut self, entries: &[(ColNum, ScorecardCell<'_>)]) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Entries(entries))
    }
}

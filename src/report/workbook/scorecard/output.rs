//! Where a scorecard is written: into a workbook, or into a digest of all its lines.
//!
//! The code that writes a scorecard does not know which of the two it writes to, so both always get the same lines.

use std::hash::{Hash, Hasher};

use rust_xlsxwriter::{ColNum, DocProperties, Workbook, XlsxError};

use super::line::{Formats, ScorecardCell, ScorecardLine};
use super::page::ScorecardPage;
use crate::digest::Digesting;
use crate::model::Date;
use crate::report::workbook::facts::{PACKING, ReportError};
use crate::sheet::fillable::day;
use crate::sheet::text::clean;

/// A workbook, or a digest of the same lines. The workbook is built in memory with few formats, as thousands are
/// written in one run.
pub(super) enum ScorecardOutput {
    /// The workbook.
    Workbook(Box<Workbook>),
    /// The digest.
    Digest(Box<LineDigest>),
}

/// A SHA-256 over lines: a [`Hasher`] that passes every byte on.
pub(super) struct LineDigest(Digesting);

impl Hasher for LineDigest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not used: the digest is longer than 64 bits.
    fn finish(&self) -> u64 {
        0
    }
}

impl ScorecardOutput {
    /// Starts a workbook for a supplier: it names no author, and its date is the as-of date.
    pub(super) fn workbook(title: &str, as_of: Date) -> Result<Self, ReportError> {
        let mut book = Workbook::new();
        book.set_zip_compression_level(PACKING);
        let properties =
            DocProperties::new().set_title(clean(title)).set_creation_datetime(&day(as_of)?);
        book.set_properties(&properties);
        Ok(Self::Workbook(Box::new(book)))
    }

    /// Starts a digest of the same workbook.
    pub(super) fn digest(title: &str, as_of: Date) -> Self {
        let mut digest = LineDigest(Digesting::default());
        (title, as_of).hash(&mut digest);
        Self::Digest(Box::new(digest))
    }

    /// The bytes of the workbook, or of the digest.
    pub(super) fn finish(self) -> Result<Vec<u8>, ReportError> {
        match self {
            Self::Workbook(mut book) => Ok(book.save_to_buffer()?),
            Self::Digest(digest) => Ok(digest.0.finish().bytes().to_vec()),
        }
    }
}

/// A sheet that is written from top to bottom.
pub(super) enum ScorecardSheet<'s> {
    /// A sheet of the workbook.
    Page(ScorecardPage<'s>),
    /// The same lines in the digest.
    Digest(&'s mut LineDigest),
}

impl<'s> ScorecardSheet<'s> {
    /// Begins a sheet: landscape A4, scaled to the width of the page.
    pub(super) fn new(
        output: &'s mut ScorecardOutput,
        formats: &'s Formats,
        name: &str,
        widths: &'s [f64],
    ) -> Result<Self, XlsxError> {
        Ok(match output {
            ScorecardOutput::Workbook(book) => {
                Self::Page(ScorecardPage::new(book, formats, name, widths)?)
            }
            ScorecardOutput::Digest(digest) => {
                let widths: Vec<u64> = widths.iter().map(|width| width.to_bits()).collect();
                ("sheet", name, widths).hash(digest);
                Self::Digest(digest)
            }
        })
    }

    fn write(&mut self, line: &ScorecardLine<'_>) -> Result<(), XlsxError> {
        match self {
            Self::Page(page) => page.write(line),
            Self::Digest(digest) => {
                line.hash(digest);
                Ok(())
            }
        }
    }

    /// Writes the title.
    pub(super) fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Title(text))
    }

    /// Writes a remark.
    pub(super) fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Note(text))
    }

    /// Writes the heading of a part, after a blank row.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Heading(text))
    }

    /// Writes the headers of a table, each from its column to the next one's. Those of the first table stay in sight
    /// and are printed on each page.
    pub(super) fn heads(&mut self, heads: &[(ColNum, &str)], first: bool) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Heads(heads, first))
    }

    /// Writes a row as tall as its longest text, each entry from its column to the next one's.
    pub(super) fn entries(
        &mut self,
        entries: &[(ColNum, ScorecardCell<'_>)],
    ) -> Result<(), XlsxError> {
        self.write(&ScorecardLine::Entries(entries))
    }
}

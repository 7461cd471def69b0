//! The zip archive around `.xlsx`, `.xlsb` and `.ods`: what it holds, and whether it is safe to unpack.
//!
//! calamine trusts an archive: it reserves what a shared string table announces and reads parts of any size. So both
//! are checked here, before calamine reads the file.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read, Write};

use memchr::memmem;
use quick_xml::events::Event;
use zip::CompressionMethod;
use zip::read::{ZipArchive, ZipFile};
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::Format;
use super::error::{Lookalike, ReadError};
use super::limits::Limits;
use super::opendocument::xml_reader;
use super::sheet::within;

const CENTRAL_ENTRY: &[u8] = b"PK\x01\x02";
/// The fewest bytes that an entry of the directory takes.
const CENTRAL_ENTRY_BYTES: usize = 46;
/// The most bytes reserved at once for a part that is unpacked.
const RESERVED: usize = 8 << 20;
const OPEN_SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

type PackagePart<'a, 'b> = ZipFile<'a, Cursor<&'b [u8]>>;

/// An archive whose unpacked size is known to be within the limits.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Bytes of the original archive.
    bytes: usize,
    /// Names of its parts, in lower case, with `/`.
    names: Vec<String>,
    /// The index of each.
    places: HashMap<String, usize>,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, ReadError> {
        // Counted before parsing, since every entry of the directory costs memory. A small file has no room for too
        // many.
        if bytes.len() / CENTRAL_ENTRY_BYTES > limits.max_parts {
            let entries = memmem::find_iter(bytes, CENTRAL_ENTRY).count();
            within(entries, limits.max_parts, "parts")?;
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(ReadError::damaged)?;
        if archive.has_duplicate_names() {
            return Err(ReadError::damaged("two of its parts have the same name"));
        }
        check_sizes(&mut archive, limits)?;
        let names: Vec<String> = archive.file_names_raw().map(normal).collect();
        let mut places = HashMap::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            if places.insert(name.clone(), place).is_some() {
                // calamine would take one of them, and a spreadsheet program perhaps the other.
                let message = format_args!("two of its parts have the same name, `{name}`");
                return Err(ReadError::damaged(message));
            }
        }
        Ok(Self { archive, bytes: bytes.len(), names, places })
    }

    /// The spreadsheet format inside, or what the archive is instead.
    pub(super) fn format(&mut self) -> Result<Format, ReadError> {
        if self.has("mimetype") {
            let kind = self.beginning("mimetype", OPEN_SPREADSHEET.len())?;
            let found = (kind == OPEN_SPREADSHEET).then_some(Format::Ods);
            return found.ok_or(not(Lookalike::OpenDocument));
        }
        if self.has("xl/workbook.bin") {
            return Ok(Format::Xlsb);
        }
        let holds = |start: &str| self.names.iter().any(|name| name.starts_with(start));
        if !self.has("_rels/.rels") {
            let numbers =
                self.names.iter().any(|name| name.ends_with(".iwa")) || self.has("index.zip");
            return Err(not(if numbers { Lookalike::Numbers } else { Lookalike::Zip }));
        }
        // A part `xl/` decides first: a workbook may embed documents, but not as its own parts.
        match () {
            () if holds("xl/") => Ok(Format::Xlsx),
            () if holds("word/") => Err(not(Lookalike::Word)),
            () if holds("ppt/") => Err(not(Lookalike::PowerPoint)),
            () if self.names.iter().any(|name| name.ends_with("workbook.xml")) => Ok(Format::Xlsx),
            () => Err(not(Lookalike::Zip)),
        }
    }

    /// Whether cells refer to other files.
    pub(super) fn external_links(&self) -> bool {
        self.names.iter().any(|name| name.contains("/externallinks/"))
    }

    /// Whether the file carries a program.
    pub(super) fn macros(&self) -> bool {
        self.names.iter().any(|name| name.ends_with("vbaproject.bin") || name.starts_with("basic/"))
    }

    /// Whether an OpenDocument manifest says that parts are encrypted.
    pub(super) fn is_locked(&mut self) -> bool {
        let manifest = self.beginning("META-INF/manifest.xml", 1 << 20).unwrap_or_default();
        String::from_utf8_lossy(&manifest).contains("encryption-data")
    }

    /// Checks the shared strings: calamine reserves room for as many as the table announces.
    pub(super) fn check_shared_strings(&mut self, limits: &Limits) -> Result<(), ReadError> {
        for index in 0..self.names.len() {
            if self.names[index].ends_with("sharedstrings.xml") {
                let announced = announced_strings(self.part(index)?)?;
                within(announced, limits.max_cells, "shared strings")
                    .map_err(|error| error.in_part(&self.names[index]))?;
            }
        }
        Ok(())
    }

    /// The unpacked size of the part at an index, in bytes.
    pub(super) fn size(&mut self, index: usize) -> Result<u64, ReadError> {
        Ok(self.part(index)?.size())
    }

    /// A part by its exact name.
    pub(super) fn by_name(&mut self, name: &str) -> Result<PackagePart<'_, 'b>, ReadError> {
        self.archive.by_name(name).map_err(ReadError::damaged)
    }

    /// The index of a part; like calamine, this ignores case and the kind of slash.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.places.get(&normal(name.as_bytes())).copied()
    }

    /// Unpacks the part at an index into `bytes`.
    pub(super) fn unpack(&mut self, index: usize, bytes: &mut Vec<u8>) -> Result<(), ReadError> {
        bytes.clear();
        let mut part = self.part(index)?;
        // The size that a part announces is within the limits, but it may be untrue.
        bytes.reserve(usize::try_from(part.size()).unwrap_or(RESERVED).min(RESERVED));
        part.read_to_end(bytes).map_err(ReadError::damaged)?;
        Ok(())
    }

    /// The same for a part by its name; false if there is none.
    pub(super) fn read_into(&mut self, name: &str, bytes: &mut Vec<u8>) -> Result<bool, ReadError> {
        bytes.clear();
        let index = self.position(name);
        index.map_or(Ok(false), |index| self.unpack(index, bytes).map(|()| true))
    }

    /// A copy of the archive with other bytes in place of some of its parts; these are not packed.
    pub(super) fn with(&mut self, parts: &BTreeMap<usize, Vec<u8>>) -> ZipResult<Vec<u8>> {
        let stored = parts.values().map(Vec::len).sum::<usize>();
        let room = Vec::with_capacity(self.bytes.saturating_add(stored));
        let mut archive = ZipWriter::new(Cursor::new(room));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for index in 0..self.archive.len() {
            let part = self.archive.by_index_raw(index)?;
            match parts.get(&index) {
                Some(bytes) => {
                    archive.start_file(part.name()?.into_owned(), options)?;
                    archive.write_all(bytes)?;
                }
                None => archive.raw_copy_file(part)?,
            }
        }
        Ok(archive.finish()?.into_inner())
    }

    /// The part at an index.
    pub(super) fn part(&mut self, index: usize) -> Result<PackagePart<'_, 'b>, ReadError> {
        self.archive.by_index(index).map_err(ReadError::damaged)
    }

    fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    fn beginning(&mut self, name: &str, length: usize) -> Result<Vec<u8>, ReadError> {
        let mut start = Vec::with_capacity(length);
        let part = self.by_name(name)?;
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        part.take(length).read_to_end(&mut start).map_err(ReadError::damaged)?;
        Ok(start)
    }
}

fn not(looks_like: Lookalike) -> ReadError {
    ReadError::NotASpreadsheet { looks_like }
}

/// A part's name in lower case with `/`: calamine ignores case and the kind of slash.
fn normal(name: &[u8]) -> String {
    String::from_utf8_lossy(name).replace('\\', "/").to_ascii_lowercase()
}

/// Adds up what the parts announce. The zip crate stops a part that unpacks to more than it announces, so the sum is an
/// upper bound (a test checks this).
fn check_sizes(archive: &mut ZipArchive<Cursor<&[u8]>>, limits: &Limits) -> Result<(), ReadError> {
    let mut announced = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(ReadError::damaged)?;
        if entry.encrypted() {
            return Err(ReadError::Encrypted);
        }
        announced = announced.saturating_add(entry.size());
    }
    within(announced, limits.max_unpacked_bytes, "bytes after unpacking")
}

/// The number of strings that the opening tag of a shared string table announces.
fn announced_strings(part: PackagePart<'_, '_>) -> Result<usize, ReadError> {
    let mut xml = xml_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "sst" => {
                let tag: &str = &tag;
                let after = tag.split("uniqueCount").skip(1);
                return Ok(after.map(first_number).max().unwrap_or(0));
            }
            Ok(Event::Eof) => return Ok(0),
            Err(problem) => return Err(ReadError::damaged(problem)),
            Ok(_) => {}
        }
    }
}

fn first_number(text: &str) -> usize {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    if end == 0 { 0 } else { digits[..end].parse().unwrap_or(usize::MAX) }
}

//! Counts what the parts of a package hold, before calamine reads them.
//!
//! calamine keeps a record for each cell format, font, border, fill, number format, shared string, sheet, relationship
//! and name that a part holds, and copies fonts and number formats into each cell format that refers to them. So the
//! entries are counted here, in the unpacked bytes, and the texts that would be copied are measured. A count is never
//! too low: what looks like a tag in a comment or in character data is counted.

use super::error::ReadError;
use super::lean::end_of_tag;
use super::limits::Limits;
use super::package::Package;
use super::parts::BinaryRecords;
use super::sheet::within;

/// Longest tag of a font's name: Excel allows 31 characters.
const LONGEST_FONT: usize = 512;
/// Longest tag of a number format: Excel allows 255 characters.
const LONGEST_FORMAT: usize = 2_048;

/// How much of the limits on parsing a file was used.
pub(super) struct Census<'l> {
    limits: &'l Limits,
    bytes: u64,
    tags: u64,
}

impl<'l> Census<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self { limits, bytes: 0, tags: 0 }
    }

    /// The limits.
    pub(super) const fn limits(&self) -> &'l Limits {
        self.limits
    }

    /// Accounts for bytes that will be parsed, before they are unpacked.
    pub(super) fn bytes(&mut self, bytes: u64) -> Result<(), ReadError> {
        self.bytes = self.bytes.saturating_add(bytes);
        within(self.bytes, self.limits.max_parsed_bytes, "bytes of sheets and their tables")
    }

    /// Accounts for the tags and references of XML.
    pub(super) fn xml(&mut self, xml: &[u8]) -> Result<(), ReadError> {
        refuse_wide_text(xml)?;
        self.count(begins(xml), "tags")
    }

    /// Accounts for separated text.
    pub(super) fn separated(&mut self, text: &str) -> Result<(), ReadError> {
        self.bytes(u64::try_from(text.len()).unwrap_or(u64::MAX))?;
        let separators = |byte: &u8| matches!(byte, b',' | b';' | b'\t' | b'|' | b'\n' | b'\r');
        self.count(text.as_bytes().iter().filter(|byte| separators(byte)).count(), "separators")
    }

    /// Accounts for entries that parsing time depends on; `what` names them in the plural.
    pub(super) fn count(&mut self, count: usize, what: &'static str) -> Result<(), ReadError> {
        self.tags = self.tags.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        within(self.tags, self.limits.max_tags, what)
    }

    /// Accounts for the records of a binary part.
    pub(super) fn records(&mut self, part: &[u8]) -> Result<(), ReadError> {
        let left = self.limits.max_tags.saturating_sub(self.tags);
        let most = usize::try_from(left).unwrap_or(usize::MAX).saturating_add(1);
        self.count(BinaryRecords(part).take(most).count(), "records")
    }

    /// Unpacks a part of an `.xlsx` that describes no cells, and counts what calamine keeps of it.
    pub(super) fn table(
        &mut self,
        package: &mut Package<'_>,
        name: &str,
        buffer: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        self.part(package, name, buffer)?;
        Entries::of(buffer).check(self.limits).map_err(|error| error.in_part(name))
    }

    /// Unpacks an XML part of which calamine keeps nothing, and counts its tags. A missing part is left blank.
    pub(super) fn part(
        &mut self,
        package: &mut Package<'_>,
        name: &str,
        buffer: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        self.counted(package, name, buffer, Self::xml)
    }

    /// Unpacks a part of an `.xlsb`, and counts its records.
    pub(super) fn binary(
        &mut self,
        package: &mut Package<'_>,
        name: &str,
        buffer: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        self.counted(package, name, buffer, Self::records)
    }

    fn counted(
        &mut self,
        package: &mut Package<'_>,
        name: &str,
        buffer: &mut Vec<u8>,
        count: fn(&mut Self, &[u8]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        buffer.clear();
        let Some(place) = package.position(name) else { return Ok(()) };
        let counted = self.unpack(package, place, buffer).and_then(|()| count(self, buffer));
        counted.map_err(|error| error.in_part(name))
    }

    /// Unpacks a part after accounting for its size.
    pub(super) fn unpack(
        &mut self,
        package: &mut Package<'_>,
        place: usize,
        buffer: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        self.bytes(package.size(place)?)?;
        package.unpack(place, buffer)
    }
}

/// The bytes that begin a tag or a reference. Each run is short enough for a counter of one byte, so that many bytes
/// are added at once.
fn begins(xml: &[u8]) -> usize {
    let begins = |byte: &u8| u8::from(matches!(byte, b'<' | b'&'));
    let runs = xml.chunks(usize::from(u8::MAX));
    runs.map(|run| usize::from(run.iter().map(begins).sum::<u8>())).sum()
}

/// Refuses UTF-16 text. The readers here take UTF-8 or one byte per letter; in other encodings, tags would not be
/// counted.
fn refuse_wide_text(xml: &[u8]) -> Result<(), ReadError> {
    let wide = matches!(xml, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, _, ..] | [_, 0, ..]);
    if wide {
        return Err(ReadError::damaged("its XML is UTF-16 text, and only UTF-8 is read"));
    }
    Ok(())
}

/// Entries of the tables of a workbook.
#[derive(Default)]
struct Entries {
    strings: usize,
    cell_formats: usize,
    fonts: usize,
    fills: usize,
    borders: usize,
    number_formats: usize,
    names: usize,
    relationships: usize,
    sheets: usize,
    longest_font: usize,
    longest_format: usize,
}

impl Entries {
    fn of(xml: &[u8]) -> Self {
        let mut entries = Self::default();
        for at in memchr::memchr_iter(b'<', xml) {
            // Most tags close another, or have a name of one letter, unlike any entry.
            if !matches!(xml[at + 1..], [b'/', ..] | [_, b'>', ..]) {
                entries.add(&xml[at + 1..]);
            }
        }
        entries
    }

    /// Counts a tag that begins after its `<`.
    fn add(&mut self, tag: &[u8]) {
        let count = match local_name(tag) {
            b"si" => &mut self.strings,
            b"xf" => &mut self.cell_formats,
            b"font" => &mut self.fonts,
            b"fill" => &mut self.fills,
            b"border" => &mut self.borders,
            b"definedName" => &mut self.names,
            b"Relationship" => &mut self.relationships,
            b"sheet" => &mut self.sheets,
            b"numFmt" => {
                self.longest_format = self.longest_format.max(length(tag));
                &mut self.number_formats
            }
            b"name" | b"rFont" => {
                self.longest_font = self.longest_font.max(length(tag));
                return;
            }
            _ => return,
        };
        *count += 1;
    }

    fn check(&self, limits: &Limits) -> Result<(), ReadError> {
        let most = limits.max_styles;
        // A file has formats of cells and formats of named styles.
        within(self.cell_formats, most.saturating_mul(2), "cell formats")?;
        within(self.fonts, most, "fonts")?;
        within(self.fills, most, "fills")?;
        within(self.borders, most, "borders")?;
        within(self.number_formats, most, "number formats")?;
        within(self.names, most, "names")?;
        within(self.relationships, most, "relationships")?;
        within(self.sheets, limits.max_sheets, "sheets")?;
        within(self.strings, limits.max_cells, "shared strings")?;
        within(self.longest_font, LONGEST_FONT, "bytes in the name of a font")?;
        within(self.longest_format, LONGEST_FORMAT, "bytes in a number format")
    }
}

/// The name of a tag without its prefix. A `<` ends it, too: otherwise many of them would cause a quadratic scan.
pub(super) fn local_name(tag: &[u8]) -> &[u8] {
    let ends = |byte: &u8| matches!(byte, b'>' | b'/' | b'<') || byte.is_ascii_whitespace();
    let name = &tag[..tag.iter().position(ends).unwrap_or(tag.len())];
    name.iter().rposition(|byte| *byte == b':').map_or(name, |colon| &name[colon + 1..])
}

/// The length of a tag in bytes, up to the longest that matters. A quoted `>` doesn't end it.
fn length(tag: &[u8]) -> usize {
    let tag = &tag[..tag.len().min(LONGEST_FORMAT + 1)];
    end_of_tag(tag).unwrap_or(tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_counted_under_any_prefix() {
        let xml = b"<?xml?><x:styleSheet><cellXfs><xf/><x:xf a='1'/><xf\n/></cellXfs><xfs/></x:styleSheet>";
        assert_eq!(Entries::of(xml).cell_formats, 3);
        assert_eq!(local_name(b"a:si>"), b"si");
        assert_eq!(local_name(b"/si>"), b"");
    }
}

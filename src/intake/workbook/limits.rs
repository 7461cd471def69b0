//! How much a file may hold before it is refused unread.

use crate::model::excel::LONGEST_TEXT;

/// Upper bounds on one file. They keep a hostile file within 2 seconds of processor time and 512 MB of memory. The
/// largest form known (HECVAT 4) takes a sixth of the bytes that are parsed, and a fifth of the tags.
///
/// `docs/security.md` and the README state these numbers; a test compares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub max_file_bytes: u64,
    /// Parts of a package (`.xlsx`, `.xlsb`, `.ods` are zip archives).
    pub max_parts: usize,
    /// Bytes of all parts of a package after unpacking, images included.
    pub max_unpacked_bytes: u64,
    /// Bytes that are parsed: the parts of a package that describe cells, the workbook stream of an `.xls`, the text of
    /// a `.csv`.
    pub max_parsed_bytes: u64,
    /// Tags and references (`&amp;`) of XML, records of a binary format, or separators of text: what parsing time
    /// depends on. Those of an `.ods` count twice, since it is parsed twice.
    pub max_tags: u64,
    /// Sheets, hidden ones included.
    pub max_sheets: usize,
    /// Non-empty cells of all sheets, formulas without a result included.
    pub max_cells: usize,
    /// Characters of one cell; Excel's own limit.
    pub max_cell_chars: usize,
    /// Bytes of text of all cells. Many cells may hold one shared string.
    pub max_text_bytes: usize,
    /// Places inside the used areas of all sheets, filled or not: an `.xls` is held as full rectangles while it is
    /// read, at up to 56 bytes a place.
    pub max_area: u64,
    /// Entries of each table of a workbook: cell formats, fonts, fills, borders, number formats, names. Excel opens
    /// 64,000 cell formats.
    pub max_styles: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: 64 << 20,
            max_parts: 10_000,
            max_unpacked_bytes: 256 << 20,
            max_parsed_bytes: 48 << 20,
            max_tags: 1_500_000,
            max_sheets: 256,
            max_cells: 300_000,
            max_cell_chars: LONGEST_TEXT,
            max_text_bytes: 4 << 20,
            max_area: 2_000_000,
            max_styles: 65_536,
        }
    }
}

impl Limits {
    /// The limits on a register: it is the user's own file, and a large one names tens of thousands of engagements.
    #[must_use]
    pub fn of_register(self) -> Self {
        const TIMES: usize = 8;
        const TIMES_64: u64 = 8;
        Self {
            max_parsed_bytes: self.max_parsed_bytes.saturating_mul(TIMES_64),
            max_tags: self.max_tags.saturating_mul(TIMES_64),
            max_cells: self.max_cells.saturating_mul(TIMES),
            max_text_bytes: self.max_text_bytes.saturating_mul(TIMES),
            max_area: self.max_area.saturating_mul(TIMES_64),
            ..self
        }
    }
}

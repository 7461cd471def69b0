//! How much a file may hold before it is refused unread.

/// Upper bounds on one file. They keep a hostile file from filling memory or time. The largest form
/// known (HECVAT 4) takes a hundredth of the cells and a fortieth of the unpacked bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub max_file_bytes: u64,
    /// Parts of a package (`.xlsx`, `.xlsb`, `.ods` are zip archives).
    pub max_parts: usize,
    /// Bytes of all parts of a package after unpacking, images included.
    pub max_unpacked_bytes: u64,
    /// Sheets, hidden ones included.
    pub max_sheets: usize,
    /// Non-empty cells of all sheets, formulas without a result included.
    pub max_cells: usize,
    /// Characters of one cell; Excel's own limit.
    pub max_cell_chars: usize,
    /// Bytes of text of all cells. One shared string may stand in many cells.
    pub max_text_bytes: usize,
    /// Places inside the used areas of all sheets, filled or not: `.xls` and `.ods` are held as
    /// full rectangles while they are read, at up to 56 bytes a place.
    pub max_area: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: 64 << 20,
            max_parts: 10_000,
            max_unpacked_bytes: 256 << 20,
            max_sheets: 256,
            max_cells: 2_000_000,
            max_cell_chars: 32_767,
            max_text_bytes: 256 << 20,
            max_area: 4_000_000,
        }
    }
}

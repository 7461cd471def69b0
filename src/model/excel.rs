//! What a workbook of Excel can hold (Microsoft, *Excel specifications and limits*). Larger sheets exist in other
//! formats, and nobody could open what is written beyond these.

/// Rows of a sheet.
pub const MAX_ROWS: u32 = 1_048_576;

/// Columns of a sheet.
pub const MAX_COLUMNS: u32 = 16_384;

/// UTF-16 units of a cell's text.
pub const LONGEST_TEXT: usize = 32_767;

/// UTF-16 units of a list of choices that stands in the rule itself.
pub const LONGEST_CHOICES: usize = 255;

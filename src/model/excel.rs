//! The limits of an Excel workbook (Microsoft, *Excel specifications and limits*). Other formats allow larger sheets,
//! but Excel could not open what is written beyond these limits.

/// Rows of a sheet.
pub const MAX_ROWS: u32 = 1_048_576;

/// Columns of a sheet.
pub const MAX_COLUMNS: u32 = 16_384;

/// UTF-16 units of a cell's text.
pub const LONGEST_TEXT: usize = 32_767;

/// UTF-16 units of a data-validation list that is written in the rule itself.
pub const LONGEST_CHOICES: usize = 255;

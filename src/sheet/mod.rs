//! The kit of every workbook: colours, widths and formats, cells, text that is safe in a cell.
//!
//! [`text`] makes supplier text safe to show, [`cell`] puts a value on a sheet, [`style`] holds the formats of reports,
//! [`fillable`] those of sheets that people fill in.
//!
//! The module knows the words of the model for their colours. It knows no sheet by name and no run.

pub mod cell;
pub mod fillable;
pub mod style;
pub mod text;

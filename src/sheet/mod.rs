//! The parts common to all workbooks: colours, widths and formats, cells, and text that is safe in a cell.
//!
//! [`text`] makes supplier text safe to show, [`cell`] writes a value to a sheet, [`style`] holds the formats of
//! reports, and [`fillable`] those of sheets that people fill in.
//!
//! The module uses words of the model for their colours. It knows no particular sheet and no run.

pub mod cell;
pub mod fillable;
pub mod style;
pub mod text;

//! The inputs of the workbook of `flowdown map`.

use jiff::civil::Date;

use crate::intake::discover::Discovery;
use crate::intake::grid::Grid;

/// The inputs of the workbook.
#[derive(Clone, Copy)]
pub struct MapOrder<'o> {
    /// The form's path as the user entered it.
    pub file: &'o str,
    /// The SHA-256 of the form.
    pub sha256: &'o str,
    /// The proposed id of the form.
    pub id: &'o str,
    /// The day of the workbook.
    pub as_of: Date,
    /// The form's sheets.
    pub grids: &'o [Grid],
    /// The tables of questions that were found in them.
    pub discovery: &'o Discovery,
}

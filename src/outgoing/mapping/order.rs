//! What the workbook of `flowdown map` is made from.

use jiff::civil::Date;

use crate::intake::discover::Discovery;
use crate::intake::grid::Grid;

/// What the workbook is made from.
#[derive(Clone, Copy)]
pub struct MapOrder<'o> {
    /// The form's path as the user wrote it.
    pub file: &'o str,
    /// SHA-256 of the form.
    pub sha256: &'o str,
    /// The id that is proposed for the form.
    pub id: &'o str,
    /// The day of the workbook.
    pub as_of: Date,
    /// The form's sheets.
    pub grids: &'o [Grid],
    /// What was found in them.
    pub discovery: &'o Discovery,
}

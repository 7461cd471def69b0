//! Table `incidents`: the incidents at suppliers, as the register holds them.

use polars::prelude::PolarsResult;

use super::frame::{Frame, FrameBuilder};
use super::stamp::Stamp;
use crate::model::Incident;

/// The table with one row for each incident.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn frame(rows: &[Incident], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    FrameBuilder::of(rows, stamp)
        .word("incident", |row| Some(&row.id))
        .word("supplier", |row| Some(row.supplier.as_str()))
        .day("detected", |row| Some(row.detected))
        .number("detected_hour", |row| Some(row.detected_hour))
        .day("notified", |row| row.notified)
        .number("notified_hour", |row| row.notified.map(|_| row.notified_hour))
        .word("severity", |row| row.severity.as_deref())
        .text("summary", |row| row.summary.as_deref())
        .shown("place", |row| Some(&row.place))
        .frame()
}

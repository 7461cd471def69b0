//! Sheet Responses.

use super::row::RegisterRow;
use crate::model::{ResponseEntry, SupplierId};

pub(super) fn read(row: &mut RegisterRow<'_, '_>) -> Option<ResponseEntry> {
    let file = row.text("file");
    let supplier = row.text("supplier-id");
    let questionnaire = row.text("questionnaire");
    let completed_on = row.date("completed-on");
    let (file, supplier) = (file?, supplier?);
    let known = row.knows_supplier("supplier-id", &supplier);
    let file = path(&file);
    let entry = ResponseEntry {
        portfolio: row.cx.portfolio.clone(),
        file,
        supplier: SupplierId::new(supplier),
        questionnaire,
        completed_on,
        place: row.place(),
    };
    known.then_some(entry)
}

/// A path folded for comparison: `/` between its parts, without `./` at its start.
fn path(written: &str) -> String {
    let path = written.replace('\\', "/");
    path.trim_start_matches("./").to_owned()
}

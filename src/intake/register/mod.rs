//! The register: one workbook, or a folder with one CSV per sheet.
//!
//! It is strict where decisions rest on it: every problem is collected with its cell, and with one problem there is no
//! register. What decides nothing (titles, footers, unknown columns and sheets, rows about unknown suppliers) becomes a
//! finding.

mod alike;
mod certificates;
mod context;
mod countries;
mod doubled;
mod engagements;
mod header;
mod incidents;
mod lists;
mod responses;
mod row;
mod sheets;
mod subcontracts;
mod suppliers;
mod table;
mod terms;
#[cfg(test)]
mod tests;
mod tiers;
mod waivers;

pub use sheets::{KINDS, SheetKind};

pub(super) use self::alike::name_key;
pub(super) use self::header::key_of_title;

use self::context::RegisterContext;
use self::row::RegisterRow;
use self::sheets::FoundSheets;
use super::grid::Grid;
use crate::catalogue::{Controls, Policy, Vocabulary};
use crate::diagnostic::Problems;
use crate::model::Register;

/// Reads the register from its files: each with its path below the portfolio and its sheets. A
/// sheet of a `.csv` or `.tsv` file is named after the file.
///
/// # Errors
/// Every problem of every sheet, each with its cell and what to do.
pub fn read(
    sources: &[(String, Vec<Grid>)],
    vocabulary: &Vocabulary,
    policy: &Policy,
    controls: &Controls,
) -> Result<Register, Problems> {
    let cx = &mut RegisterContext::new(vocabulary, policy, controls);
    let found = sheets::find(sources, cx);
    // Suppliers and engagements come first, because the other sheets name them.
    let mut register = Register {
        suppliers: rows(&found, "suppliers", cx, suppliers::read),
        engagements: rows(&found, "engagements", cx, engagements::engagement),
        phases: rows(&found, "phases", cx, engagements::phase),
        subcontracts: rows(&found, "subcontracts", cx, subcontracts::read),
        certificates: rows(&found, "certificates", cx, certificates::certificate),
        evidence: rows(&found, "evidence", cx, certificates::evidence),
        waivers: rows(&found, "waivers", cx, waivers::read),
        incidents: rows(&found, "incidents", cx, incidents::read),
        responses: rows(&found, "responses", cx, responses::read),
        findings: Vec::new(),
    };
    suppliers::check_parents(&mut register.suppliers, cx);
    cx.findings.extend(alike::find(&register.suppliers, vocabulary));
    register.findings = std::mem::take(&mut cx.findings);
    match std::mem::take(&mut cx.problems) {
        problems if problems.is_empty() => Ok(register),
        problems => Err(Problems(problems)),
    }
}

/// The rows of a sheet that could be read.
fn rows<'c, T>(
    found: &FoundSheets<'_>,
    key: &str,
    cx: &mut RegisterContext<'c>,
    read: impl Fn(&mut RegisterRow<'_, 'c>) -> Option<T>,
) -> Vec<T> {
    let Some(sheet) = found.get(key) else { return Vec::new() };
    let Some(table) = header::table(sheet, cx) else { return Vec::new() };
    table.rows(cx, read)
}

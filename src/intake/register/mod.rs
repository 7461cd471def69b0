//! The register: one workbook, or a folder with one CSV per sheet; or the registers of several portfolios as one.
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
mod joined;
mod lists;
mod own;
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

use std::sync::Arc;

pub use sheets::{KINDS, SheetKind};

pub(super) use self::alike::name_key;
pub(super) use self::header::key_of_title;
use self::own::OwnEngagements;

use self::context::RegisterContext;
use self::row::RegisterRow;
use self::sheets::FoundSheets;
use super::grid::Grid;
use crate::catalogue::{Controls, Policy, Vocabulary};
use crate::diagnostic::Problems;
use crate::model::Register;

/// The files of a register: each with its path below the portfolio and its sheets.
#[derive(Debug, Clone)]
pub struct RegisterSource<'g> {
    /// The name of its portfolio, if several are read as one.
    pub portfolio: Option<Arc<str>>,
    /// The files.
    pub files: &'g [(String, Vec<Grid>)],
}

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
    let source = RegisterSource { portfolio: None, files: sources };
    read_all(&[source], vocabulary, policy, controls)
}

/// Reads several registers as one, in their order. A supplier with one id in several is one supplier.
///
/// # Errors
/// Every problem of every register, and every contradiction between them.
pub fn read_all(
    sources: &[RegisterSource<'_>],
    vocabulary: &Vocabulary,
    policy: &Policy,
    controls: &Controls,
) -> Result<Register, Problems> {
    let cx = &mut RegisterContext::new(vocabulary, policy, controls);
    cx.several = sources.len() > 1;
    let found: FoundRegisters<'_> =
        sources.iter().map(|source| (source, sheets::find(source.files, cx))).collect();
    // Suppliers and engagements come first, because the other sheets name them.
    let suppliers = each(&found, "suppliers", cx, suppliers::read);
    let mut suppliers = joined::suppliers(suppliers, cx);
    let engagements = each(&found, "engagements", cx, engagements::engagement);
    let phases = rows(&found, "phases", cx, engagements::phase);
    let subcontracts = each(&found, "subcontracts", cx, subcontracts::read);
    let own = OwnEngagements::new(&engagements, &subcontracts);
    let certificates = each(&found, "certificates", cx, certificates::certificate);
    let evidence = each(&found, "evidence", cx, certificates::evidence);
    let waivers = each(&found, "waivers", cx, waivers::read);
    let incidents = rows(&found, "incidents", cx, incidents::read);
    let responses = rows(&found, "responses", cx, responses::read);
    suppliers::check_parents(&mut suppliers, cx);
    let mut register = Register {
        suppliers: suppliers.into_iter().map(|row| row.supplier).collect(),
        engagements: engagements.into_iter().flatten().collect(),
        phases,
        subcontracts: subcontracts.into_iter().flatten().collect(),
        certificates: own.certificates(certificates, cx),
        evidence: joined::distinct(evidence),
        waivers: own.waivers(waivers),
        incidents,
        responses,
        findings: Vec::new(),
    };
    cx.findings.extend(alike::find(&register.suppliers, vocabulary));
    register.findings = std::mem::take(&mut cx.findings);
    match std::mem::take(&mut cx.problems) {
        problems if problems.is_empty() => Ok(register),
        problems => Err(Problems(problems)),
    }
}

/// Each register with the sheets that were found in it.
type FoundRegisters<'g> = Vec<(&'g RegisterSource<'g>, FoundSheets<'g>)>;

/// The rows of a sheet that could be read, of all registers.
fn rows<'c, T>(
    found: &FoundRegisters<'_>,
    key: &str,
    cx: &mut RegisterContext<'c>,
    read: impl Fn(&mut RegisterRow<'_, 'c>) -> Option<T>,
) -> Vec<T> {
    let mut all = each(found, key, cx, read);
    if all.len() == 1 { all.remove(0) } else { all.into_iter().flatten().collect() }
}

/// The rows of a sheet that could be read, register by register.
fn each<'c, T>(
    found: &FoundRegisters<'_>,
    key: &str,
    cx: &mut RegisterContext<'c>,
    read: impl Fn(&mut RegisterRow<'_, 'c>) -> Option<T>,
) -> Vec<Vec<T>> {
    let mut all = Vec::with_capacity(found.len());
    for (number, (source, sheets)) in found.iter().enumerate() {
        cx.enter(number, source);
        let table = sheets.get(key).and_then(|sheet| header::table(sheet, cx));
        all.push(table.map_or_else(Vec::new, |table| table.rows(cx, &read)));
    }
    all
}

//! The sheet Method: how a figure is computed, and every number of the policy.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::sheet::cell::{SheetCell, column};
use crate::sheet::style::{ColumnKind, width};

mod policy;
mod worked;

/// The widths of the sheet's columns, which all its tables share.
const WIDTHS: [f64; 10] = [
    width::WORD,
    width::SENTENCE,
    width::ID,
    width::ID,
    width::ID,
    width::ID,
    width::ID,
    width::ID,
    width::ID,
    width::ID,
];

const ASSUMPTIONS: &str = "Base rates, weights of evidence, appetites and impacts are planning assumptions, not measurements. \
    They put suppliers in an order; the level of a likelihood is no forecast, and likelihoods at different tiers are not comparable, \
    because more is asked at a higher one. Legal tables are planning aids, not advice.";

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let policy = view.policy();
    let plan = SheetPlan {
        name: "Method",
        title: "How a figure comes about".to_owned(),
        note: format!("Policy {}, edition {}.", policy.id, policy.edition),
        frozen: None,
        widths: &WIDTHS,
        long: false,
        large: false,
    };
    let mut pager = Pager::new(book, view, plan)?;
    pager.heading("Planning assumptions")?;
    pager.paragraph(ASSUMPTIONS, worked::LINE)?;
    worked::write(&mut pager, view)?;
    policy::write(&mut pager, view)?;
    digests(&mut pager, view)
}

/// Writes the digests of everything the figures rest on.
fn digests(pager: &mut Pager<'_>, view: &View<'_>) -> Result<(), XlsxError> {
    let columns = [
        column("Bytes", ColumnKind::Count, width::WORD),
        column("File", ColumnKind::Wrap, width::SENTENCE),
        column("SHA-256", ColumnKind::Text, width::ID),
    ];
    pager.heading("Policy and questionnaires that were used")?;
    let files = view.assessment.context.catalogue.files.iter();
    let rows = files.map(|file| -> [SheetCell<'_>; 3] {
        [file.text.len().into(), file.name.as_ref().into(), file.sha256().into()]
    });
    pager.table(&columns, rows)?;
    pager.heading("Inputs that were read")?;
    let rows = view.facts.inputs.iter().map(|(path, bytes, sha256)| -> [SheetCell<'_>; 3] {
        let bytes = usize::try_from(*bytes).unwrap_or(usize::MAX);
        [bytes.into(), path.as_str().into(), sha256.as_str().into()]
    });
    pager.table(&columns, rows)?;
    pager.heading("Run")?;
    pager.line(&format!("{} · run {}", view.facts.program, view.facts.run), &view.style.line)
}

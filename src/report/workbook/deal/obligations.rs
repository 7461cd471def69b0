//! The sheet Obligations: what each contract of the deal's chains should contain.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::super::page::SheetPlan;
use super::super::table::Pager;
use super::super::view::View;
use super::group::Deal;
use crate::assessment::{EngagementResult, Obligation, ObligationState, obligations};
use crate::model::{Outcome, SupplierId};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};
use crate::sheet::text::capital;

const COLUMNS: [SheetColumn<'_>; 11] = [
    column("Engagement", ColumnKind::Text, width::ID),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Contract with", ColumnKind::Text, width::ID),
    column("Obligation", ColumnKind::Wrap, width::WORD),
    column("What the contract should say", ColumnKind::Wrap, width::LONG),
    column("Value", ColumnKind::Plain, width::SMALL),
    column("Unit", ColumnKind::Text, width::SMALL),
    column("The register shows", ColumnKind::Text, width::FIGURE),
    column("Shown by", ColumnKind::Wrap, width::SENTENCE),
    column("From stage", ColumnKind::Wrap, width::ID),
];

pub(super) fn write(
    book: &mut Workbook,
    view: &View<'_>,
    deal: &Deal<'_>,
) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: "Obligations",
        title: format!("What the contracts of deal {} should contain", deal.id),
        note: "A checklist in our own words, not legal text. One line an obligation of one contract of the chain; missing and \
               not known are to be settled before the information is passed on."
            .to_owned(),
        frozen: Some(3),
        widths: &[],
        long: false,
        large: true,
    };
    let context = &view.assessment.context;
    let rows = deal.results.iter().flat_map(|result| {
        obligations(context, result).into_iter().map(|line| row(view, result, line))
    });
    Pager::new(book, view, plan)?.table(&COLUMNS, rows)
}

fn row<'v>(
    view: &'v View<'v>,
    result: &'v EngagementResult<'_>,
    line: Obligation<'v>,
) -> [SheetCell<'v>; 11] {
    let supplier = view.profile(&line.supplier).and_then(|profile| profile.supplier);
    let name = supplier.map_or_else(|| line.supplier.to_string(), |one| one.name.clone());
    let colour = match line.state {
        ObligationState::Met => view.style.outcome(Outcome::Approve),
        ObligationState::Missing => view.style.outcome(Outcome::Hold),
        ObligationState::NotKnown => view.style.certificate_status(None),
    };
    [
        result.engagement.id.as_str().into(),
        line.supplier.to_string().into(),
        name.into(),
        line.from.as_ref().map_or("us", SupplierId::as_str).to_owned().into(),
        line.title.into(),
        line.text.into(),
        line.value.into(),
        line.unit.map(|unit| unit.word()).into(),
        SheetCell::Marked(line.state.word().into(), colour),
        capital(&line.because).into(),
        line.phase.into(),
    ]
}

//! The sheet Obligations: what each contract of the deal's chains should contain.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::super::cell::{Cell, Column, column};
use super::super::page::Plan;
use super::super::style::{Kind, width};
use super::super::table::Pager;
use super::super::text::capital;
use super::super::view::View;
use super::Deal;
use crate::assessment::obligation::ObligationState;
use crate::model::{Outcome, SupplierId};
use crate::report::decisions::EngagementDecision;
use crate::report::obligation::ObligationFigures;

const COLUMNS: [Column<'_>; 11] = [
    column("Engagement", Kind::Text, width::ID),
    column("Supplier ID", Kind::Text, width::ID),
    column("Supplier", Kind::Wrap, width::NAME),
    column("Contract with", Kind::Text, width::ID),
    column("Obligation", Kind::Wrap, width::WORD),
    column("What the contract should say", Kind::Wrap, width::LONG),
    column("Value", Kind::Plain, width::SMALL),
    column("Unit", Kind::Text, width::SMALL),
    column("The register shows", Kind::Text, width::FIGURE),
    column("Shown by", Kind::Wrap, width::SENTENCE),
    column("From stage", Kind::Wrap, width::ID),
];

/// Writes the sheet; `decided` are the engagements of the portfolio by rank.
pub fn write(
    book: &mut Workbook,
    view: &View<'_>,
    deal: &Deal<'_>,
    decided: &[EngagementDecision],
) -> Result<(), XlsxError> {
    let plan = Plan {
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
    let rules = view.assessment.context.catalogue.obligations.obligation.iter();
    let titles: BTreeMap<&str, &str> =
        rules.map(|rule| (rule.obligation.as_str(), rule.title.as_str())).collect();
    let engagements = deal.results.iter().filter_map(|result| decided.get(result.rank - 1));
    let rows = engagements
        .flat_map(|one| one.obligations.iter().map(|line| row(view, one, line, &titles)));
    Pager::new(book, view, plan)?.table(&COLUMNS, rows)
}

fn row<'v>(
    view: &'v View<'v>,
    one: &'v EngagementDecision,
    line: &'v ObligationFigures,
    titles: &BTreeMap<&str, &'v str>,
) -> [Cell<'v>; 11] {
    let supplier = view.profile(&SupplierId::new(&line.supplier));
    let name = supplier.and_then(|profile| Some(profile.supplier?.name.as_str()));
    let title = titles.get(line.obligation.as_str()).copied();
    let colour = match line.state.as_str() {
        state if state == ObligationState::Met.word() => view.style.outcome(Outcome::Approve),
        state if state == ObligationState::Missing.word() => view.style.outcome(Outcome::Hold),
        _ => view.style.standing(None),
    };
    [
        one.engagement.as_str().into(),
        line.supplier.as_str().into(),
        name.unwrap_or(&line.supplier).into(),
        line.from.as_deref().unwrap_or("us").into(),
        title.unwrap_or(&line.obligation).into(),
        line.text.as_str().into(),
        line.value.map(|value| value.0).into(),
        line.unit.as_deref().into(),
        Cell::Marked(line.state.as_str().into(), colour),
        capital(&line.because).into(),
        line.phase.as_deref().into(),
    ]
}

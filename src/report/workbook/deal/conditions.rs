//! The sheet Conditions: the findings that each cell of the memo accepts.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::super::page::SheetPlan;
use super::super::table::Pager;
use super::super::view::View;
use super::group::Deal;
use super::signature::AcceptanceCell;
use super::summary::Acceptable;
use crate::model::CellRef;
use crate::report::memo::{CONDITIONS, FINDING, MEMO_CELL, title};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 8] = [
    column(MEMO_CELL, ColumnKind::Text, width::FIGURE),
    column(FINDING, ColumnKind::Text, width::TIER),
    column("Engagement", ColumnKind::Text, width::ID),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Rule", ColumnKind::Text, width::WORD),
    column("About", ColumnKind::Wrap, width::ID),
    column("By when", ColumnKind::Date, width::DATE),
    column("What must be done", ColumnKind::Wrap, width::LONG),
];

pub(super) fn write(
    book: &mut Workbook,
    view: &View<'_>,
    deal: &Deal<'_>,
    ticks: &[AcceptanceCell],
) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: CONDITIONS,
        title: title(deal.id.as_str()),
        note: "A yes in a cell of the sheet Memo accepts every condition that stands here with that cell."
            .to_owned(),
        frozen: Some(2),
        widths: &[],
        long: false,
        large: true,
    };
    let rows = ticks.iter().flat_map(|tick| tick.findings.iter().map(|one| row(tick.cell, one)));
    Pager::new(book, view, plan)?.table(&COLUMNS, rows)
}

fn row(cell: CellRef, one: &Acceptable) -> [SheetCell<'_>; 8] {
    [
        cell.to_string().into(),
        one.id.as_str().into(),
        one.engagement.as_str().into(),
        one.supplier.as_str().into(),
        one.rule.into(),
        one.subject.as_str().into(),
        one.due.into(),
        one.action.as_str().into(),
    ]
}

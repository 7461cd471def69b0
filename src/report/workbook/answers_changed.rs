//! The sheet Answers changed: the answers that differ from the previous run's, row by row.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::comparison::movement::{AnswerLine, Movement, RenewalLine};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 11] = [
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Questionnaire", ColumnKind::Text, width::WORD),
    column("Question", ColumnKind::Text, width::ID),
    column("What", ColumnKind::Text, width::FIGURE),
    column("Then", ColumnKind::Text, width::ID),
    column("Now", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Comment now", ColumnKind::Wrap, width::SENTENCE),
    column("Evidence now", ColumnKind::Wrap, width::REASON),
    column("Cell then", ColumnKind::Wrap, width::SENTENCE),
    column("Cell now", ColumnKind::Wrap, width::SENTENCE),
];

const RESPONSES: [SheetColumn<'_>; 8] = [
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Questionnaire", ColumnKind::Text, width::WORD),
    column("Changed", ColumnKind::Count, width::ID),
    column("Same", ColumnKind::Count, width::FIGURE),
    column("Repeated", ColumnKind::Count, width::ID),
    column("", ColumnKind::Text, width::ID),
    column("File then", ColumnKind::Wrap, width::NAME),
    column("File now", ColumnKind::Wrap, width::SENTENCE),
];

pub(super) fn write<'v>(
    book: &mut Workbook,
    view: &'v View<'v>,
    movement: &'v Movement,
) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: "Answers changed",
        title: format!("Answers changed since {}", movement.before),
        note: "Each answer that is another, new or gone, or has evidence now and had none; then \"repeated\" ones: the same answer \
               with the same words beside it in another form. Counts by form stand below."
            .to_owned(),
        frozen: Some(3),
        widths: &[],
        long: view.is_large(),
        large: true,
    };
    let mut pager = Pager::new(book, view, plan)?;
    pager.table(&COLUMNS, movement.answers.iter().map(|line| row(view, line)))?;
    pager.heading("Responses then and now")?;
    pager.table(&RESPONSES, movement.renewals.iter().map(renewal))
}

fn row<'v>(view: &'v View<'v>, line: &'v AnswerLine) -> [SheetCell<'v>; 11] {
    [
        line.supplier.as_str().into(),
        line.questionnaire.as_str().into(),
        line.question.as_str().into(),
        line.change.into(),
        line.before.as_deref().into(),
        line.after.as_deref().into(),
        view.name(&line.supplier).into(),
        line.comment.as_deref().into(),
        line.evidence.as_deref().into(),
        line.before_place.as_deref().into(),
        line.after_place.as_deref().into(),
    ]
}

fn renewal(line: &RenewalLine) -> [SheetCell<'_>; 8] {
    [
        line.supplier.as_str().into(),
        line.questionnaire.as_str().into(),
        line.changed.into(),
        line.same.into(),
        line.repeated.into(),
        SheetCell::Blank,
        line.before.as_deref().into(),
        line.after.as_deref().into(),
    ]
}

//! The sheet Answers changed: responses then and now, row by row where they differ.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::Plan;
use super::table::Pager;
use super::view::View;
use crate::comparison::movement::{AnswerLine, Movement, RenewalLine};
use crate::sheet::cell::{Cell, Column, column};
use crate::sheet::style::{Kind, width};

const COLUMNS: [Column<'_>; 11] = [
    column("Supplier ID", Kind::Text, width::ID),
    column("Questionnaire", Kind::Text, width::WORD),
    column("Question", Kind::Text, width::ID),
    column("What", Kind::Text, width::FIGURE),
    column("Then", Kind::Text, width::ID),
    column("Now", Kind::Text, width::ID),
    column("Supplier", Kind::Wrap, width::NAME),
    column("Comment now", Kind::Wrap, width::SENTENCE),
    column("Evidence now", Kind::Wrap, width::REASON),
    column("Cell then", Kind::Wrap, width::SENTENCE),
    column("Cell now", Kind::Wrap, width::SENTENCE),
];

const RESPONSES: [Column<'_>; 8] = [
    column("Supplier ID", Kind::Text, width::ID),
    column("Questionnaire", Kind::Text, width::WORD),
    column("Changed", Kind::Count, width::ID),
    column("Same", Kind::Count, width::FIGURE),
    column("Repeated", Kind::Count, width::ID),
    column("", Kind::Text, width::ID),
    column("File then", Kind::Wrap, width::NAME),
    column("File now", Kind::Wrap, width::SENTENCE),
];

/// Writes the sheet.
pub fn write<'v>(
    book: &mut Workbook,
    view: &'v View<'v>,
    movement: &'v Movement,
) -> Result<(), XlsxError> {
    let plan = Plan {
        name: "Answers changed",
        title: format!("Answers changed since {}", movement.before),
        note: "Each answer that is another, new or gone, or has evidence now and had none; then \"repeated\" ones: the same answer \
               with the same words beside it in another form. Counts by form stand below."
            .to_owned(),
        frozen: Some(3),
        widths: &[],
        long: false,
        large: true,
    };
    let mut pager = Pager::new(book, view, plan)?;
    pager.table(&COLUMNS, movement.answers.iter().map(|line| row(view, line)))?;
    pager.heading("Responses then and now")?;
    pager.table(&RESPONSES, movement.renewals.iter().map(renewal))
}

fn row<'v>(view: &'v View<'v>, line: &'v AnswerLine) -> [Cell<'v>; 11] {
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

fn renewal(line: &RenewalLine) -> [Cell<'_>; 8] {
    [
        line.supplier.as_str().into(),
        line.questionnaire.as_str().into(),
        line.changed.into(),
        line.same.into(),
        line.repeated.into(),
        Cell::Blank,
        line.before.as_deref().into(),
        line.after.as_deref().into(),
    ]
}

//! The sheet Intake: what became of every file, and the cells that are not accounted for.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::Plan;
use super::table::Pager;
use super::view::View;
use crate::model::{FileReport, Reading, Response, SupplierId};
use crate::sheet::cell::{Cell, Column, column};
use crate::sheet::style::{Kind, width};

const COLUMNS: [Column<'_>; 24] = [
    column("File", Kind::Wrap, width::SENTENCE),
    column("Status", Kind::Text, width::TIER),
    column("Why", Kind::Wrap, width::SENTENCE),
    column("Supplier ID", Kind::Text, width::ID),
    column("Supplier", Kind::Wrap, width::NAME),
    column("Questionnaire", Kind::Wrap, width::ID),
    column("Edition", Kind::Text, width::FIGURE),
    column("Completed on", Kind::Date, width::DATE),
    column("Questions expected", Kind::Count, width::FIGURE),
    column("Found", Kind::Count, width::SMALL),
    column("Added", Kind::Count, width::SMALL),
    column("Repeated", Kind::Count, width::FIGURE),
    column("Yes", Kind::Count, width::SMALL),
    column("Partial", Kind::Count, width::SMALL),
    column("No", Kind::Count, width::SMALL),
    column("N/A", Kind::Count, width::SMALL),
    column("Number or date", Kind::Count, width::FIGURE),
    column("Blank", Kind::Count, width::SMALL),
    column("Unreadable", Kind::Count, width::ID),
    column("Cells seen", Kind::Count, width::SMALL),
    column("Accounted for", Kind::Count, width::FIGURE),
    column("Unaccounted", Kind::Count, width::ID),
    column("Read by", Kind::Wrap, width::ID),
    column("Bytes", Kind::Count, width::FIGURE),
];

// The widths are those of the table above: what is long stands below its widest columns.
const CELLS: [Column<'_>; 4] = [
    column("File", Kind::Text, width::SENTENCE),
    column("Count", Kind::Count, width::FIGURE),
    column("Cells", Kind::Text, width::SENTENCE),
    column("The first says", Kind::Text, width::SENTENCE),
];

/// Writes the sheet.
pub fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let files = view.facts.files;
    let unaccounted: usize = files.iter().map(|file| file.ledger.unaccounted.len()).sum();
    let plan = Plan {
        name: "Intake",
        title: "Intake".to_owned(),
        note: format!(
            "{} files. Every non-empty cell is an answer, comment, evidence or known boilerplate, or it is listed \
             below the table: {unaccounted} cells are.",
            files.len()
        ),
        frozen: Some(1),
        widths: &[],
        long: true,
        large: true,
    };
    let responses = view.responses();
    let mut pager = Pager::new(book, view, plan)?;
    let rows = files.iter().map(|file| row(view, file, responses.get(file.file.as_ref())));
    pager.table(&COLUMNS, rows)?;
    if unaccounted > 0 {
        pager.heading("Cells that are no answer, comment, evidence or known boilerplate")?;
        let columns = files.iter().flat_map(|file| &file.ledger.columns);
        pager.table(
            &CELLS,
            columns.map(|column| {
                [
                    column.first.file.as_ref().into(),
                    column.cells.into(),
                    column.range().into(),
                    column.text.as_ref().into(),
                ]
            }),
        )?;
    }
    Ok(())
}

fn row<'v>(
    view: &'v View<'v>,
    file: &'v FileReport,
    responses: Option<&Vec<&Response>>,
) -> [Cell<'v>; 24] {
    let count = |is: fn(&Reading) -> bool| -> Cell<'v> {
        let answers = |all: &Vec<&Response>| {
            let answers = all.iter().flat_map(|one| &one.answers);
            answers.filter(|given| is(&given.reading)).count()
        };
        responses.map(answers).into()
    };
    let status = view.style.file_status(file.status);
    [
        file.file.as_ref().into(),
        Cell::Marked(file.status.word().into(), status),
        file.reason.as_str().into(),
        file.supplier.as_ref().map(SupplierId::as_str).into(),
        file.supplier.as_ref().map(|id| view.name(id)).into(),
        file.questionnaire.as_deref().into(),
        file.edition.as_deref().into(),
        file.completed_on.into(),
        file.expected.into(),
        file.found.into(),
        file.added.into(),
        file.repeated.into(),
        count(|reading| *reading == Reading::Yes),
        count(|reading| *reading == Reading::Partial),
        count(|reading| *reading == Reading::No),
        count(|reading| *reading == Reading::NotApplicable),
        count(|reading| matches!(reading, Reading::Number(_) | Reading::Date(_))),
        count(|reading| *reading == Reading::Blank),
        count(|reading| *reading == Reading::Unreadable),
        file.ledger.seen.into(),
        file.ledger.accounted.into(),
        file.ledger.unaccounted.len().into(),
        file.adapter.as_deref().into(),
        usize::try_from(file.bytes).unwrap_or(usize::MAX).into(),
    ]
}

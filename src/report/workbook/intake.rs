//! The sheet Intake: the status of every file, and the cells that are not accounted for.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::model::{FileReport, Reading, Response, SupplierId};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 24] = [
    column("File", ColumnKind::Wrap, width::SENTENCE),
    column("Status", ColumnKind::Text, width::TIER),
    column("Why", ColumnKind::Wrap, width::SENTENCE),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Questionnaire", ColumnKind::Wrap, width::ID),
    column("Edition", ColumnKind::Text, width::FIGURE),
    column("Completed on", ColumnKind::Date, width::DATE),
    column("Questions expected", ColumnKind::Count, width::FIGURE),
    column("Found", ColumnKind::Count, width::SMALL),
    column("Added", ColumnKind::Count, width::SMALL),
    column("Repeated", ColumnKind::Count, width::FIGURE),
    column("Yes", ColumnKind::Count, width::SMALL),
    column("Partial", ColumnKind::Count, width::SMALL),
    column("No", ColumnKind::Count, width::SMALL),
    column("N/A", ColumnKind::Count, width::SMALL),
    column("Number or date", ColumnKind::Count, width::FIGURE),
    column("Blank", ColumnKind::Count, width::SMALL),
    column("Unreadable", ColumnKind::Count, width::ID),
    column("Cells seen", ColumnKind::Count, width::SMALL),
    column("Accounted for", ColumnKind::Count, width::FIGURE),
    column("Unaccounted", ColumnKind::Count, width::ID),
    column("Read by", ColumnKind::Wrap, width::ID),
    column("Bytes", ColumnKind::Count, width::FIGURE),
];

// The widths are those of the table above, so long texts are in its widest columns.
const CELLS: [SheetColumn<'_>; 4] = [
    column("File", ColumnKind::Text, width::SENTENCE),
    column("Count", ColumnKind::Count, width::FIGURE),
    column("Cells", ColumnKind::Text, width::SENTENCE),
    column("The first says", ColumnKind::Text, width::SENTENCE),
];

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let files = view.facts.files;
    let unaccounted: usize = files.iter().map(|file| file.ledger.unaccounted.len()).sum();
    let plan = SheetPlan {
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
) -> [SheetCell<'v>; 24] {
    let count = |is: fn(&Reading) -> bool| -> SheetCell<'v> {
        let answers = |all: &Vec<&Response>| {
            let answers = all.iter().flat_map(|one| &one.answers);
            answers.filter(|given| is(&given.reading)).count()
        };
        responses.map(answers).into()
    };
    let status = view.style.file_status(file.status);
    [
        file.file.as_ref().into(),
        SheetCell::Marked(file.status.word().into(), status),
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

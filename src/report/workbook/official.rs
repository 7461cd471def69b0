//! The sheet Official scores: the scores of the suppliers' forms by the publishers' own rules. They change no decision.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::model::{FileReport, OfficialScore, OfficialSection, SupplierId};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 11] = [
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Score by", ColumnKind::Wrap, width::NAME),
    column("Score", ColumnKind::Plain, width::FIGURE),
    column("Of", ColumnKind::Plain, width::FIGURE),
    column("Share", ColumnKind::Percent, width::FIGURE),
    column("What it says", ColumnKind::Wrap, width::SENTENCE),
    column("In the file", ColumnKind::Plain, width::FIGURE),
    column("In the file, of", ColumnKind::Plain, width::FIGURE),
    column("Where in the file", ColumnKind::Wrap, width::NAME),
    column("File", ColumnKind::Wrap, width::SENTENCE),
];

const SECTIONS: [SheetColumn<'_>; 10] = [
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Score by", ColumnKind::Wrap, width::NAME),
    column("Score", ColumnKind::Plain, width::FIGURE),
    column("Of", ColumnKind::Plain, width::FIGURE),
    column("Unanswered", ColumnKind::Count, width::FIGURE),
    column("Section", ColumnKind::Wrap, width::SENTENCE),
    column("Yes", ColumnKind::Count, width::FIGURE),
    column("No or partial", ColumnKind::Count, width::FIGURE),
    column("N/A", ColumnKind::Count, width::NAME),
];

/// Writes the sheet, unless no file has such a score.
pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let files = view.facts.files;
    let all = || files.iter().flat_map(|file| file.official.iter().map(move |one| (file, one)));
    let count = all().count();
    if count == 0 {
        return Ok(());
    }
    let plan = SheetPlan {
        name: "Official scores",
        title: "Official scores".to_owned(),
        note: format!(
            "{count} scores of forms by their own rules, for those who must report them. They change no decision \
             and no rank; where a file shows another figure than its answers come to, Findings says so."
        ),
        frozen: Some(1),
        widths: &[],
        long: true,
        large: false,
    };
    let mut pager = Pager::new(book, view, plan)?;
    pager.table(&COLUMNS, all().map(|(file, one)| row(view, file, one)))?;
    pager.heading("By section")?;
    let sections = all().flat_map(|(file, one)| {
        one.sections.iter().map(move |section| ((file, one.title.as_str()), section))
    });
    pager.table(&SECTIONS, sections.map(|(file, one)| section(view, file, one)))
}

fn row<'v>(
    view: &'v View<'v>,
    file: &'v FileReport,
    one: &'v OfficialScore,
) -> [SheetCell<'v>; 11] {
    let stated = one.in_file.as_ref();
    [
        file.supplier.as_ref().map(SupplierId::as_str).into(),
        file.supplier.as_ref().map(|id| view.name(id)).into(),
        one.title.as_str().into(),
        one.score.into(),
        one.maximum.into(),
        one.share().into(),
        one.status.as_str().into(),
        stated.map(|stated| stated.score).into(),
        stated.and_then(|stated| stated.maximum).into(),
        stated.map(|stated| stated.place.within()).into(),
        file.file.as_ref().into(),
    ]
}

fn section<'v>(
    view: &'v View<'v>,
    (file, title): (&'v FileReport, &'v str),
    one: &'v OfficialSection,
) -> [SheetCell<'v>; 10] {
    let kinds = one.answers.as_ref();
    [
        file.supplier.as_ref().map(SupplierId::as_str).into(),
        file.supplier.as_ref().map(|id| view.name(id)).into(),
        title.into(),
        one.score.into(),
        one.maximum.into(),
        kinds.map(|all| all.unanswered + all.unreadable).into(),
        one.section.as_str().into(),
        kinds.map(|all| all.yes).into(),
        kinds.map(|all| all.no + all.partial).into(),
        kinds.map(|all| all.not_applicable).into(),
    ]
}

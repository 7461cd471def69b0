//! The sheet Official scores: what the suppliers' own forms come to by their own rules. They change no decision.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::Plan;
use super::table::Pager;
use super::view::View;
use crate::model::{FileReport, OfficialScore, OfficialSection, SupplierId};
use crate::sheet::cell::{Cell, Column, column};
use crate::sheet::style::{Kind, width};

const COLUMNS: [Column<'_>; 11] = [
    column("Supplier ID", Kind::Text, width::ID),
    column("Supplier", Kind::Wrap, width::NAME),
    column("Score by", Kind::Wrap, width::NAME),
    column("Score", Kind::Plain, width::FIGURE),
    column("Of", Kind::Plain, width::FIGURE),
    column("Share", Kind::Percent, width::FIGURE),
    column("What it says", Kind::Wrap, width::SENTENCE),
    column("In the file", Kind::Plain, width::FIGURE),
    column("In the file, of", Kind::Plain, width::FIGURE),
    column("Where in the file", Kind::Wrap, width::NAME),
    column("File", Kind::Wrap, width::SENTENCE),
];

const SECTIONS: [Column<'_>; 10] = [
    column("Supplier ID", Kind::Text, width::ID),
    column("Supplier", Kind::Wrap, width::NAME),
    column("Score by", Kind::Wrap, width::NAME),
    column("Score", Kind::Plain, width::FIGURE),
    column("Of", Kind::Plain, width::FIGURE),
    column("Unanswered", Kind::Count, width::FIGURE),
    column("Section", Kind::Wrap, width::SENTENCE),
    column("Yes", Kind::Count, width::FIGURE),
    column("No or partial", Kind::Count, width::FIGURE),
    column("N/A", Kind::Count, width::NAME),
];

/// Writes the sheet, if any file has such a score.
pub fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let files = view.facts.files;
    let all = || files.iter().flat_map(|file| file.official.iter().map(move |one| (file, one)));
    let count = all().count();
    if count == 0 {
        return Ok(());
    }
    let plan = Plan {
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

fn row<'v>(view: &'v View<'v>, file: &'v FileReport, one: &'v OfficialScore) -> [Cell<'v>; 11] {
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
) -> [Cell<'v>; 10] {
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

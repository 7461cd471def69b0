//! Tables `official_scores` and `official_sections`: the scores of forms by their publishers' own rules. They change no
//! decision.

use polars::prelude::PolarsResult;

use super::frame::{Frame, FrameBuilder};
use super::stamp::Stamp;
use crate::model::{FileReport, OfficialScore, OfficialSection, SupplierId, Tally};

/// A score with its file.
pub(super) type ScoreRow<'t> = (&'t FileReport, &'t OfficialScore);

/// The scores by file.
pub(super) fn rows<'t>(files: &[&'t FileReport]) -> Vec<ScoreRow<'t>> {
    files.iter().flat_map(|file| file.official.iter().map(move |one| (*file, one))).collect()
}

/// The table with one row for each score.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn scores(rows: &[ScoreRow<'_>], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    FrameBuilder::of(rows, stamp)
        .word("file", |row| Some(&row.0.file))
        .word("supplier", |row| row.0.supplier.as_ref().map(SupplierId::as_str))
        .word("scheme", |row| Some(&row.1.scheme))
        .word("title", |row| Some(&row.1.title))
        .number("score", |row| row.1.score)
        .number("maximum", |row| Some(row.1.maximum))
        .number("share", |row| row.1.share())
        .word("status", |row| Some(&row.1.status))
        .number("stated_score", |row| row.1.in_file.as_ref().map(|stated| stated.score))
        .number("stated_maximum", |row| row.1.in_file.as_ref()?.maximum)
        .shown("stated_place", |row| row.1.in_file.as_ref().map(|stated| &stated.place))
        .frame()
}

/// A section of a score.
type SectionRow<'t> = (ScoreRow<'t>, &'t OfficialSection);

/// The table with one row for each section of some scores.
///
/// # Errors
/// Those of [`scores`].
pub(super) fn sections(scores: &[ScoreRow<'_>], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    let rows: Vec<SectionRow<'_>> = scores
        .iter()
        .flat_map(|score| score.1.sections.iter().map(move |section| (*score, section)))
        .collect();
    let tally =
        |row: &SectionRow<'_>, count: fn(&Tally) -> usize| row.1.answers.as_ref().map(count);
    FrameBuilder::of(&rows, stamp)
        .word("file", |row| Some(&row.0.0.file))
        .word("supplier", |row| row.0.0.supplier.as_ref().map(SupplierId::as_str))
        .word("scheme", |row| Some(&row.0.1.scheme))
        .word("section", |row| Some(&row.1.section))
        .number("score", |row| row.1.score)
        .number("maximum", |row| Some(row.1.maximum))
        .count("yes", |row| tally(row, |all| all.yes))
        .count("partial", |row| tally(row, |all| all.partial))
        .count("no", |row| tally(row, |all| all.no))
        .count("not_applicable", |row| tally(row, |all| all.not_applicable))
        .count("unanswered", |row| tally(row, |all| all.unanswered))
        .count("unreadable", |row| tally(row, |all| all.unreadable))
        .frame()
}

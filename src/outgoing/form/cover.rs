//! The sheet `Cover`: the supplier, the questionnaire, who completed it and when.

use rust_xlsxwriter::{DataValidation, DataValidationRule, Format, FormatAlign, Worksheet};

use super::filling::Filling;
use super::last_answers::LastAnswers;
use super::order::{FormError, FormOrder, Names};
use crate::catalogue::{Question, Questionnaire};
use crate::sheet::fillable;

pub(super) fn write(
    page: &mut Worksheet,
    names: Names<'_>,
    questionnaire: &Questionnaire,
    (order, asked): (&FormOrder<'_>, &[&Question]),
    filling: &Filling,
) -> Result<(), FormError> {
    page.set_name(names.of("sheets", "cover")?)?;
    page.set_column_width(0, 22)?.set_column_width(1, 60)?;
    let engagements = order.engagement_ids.join("; ");
    let given = [
        ("supplier-id", order.supplier_id),
        ("supplier-name", order.supplier_name),
        ("questionnaire", questionnaire.id.as_str()),
        ("edition", questionnaire.edition.as_str()),
        ("engagement-ids", engagements.as_str()),
    ];
    let settled = [("settled", order.settled)];
    let settled = settled.into_iter().filter(|(_, text)| !text.is_empty());
    let mut row = 0;
    for (key, value) in given.into_iter().chain(settled) {
        label(page, row, names.of("cover", key)?)?;
        page.write_string_with_format(row, 1, fillable::fitting(value), &middle(fillable::shut()))?;
        row += 1;
    }
    label(page, row, names.of("cover", "completed-by")?)?;
    page.write_string_with_format(
        row,
        1,
        filling.completed_by.as_deref().unwrap_or_default(),
        &middle(fillable::open()),
    )?;
    label(page, row + 1, names.of("cover", "completed-on")?)?;
    completed_on(page, row + 1, order, filling)?;
    if let Some(before) = order.before {
        last_answers(page, row + 2, names, (before, asked, questionnaire))?;
    }
    fillable::printed(page, false, false)?;
    fillable::protected(page);
    Ok(())
}

/// Writes which answers are pre-filled, and a cell to confirm those that are left unchanged.
fn last_answers(
    page: &mut Worksheet,
    row: u32,
    names: Names<'_>,
    (before, asked, questionnaire): (&LastAnswers, &[&Question], &Questionnaire),
) -> Result<(), FormError> {
    let shut = middle(fillable::shut());
    let changes = before.changes(asked, questionnaire);
    label(page, row, names.of("cover", "prefilled-from")?)?;
    page.write_string_with_format(row, 1, fillable::fitting(&before.from), &shut)?;
    label(page, row + 1, names.of("cover", "oldest-answer")?)?;
    page.set_row_height(row + 1, 36)?;
    match before.since(asked) {
        Some(date) => page.write_datetime_with_format(
            row + 1,
            1,
            fillable::day(date)?,
            &shut.clone().set_num_format(fillable::DATE),
        )?,
        None => page.write_string_with_format(row + 1, 1, "no date", &shut)?,
    };
    label(page, row + 2, names.of("cover", "changes")?)?;
    page.write_string_with_format(row + 2, 1, fillable::fitting(&changes), &shut)?;
    page.set_row_height(row + 2, 36)?;
    label(page, row + 3, names.of("cover", "confirmed")?)?;
    page.set_row_height(row + 3, 36)?;
    page.write_blank(row + 3, 1, &middle(fillable::open()))?;
    let rule = DataValidation::new()
        .allow_list_strings(&["yes", "no"])?
        .set_input_title("Answers filled in for you")?
        .set_input_message(
            "yes: what you left as it was is still so, and counts from the new date. Otherwise it keeps its old date.",
        )?
        .set_error_message("Please choose yes or no.")?;
    page.add_data_validation(row + 3, 1, row + 3, 1, &rule)?;
    Ok(())
}

/// The format with the text in the middle of its row and a little indented.
fn middle(style: Format) -> Format {
    style.set_align(FormatAlign::VerticalCenter).set_align(FormatAlign::Left).set_indent(1)
}

fn label(page: &mut Worksheet, row: u32, text: &str) -> Result<(), FormError> {
    page.set_row_height(row, 21)?.write_string_with_format(
        row,
        0,
        text,
        &fillable::header(true).set_indent(1),
    )?;
    Ok(())
}

fn completed_on(
    page: &mut Worksheet,
    row: u32,
    order: &FormOrder<'_>,
    filling: &Filling,
) -> Result<(), FormError> {
    let style = middle(fillable::open()).set_num_format(fillable::DATE);
    match filling.completed_on {
        Some(date) => page.write_datetime_with_format(row, 1, fillable::day(date)?, &style)?,
        None => page.write_blank(row, 1, &style)?,
    };
    let earliest = fillable::day(order.as_of.saturating_sub(jiff::Span::new().years(5)))?;
    let rule = DataValidation::new()
        .allow_date(DataValidationRule::GreaterThanOrEqualTo(earliest))
        .set_input_title("Date of completion")?
        .set_input_message("A date, for example 2026-10-05. Without it the answers count as old.")?
        .set_error_message("Please enter a date, for example 2026-10-05.")?;
    page.add_data_validation(row, 1, row, 1, &rule)?;
    Ok(())
}

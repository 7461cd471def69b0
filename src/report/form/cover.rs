//! The sheet `Cover`: who fills in, for whom, when.

use rust_xlsxwriter::{DataValidation, DataValidationRule, Format, FormatAlign, Worksheet};

use super::{Filling, FormError, FormOrder, Names};
use crate::catalogue::Questionnaire;
use crate::report::paper;

/// Writes the sheet.
pub(super) fn write(
    page: &mut Worksheet,
    names: Names<'_>,
    questionnaire: &Questionnaire,
    order: &FormOrder<'_>,
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
        page.write_string_with_format(row, 1, paper::fitting(value), &middle(paper::shut()))?;
        row += 1;
    }
    label(page, row, names.of("cover", "completed-by")?)?;
    page.write_string_with_format(
        row,
        1,
        filling.completed_by.as_deref().unwrap_or_default(),
        &middle(paper::open()),
    )?;
    label(page, row + 1, names.of("cover", "completed-on")?)?;
    completed_on(page, row + 1, order, filling)?;
    paper::printed(page, false, false)?;
    paper::protected(page);
    Ok(())
}

/// Text in the middle of its row, a little away from the line.
fn middle(style: Format) -> Format {
    style.set_align(FormatAlign::VerticalCenter).set_align(FormatAlign::Left).set_indent(1)
}

fn label(page: &mut Worksheet, row: u32, text: &str) -> Result<(), FormError> {
    page.set_row_height(row, 21)?.write_string_with_format(
        row,
        0,
        text,
        &paper::header(true).set_indent(1),
    )?;
    Ok(())
}

fn completed_on(
    page: &mut Worksheet,
    row: u32,
    order: &FormOrder<'_>,
    filling: &Filling,
) -> Result<(), FormError> {
    let style = middle(paper::open()).set_num_format(paper::DATE);
    match filling.completed_on {
        Some(date) => page.write_datetime_with_format(row, 1, paper::day(date)?, &style)?,
        None => page.write_blank(row, 1, &style)?,
    };
    let earliest = paper::day(order.as_of.saturating_sub(jiff::Span::new().years(5)))?;
    let rule = DataValidation::new()
        .allow_date(DataValidationRule::GreaterThanOrEqualTo(earliest))
        .set_input_title("Date of completion")?
        .set_input_message("A date, for example 2026-10-05. Without it the answers count as old.")?
        .set_error_message("Please enter a date, for example 2026-10-05.")?;
    page.add_data_validation(row, 1, row, 1, &rule)?;
    Ok(())
}

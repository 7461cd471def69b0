//! The sheet `Instructions`.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet};

use super::order::{FormError, Names};
use crate::catalogue::Questionnaire;
use crate::intake::form::{INSTRUCTIONS, PREFILLED};
use crate::sheet::fillable;

/// Writes the sheet.
pub(super) fn write(
    page: &mut Worksheet,
    names: Names<'_>,
    questionnaire: &Questionnaire,
    prefilled: bool,
) -> Result<(), FormError> {
    page.set_name(names.of("sheets", "instructions")?)?;
    page.set_column_width(0, 90)?;
    page.write_string_with_format(0, 0, &questionnaire.title, &fillable::title())?;
    let line = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let more = PREFILLED.iter().filter(|_| prefilled);
    for (row, text) in (2..).zip(INSTRUCTIONS.iter().chain(more)) {
        let style = if row == 2 { line.clone().set_bold() } else { line.clone() };
        page.set_row_height(row, 20)?.write_string_with_format(row, 0, *text, &style)?;
    }
    fillable::printed(page, false, false)?;
    fillable::protected(page);
    Ok(())
}

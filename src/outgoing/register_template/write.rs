//! Writes the sheets of the register.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, Formula,
    Note, Worksheet,
};

use super::columns::{Holds, RegisterColumn, SheetColumns, WordList};
use super::rows::{RegisterCell, RegisterError, RegisterRow};
use crate::catalogue::Catalogue;
use crate::model::{Rule, Tier};
use crate::sheet::fillable;

/// The number of empty rows below the data that have drop-downs and formats.
const SPARE: u32 = 500;

/// The smallest share that the validation accepts; Excel has no rule for "above 0 and up to 1".
const SHARE_LEAST: f64 = 0.000_001;

/// The lists of words for the drop-downs.
#[derive(Debug)]
pub(super) struct Lists(Vec<(WordList, &'static str, Vec<String>)>);

impl Lists {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let owned =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let tiers = Tier::ALL.map(Tier::name);
        let controls: Vec<String> = catalogue.controls.ids().map(str::to_owned).collect();
        let rules = Rule::ALL.iter().map(|rule| rule.word().to_owned());
        let subjects = rules.chain(controls.iter().cloned()).collect();
        Self(vec![
            (WordList::Tiers, "Information tiers", owned(&tiers)),
            (WordList::Levels, "Evidence levels", owned(&["document", "independent", "own-test"])),
            (
                WordList::Statuses,
                "Certificate status",
                owned(&["active", "suspended", "withdrawn"]),
            ),
            (WordList::YesNo, "Yes or no", owned(&["yes", "no"])),
            (WordList::Schemes, "Schemes", catalogue.policy.schemes.keys().cloned().collect()),
            (WordList::Controls, "Controls", controls),
            (WordList::Subjects, "Rules and controls", subjects),
        ])
    }

    /// The cell range of the words of a list.
    fn range(&self, list: WordList, sheet: &str) -> Formula {
        let found = (0..).zip(&self.0).find(|(_, (known, ..))| *known == list);
        let (column, words) = found.map_or((0, 1), |(column, (_, _, words))| (column, words.len()));
        let letter = char::from(b'A' + column);
        Formula::new(format!("='{sheet}'!${letter}$2:${letter}${}", words + 1))
    }
}

pub(super) fn name<'c>(
    catalogue: &'c Catalogue,
    group: &str,
    key: &str,
) -> Result<&'c str, RegisterError> {
    match catalogue.vocabulary.canonical(group, key) {
        "" => Err(RegisterError::NoSpelling { group: group.to_owned(), key: key.to_owned() }),
        name => Ok(name),
    }
}

/// Writes a sheet with its header, its rows and its validation.
pub(super) fn sheet(
    page: &mut Worksheet,
    catalogue: &Catalogue,
    sheet: &SheetColumns,
    rows: &[RegisterRow],
    lists: &Lists,
) -> Result<(), RegisterError> {
    page.set_name(name(catalogue, "sheets", sheet.key)?)?;
    page.set_row_height(0, 34)?;
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).saturating_add(SPARE);
    let place = name(catalogue, "sheets", "lists")?;
    for (at, column) in (0..).zip(sheet.columns) {
        let title = name(catalogue, sheet.key, column.key)?;
        page.set_column_width(at, f64::from(column.width))?;
        page.set_column_format(at, &style(column.holds))?;
        page.write_string_with_format(0, at, title, &fillable::header(column.required))?;
        page.insert_note(0, at, &note(column))?;
        if let Some(rule) = rule(column, lists, place)? {
            page.add_data_validation(1, at, last, at, &rule)?;
        }
    }
    for (row, cells) in (1..).zip(rows) {
        write_row(page, row, sheet, cells)?;
    }
    fillable::printed(page, true, true)?;
    Ok(())
}

/// Writes the words of every list, to which the drop-downs refer.
pub(super) fn lists(
    page: &mut Worksheet,
    catalogue: &Catalogue,
    lists: &Lists,
) -> Result<(), RegisterError> {
    page.set_name(name(catalogue, "sheets", "lists")?)?;
    for (column, (_, title, words)) in (0..).zip(&lists.0) {
        page.set_column_width(column, 24)?;
        page.write_string_with_format(0, column, *title, &fillable::header(false))?;
        for (row, word) in (1..).zip(words) {
            page.write_string(row, column, word)?;
        }
    }
    fillable::printed(page, true, true)?;
    fillable::protected(page);
    Ok(())
}

fn write_row(
    page: &mut Worksheet,
    row: u32,
    sheet: &SheetColumns,
    cells: &RegisterRow,
) -> Result<(), RegisterError> {
    for (key, cell) in cells {
        let columns = (0..).zip(sheet.columns);
        for (at, column) in columns.filter(|(_, column)| column.key == *key) {
            write_cell(page, row, at, cell, &style(column.holds))?;
        }
    }
    // A required cell that is blank is marked.
    let is_open = |column: &RegisterColumn| {
        column.required && !cells.iter().any(|(key, _)| *key == column.key)
    };
    for (at, _) in (0..).zip(sheet.columns).filter(|(_, column)| is_open(column)) {
        page.write_blank(row, at, &fillable::open().set_num_format("@"))?;
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &RegisterCell,
    style: &Format,
) -> Result<(), RegisterError> {
    match cell {
        RegisterCell::Text(text) => {
            page.write_string_with_format(row, at, fillable::fitting(text), style)?
        }
        RegisterCell::Number(number) => page.write_number_with_format(row, at, *number, style)?,
        RegisterCell::Date(date) => {
            page.write_datetime_with_format(row, at, fillable::day(*date)?, style)?
        }
        RegisterCell::Moment(date, hours) => {
            let serial = fillable::day(*date)?.to_excel() + hours / 24.0;
            page.write_number_with_format(row, at, serial, style)?
        }
    };
    Ok(())
}

fn style(holds: Holds) -> Format {
    let plain = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    match holds {
        Holds::Date => plain.set_num_format(fillable::DATE),
        Holds::Moment => plain.set_num_format(fillable::DATE_TIME),
        Holds::Number => plain,
        Holds::Share => plain.set_num_format("0.00"),
        // Text stays text: 8.10 must not become 8.1, nor an id a date.
        Holds::Text | Holds::OneOf(_) => plain.set_num_format("@"),
    }
}

fn note(column: &RegisterColumn) -> Note {
    let lead = if column.required { "Required. " } else { "" };
    let text = format!("{lead}{}", column.note);
    let lines = u32::try_from(text.chars().count().div_ceil(34)).unwrap_or(1) + 1;
    Note::new(text).add_author_prefix(false).set_width(220).set_height(lines * 17).set_font_size(9)
}

/// The validation of a column; `None` if every entry is accepted.
fn rule(
    column: &RegisterColumn,
    lists: &Lists,
    place: &str,
) -> Result<Option<DataValidation>, RegisterError> {
    let rule = DataValidation::new();
    let rule = match column.holds {
        Holds::Text => return Ok(None),
        Holds::Date | Holds::Moment => rule
            .allow_date(DataValidationRule::GreaterThanOrEqualTo(fillable::day(
                jiff::civil::date(1990, 1, 1),
            )?))
            .set_error_message("Please enter a date, for example 2026-10-05.")?,
        Holds::Number => rule
            .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
            .set_error_message("Please enter a number of 0 or more.")?,
        Holds::Share => rule
            .allow_decimal_number(DataValidationRule::Between(SHARE_LEAST, 1.0))
            .set_error_message("Please enter a share above 0 and up to 1.")?,
        // Other spellings are read too, so this is only a warning.
        Holds::OneOf(list) => rule
            .allow_list_formula(lists.range(list, place))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message(
                "This is not in the list. Keep it only if you know that it is understood.",
            )?,
    };
    Ok(Some(rule))
}

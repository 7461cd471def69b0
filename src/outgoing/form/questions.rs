//! The sheet `Questionnaire`: one row for each question.

use std::collections::HashMap;

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatAlign, Formula, Worksheet,
};

use super::filling::{ANSWERS, FilledRow, Filling, Given};
use super::order::{FormError, FormOrder, Names};
use crate::catalogue::{Catalogue, Question, QuestionKind};
use crate::model::NotApplicableRule;
use crate::sheet::fillable;

/// The columns by their keys in the vocabulary, with their widths in characters.
const COLUMNS: [(&str, f64); 7] = [
    ("id", 12.0),
    ("domain", 17.0),
    ("question", 46.0),
    ("answer", 15.0),
    ("comment", 32.0),
    ("evidence", 32.0),
    ("guidance", 56.0),
];
/// The additional column of a form with pre-filled answers.
const SINCE: (&str, f64) = ("since", 20.0);
const ANSWER: u16 = 3;
/// The index of the last column that every form has.
const LAST: u16 = 6;
/// The height of a line of text, in points.
const LINE: f64 = 15.0;
/// The height of a line of guidance, which has a smaller font, in points.
const SMALL_LINE: f64 = 12.5;

pub(super) fn write(
    page: &mut Worksheet,
    names: Names<'_>,
    asked: &[&Question],
    order: &FormOrder<'_>,
    filling: &Filling,
) -> Result<(), FormError> {
    page.set_name(names.of("sheets", "questionnaire")?)?;
    let columns = COLUMNS.iter().chain(order.before.map(|_| &SINCE));
    for (column, (key, width)) in (0..).zip(columns) {
        page.set_column_width(column, *width)?;
        page.write_string_with_format(0, column, names.of("form", key)?, &fillable::header(true))?;
    }
    page.set_row_height(0, 24)?;
    let mut given = by_question(asked, filling)?;
    let (styles, last) =
        (QuestionStyles::new(fillable::open()), QuestionStyles::new(fillable::prefilled()));
    for (row, question) in (1..).zip(asked) {
        let filled = given.remove(question.id.as_str());
        let styles = if order.before.is_some() && filled.is_some() { &last } else { &styles };
        write_row(page, row, names.catalogue, question, filled, styles)?;
        if let Some(before) = order.before {
            let mark = before.mark(question);
            page.write_string_with_format(row, LAST + 1, mark, &styles.small)?;
        }
    }
    validate(page, names, asked, order)?;
    let rows = u32::try_from(asked.len()).unwrap_or(u32::MAX);
    let columns = if order.before.is_some() { LAST + 1 } else { LAST };
    page.autofilter(0, 0, rows, columns)?;
    fillable::printed(page, true, true)?;
    fillable::protected(page);
    Ok(())
}

/// The filled rows by question; the question of each must be one that is asked.
fn by_question<'f>(
    asked: &[&Question],
    filling: &'f Filling,
) -> Result<HashMap<&'f str, &'f FilledRow>, FormError> {
    let rows: HashMap<&str, &FilledRow> =
        filling.rows.iter().map(|row| (row.question.as_str(), row)).collect();
    let known: std::collections::HashSet<&str> =
        asked.iter().map(|question| question.id.as_str()).collect();
    match filling.rows.iter().find(|row| !known.contains(row.question.as_str())) {
        Some(row) => Err(FormError::UnknownQuestion(row.question.clone())),
        None => Ok(rows),
    }
}

/// The cell styles of the sheet, made once.
struct QuestionStyles {
    shut: Format,
    small: Format,
    open: Format,
    answer: Format,
    date: Format,
}

impl QuestionStyles {
    fn new(open: Format) -> Self {
        let answer = open.clone().set_align(FormatAlign::Center).set_bold();
        Self {
            shut: fillable::shut(),
            small: fillable::shut()
                .set_font_size(9.0)
                .set_font_color(rust_xlsxwriter::Color::RGB(0x4A_55_5C)),
            open,
            date: answer.clone().set_num_format(fillable::DATE),
            answer,
        }
    }
}

fn write_row(
    page: &mut Worksheet,
    row: u32,
    catalogue: &Catalogue,
    question: &Question,
    filled: Option<&FilledRow>,
    styles: &QuestionStyles,
) -> Result<(), FormError> {
    let guidance = guidance(question);
    page.set_row_height(row, height(question, &guidance, filled))?;
    page.write_string_with_format(row, 0, question.id.as_str(), &styles.shut)?;
    page.write_string_with_format(row, 1, domain(catalogue, question), &styles.shut)?;
    page.write_string_with_format(row, 2, fillable::fitting(&question.text), &styles.shut)?;
    write_answer(
        page,
        row,
        question.kind,
        filled.and_then(|filled| filled.answer.as_ref()),
        styles,
    )?;
    let (comment, evidence) = filled.map_or(("", ""), |filled| (&filled.comment, &filled.evidence));
    page.write_string_with_format(row, 4, fillable::fitting(comment), &styles.open)?;
    page.write_string_with_format(row, 5, fillable::fitting(evidence), &styles.open)?;
    page.write_string_with_format(row, 6, fillable::fitting(&guidance), &styles.small)?;
    Ok(())
}

fn write_answer(
    page: &mut Worksheet,
    row: u32,
    kind: QuestionKind,
    given: Option<&Given>,
    styles: &QuestionStyles,
) -> Result<(), FormError> {
    let style = if kind == QuestionKind::Date { &styles.date } else { &styles.answer };
    match given {
        None => page.write_blank(row, ANSWER, style)?,
        Some(Given::Text(text)) => {
            page.write_string_with_format(row, ANSWER, fillable::fitting(text), style)?
        }
        Some(Given::Number(number)) => {
            page.write_number_with_format(row, ANSWER, *number, style)?
        }
        Some(Given::Date(date)) => {
            page.write_datetime_with_format(row, ANSWER, fillable::day(*date)?, &styles.date)?
        }
    };
    Ok(())
}

/// The title of the domain of a question.
fn domain(catalogue: &Catalogue, question: &Question) -> String {
    let control = question.reaches.first().map(|reach| &catalogue.controls.list()[reach.control]);
    let title =
        control.map_or("", |control| catalogue.policy.domains[control.domain].title.as_str());
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How to answer, what a good answer is, and what proves it.
fn guidance(question: &Question) -> String {
    let lead = match (question.kind, question.unit.as_deref()) {
        (QuestionKind::Number, Some(unit)) => format!("Write a number of {unit}. "),
        (QuestionKind::Number, None) => "Write a number. ".to_owned(),
        (QuestionKind::Date, _) => "Write a date (YYYY-MM-DD). ".to_owned(),
        (QuestionKind::Choice | QuestionKind::Text, _) => String::new(),
    };
    format!("{lead}{}\nEvidence: {}", question.guidance, question.evidence)
}

/// The row height for the longest cell, in points, as spreadsheet programs do not adjust it themselves.
fn height(question: &Question, guidance: &str, filled: Option<&FilledRow>) -> f64 {
    let lines = |text: &str, letters: usize| -> usize {
        text.lines().map(|line| line.chars().count().div_ceil(letters).max(1)).sum()
    };
    let mut most = lines(&question.text, 40);
    if let Some(filled) = filled {
        most = most.max(lines(&filled.comment, 26)).max(lines(&filled.evidence, 26));
    }
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let high = |lines: usize, line: f64| lines.clamp(2, 26) as f64 * line + 4.0;
    high(most, LINE).max(high(lines(guidance, 64), SMALL_LINE))
}

/// Adds the validation of the answer cells; neighbours of the same kind share one.
fn validate(
    page: &mut Worksheet,
    names: Names<'_>,
    asked: &[&Question],
    order: &FormOrder<'_>,
) -> Result<(), FormError> {
    let alike = |one: &Question| (one.kind, one.unit.clone(), may_not_apply(names.catalogue, one));
    let same = |one: &Question, next: &Question| match (one.kind, next.kind) {
        (QuestionKind::Choice, QuestionKind::Choice) => true,
        _ => alike(one) == alike(next),
    };
    let mut first = 1;
    for run in asked.chunk_by(|one, next| same(one, next)) {
        let last = first + u32::try_from(run.len()).unwrap_or(u32::MAX) - 1;
        if let Some(question) = run.first() {
            let cell = crate::model::CellRef::new(first, u32::from(ANSWER)).to_string();
            page.add_data_validation(
                first,
                ANSWER,
                last,
                ANSWER,
                &rule(question, names, &cell, order)?,
            )?;
        }
        first = last + 1;
    }
    Ok(())
}

fn rule(
    question: &Question,
    names: Names<'_>,
    cell: &str,
    order: &FormOrder<'_>,
) -> Result<DataValidation, FormError> {
    let rule = DataValidation::new();
    let excusable = may_not_apply(names.catalogue, question);
    Ok(match question.kind {
        QuestionKind::Text => rule,
        QuestionKind::Choice => rule
            .allow_list_strings(&ANSWERS)?
            .set_error_message("Please choose yes, partial, no or not applicable.")?,
        QuestionKind::Number => {
            let unit = question.unit.as_deref().unwrap_or("units");
            let rule = match excusable {
                true => rule.allow_custom(or_not_applicable(&format!("{cell}>=0"), cell)),
                false => rule.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
            };
            rule.set_error_message("Please enter a number of 0 or more, without a unit.")?
                .set_input_message(hint(
                    &format!("A number of {unit}, without the unit"),
                    excusable,
                ))?
        }
        QuestionKind::Date => {
            let rule = match excusable {
                true => {
                    rule.allow_custom(or_not_applicable(&format!("{cell}>=DATE(2000,1,1)"), cell))
                }
                false => rule.allow_date(DataValidationRule::Between(
                    earliest()?,
                    fillable::day(latest(order))?,
                )),
            };
            rule.set_error_message("Please enter a date, for example 2026-10-05.")?
                .set_input_message(hint("A date, for example 2026-10-05", excusable))?
        }
    })
}

/// Whether one of its controls accepts "not applicable" as an answer.
fn may_not_apply(catalogue: &Catalogue, question: &Question) -> bool {
    let controls = catalogue.controls.list();
    question
        .reaches
        .iter()
        .any(|reach| controls[reach.control].not_applicable != NotApplicableRule::Never)
}

/// A formula that accepts the tested value, or "not applicable".
fn or_not_applicable(test: &str, cell: &str) -> Formula {
    Formula::new(format!("OR(AND(ISNUMBER({cell}),{test}),{cell}=\"{}\")", ANSWERS[3]))
}

fn hint(what: &str, excusable: bool) -> String {
    if excusable { format!("{what}; or: {}.", ANSWERS[3]) } else { format!("{what}.") }
}

fn earliest() -> Result<rust_xlsxwriter::ExcelDateTime, FormError> {
    Ok(fillable::day(jiff::civil::date(2000, 1, 1))?)
}

/// The latest date that is accepted: a year after the form was written, as later ones are typing errors.
fn latest(order: &FormOrder<'_>) -> jiff::civil::Date {
    order.as_of.saturating_add(jiff::Span::new().years(1))
}

//! Converts calamine's values to ours.

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};

use super::error::ReadError;
use super::sheet::Sheet;
use crate::intake::grid::Value;
use crate::model::{CellRef, Date};

/// The first day number after 9999-12-31.
const DAYS_END: f64 = 2_958_466.0;

/// Adds a borrowed value to a sheet.
pub(super) fn put(
    sheet: &mut Sheet<'_, '_>,
    at: CellRef,
    value: DataRef<'_>,
    formula: bool,
) -> Result<(), ReadError> {
    match value {
        DataRef::SharedString(text) => sheet.text(at, text, formula),
        DataRef::String(text) => sheet.owned(at, text, formula),
        DataRef::Int(number) => sheet.value(at, Value::Number(number as f64), formula),
        DataRef::Float(number) => sheet.value(at, number_value(number), formula),
        DataRef::Bool(truth) => sheet.value(at, Value::Bool(truth), formula),
        DataRef::DateTime(moment) => sheet.value(at, moment_value(&moment), formula),
        DataRef::DateTimeIso(text) => match iso_moment(&text) {
            Some(value) => sheet.value(at, value, formula),
            None => sheet.owned(at, text, formula),
        },
        DataRef::DurationIso(text) => match iso_duration(&text) {
            Some(days) => sheet.value(at, Value::Number(days), formula),
            None => sheet.owned(at, text, formula),
        },
        DataRef::Error(error) => sheet.value(at, Value::Error(error_text(&error)), formula),
        DataRef::Empty => sheet.blank(at, formula),
    }
}

/// As [`put`], for a value in calamine's rectangle.
pub(super) fn put_data(
    sheet: &mut Sheet<'_, '_>,
    at: CellRef,
    value: &Data,
) -> Result<(), ReadError> {
    match value {
        Data::String(text) => sheet.text(at, text, false),
        Data::Int(number) => sheet.value(at, Value::Number(*number as f64), false),
        Data::Float(number) => sheet.value(at, number_value(*number), false),
        Data::Bool(truth) => sheet.value(at, Value::Bool(*truth), false),
        Data::DateTime(moment) => sheet.value(at, moment_value(moment), false),
        Data::DateTimeIso(text) => put(sheet, at, DataRef::DateTimeIso(text.clone()), false),
        Data::DurationIso(text) => put(sheet, at, DataRef::DurationIso(text.clone()), false),
        Data::Error(error) => sheet.value(at, Value::Error(error_text(error)), false),
        _ => Ok(()),
    }
}

fn number_value(number: f64) -> Value {
    if number.is_finite() { Value::Number(number) } else { Value::Error("#NUM!") }
}

/// A date. Durations, times without a day and days that no calendar has stay numbers.
fn moment_value(moment: &ExcelDateTime) -> Value {
    let days = moment.as_f64();
    if moment.is_duration() || !(1.0..DAYS_END).contains(&days) {
        return number_value(days);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let date = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
    match date.map(|((year, month), day)| Date::new(year, month, day)) {
        Some(Ok(date)) => {
            let seconds = f64::from(second) + f64::from(milli) / 1000.0;
            Value::Date(date, f64::from(hour) + f64::from(minute) / 60.0 + seconds / 3600.0)
        }
        _ => number_value(days), // Excel's 1900-02-29
    }
}

/// `2026-03-01`, `2026-03-01T14:30:00`, with or without fractions. A `Z` at the end is ignored; any other zone is not
/// read.
fn iso_moment(text: &str) -> Option<Value> {
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
    let date = iso_date(day)?;
    let time = time.trim_end_matches('Z');
    let mut parts = time.split(':').map(|part| part.parse::<f64>().ok());
    let hour = parts.next()??;
    let minute = parts.next().unwrap_or(Some(0.0))?;
    let second = parts.next().unwrap_or(Some(0.0))?;
    let hours = hour + minute / 60.0 + second / 3600.0;
    if !(0.0..24.0).contains(&hours) {
        return None;
    }
    let zero = Date::constant(1899, 12, 30);
    Some(if date == zero { Value::Number(hours / 24.0) } else { Value::Date(date, hours) })
}

fn iso_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    if year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `PT36H30M00S` in days.
fn iso_duration(text: &str) -> Option<f64> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.replace(',', ".");
    let part = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    Some((part(hours)? + part(minutes)? / 60.0 + part(&seconds)? / 3600.0) / 24.0)
}

const fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

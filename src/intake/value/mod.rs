//! Reads the value of a cell: text as people see it, a number, a date. Nothing is guessed: what can be read in two ways
//! is not read.

mod date;
mod number;

use std::borrow::Cow;

pub use date::{NoDate, date, date_in_name, moment};
pub use number::number;

use super::grid::Value;
use crate::catalogue::vocabulary::normalise;

/// A text without white space and invisible characters around it.
pub fn trimmed(text: &str) -> &str {
    // Most cells begin and end with a visible ASCII character, and are trimmed many times.
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    text.trim_matches(normalise::is_blank)
}

/// A value as people see it in the cell, trimmed: `12` and not `12.0`, dates as ISO.
pub fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(trimmed(text)),
        Value::Number(number) => Cow::Owned(shown_number(*number)),
        Value::Bool(true) => Cow::Borrowed("TRUE"),
        Value::Bool(false) => Cow::Borrowed("FALSE"),
        Value::Date(date, hours) => Cow::Owned(shown_moment(*date, *hours)),
        Value::Error(error) => Cow::Borrowed(error),
    }
}

/// A number with fifteen significant digits, as spreadsheets show it.
fn shown_number(number: f64) -> String {
    // Most numbers are whole and short, and are shown many times.
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{}", number as i64);
    }
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // No spreadsheet shows a negative zero.
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

fn shown_moment(date: crate::model::Date, hours: f64) -> String {
    let minutes = (hours * 60.0).round();
    if minutes <= 0.0 {
        return date.to_string();
    }
    format!("{date} {:02.0}:{:02.0}", (minutes / 60.0).floor(), minutes % 60.0)
}

/// A text cut after `longest` characters for a message, with `…` where it was cut.
pub fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Date;

    #[test]
    fn values_read_as_people_see_them() {
        let text = |value: Value| shown(&value).into_owned();
        assert_eq!(text(Value::Number(12.0)), "12");
        assert_eq!(text(Value::Number(-999_999_999_999_999.0)), "-999999999999999");
        assert_eq!(text(Value::Number(1e15)), "1000000000000000");
        assert_eq!(text(Value::Number(1_234_567_890_123_456.0)), "1234567890123460");
        assert_eq!(text(Value::Number(0.1 + 0.2)), "0.3");
        assert_eq!(text(Value::Number(-0.0)), "0");
        assert_eq!(text(Value::Text("\u{a0} a b\u{200b}\n".into())), "a b");
        assert_eq!(text(Value::Date(Date::constant(2026, 10, 5), 0.0)), "2026-10-05");
        assert_eq!(text(Value::Date(Date::constant(2026, 10, 5), 14.5)), "2026-10-05 14:30");
        assert_eq!(text(Value::Bool(true)), "TRUE");
    }

    #[test]
    fn long_text_is_cut_with_a_mark() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äöü…");
    }
}

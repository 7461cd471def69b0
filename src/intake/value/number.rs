//! Numbers, as docs/method.md §2 reads them.

use unicode_normalization::UnicodeNormalization as _;

use super::trimmed;
use crate::intake::grid::Value;

/// The number of a cell. A text may have a sign and a decimal point or comma. With both, with a comma before exactly
/// three digits, or with anything else it is no number.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number).filter(|number| number.is_finite()),
        Value::Text(text) => from_text(trimmed(text)),
        _ => None,
    }
}

/// Length in bytes of the longest text that can be a number.
const LONGEST: usize = 64;

fn from_text(text: &str) -> Option<f64> {
    // Most cells begin with a letter.
    let may_be =
        |byte: u8| !byte.is_ascii() || byte.is_ascii_digit() || matches!(byte, b'+' | b'-');
    if text.len() > LONGEST || !text.bytes().next().is_some_and(may_be) {
        return None;
    }
    let text: String = if text.is_ascii() { text.to_owned() } else { text.nfkc().collect() };
    let digits = text.strip_prefix(['+', '-', '\u{2212}']).unwrap_or(&text);
    let (whole, fraction) = match digits.split_once(['.', ',']) {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (digits, "0"),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let thousands = digits.contains(',') && fraction.len() == 3;
    if !is_digits(whole) || !is_digits(fraction) || thousands {
        return None;
    }
    let number: f64 = format!("{whole}.{fraction}").parse().ok()?;
    let negative = text.starts_with(['-', '\u{2212}']);
    Some(if negative { -number } else { number }).filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_or_refused() {
        for (text, number) in [
            ("12", Some(12.0)),
            ("12,5", Some(12.5)),
            ("12.5", Some(12.5)),
            ("1.000", Some(1.0)),
            ("１２", Some(12.0)),
            ("\u{a0}7 ", Some(7.0)),
            ("-3", Some(-3.0)),
            ("1,0000", Some(1.0)),
            ("1,000", None),
            ("1.000,5", None),
            ("1,000.5", None),
            ("1 000", None),
            ("72 hours", None),
            ("50%", None),
            ("5.", None),
            (".5", None),
            ("1e3", None),
            ("inf", None),
            ("0x10", None),
            ("", None),
        ] {
            assert_eq!(from_text(trimmed(text)), number, "{text}");
        }
        assert_eq!(number(&Value::Bool(true)), None);
    }
}

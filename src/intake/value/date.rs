//! Dates: real ones, ISO text, and text that can mean only one day.

use unicode_normalization::UnicodeNormalization as _;

use super::trimmed;
use crate::catalogue::Vocabulary;
use crate::intake::grid::Value;
use crate::model::Date;

/// Why a cell is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDate {
    /// It can mean two days, such as `03/04/2026`.
    Ambiguous,
    /// It is no known date.
    Unreadable,
}

impl NoDate {
    /// What is wrong, as the end of a sentence that begins with the text.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ambiguous => "can mean two different days",
            Self::Unreadable => "is no date",
        }
    }
}

/// Length in bytes of the longest text that can be a date.
const LONGEST: usize = 64;

/// The day of a cell.
///
/// # Errors
/// If the cell is no date, or one that can mean two days.
pub fn date(value: &Value, vocabulary: &Vocabulary) -> Result<Date, NoDate> {
    moment(value, vocabulary).map(|(date, _)| date)
}

/// The day of a cell and the hours after its 00:00.
///
/// # Errors
/// As [`date`].
pub fn moment(value: &Value, vocabulary: &Vocabulary) -> Result<(Date, f64), NoDate> {
    match value {
        Value::Date(date, hours) => Ok((*date, *hours)),
        Value::Text(text) => from_text(trimmed(text), vocabulary),
        _ => Err(NoDate::Unreadable),
    }
}

fn from_text(text: &str, vocabulary: &Vocabulary) -> Result<(Date, f64), NoDate> {
    if text.len() > LONGEST {
        return Err(NoDate::Unreadable);
    }
    let text: String = text.nfkc().collect();
    let (day, time) = split_time(&text);
    let hours = match time {
        Some(time) => hours(time).ok_or(NoDate::Unreadable)?,
        None => 0.0,
    };
    Ok((day_of(day, vocabulary)?, hours))
}

/// `2026-10-05T14:30` → `2026-10-05` and `14:30`.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else { return (text, None) };
    let before = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let day = before.strip_suffix('T').unwrap_or(before);
    (day.trim_end_matches([' ', ',']), Some(&text[before.len()..]))
}

/// `14:30`, `14:30:15.5`, `14:30Z`, `2:30 PM`. A zone other than `Z` is refused: time zones are not supported.
fn hours(time: &str) -> Option<f64> {
    let upper = time.trim_end_matches('Z').to_ascii_uppercase();
    let (clock, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(clock), _) => (clock, Some(0.0)),
        (_, Some(clock)) => (clock, Some(12.0)),
        _ => (upper.as_str(), None),
    };
    let mut parts = clock.trim_end().split(':').map(clock_part);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0.0))?;
    let hour = match half {
        Some(_) if !(1.0..=12.0).contains(&hour) => return None,
        Some(half) => hour % 12.0 + half,
        None => hour,
    };
    let in_range = hour < 24.0 && minute < 60.0 && second < 60.0 && parts.next().is_none();
    in_range.then_some(hour + minute / 60.0 + second / 3600.0)
}

fn clock_part(part: &str) -> Option<f64> {
    let known = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    part.parse().ok().filter(|_| known)
}

/// A piece of a date: a number with its count of digits, or a word.
enum DatePiece<'t> {
    Number(i16, usize),
    Word(&'t str),
}

fn day_of(text: &str, vocabulary: &Vocabulary) -> Result<Date, NoDate> {
    let mut numbers = Vec::with_capacity(3);
    let mut month = None;
    for piece in pieces(text)? {
        match piece {
            DatePiece::Number(number, digits) => numbers.push((number, digits)),
            DatePiece::Word(word) => match vocabulary.month(word) {
                Some(named) if month.is_none() => month = Some(named),
                None if is_filler(word) => {}
                _ => return Err(NoDate::Unreadable),
            },
        }
    }
    match (numbers.as_slice(), month) {
        ([(year, 4), (month, 1..=2), (day, 1..=2)], None) => valid(*year, *month, *day),
        ([(first, 1..=2), (second, 1..=2), (year, 4)], None) => two_ways(*first, *second, *year),
        ([(day, 1..=2), (year, 4)] | [(year, 4), (day, 1..=2)], Some(month)) => {
            valid(*year, i16::from(month), *day)
        }
        _ => Err(NoDate::Unreadable),
    }
}

/// A date whose order of day and month follows from the numbers only.
fn two_ways(first: i16, second: i16, year: i16) -> Result<Date, NoDate> {
    match (valid(year, second, first), valid(year, first, second)) {
        (Ok(one), Ok(other)) if one != other => Err(NoDate::Ambiguous),
        (Ok(date), _) | (_, Ok(date)) => Ok(date),
        _ => Err(NoDate::Unreadable),
    }
}

fn valid(year: i16, month: i16, day: i16) -> Result<Date, NoDate> {
    let part = |number: i16| i8::try_from(number).map_err(|_| NoDate::Unreadable);
    let date = Date::new(year, part(month)?, part(day)?);
    date.ok().filter(|date| date.year() >= 1900).ok_or(NoDate::Unreadable)
}

/// Words in dates that have no meaning of their own; also the East Asian characters for year, month and day.
fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 14] =
        ["st", "nd", "rd", "th", "of", "the", "de", "del", "er", "年", "月", "日", "년", "월"];
    word == "일" || FILLERS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn pieces(text: &str) -> Result<Vec<DatePiece<'_>>, NoDate> {
    let mut pieces = Vec::with_capacity(5);
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let end = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() {
            let length = end(|c| c.is_ascii_digit());
            let number = rest[..length].parse().map_err(|_| NoDate::Unreadable)?;
            pieces.push(DatePiece::Number(number, length));
            length
        } else if first.is_alphabetic() {
            let length = end(char::is_alphabetic);
            pieces.push(DatePiece::Word(&rest[..length]));
            length
        } else if matches!(first, '-' | '/' | '.' | ',' | ' ') {
            first.len_utf8()
        } else {
            return Err(NoDate::Unreadable);
        };
        rest = &rest[length..];
    }
    Ok(pieces)
}

/// The ISO date in a file's name; `None` if it has none.
///
/// # Errors
/// [`NoDate::Ambiguous`] if the name holds two different days.
pub fn date_in_name(name: &str) -> Result<Option<Date>, NoDate> {
    let mut found = None;
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| name.as_bytes().get(at)).is_some_and(u8::is_ascii_digit)
    };
    for (start, _) in name.match_indices(|c: char| c.is_ascii_digit()) {
        let Some(text) = name.get(start..start + 10) else { continue };
        if is_digit(start.checked_sub(1)) || is_digit(Some(start + 10)) {
            continue;
        }
        match (iso(text), found) {
            (Some(date), Some(other)) if date != other => return Err(NoDate::Ambiguous),
            (Some(date), _) => found = Some(date),
            (None, _) => {}
        }
    }
    Ok(found)
}

/// `2026-10-05` and nothing else.
fn iso(text: &str) -> Option<Date> {
    let shape = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    text.parse().ok().filter(|_| shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::testing;

    fn read(text: &str) -> Result<String, NoDate> {
        let catalogue = testing::catalogue();
        from_text(trimmed(text), &catalogue.vocabulary).map(|(date, hours)| match hours {
            0.0 => date.to_string(),
            hours => format!("{date} +{hours}"),
        })
    }

    #[test]
    fn text_that_means_one_day_is_read() {
        for text in [
            "2026-01-15",
            "2026/01/15",
            "2026/1/15",
            "2026.01.15",
            "15.01.2026",
            "15/01/2026",
            "01/15/2026",
            "15-Jan-2026",
            "15 January 2026",
            "Jan 15, 2026",
            "January 15th, 2026",
            "15. Januar 2026",
            "2026年1月15日",
            "２０２６－０１－１５",
            "15th of January 2026",
            "2026 Jan 15",
            "2026년 1월 15일",
        ] {
            assert_eq!(read(text).as_deref(), Ok("2026-01-15"), "{text}");
        }
        assert_eq!(read("05.05.2026").as_deref(), Ok("2026-05-05"));
    }

    #[test]
    fn times_are_kept() {
        assert_eq!(read("2026-01-15T14:30:00").as_deref(), Ok("2026-01-15 +14.5"));
        assert_eq!(read("2026-01-15 14:30Z").as_deref(), Ok("2026-01-15 +14.5"));
        assert_eq!(read("15-Jan-2026, 2:30 PM").as_deref(), Ok("2026-01-15 +14.5"));
        assert_eq!(read("2026-01-15 12:00 AM").as_deref(), Ok("2026-01-15"));
    }

    #[test]
    fn text_that_could_mean_another_day_is_refused() {
        assert_eq!(read("03/04/2026"), Err(NoDate::Ambiguous));
        assert_eq!(read("03.04.2026"), Err(NoDate::Ambiguous));
        for text in [
            "15-Jan-26",
            "January 2026",
            "2026-02-30",
            "46000",
            "20260115",
            "tomorrow",
            "",
            "2026-01-15 25:00",
            "2026-01-15T14:30+02:00",
            "15 Jan Feb 2026",
            "2026-01-15-16",
            "Q3 2026",
            "0026-01-15",
        ] {
            assert_eq!(read(text), Err(NoDate::Unreadable), "{text}");
        }
    }

    #[test]
    fn a_file_name_may_hold_a_date() {
        assert_eq!(date_in_name("S1_2026-10-05.xlsx"), Ok(Some(Date::constant(2026, 10, 5))));
        assert_eq!(date_in_name("S1 12026-10-05.xlsx"), Ok(None));
        assert_eq!(date_in_name("S1 2026-13-05 v2.xlsx"), Ok(None));
        assert_eq!(
            date_in_name("2026-10-05_2026-10-05.csv"),
            Ok(Some(Date::constant(2026, 10, 5)))
        );
        assert_eq!(date_in_name("2026-10-05 to 2026-10-06.csv"), Err(NoDate::Ambiguous));
        assert_eq!(date_in_name("ü2026-10-0ü"), Ok(None));
    }
}

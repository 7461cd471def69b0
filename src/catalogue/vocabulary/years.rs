//! Years and months in texts that are searched for phrases: `by {future}` is one phrase for every year ahead.

use std::borrow::Cow;
use std::ops::Range;

use foldhash::HashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::normalise;

/// What phrases write for a date, and the letter that replaces it in a marked text. No folded text holds such a letter,
/// since each has another compatibility form.
pub(super) const TOKENS: [(&str, char); 3] =
    [("{future}", FUTURE), ("{past}", PAST), ("{month}", MONTH)];
const FUTURE: char = 'ⓕ';
const PAST: char = 'ⓟ';
const MONTH: char = 'ⓜ';

/// Numbers that are read as years.
const YEARS: Range<u16> = 1990..2100;

/// Which years lie ahead.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// The first year that lies ahead: what is promised for it is not done yet.
    pub future: u16,
    /// Words that may stand between a month and its year.
    pub joins: Vec<String>,
}

/// A text whose years, and the months before them, are replaced by letters.
#[derive(Debug)]
pub struct Dated<'t> {
    /// The marked text.
    pub text: Cow<'t, str>,
    /// The bytes that a letter replaces: their range in the marked text, and in the text itself.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl Dated<'_> {
    /// Converts a range of bytes of the marked text to one of the text itself.
    pub fn original(&self, marked: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let before = self.pieces.iter().rev().find(|(marked, _)| marked.end <= at);
            before.map_or(at, |(marked, original)| original.end + (at - marked.end))
        };
        place(marked.start)..place(marked.end)
    }
}

/// A phrase whose dates are replaced by letters.
pub(super) fn marked(phrase: &str) -> String {
    if !phrase.contains('{') {
        return phrase.to_owned();
    }
    TOKENS.iter().fold(phrase.to_owned(), |text, (token, letter)| {
        text.replace(token, letter.encode_utf8(&mut [0; 4]))
    })
}

/// Whether a phrase holds curly brackets that are no date, or a month without a year after it: it would never be found.
pub(super) fn is_misspelt(phrase: &str) -> bool {
    let marked = marked(phrase);
    let month = marked.rfind(MONTH).map(|at| &marked[at..]);
    marked.contains(['{', '}']) || month.is_some_and(|rest| !rest.contains([FUTURE, PAST]))
}

impl Years {
    /// Whether some years lie ahead and others do not.
    pub(super) fn can_be(&self) -> bool {
        YEARS.contains(&self.future)
    }

    /// Marks the dates of a text that [`normalise::running`] folded.
    pub(super) fn mark<'t>(&self, text: &'t str, months: &HashMap<String, i8>) -> Dated<'t> {
        let mut dated = Dated { text: Cow::Borrowed(text), pieces: Vec::new() };
        let mut out = String::new();
        let mut done = 0;
        for (at, year) in years(text) {
            let letter = if year >= self.future { FUTURE } else { PAST };
            let month = self.month_before(&text[done..at], months);
            let month = month.map(|range| (range.start + done..range.end + done, MONTH));
            for (original, letter) in month.into_iter().chain([(at..at + 4, letter)]) {
                out.push_str(&text[done..original.start]);
                let start = out.len();
                out.push(letter);
                done = original.end;
                dated.pieces.push((start..out.len(), original));
            }
        }
        if done > 0 {
            out.push_str(&text[done..]);
            dated.text = Cow::Owned(out);
        }
        dated
    }

    /// The month that a text ends with.
    fn month_before(&self, text: &str, months: &HashMap<String, i8>) -> Option<Range<usize>> {
        let bare = |text: &str| text.trim_end_matches([' ', '.', ',']).len();
        let mut end = bare(text);
        let join = self.joins.iter().find_map(|join| {
            let rest = text[..end].strip_suffix(join.as_str())?;
            rest.ends_with(' ').then(|| bare(rest))
        });
        end = join.unwrap_or(end);
        let letters = text[..end].trim_end_matches(char::is_alphabetic).len();
        let is_month =
            end > letters && months.contains_key(&normalise::header(&text[letters..end]));
        is_month.then_some(letters..end)
    }
}

/// The years in a text, each with its first byte: four digits that are not part of a longer number.
fn years(text: &str) -> impl Iterator<Item = (usize, u16)> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let begins = move |at: &usize| is_digit(*at) && (*at == 0 || !is_digit(at - 1));
    let year = move |at: usize| {
        let number: u16 = text.get(at..at + 4)?.parse().ok()?;
        (!is_digit(at + 4) && YEARS.contains(&number)).then_some((at, number))
    };
    (0..bytes.len()).filter(begins).filter_map(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years_of(text: &str) -> (String, Vec<String>) {
        let months = [("june", 6), ("może", 5), ("junio", 6)];
        let months = months.into_iter().map(|(word, number)| (word.to_owned(), number)).collect();
        let joins = vec!["de".to_owned()];
        let dated = Years { future: 2027, joins }.mark(text, &months);
        let pieces = dated.pieces.iter().map(|(marked, original)| {
            assert_eq!(dated.original(marked), *original);
            text[original.clone()].to_owned()
        });
        (dated.text.to_string(), pieces.collect())
    }

    #[test]
    fn years_and_months_before_them_are_marked() {
        let all = |pieces: &[&str]| pieces.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let cases: [(&str, &str, &[&str]); 7] = [
            ("yes, june 2027.", "yes, ⓜ ⓕ.", &["june", "2027"]),
            ("junio de 2026, 2027", "ⓜ de ⓟ, ⓕ", &["junio", "2026", "2027"]),
            ("2026-11-27", "ⓟ-11-27", &["2026"]),
            ("iso 27001:2022", "iso 27001:ⓟ", &["2022"]),
            ("june: 20271, 1989 and 2100", "june: 20271, 1989 and 2100", &[]),
            ("w może. 2099年", "w ⓜ. ⓕ年", &["może", "2099"]),
            ("jade 2030", "jade ⓕ", &["2030"]),
        ];
        for (text, marked, pieces) in cases {
            assert_eq!(years_of(text), (marked.to_owned(), all(pieces)), "{text}");
        }
    }

    #[test]
    fn phrases_name_dates_in_curly_brackets() {
        assert_eq!(marked("by {month} {future}"), "by ⓜ ⓕ");
        assert!(is_misspelt("by {year}") && is_misspelt("{future} in {month}"));
        assert!(!is_misspelt("until {past}") && !is_misspelt("by {month} of {future}"));
    }
}

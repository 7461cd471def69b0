//! What an adapter needs of the form itself: header words, the shape of ids, the meaning of numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::words::FORM;
use super::{Accepted, AcceptedSheet};
use crate::catalogue::Part;
use crate::catalogue::vocabulary::normalise;
use crate::diagnostic::{Problem, Problems};
use crate::intake::discover::IdRule;
use crate::intake::grid::{Grid, Value};
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Place, Reading};

/// The most characters of a header.
const LONGEST_HEADER: usize = 150;
/// The most shapes of ids that a pattern lists one by one.
const MOST_SHAPES: usize = 24;

/// How the form is recognised and laid out, in the terms of an adapter.
#[derive(Debug, Clone, PartialEq)]
pub struct FormLayout {
    /// Names of the sheets that are read; empty: any.
    pub sheets: Vec<String>,
    /// Names of the sheets that are wholly the form's own.
    pub own_sheets: Vec<String>,
    /// Header words of each part.
    pub headers: BTreeMap<Part, BTreeSet<String>>,
    /// Rows over which a header spreads.
    pub header_rows: u32,
    /// Where ids come from.
    pub ids: IdRule,
    /// The pattern of an id, as a regular expression; `None` where ids are counted.
    pub id: Option<String>,
    /// Questions that a file must hold to be this form.
    pub least: usize,
    /// Answers by the adapter's key of their meaning.
    pub answers: BTreeMap<&'static str, Vec<String>>,
    /// The least number that is a yes, the least that is a partial, and the largest number.
    pub numbers: Option<(f64, f64, f64)>,
}

/// Derives the layout from the form and from what a person accepted.
///
/// # Errors
/// If a sheet is missing, a column has no header of its own, or the numbers don't rise from no to yes.
pub fn layout(
    workbook: &str,
    accepted: &Accepted,
    grids: &[Grid],
    named: bool,
) -> Result<FormLayout, Problems> {
    let mut reader = LayoutReader { file: Arc::from(workbook), problems: Vec::new() };
    let mut headers: BTreeMap<Part, BTreeSet<String>> = BTreeMap::new();
    let mut known: BTreeMap<String, Part> = BTreeMap::new();
    for sheet in &accepted.sheets {
        match grids.iter().find(|grid| *grid.name == *sheet.name) {
            Some(grid) => reader.headers(sheet, grid, &mut known, &mut headers),
            None => reader.report(
                sheet.at,
                "the form has no such sheet",
                "write its name as it stands in the form",
            ),
        }
    }
    let numbers = reader.numbers(&accepted.meanings);
    if !reader.problems.is_empty() {
        return Err(Problems(reader.problems));
    }
    let ids = accepted.sheets.first().map_or(IdRule::Column, |sheet| sheet.ids);
    let names: Vec<String> = accepted.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    // Names without letters or digits identify nothing, and the name of a text file differs each time.
    let telling = named && names.iter().all(|name| !normalise::header(name).is_empty());
    let heights = accepted.sheets.iter().map(|sheet| sheet.header.1 - sheet.header.0 + 1);
    Ok(FormLayout {
        sheets: if telling { names } else { Vec::new() },
        own_sheets: accepted.own_sheets.clone(),
        headers,
        header_rows: heights.max().unwrap_or(1).min(8),
        ids,
        id: pattern(ids, accepted.questions.iter().map(|question| question.id.as_str())),
        least: accepted.questions.len().div_ceil(2).max(1),
        answers: answers(&accepted.meanings),
        numbers,
    })
}

/// Collects the layout and its problems.
struct LayoutReader {
    file: Arc<str>,
    problems: Vec<Problem>,
}

impl LayoutReader {
    fn report(&mut self, at: CellRef, message: impl Into<String>, help: &str) {
        let place = Place::cell(&self.file, &Arc::from(FORM), at);
        self.problems.push(Problem::cell(place, message, help));
    }

    /// The header words of a sheet's columns.
    fn headers(
        &mut self,
        sheet: &AcceptedSheet,
        grid: &Grid,
        known: &mut BTreeMap<String, Part>,
        headers: &mut BTreeMap<Part, BTreeSet<String>>,
    ) {
        for column in &sheet.columns {
            let made = sheet.ids == IdRule::Ordinal;
            let needed = matches!(column.part, Part::Answer | Part::Id)
                || column.part == Part::Question && made;
            let Some(text) = header(grid, sheet.header.0..=sheet.header.1, column.column) else {
                if needed {
                    let message = "the column has no text in the header rows";
                    self.report(
                        column.at,
                        message,
                        "columns are found by their header: check the letter and the header rows",
                    );
                }
                continue;
            };
            let folded = normalise::header(&text);
            let folded = if folded.is_empty() { text.clone() } else { folded };
            let other = known.insert(folded, column.part).filter(|other| *other != column.part);
            if other.is_some() {
                let message =
                    format!("the header `{}` stands above two different parts", cut(&text, 80));
                self.report(
                    column.at,
                    message,
                    "columns are found by their header: leave one of them out",
                );
            }
            headers.entry(column.part).or_default().insert(text);
        }
    }

    /// The least yes, the least partial and the largest number of the answers that are numbers. A larger number must
    /// mean a better answer.
    fn numbers(&mut self, meanings: &[(String, Reading, CellRef)]) -> Option<(f64, f64, f64)> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        let given: Vec<(f64, Reading, CellRef)> = meanings
            .iter()
            .filter_map(|(text, reading, at)| Some((number(text)?, *reading, *at)))
            .collect();
        let least = |wanted: Reading| {
            let of = given.iter().filter(|(_, reading, _)| *reading == wanted);
            of.map(|(number, ..)| *number).reduce(f64::min)
        };
        let most = given.iter().map(|(number, ..)| *number).reduce(f64::max)?;
        // Without a yes, its limit is above every number.
        let yes = least(Reading::Yes).unwrap_or(most + 1.0);
        let partial = least(Reading::Partial).unwrap_or(yes);
        for (number, reading, at) in &given {
            let read = match number {
                number if *number < 0.0 => Reading::Blank,
                number if *number >= yes => Reading::Yes,
                number if *number >= partial => Reading::Partial,
                _ => Reading::No,
            };
            if read != *reading {
                let help =
                    "numbers mean no, partial and yes as they rise from 0; leave the others blank";
                self.report(
                    *at,
                    format!("{number} can't mean that beside the other numbers"),
                    help,
                );
            }
        }
        Some((yes, partial, most))
    }
}

/// The header of a column: the text of the lowest header row that has one.
fn header(grid: &Grid, rows: RangeInclusive<u32>, column: u32) -> Option<String> {
    let cells = rows.rev().filter_map(|row| grid.get(CellRef::new(row, column)));
    let mut texts = cells.filter(|cell| matches!(cell.value, Value::Text(_)));
    let text = texts.next().map(|cell| shown(&cell.value).into_owned())?;
    (!text.is_empty() && text.chars().count() <= LONGEST_HEADER).then_some(text)
}

/// Answers by the key of an adapter.
fn answers(meanings: &[(String, Reading, CellRef)]) -> BTreeMap<&'static str, Vec<String>> {
    let mut answers: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for (text, reading, _) in meanings {
        let key = match reading {
            Reading::Yes => "yes",
            Reading::Partial => "partial",
            Reading::No => "no",
            Reading::NotApplicable => "not-applicable",
            _ => "unanswered",
        };
        answers.entry(key).or_default().push(text.clone());
    }
    answers
}

/// A pattern that matches ids of these shapes only.
fn pattern<'i>(rule: IdRule, ids: impl Iterator<Item = &'i str>) -> Option<String> {
    let own = |id: &'i str| match rule {
        IdRule::ColumnOfSheet => id.rsplit_once('#').map_or(id, |(_, id)| id),
        _ => id,
    };
    let shapes: BTreeSet<String> = ids.map(|id| shape(own(id))).collect();
    let any = if shapes.len() > MOST_SHAPES {
        r"[^\s]*\d[^\s]*".to_owned()
    } else {
        // The longest first, so that the pattern does not match the beginning of an id only.
        let mut shapes: Vec<String> = shapes.into_iter().collect();
        shapes.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        shapes.join("|")
    };
    match rule {
        IdRule::Ordinal => None,
        IdRule::InText => Some(format!(r"^({any})(?:[.):–-]+\s|\s)")),
        IdRule::Column | IdRule::ColumnOfSheet => Some(format!("^(?:{any})$")),
    }
}

/// The shape of an id, as a pattern: a run of digits matches 3 or its own length, a run of capitals 4 or its own length
/// (whichever is more), and any other character itself.
fn shape(id: &str) -> String {
    let mut shape = String::new();
    let mut rest = id.chars().peekable();
    while let Some(first) = rest.next() {
        let kind: fn(char) -> bool = if first.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if first.is_ascii_uppercase() {
            |c| c.is_ascii_uppercase()
        } else {
            |_| false
        };
        let mut length = 1;
        while rest.next_if(|c| kind(*c)).is_some() {
            length += 1;
        }
        match first {
            first if first.is_ascii_digit() => {
                shape.push_str(&format!(r"\d{{1,{}}}", length.max(3)))
            }
            first if first.is_ascii_uppercase() => {
                shape.push_str(&format!("[A-Z]{{1,{}}}", length.max(4)))
            }
            first if first.is_alphanumeric() => shape.push(first),
            first => shape.push_str(&format!(r"\x{{{:x}}}", u32::from(first))),
        }
    }
    shape
}

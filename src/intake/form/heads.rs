//! What a cell means as a header.

use super::FormReader;
use super::sheets::{SheetRow, Sheets};
use crate::catalogue::{Part, Vocabulary};
use crate::intake::grid::{Cell, Value};
use crate::intake::value::shown;
use crate::model::Reading;

/// Longest text that can be a header in the words of the vocabulary, in bytes.
const LONGEST: usize = 100;

/// The most words of a header that names an assessor's answers; no known header has so many beside the assessor.
const WORDS: usize = 12;

/// The most words of any other header with a word for an assessor; a text with more is a sentence.
const FEW: usize = 7;

/// Longest answer that can head a column of marks, in bytes.
const LONGEST_ANSWER: usize = 48;

/// A header cell of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Index of the cell in its row.
    pub(super) index: usize,
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) part: Part,
    /// Whether the adapter itself names the header; its own words come before the common ones.
    pub(super) own: bool,
}

/// The part that a key of the vocabulary's headers means.
fn part(key: &str) -> Option<Part> {
    Some(match key {
        "id" => Part::Id,
        "question" => Part::Question,
        "answer" => Part::Answer,
        "compliance" => Part::Compliance,
        "status" => Part::Status,
        "assessor" => Part::Assessor,
        "comment" => Part::Comment,
        "evidence" => Part::Evidence,
        "supplier" => Part::Supplier,
        "flag" => Part::Flag,
        "domain" | "guidance" | "since" | "boilerplate" => Part::Furniture,
        _ => return None,
    })
}

/// The bytes that may begin an addition to a header; most texts have none of them.
const MAY_ADD: [bool; 256] = {
    let mut may_add = [true; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        may_add[byte as usize] = adds(byte as char);
        byte += 1;
    }
    may_add
};

/// Whether a character may begin an addition to a header; the full-width ones are of Chinese and Japanese texts.
const fn adds(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '\n' | '/' | '|' | ':' | '–' | '-' | '（' | '［' | '【' | '／' | '：' | '・'
    )
}

/// The meaning of a cell as a header in the words of the vocabulary: of the whole text, of the text before a bracket or
/// line break, without a year at its end, or of the second of two languages.
pub(super) fn common(value: &Value, vocabulary: &Vocabulary) -> Option<Part> {
    let Value::Text(text) = value else { return None };
    if text.len() > LONGEST {
        return None;
    }
    let text = shown(value);
    let meaning = |text: &str| vocabulary.header("form", text).and_then(part);
    if let Some(part) = meaning(&text) {
        return Some(part);
    }
    // Few cells hold such characters.
    let may_add = text.bytes().any(|byte| MAY_ADD[usize::from(byte)]);
    if may_add
        && let Some(at) = text.find(adds).filter(|at| *at > 0)
        && let Some(part) = meaning(&text[..at])
    {
        return Some(part);
    }
    let year = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if text.len() - year.len() == 4
        && let Some(part) = meaning(year)
    {
        return Some(part);
    }
    let last = || text.rsplit(['/', '|', '\n', '／']).next();
    let behind = if may_add { last().filter(|rest| rest.len() < text.len()) } else { None };
    behind.and_then(meaning).or_else(|| assessed(&text, vocabulary))
}

/// A header with a word for an assessor: `Auditor status`. If the rest is not about answers, it is the form's own text.
fn assessed(text: &str, vocabulary: &Vocabulary) -> Option<Part> {
    if begun_words(text) > WORDS || !vocabulary.has_assessor_word(text) {
        return None;
    }
    let is_assessor = |word: &&str| vocabulary.is_assessor_word(word);
    let words: Vec<&str> = text.split_whitespace().collect();
    let rest: Vec<&str> = words.iter().copied().filter(|word| !is_assessor(word)).collect();
    if words.len() < 2 {
        return None;
    }
    let answers = [Part::Answer, Part::Compliance, Part::Status, Part::Assessor];
    let part = vocabulary.header("form", &rest.join(" ")).and_then(part);
    if part.is_some_and(|part| answers.contains(&part)) {
        return Some(Part::Assessor);
    }
    (words.len() <= FEW).then_some(Part::Furniture)
}

/// The number of words with a blank before them, and one more. Every cell is asked, and most are sentences.
fn begun_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    pairs.map(|(before, at)| usize::from(*before == b' ' && *at != b' ')).sum::<usize>() + 1
}

/// The part of a column whose header is an answer.
fn of_answer(reading: Reading) -> Option<Part> {
    match reading {
        Reading::Yes => Some(Part::Yes),
        Reading::Partial => Some(Part::Partial),
        Reading::No => Some(Part::No),
        Reading::NotApplicable => Some(Part::NotApplicable),
        _ => None,
    }
}

impl FormReader<'_> {
    /// The header cells of a row, from left to right.
    pub(super) fn heads(&self, line: SheetRow<'_>, sheets: &Sheets<'_>) -> Vec<Head> {
        let common = self.adapter.layout.common_headers;
        let cells = 0..line.cells.len();
        let mut heads: Vec<Head> = cells.filter_map(|at| self.head(line, at, sheets)).collect();
        // Columns headed by answers are beside a column of ids or questions, or below a heading of their own.
        let beside = !heads.is_empty() || self.adapter.layout.header_rows > 1;
        if common && beside && line.cells.len() > 2 {
            self.add_answers(line, &mut heads, sheets);
        }
        heads
    }

    /// The header that a single cell makes.
    pub(super) fn head(
        &self,
        line: SheetRow<'_>,
        index: usize,
        sheets: &Sheets<'_>,
    ) -> Option<Head> {
        let cell = &line.cells[index];
        let Value::Text(text) = &cell.value else { return None };
        let word = || sheets.word(line, index);
        let own = if self.adapter.may_be_part(text) { self.adapter.part_of(word()?) } else { None };
        let known = || {
            let common = self.adapter.layout.common_headers;
            let part = if common { sheets.common(line, index, self.vocabulary) } else { None };
            part.filter(|part| self.may_hold(*part, &cell.value))
        };
        let part = own.or_else(known)?;
        let own = own.is_some();
        Some(Head { index, row: cell.at.row, column: cell.at.column, part, own })
    }

    /// Whether a column may hold a part that the vocabulary names. In our own form every column is known: one that the
    /// supplier added is not ours.
    fn may_hold(&self, part: Part, value: &Value) -> bool {
        if !self.adapter.own {
            return true;
        }
        let key = self.vocabulary.header("form", &shown(value));
        match part {
            Part::Furniture => key.is_some_and(|key| key != "boilerplate"),
            Part::Flag | Part::Supplier | Part::Assessor | Part::Status | Part::Compliance => false,
            _ => true,
        }
    }

    /// The part of a column whose header cell is an answer.
    pub(super) fn answer_head(&self, cell: &Cell, sheets: &Sheets<'_>) -> Option<Part> {
        let Value::Text(text) = &cell.value else { return None };
        if text.len() > LONGEST {
            return None;
        }
        let text = shown(&cell.value);
        if text.len() > LONGEST_ANSWER {
            return None;
        }
        self.grammar(sheets).whole(&text).and_then(of_answer)
    }

    /// Adds headers that are answers, if the row has one for yes and one for no: columns of marks.
    fn add_answers(&self, line: SheetRow<'_>, heads: &mut Vec<Head>, sheets: &Sheets<'_>) {
        let cells = line.cells.iter().enumerate();
        let found: Vec<(usize, Part)> = cells
            .filter_map(|(index, cell)| Some((index, self.answer_head(cell, sheets)?)))
            .collect();
        let yes = found.iter().find(|(_, part)| *part == Part::Yes).map(|(index, _)| *index);
        // `No.` left of the questions means number; it is no answer.
        let asks = heads.iter().filter(|head| head.part == Part::Question).map(|head| head.index);
        let from = asks.min().unwrap_or(0);
        let found = found.into_iter().filter(|(index, _)| *index > from || Some(*index) == yes);
        let found: Vec<(usize, Part)> = found.collect();
        let has = |wanted| found.iter().any(|(_, part)| *part == wanted);
        if !(has(Part::Yes) && has(Part::No)) {
            return;
        }
        for (index, part) in found {
            let at = line.cells[index].at;
            heads.retain(|head| head.index != index);
            heads.push(Head { index, row: at.row, column: at.column, part, own: true });
        }
        heads.sort_by_key(|head| head.index);
    }
}

//! Remarks and rows that do not agree with the answers. They change no answer, but a person should look.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::recognised::Recognised;
use crate::catalogue::Vocabulary;
use crate::catalogue::vocabulary::normalise;
use crate::intake::answer::Grammar;
use crate::intake::form::Sheets;
use crate::intake::value::cut;
use crate::model::{Code, Finding, GivenAnswer, Place, Reading, Spot};

/// The most findings of one kind that are listed one by one.
const ONE_BY_ONE: usize = 100;

/// The most spans of rows that a message names.
const SPANS: usize = 12;

/// Characters of a cell's text in a message.
const SHOWN: usize = 60;

/// The remarks of a row: the comment, then the evidence.
fn remarks(given: &GivenAnswer) -> impl Iterator<Item = &str> {
    given.comment.as_deref().into_iter().chain(given.evidence.as_deref())
}

/// The remarks of a row, and each part of one that was put together from several cells.
fn parts(given: &GivenAnswer) -> impl Iterator<Item = &str> {
    remarks(given).flat_map(|text| {
        let joined = if text.contains(';') { text } else { "" };
        let parts = joined.split("; ").filter(|part| part.len() < text.len() && !part.is_empty());
        std::iter::once(text).chain(parts)
    })
}

/// Reports an answer whose remarks say otherwise, or an answer among the remarks of a blank one.
fn beside(given: &GivenAnswer, vocabulary: &Vocabulary, id: &str) -> Option<Finding> {
    let says = |text: &str| Grammar::new(vocabulary).whole(text).filter(|one| one.is_given());
    match given.reading {
        Reading::Blank => {
            let said = parts(given).find(|text| says(text).is_some())?;
            let said = cut(said, SHOWN);
            let message = format!("{id} is not answered, but `{said}` stands among the remarks");
            let help = "it was read as unanswered; ask the supplier to write it as the answer";
            Some(Finding::new(Code::AnswerElsewhere, message).help(help))
        }
        reading => {
            let other = parts(given).find(|text| says(text).is_some_and(|one| one != reading));
            let words = match (other, reading) {
                (Some(other), _) => cut(other, SHOWN).into_owned(),
                (None, Reading::Yes) => remarks(given).find_map(|text| doubt(text, vocabulary))?,
                (None, _) => return None,
            };
            let said = word(reading);
            let message = format!("the answer to {id} is {said}, but the remark says `{words}`");
            let help = format!("it was read as {said}; ask the supplier which of the two is meant");
            Some(Finding::new(Code::RemarkDoubts, message).help(help))
        }
    }
}

/// The word of an answer in messages. Written by hand: it is a part of a sentence, and a number is named by its kind.
const fn word(reading: Reading) -> &'static str {
    match reading {
        Reading::Yes => "yes",
        Reading::Partial => "partial",
        Reading::No => "no",
        Reading::NotApplicable => "not applicable",
        Reading::Number(_) => "a number",
        Reading::Date(_) => "a date",
        Reading::Blank | Reading::Unreadable => "unreadable",
    }
}

/// The words of a remark that deny or postpone a yes.
fn doubt(text: &str, vocabulary: &Vocabulary) -> Option<String> {
    vocabulary.doubt(&normalise::running(text)).map(str::to_owned)
}

/// Reports remarks that are repeated word for word beside many answers, in the order of the file.
fn repeated(answers: &[GivenAnswer], sheets: &Sheets<'_>, vocabulary: &Vocabulary) -> Vec<Finding> {
    let telling = &vocabulary.remarks;
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
    for (index, given) in answers.iter().enumerate() {
        if let Some(text) = given.comment.as_deref().filter(|text| telling.tells(text)) {
            seen.entry(text).or_insert((index, 0)).1 += 1;
        }
    }
    let mut all: Vec<(usize, usize, &str)> = seen
        .into_iter()
        .filter(|(_, (_, count))| *count >= telling.answers)
        .map(|(text, (first, count))| (first, count, text))
        .collect();
    all.sort_unstable();
    let finding = |(first, count, text): (usize, usize, &str)| {
        let message = format!("one remark stands beside {count} answers: `{}`", cut(text, SHOWN));
        let place = sheets.place(answers[first].spot);
        let help = "ask what it means for each of them, or ask for documents";
        Finding::new(Code::RemarkRepeated, message).at(place).help(help)
    };
    all.into_iter().map(finding).collect()
}

/// Reports answers in hidden rows, one finding per sheet.
fn hidden(read: &Recognised<'_>, sheets: &Sheets<'_>) -> Vec<Finding> {
    let said = read.form.answers.iter().filter(|given| given.reading != Reading::Blank);
    let is_hidden = |spot: &Spot| {
        let grid = sheets.grids.get(usize::from(spot.sheet));
        grid.is_some_and(|grid| grid.hidden_rows.contains(spot.cell.row))
    };
    let mut spots: Vec<Spot> = said.map(|given| given.spot).filter(is_hidden).collect();
    spots.sort_unstable_by_key(|spot| (spot.sheet, spot.cell));
    let finding = |spots: &[Spot]| {
        let (what, rows) = if let [one] = spots {
            ("an answer stands in a row that is", format!("row {}", one.cell.row + 1))
        } else {
            ("answers stand in rows that are", spans(spots))
        };
        let count = if spots.len() == 1 { String::new() } else { format!("{} ", spots.len()) };
        let message =
            format!("{count}{what} hidden or filtered away ({rows}); what they say was read");
        let help = "show all rows, and ask the supplier whether these answers are meant";
        Finding::new(Code::RowsHidden, message).at(sheets.place(spots[0])).help(help)
    };
    spots.chunk_by(|a, b| a.sheet == b.sheet).map(finding).collect()
}

/// The rows of places, with neighbours as a span: `rows 14-25, 40`.
fn spans(spots: &[Spot]) -> String {
    let runs = spots.chunk_by(|a, b| b.cell.row - a.cell.row <= 1).map(|run| {
        let (first, last) = (run[0].cell.row + 1, run[run.len() - 1].cell.row + 1);
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    });
    let mut runs: Vec<String> = runs.collect();
    if runs.len() > SPANS {
        runs.truncate(SPANS);
        runs.push("…".to_owned());
    }
    format!("rows {}", runs.join(", "))
}

/// All findings of these kinds in a file.
pub(super) fn look(
    read: &Recognised<'_>,
    sheets: &Sheets<'_>,
    vocabulary: &Vocabulary,
) -> Vec<Finding> {
    let answers = &read.form.answers;
    let (mut findings, mut found) = (Vec::new(), 0);
    for (index, given) in answers.iter().enumerate() {
        let id = match (read.form.ids.get(index), read.asked) {
            (Some(id), _) => id.as_ref(),
            (None, Some(asked)) => asked.questions[given.question].id.as_str(),
            (None, None) => continue,
        };
        if let Some(finding) = beside(given, vocabulary, id) {
            found += 1;
            if found <= ONE_BY_ONE {
                findings.push(finding.about(id).at(sheets.place(given.spot)));
            }
        }
    }
    if found > ONE_BY_ONE {
        let message =
            format!("{} more answers stand beside remarks of that kind", found - ONE_BY_ONE);
        let place = Place::file(Arc::clone(&sheets.file));
        findings.push(Finding::new(Code::RemarkDoubts, message).at(place));
    }
    findings.extend(hidden(read, sheets));
    findings.extend(repeated(answers, sheets, vocabulary));
    findings
}

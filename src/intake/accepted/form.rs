//! The sheet `Form`, read back.

use super::page::{Line, Page};
use super::words::{ANSWER_COLUMNS, FORM_LABELS, MEANINGS, PART_COLUMNS, PARTS, SHEET_COLUMNS};
use super::{Accepted, AcceptedSheet};
use crate::catalogue::Catalogue;
use crate::intake::discover::{Columns, IdRule};
use crate::intake::value::cut;
use crate::model::{CellRef, Reading};

/// Last column of a sheet, zero-based.
const LAST_COLUMN: u32 = 16_383;
/// Last row of a sheet, zero-based.
const LAST_ROW: u32 = 1_048_575;

/// What the sheet says.
pub(super) fn read(page: &mut Page<'_>, catalogue: &Catalogue) -> Accepted {
    let places = FORM_LABELS.map(|label| page.beside(label));
    let [id, title, edition, file, sha256] = places.map(|at| page.text(at));
    check_id(page, places[0], &id, catalogue);
    for (at, (label, text)) in
        places.iter().zip(FORM_LABELS.iter().zip([&id, &title, &edition])).skip(1)
    {
        if text.is_empty() {
            page.report(*at, format!("`{label}` is blank"), "write a few words");
        }
    }
    let mut sheets = sheets(page);
    parts(page, &mut sheets);
    let sheets = sheets.into_iter().filter_map(|sheet| sheet.finish(page)).collect();
    let meanings = meanings(page);
    Accepted { id, title, edition, file, sha256, sheets, meanings, questions: Vec::new() }
}

/// The id becomes the name of two files and of a questionnaire.
fn check_id(page: &mut Page<'_>, at: CellRef, id: &str, catalogue: &Catalogue) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let begins = id.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !begins || id.len() > 40 || !id.chars().all(plain) || id.contains("..") {
        let message = format!("`{}` is no id for a form", cut(id, 80));
        let help =
            "write at most 40 lower-case letters, digits, - and single dots, such as works-2026";
        page.report(at, message, help);
    } else if catalogue.questionnaires.iter().any(|one| one.native && one.id == id) {
        let message = format!("`{id}` is our own questionnaire");
        page.report(at, message, "give the form an id of its own");
    }
}

/// A sheet while its columns are collected.
struct Draft {
    at: CellRef,
    read: bool,
    name: String,
    header: Option<(u32, u32)>,
    ids: Option<IdRule>,
    columns: [Option<u32>; 6],
    headers: Vec<(&'static str, String)>,
}

impl Draft {
    /// The sheet, if it is read and nothing is missing.
    fn finish(self, page: &mut Page<'_>) -> Option<AcceptedSheet> {
        if !self.read {
            return None;
        }
        let [id, question, answer, comment, evidence, group] = self.columns;
        let name = cut(&self.name, 40).into_owned();
        let mut need = |there: bool, part: &str| {
            if !there {
                let message = format!("the sheet `{name}` is read but has no `{part}` column");
                page.report(
                    self.at,
                    message,
                    "name its letter in the table below, or write no under Read",
                );
            }
        };
        need(question.is_some(), "question");
        need(answer.is_some(), "answer");
        let by_column = matches!(self.ids, Some(IdRule::Column | IdRule::ColumnOfSheet));
        need(!by_column || id.is_some(), "id");
        if self.ids.is_none() {
            page.report(
                self.at,
                format!("the sheet `{name}` does not say where its ids come from"),
                "choose under IDs",
            );
        }
        let columns = Columns { id, question: question?, answer, comment, evidence, group };
        let (header, headers) = (self.header, self.headers);
        Some(AcceptedSheet { name: self.name, header, ids: self.ids?, columns, headers })
    }
}

fn cell((row, cells): &Line, column: usize) -> CellRef {
    // A missing column was reported; what stands in column XFD is nothing.
    cells.get(&column).copied().unwrap_or(CellRef::new(*row, LAST_COLUMN))
}

fn sheets(page: &mut Page<'_>) -> Vec<Draft> {
    let lines = page.table(&SHEET_COLUMNS);
    let mut drafts: Vec<Draft> = Vec::new();
    for line in &lines {
        let at = cell(line, 0);
        let name = page.text(at);
        let read = page.word(cell(line, 1), &["yes", "no"]) == Some(0);
        let header = if read { header_rows(page, cell(line, 2)) } else { None };
        let ids = if read {
            page.word(cell(line, 3), &IdRule::ALL.map(IdRule::word)).map(|at| IdRule::ALL[at])
        } else {
            None
        };
        if read && drafts.iter().any(|draft| draft.read && draft.name == name) {
            page.report(at, "the sheet stands twice", "write no under Read in one of the rows");
        }
        drafts.push(Draft { at, read, name, header, ids, columns: [None; 6], headers: Vec::new() });
    }
    if !drafts.iter().any(|draft| draft.read) {
        let at = lines.first().map_or(CellRef::new(0, 0), |line| cell(line, 1));
        page.report(at, "no sheet is read", "write yes under Read where questions stand");
    }
    drafts
}

/// `3`, `2-4`, or nothing.
fn header_rows(page: &mut Page<'_>, at: CellRef) -> Option<(u32, u32)> {
    let text = page.text(at);
    if text.is_empty() {
        return None;
    }
    let (first, last) = text.split_once('-').unwrap_or((&text, &text));
    let row = |text: &str| text.trim().parse::<u32>().ok().and_then(|row| row.checked_sub(1));
    let rows = row(first).zip(row(last)).filter(|(a, b)| a <= b && *b <= LAST_ROW && b - a < 10);
    if rows.is_none() {
        let message = format!("`{}` are no header rows", cut(&text, 40));
        page.report(at, message, "write a row such as 3, or rows such as 2-4");
    }
    rows
}

fn parts(page: &mut Page<'_>, sheets: &mut [Draft]) {
    for line in page.table(&PART_COLUMNS) {
        let name = page.text(cell(&line, 0));
        let part = page.word(cell(&line, 1), &PARTS);
        let at = cell(&line, 2);
        let letters = page.text(at);
        let header = page.text(cell(&line, 3));
        let Some(sheet) = sheets.iter_mut().find(|sheet| sheet.name == name) else {
            let message = format!("there is no sheet `{}` in the table above", cut(&name, 40));
            page.report(cell(&line, 0), message, "write the name of a sheet as it stands above");
            continue;
        };
        let Some(part) = part.filter(|_| !letters.is_empty()) else { continue };
        match column(&letters) {
            None => page.report(
                at,
                format!("`{}` is no column", cut(&letters, 40)),
                "write letters such as C or AB",
            ),
            Some(column) if sheet.columns.contains(&Some(column)) => {
                page.report(
                    at,
                    format!("column {letters} holds two things"),
                    "give each part a column of its own",
                );
            }
            Some(_) if sheet.columns[part].is_some() => {
                page.report(
                    at,
                    format!("`{}` stands twice for this sheet", PARTS[part]),
                    "take one of the rows out",
                );
            }
            Some(column) => {
                sheet.columns[part] = Some(column);
                if !header.is_empty() {
                    sheet.headers.push((PARTS[part], header));
                }
            }
        }
    }
}

/// The number of a column from its letters, zero-based.
fn column(letters: &str) -> Option<u32> {
    let mut number = 0_u32;
    for letter in letters.chars() {
        let digit = u32::from(letter.to_ascii_uppercase()).checked_sub(u32::from('A'))?;
        number = number.checked_mul(26)?.checked_add(digit + 1).filter(|_| digit < 26)?;
    }
    number.checked_sub(1).filter(|column| *column <= LAST_COLUMN)
}

fn meanings(page: &mut Page<'_>) -> Vec<(String, Reading)> {
    const READINGS: [Reading; 5] =
        [Reading::Yes, Reading::Partial, Reading::No, Reading::NotApplicable, Reading::Blank];
    let mut found: Vec<(String, Reading)> = Vec::new();
    for line in page.table(&ANSWER_COLUMNS) {
        let at = cell(&line, 0);
        let answer = page.text(at);
        let Some(meaning) = page.word(cell(&line, 1), &MEANINGS) else { continue };
        if answer.is_empty() || found.iter().any(|(known, _)| *known == answer) {
            page.report(at, "the answer is blank or stands twice", "give each answer one row");
            continue;
        }
        found.push((answer, READINGS[meaning]));
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_letters() {
        let cases = ["A", "c", "Z", "AA", "XFD", "XFE", "A1", "", "ZZZZZZZZZZ", "Ä"];
        let read = cases.map(super::column);
        let expected =
            [Some(0), Some(2), Some(25), Some(26), Some(16_383), None, None, None, None, None];
        assert_eq!(read, expected);
    }
}

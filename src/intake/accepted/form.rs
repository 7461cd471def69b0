//! Reads the sheet `Form` back.

use super::page::{Page, TableRow};
use super::words::{
    ANSWER_COLUMNS, FORM_LABELS, MEANINGS, PART_COLUMNS, PARTS, READ, SHEET_COLUMNS,
};
use super::{Accepted, AcceptedColumn, AcceptedSheet};
use crate::catalogue::{Catalogue, Part};
use crate::intake::discover::IdRule;
use crate::intake::value::cut;
use crate::model::excel::{MAX_COLUMNS, MAX_ROWS};
use crate::model::{CellRef, Reading};

/// Reads the form's id and title, its sheets and columns, and the meanings of its answers.
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
    let own = sheets.iter().filter(|sheet| sheet.read == Some(2));
    let own_sheets = own.map(|sheet| sheet.name.clone()).collect();
    let sheets = sheets.into_iter().filter_map(|sheet| sheet.finish(page)).collect();
    let meanings = meanings(page);
    let questions = Vec::new();
    Accepted { id, title, edition, file, sha256, sheets, own_sheets, meanings, questions }
}

/// Checks the id, which becomes the name of two files and of a questionnaire.
fn check_id(page: &mut Page<'_>, at: CellRef, id: &str, catalogue: &Catalogue) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let begins = id.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !begins || id.len() > 40 || !id.chars().all(plain) || format!("{id}.").contains("..") {
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
    read: Option<usize>,
    name: String,
    header: Option<(u32, u32)>,
    header_is_blank: bool,
    ids: Option<IdRule>,
    columns: Vec<AcceptedColumn>,
}

impl Draft {
    fn is_read(&self) -> bool {
        self.read == Some(0)
    }

    /// The sheet, if it is read and nothing is missing.
    fn finish(self, page: &mut Page<'_>) -> Option<AcceptedSheet> {
        if !self.is_read() {
            return None;
        }
        let name = cut(&self.name, 40);
        let has = |part| self.columns.iter().any(|column| column.part == part);
        let by_column = matches!(self.ids, Some(IdRule::Column | IdRule::ColumnOfSheet));
        let needs = [(Part::Question, "question"), (Part::Answer, "answer"), (Part::Id, "id")];
        for (part, word) in needs {
            if !has(part) && (part != Part::Id || by_column) {
                let message = format!("the sheet `{name}` is read but has no `{word}` column");
                let help = "name its letter in the table below, or write no under Read";
                page.report(self.at, message, help);
            }
        }
        if self.ids.is_none() {
            let message = format!("the sheet `{name}` does not say where its ids come from");
            page.report(self.at, message, "choose under IDs");
        }
        if self.header.is_none() && self.header_is_blank {
            let message = format!("the sheet `{name}` has no header row");
            let help = "columns are found by their header: name its row";
            page.report(self.at, message, help);
        }
        let (header, ids) = (self.header?, self.ids?);
        Some(AcceptedSheet { name: self.name, header, ids, columns: self.columns, at: self.at })
    }
}

fn cell((row, cells): &TableRow, column: usize) -> CellRef {
    // A missing column was reported already. Column XFD stands in for it: nothing is written there.
    cells.get(&column).copied().unwrap_or(CellRef::new(*row, MAX_COLUMNS - 1))
}

fn sheets(page: &mut Page<'_>) -> Vec<Draft> {
    let lines = page.table(&SHEET_COLUMNS);
    let mut drafts: Vec<Draft> = Vec::new();
    for line in &lines {
        let at = cell(line, 0);
        let name = page.text(at);
        let read = page.word(cell(line, 1), &READ);
        let columns = Vec::new();
        let mut draft =
            Draft { at, read, name, header: None, header_is_blank: false, ids: None, columns };
        if draft.is_read() {
            let rows = page.text(cell(line, 2));
            draft.header_is_blank = rows.is_empty();
            draft.header = header_rows(page, cell(line, 2), &rows);
            let ids = page.word(cell(line, 3), &IdRule::ALL.map(IdRule::word));
            draft.ids = ids.map(|at| IdRule::ALL[at]);
        }
        if drafts.iter().any(|known| known.name == draft.name) {
            page.report(at, "the sheet stands twice", "take one of the rows out");
        }
        drafts.push(draft);
    }
    if !drafts.iter().any(Draft::is_read) {
        let at = lines.first().map_or(CellRef::new(0, 0), |line| cell(line, 1));
        page.report(at, "no sheet is read", "write yes under Read where questions stand");
    }
    let mut rules = drafts.iter().filter_map(|draft| Some((draft.ids?, draft.at)));
    if let Some((first, _)) = rules.next()
        && let Some((_, at)) = rules.find(|(rule, _)| *rule != first)
    {
        let help = "choose the same under IDs, or write no under Read";
        page.report(at, "the sheets of a form take their ids in one way", help);
    }
    drafts
}

/// The first and last header row, zero-based, of `3` or `2-4`; `None` if blank or, after a report, not valid.
fn header_rows(page: &mut Page<'_>, at: CellRef, text: &str) -> Option<(u32, u32)> {
    if text.is_empty() {
        return None;
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let row = |text: &str| text.trim().parse::<u32>().ok().and_then(|row| row.checked_sub(1));
    let rows = row(first).zip(row(last)).filter(|(a, b)| a <= b && *b < MAX_ROWS && b - a < 10);
    if rows.is_none() {
        let message = format!("`{}` are no header rows", cut(text, 40));
        page.report(at, message, "write a row such as 3, or rows such as 2-4");
    }
    rows
}

/// The parts in the order of [`PARTS`].
const HOLDS: [Part; 6] =
    [Part::Id, Part::Question, Part::Answer, Part::Comment, Part::Evidence, Part::Furniture];

fn parts(page: &mut Page<'_>, sheets: &mut [Draft]) {
    for line in page.table(&PART_COLUMNS) {
        let name = page.text(cell(&line, 0));
        let part = page.word(cell(&line, 1), &PARTS).map(|at| HOLDS[at]);
        let at = cell(&line, 2);
        let letters = page.text(at);
        let Some(sheet) = sheets.iter_mut().find(|sheet| sheet.name == name) else {
            let message = format!("there is no sheet `{}` in the table above", cut(&name, 40));
            let help = "write the name of a sheet as it stands above";
            page.report(cell(&line, 0), message, help);
            continue;
        };
        let Some(part) = part.filter(|_| sheet.is_read() && !letters.is_empty()) else { continue };
        let single = matches!(part, Part::Id | Part::Question | Part::Answer);
        let has = |test: &dyn Fn(&AcceptedColumn) -> bool| sheet.columns.iter().any(test);
        match column(&letters) {
            None => {
                let message = format!("`{}` is no column", cut(&letters, 40));
                page.report(at, message, "write letters such as C or AB");
            }
            Some(column) if has(&|known| known.column == column) => {
                let message = format!("column {letters} holds two things");
                page.report(at, message, "give each part a column of its own");
            }
            Some(_) if single && has(&|known| known.part == part) => {
                page.report(at, "the part stands twice for this sheet", "take one of the rows out");
            }
            Some(column) => sheet.columns.push(AcceptedColumn { part, column, at }),
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
    number.checked_sub(1).filter(|column| *column < MAX_COLUMNS)
}

fn meanings(page: &mut Page<'_>) -> Vec<(String, Reading, CellRef)> {
    const READINGS: [Reading; 5] =
        [Reading::Yes, Reading::Partial, Reading::No, Reading::NotApplicable, Reading::Blank];
    let mut found: Vec<(String, Reading, CellRef)> = Vec::new();
    for line in page.table(&ANSWER_COLUMNS) {
        let at = cell(&line, 0);
        let answer = page.text(at);
        let Some(meaning) = page.word(cell(&line, 1), &MEANINGS) else { continue };
        if answer.is_empty() || found.iter().any(|(known, ..)| *known == answer) {
            page.report(at, "the answer is blank or stands twice", "give each answer one row");
            continue;
        }
        found.push((answer, READINGS[meaning], at));
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

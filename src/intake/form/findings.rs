//! Findings about single cells.

use std::collections::BTreeMap;

use super::answers::{ReadRow, RowQuestion};
use super::habits::Habits;
use super::questions::{QuestionReader, SHOWN};
use super::sheets::SheetRow;
use crate::diagnostic::closest;
use crate::intake::answer::{Doubt, help};
use crate::intake::grid::Value;
use crate::intake::value::{cut, shown};
use crate::model::{CellRef, Code, Finding, Place, Reading, Spot};

/// The most findings of one kind that are listed one by one.
const ONE_BY_ONE: usize = 100;

/// The most unknown ids and answers for which the nearest known one is searched.
const SUGGESTED: usize = 20;

/// Findings in the order in which they were made, at most a hundred of a kind; the others are counted.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) findings: Vec<Finding>,
    counts: BTreeMap<Code, usize>,
    suggested: usize,
    merged: Vec<Spot>,
}

impl Notes {
    pub(super) fn push(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.code).or_insert(0);
        *count += 1;
        if *count <= ONE_BY_ONE {
            self.findings.push(finding);
        }
    }

    /// Inserts findings of one kind after the first `at` findings, as if they had been made then.
    pub(super) fn insert(&mut self, at: usize, findings: Vec<Finding>) {
        let Some(code) = findings.first().map(|one| one.code) else { return };
        *self.counts.entry(code).or_insert(0) += findings.len();
        self.findings.splice(at..at, findings);
        let mut kept = 0;
        self.findings.retain(|one| {
            kept += usize::from(one.code == code);
            one.code != code || kept <= ONE_BY_ONE
        });
    }

    /// One finding for each kind that counts what is beyond the first hundred.
    pub(super) fn more(&self, place: &Place) -> Vec<Finding> {
        let over = self.counts.iter().filter(|(_, count)| **count > ONE_BY_ONE);
        let finding = |(code, count): (&Code, &usize)| {
            let message = format!("{} more cells of the kind `{code}`", count - ONE_BY_ONE);
            Finding::new(*code, message)
                .at(place.clone())
                .help("mend the first hundred, and check again")
        };
        over.map(finding).collect()
    }

    /// Whether one more suggestion may be searched: each is a scan of all known words.
    fn may_suggest(&mut self) -> bool {
        self.suggested += 1;
        self.suggested <= SUGGESTED
    }
}

/// The word of a reading in messages. Written by hand, because every reading that is no answer is unanswered here.
const fn word(reading: Reading) -> &'static str {
    match reading {
        Reading::Yes => "yes",
        Reading::Partial => "partial",
        Reading::No => "no",
        Reading::NotApplicable => "not applicable",
        _ => "unanswered",
    }
}

impl QuestionReader<'_, '_, '_> {
    fn say(
        &mut self,
        code: Code,
        question: RowQuestion<'_>,
        spot: Spot,
        message: String,
        help: &str,
    ) {
        let finding = Finding::new(code, message).about(question.id).at(self.sheets.place(spot));
        self.notes.push(finding.help(help));
    }

    /// Reports why a cell was not read as the answer that is in it.
    pub(super) fn note_heard(
        &mut self,
        doubt: &Option<Doubt>,
        row: &ReadRow,
        question: RowQuestion<'_>,
    ) {
        let text = cut(row.raw.trim(), SHOWN).into_owned();
        let read = word(row.reading);
        match doubt {
            Some(Doubt::ChoicesLeft) => {
                let message = format!(
                    "`{text}` is a list of choices that was left; it was read as unanswered"
                );
                let help = "ask the supplier which of them is the answer";
                self.say(Code::AnswerChoicesLeft, question, row.spot, message, help);
            }
            Some(Doubt::Ambiguous) => {
                let message = format!("`{text}` holds different answers; it was read as {read}");
                let help = "ask the supplier which of them is meant";
                self.say(Code::AnswerAmbiguous, question, row.spot, message, help);
            }
            Some(Doubt::Qualified { plain, words }) => {
                let plain = word(*plain);
                let message =
                    format!("`{text}` says {plain}, but also `{words}`; it was read as {read}");
                let help = "ask the supplier for a plain answer, and what is missing";
                self.say(Code::AnswerQualified, question, row.spot, message, help);
            }
            Some(Doubt::Scale | Doubt::Unreadable) | None => {}
        }
    }

    pub(super) fn unreadable(&mut self, question: RowQuestion<'_>, spot: Spot, value: &Value) {
        let text = shown(value).into_owned();
        let vocabulary = self.reader.vocabulary;
        let looks = question.kind == crate::catalogue::QuestionKind::Choice && text.len() <= SHOWN;
        let near =
            if looks && self.notes.may_suggest() { vocabulary.nearest_answer(&text) } else { None };
        let why = self.grammar().why(question.kind, value);
        let written = cut(&text, SHOWN);
        let message = format!("`{written}` {why}; it was read as unanswered");
        let help = help(question.kind, value, near);
        let finding = Finding::new(Code::AnswerUnreadable, message).written(&written);
        let finding = finding.about(question.id).at(self.sheets.place(spot));
        self.notes.push(finding.help(help));
    }

    pub(super) fn empty_formula(&mut self, question: RowQuestion<'_>, spot: Spot) {
        let message = format!(
            "the answer to {} is a formula without a stored result, as the file was not saved by a spreadsheet program",
            question.id
        );
        let help = "open the file in a spreadsheet program and save it";
        self.say(Code::AnswerUnreadable, question, spot, message, help);
    }

    pub(super) fn formula(&mut self, question: RowQuestion<'_>, spot: Spot) {
        let message =
            format!("the answer to {} is a formula; its stored value was read", question.id);
        self.say(
            Code::AnswerFormula,
            question,
            spot,
            message,
            "ask the supplier to write the answer itself",
        );
    }

    pub(super) fn struck(&mut self, question: RowQuestion<'_>, spot: Spot, text: &str, rest: &str) {
        let read = if rest.is_empty() {
            "unanswered".to_owned()
        } else {
            format!("`{}`", cut(rest, SHOWN))
        };
        let message = format!("`{}` is struck out; it was read as {read}", cut(text, SHOWN));
        let help = "ask the supplier for the answer that holds";
        self.say(Code::AnswerStruckOut, question, spot, message, help);
    }

    pub(super) fn in_note(&mut self, question: RowQuestion<'_>, spot: Spot, note: &str) {
        if !self.grammar().holds_answer(note) {
            return;
        }
        let message = format!(
            "{} is not answered, but a note on the cell says `{}`",
            question.id,
            cut(note, SHOWN)
        );
        let help = "it was read as unanswered; ask the supplier to write it into the cell";
        self.say(Code::AnswerInNote, question, spot, message, help);
    }

    pub(super) fn differ(
        &mut self,
        question: RowQuestion<'_>,
        spot: Spot,
        (one, other): (&str, &str),
        read: Reading,
    ) {
        let message = format!(
            "{} is answered `{}` and, in another column, `{}`; it was read as {}",
            question.id,
            cut(one.trim(), SHOWN),
            cut(other, SHOWN),
            word(read)
        );
        let help = "ask the supplier which of the two holds";
        self.say(Code::AnswersDiffer, question, spot, message, help);
    }

    /// Reports an answer merged over rows, once.
    pub(super) fn merged_answer(&mut self, sheet: u16, first: CellRef, last: CellRef, text: &str) {
        let spot = Spot { sheet, cell: first };
        if self.notes.merged.contains(&spot) {
            return;
        }
        self.notes.merged.push(spot);
        let rows = last.row - first.row + 1;
        let message = format!(
            "`{}` is merged over {rows} rows; it was read as the answer of each",
            cut(text, SHOWN)
        );
        let finding = Finding::new(Code::AnswerMerged, message).at(self.sheets.place(spot));
        self.notes.push(finding.help("ask the supplier whether it answers all of them"));
    }

    /// Reports how the numbers of a column were read, once per column.
    pub(super) fn note_scales(&mut self, sheet: u16, habits: &Habits) {
        let scale = self.reader.vocabulary.scale;
        for (column, _) in habits.iter().filter(|(_, habit)| habit.is_scale()) {
            let message = format!(
                "the answers are numbers of a scale from 0 to {}: {} and more was read as yes, {} and more as partial, less as no",
                scale.most, scale.yes, scale.partial
            );
            let spot = Spot { sheet, cell: CellRef::new(0, *column) };
            let finding = Finding::new(Code::AnswerScale, message).at(self.sheets.place(spot));
            self.notes
                .push(finding.help("ask the supplier what the numbers mean, or map the form"));
        }
    }

    pub(super) fn header_repeated(&mut self, line: SheetRow<'_>, index: usize) {
        let cell = &line.cells[index];
        let text = cut(&shown(&cell.value), SHOWN).into_owned();
        let message = format!("the column `{text}` means what another one means; it was not read");
        let finding =
            Finding::new(Code::HeaderRepeated, message).at(self.sheets.place(line.spot(cell)));
        self.notes.push(finding.help("ask the supplier which of the two holds the answers"));
    }

    /// Reports a question that occurs more than once.
    pub(super) fn repeated_question(&mut self, id: &str, line: SheetRow<'_>) {
        let message = format!("{id} stands more than once; the worst answer counts");
        let finding = Finding::new(Code::QuestionRepeated, message).about(id);
        let place = self.sheets.place(line.spot(&line.cells[0]));
        self.notes.push(finding.at(place).help("take out the rows that do not count"));
    }

    /// Reports an answer in a row without an id, which counts as a part of the question above it.
    pub(super) fn part_without_id(&mut self, id: &str, spot: Spot) {
        let message =
            format!("an answer stands in a row without an id; it was read as a part of {id}");
        let finding = Finding::new(Code::QuestionRepeated, message).about(id);
        let help = "see whether it answers that question; the worst part counts";
        self.notes.push(finding.at(self.sheets.place(spot)).help(help));
    }

    pub(super) fn added_row(&mut self, line: SheetRow<'_>, id: &str) {
        self.added += 1;
        let title = self.reader.questionnaire.filter(|_| self.reader.adapter.own);
        let title = title.map_or(self.reader.adapter.title.as_str(), |one| one.id.as_str());
        let message = format!("`{}` is no question of {title}", cut(id, SHOWN));
        let questions = self.reader.questionnaire.into_iter().flat_map(|one| &one.questions);
        let ids = questions.map(|question| question.id.as_str());
        let near = if self.notes.may_suggest() { closest(id, ids) } else { None };
        let help = match near {
            Some(near) => {
                format!("did you mean `{near}`? the row was not read; its cells are listed")
            }
            None => "the row was not read; its cells are listed".to_owned(),
        };
        let cell =
            line.cells.iter().find(|cell| shown(&cell.value) == id).unwrap_or(&line.cells[0]);
        let finding =
            Finding::new(Code::QuestionUnknown, message).at(self.sheets.place(line.spot(cell)));
        self.notes.push(finding.about(cut(id, SHOWN)).help(help));
    }

    pub(super) fn hidden_sheet(&mut self, sheet: u16) {
        let grid = &self.sheets.grids[usize::from(sheet)];
        let message = format!("answers were read from the hidden sheet `{}`", grid.name);
        let help = "unhide the sheet and see whether the supplier meant to send it";
        let place = self.sheets.sheet_place(sheet);
        self.notes.push(Finding::new(Code::SheetHidden, message).at(place).help(help));
    }
}

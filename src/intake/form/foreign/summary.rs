//! What a walk over the sheets comes to: a form, or why it is none.

use std::collections::HashMap;

use super::answer;
use super::rows::{ONE_BY_ONE, Walk};
use super::{Miss, Reply};
use crate::intake::form::Form;
use crate::intake::form::cover::Cover;
use crate::intake::form::marks::ledger;
use crate::model::{Code, Finding, Place, Reading, Tally};

impl Walk<'_, '_, '_> {
    /// What was read, or why the file is no such form.
    pub(super) fn finish(mut self) -> Result<Reply, Miss> {
        let (found, adapter) = (self.heard.len(), self.form.adapter);
        let has_sheet = || self.sheets.grids.iter().any(|grid| adapter.holds_answers(&grid.name));
        let why = if found == 0 && !has_sheet() {
            Some("no sheet has its name".to_owned())
        } else if !self.has_header && !adapter.layout.above {
            Some("no row holds its header words".to_owned())
        } else if found < adapter.least {
            Some(format!("{found} of its questions were found, {} are needed", adapter.least))
        } else {
            None
        };
        if let Some(why) = why {
            return Err(Miss { title: adapter.title.clone(), found, why });
        }
        let expected = self.summarise();
        let tally = self.tally();
        let ledger = ledger(self.sheets, &self.marks);
        let prefixes = self
            .form
            .questionnaire
            .is_none_or(|one| (0..).zip(&one.questions).any(|(index, _)| one.is_beginning(index)));
        let ids = if prefixes { self.ids } else { Vec::new() };
        let form = Form {
            answers: self.answers,
            cover: Cover(self.cover),
            ledger,
            findings: self.findings,
            found,
            added: self.added,
            repeated: self.repeated,
            reworded: Vec::new(),
        };
        Ok(Reply { form, ids, expected, edition: self.edition, tally, rows: self.rows })
    }

    /// Findings about the file as a whole; answers with the questions that it should hold.
    fn summarise(&mut self) -> usize {
        let file = Place::file(self.sheets.file.clone());
        if self.added > ONE_BY_ONE {
            let message = format!("{} more rows hold no known question", self.added - ONE_BY_ONE);
            self.findings.push(Finding::new(Code::QuestionUnknown, message).at(file.clone()));
        }
        let Some(questionnaire) = self.form.questionnaire else { return self.heard.len() };
        let all = || (0_u32..).zip(&questionnaire.questions);
        let whole = || all().filter(|(index, _)| !questionnaire.is_beginning(*index));
        let absent: Vec<&str> = whole()
            .map(|(_, question)| question.id.as_str())
            .filter(|id| !self.heard.contains_key(*id))
            .collect();
        let beginnings = all().any(|(index, _)| questionnaire.is_beginning(index));
        if beginnings {
            return self.heard.len();
        }
        let expected = whole().count();
        if !absent.is_empty() {
            let first = absent.iter().take(5).copied().collect::<Vec<_>>().join(", ");
            let more = if absent.len() > 5 { ", …" } else { "" };
            let message = format!(
                "{} of {expected} questions are not in the file: {first}{more}",
                absent.len()
            );
            let help = "they count as unanswered";
            self.findings.push(Finding::new(Code::QuestionMissing, message).at(file).help(help));
        }
        expected
    }

    /// Answers by kind, each id once: of a repeated one the worst.
    fn tally(&self) -> Tally {
        let mut worst: HashMap<&str, Reading> = HashMap::new();
        for (id, given) in self.ids.iter().zip(&self.answers) {
            let said = worst.entry(id).or_insert(given.reading);
            let silent = |reading| matches!(reading, Reading::Blank | Reading::Unreadable);
            *said = match (silent(*said), silent(given.reading)) {
                (false, true) => *said,
                (true, false) => given.reading,
                _ => answer::worse(*said, given.reading),
            };
        }
        let mut tally = Tally::default();
        for reading in worst.values() {
            tally.add(*reading);
        }
        tally
    }
}

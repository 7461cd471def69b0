//! The result of reading the sheets: a form, or why the file is none.

use foldhash::{HashMap, HashMapExt as _};

use super::cover::CoverEntry;
use super::marks::ledger;
use super::questions::QuestionReader;
use super::{Form, Miss};
use crate::intake::answer::worse;
use crate::intake::grid::Value;
use crate::model::{Code, Finding, Place, Polarity, QuestionIndex, Reading, Tally};

/// The most suppliers and ids that a message names.
const NAMED: usize = 5;

impl QuestionReader<'_, '_, '_> {
    /// What was read, or why the file is no such form.
    pub(super) fn finish(mut self) -> Result<Form, Miss> {
        if let Some(miss) = self.misses() {
            return Err(miss);
        }
        self.strays_without_tables();
        if let Some((name, spot)) = self.suppliers.values().next().cloned() {
            let value = Value::Text(name.into());
            self.cover.0.push(CoverEntry { key: "supplier-name".into(), value, spot });
        }
        let expected = self.summarise();
        let tally = self.tally();
        let mut findings = std::mem::take(&mut self.notes.findings);
        findings.extend(self.cover.conflicts(self.sheets));
        let own = self.reader.adapter.own;
        let whole = own
            || self.reader.questionnaire.is_some_and(|one| {
                !QuestionIndex::all(one.questions.len()).any(|index| one.is_beginning(index))
            });
        Ok(Form {
            ledger: ledger(self.sheets, &self.marks),
            found: self.heard.len(),
            answers: self.answers,
            ids: if whole { Vec::new() } else { self.ids },
            cover: self.cover,
            findings,
            expected,
            added: self.added,
            repeated: self.repeated,
            reworded: self.reworded,
            edition: self.edition,
            tally,
            rows: self.rows,
        })
    }

    /// Why the file is no such form.
    fn misses(&self) -> Option<Miss> {
        let (found, adapter) = (self.heard.len(), self.reader.adapter);
        let miss = |why: String, is_final| {
            Some(Miss { title: adapter.title.clone(), found, why, is_final })
        };
        if adapter.own {
            return if self.answers.is_empty() {
                miss("no question of it was found".to_owned(), false)
            } else {
                None
            };
        }
        if self.suppliers.len() > 1 {
            let names = self.suppliers.values().take(NAMED).map(|(name, _)| format!("`{name}`"));
            let names = names.collect::<Vec<_>>().join(", ");
            let more = if self.suppliers.len() > NAMED { ", …" } else { "" };
            let count = self.suppliers.len();
            return miss(
                format!("it holds the answers of {count} suppliers ({names}{more})"),
                true,
            );
        }
        let found = if adapter.general || found > 0 {
            found
        } else {
            self.reader.known_ids(self.sheets, usize::MAX)
        };
        let miss =
            |why: String| Some(Miss { title: adapter.title.clone(), found, why, is_final: false });
        let named = || self.sheets.grids.iter().any(|grid| adapter.holds_answers(&grid.name));
        if found == 0 && !named() {
            return miss("no sheet has its name".to_owned());
        }
        if !self.has_header && !adapter.layout.above {
            return miss("no header names a column of answers".to_owned());
        }
        if found < adapter.least {
            let why = format!("{found} of its questions were found, {} are needed", adapter.least);
            return miss(why);
        }
        None
    }

    /// Adds findings about the file as a whole, and returns the number of questions that it should hold.
    fn summarise(&mut self) -> usize {
        let file = Place::file(self.sheets.file.clone());
        let more = self.notes.more(&file);
        self.notes.findings.extend(more);
        let Some(questionnaire) = self.reader.questionnaire else { return self.heard.len() };
        let mut all = QuestionIndex::all(questionnaire.questions.len());
        if all.any(|index| questionnaire.is_beginning(index)) {
            return self.heard.len();
        }
        let expected = questionnaire.questions.len();
        let ids = questionnaire.questions.iter().map(|question| question.id.as_str());
        let absent: Vec<&str> = ids.filter(|id| !self.heard.contains_key(*id)).collect();
        let own = self.reader.adapter.own;
        if !absent.is_empty() {
            let message = format!(
                "{} of {expected} questions are not in the file: {}",
                absent.len(),
                first_of(&absent)
            );
            let help = if own {
                "a form cut to a tier lacks those that are not asked; others count as unanswered"
            } else {
                "they count as unanswered"
            };
            let finding = Finding::new(Code::QuestionMissing, message).at(file.clone()).help(help);
            self.notes.findings.push(finding);
        }
        if !self.reworded.is_empty() {
            let texts = self.reworded.iter().map(|index| &questionnaire.questions[*index]);
            let ids: Vec<&str> = texts.map(|question| question.id.as_str()).collect();
            let message =
                format!("{} questions are worded otherwise: {}", ids.len(), first_of(&ids));
            let help =
                "rows are read by their id; see whether the supplier answered what was asked";
            let finding = Finding::new(Code::QuestionReworded, message).at(file).help(help);
            self.notes.findings.push(finding);
        }
        expected
    }

    /// The number of answers of each kind. A repeated id counts once, with the worst of its given answers.
    fn tally(&self) -> Tally {
        let mut worst: HashMap<&str, Reading> = HashMap::new();
        for (id, given) in self.ids.iter().zip(&self.answers) {
            let good = self.good(given.question);
            let said = worst.entry(id).or_insert(given.reading);
            let silent = |reading| matches!(reading, Reading::Blank | Reading::Unreadable);
            *said = match (silent(*said), silent(given.reading)) {
                (false, true) => *said,
                (true, false) => given.reading,
                _ => worse(*said, given.reading, good),
            };
        }
        let mut tally = Tally::default();
        for reading in worst.values() {
            tally.add(*reading);
        }
        tally
    }

    fn good(&self, question: QuestionIndex) -> Polarity {
        let asked = self.reader.questionnaire;
        let entry = asked.and_then(|one| one.questions.get(question.get()));
        entry.map_or(Polarity::Yes, |entry| entry.good)
    }
}

fn first_of(ids: &[&str]) -> String {
    let first = ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    format!("{first}{}", if ids.len() > NAMED { ", …" } else { "" })
}

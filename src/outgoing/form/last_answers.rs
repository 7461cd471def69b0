//! The answers of a supplier on our last form, to be pre-filled and marked as such.

use std::collections::{HashMap, HashSet};

use super::filling::ANSWERS;
use super::filling::{FilledRow, Given};
use crate::assessment::reading::read_as;
use crate::catalogue::{Question, Questionnaire};
use crate::model::{Answer, Date, GivenAnswer, QuestionIndex, Reading, Response, Tier};

/// The state of a question on the last form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// The question was not on it.
    New,
    /// The answer was blank or could not be read.
    Open,
    /// It was answered, with the day if it is known.
    Answered(Option<Date>),
}

/// The answers of the last form.
#[derive(Debug, Clone)]
pub struct LastAnswers {
    /// The path of the file with the answers, below the portfolio folder.
    pub from: String,
    /// The edition that its cover states; empty if none.
    edition: String,
    said: HashMap<String, (FilledRow, Option<Date>)>,
    reworded: HashSet<String>,
}

impl LastAnswers {
    /// Collects the answers from the responses of one form of a questionnaire; `None` if they hold no answer. If a
    /// question is repeated, the worst answer at the tier counts, as in the scores.
    pub fn new(
        questionnaire: &Questionnaire,
        responses: &[&Response],
        tier: Tier,
        as_of: Date,
    ) -> Option<Self> {
        let form = responses.first()?;
        let mut said: HashMap<String, (FilledRow, Option<Date>)> = HashMap::new();
        let mut worst: HashMap<QuestionIndex, Answer> = HashMap::new();
        for (response, given) in
            responses.iter().flat_map(|one| one.answers.iter().map(move |given| (one, given)))
        {
            let Some(question) = questionnaire.questions.get(given.question.get()) else {
                continue;
            };
            let (good, limits, kind) = (question.good, question.thresholds.as_ref(), question.kind);
            let answer = read_as(given.reading, good, limits, kind, tier, as_of);
            if worst.get(&given.question).is_none_or(|known| outweighs(answer, *known)) {
                worst.insert(given.question, answer);
                let id = question.id.to_string();
                said.insert(id, (row(question, given), response.completed_on));
            }
        }
        let id =
            |index: &QuestionIndex| Some(questionnaire.questions.get(index.get())?.id.to_string());
        let has_answer = said.values().any(|(row, _)| row.answer.is_some());
        has_answer.then(|| Self {
            from: form.file.to_string(),
            edition: form.notes.edition.as_deref().unwrap_or_default().to_owned(),
            said,
            reworded: form.notes.reworded.iter().filter_map(id).collect(),
        })
    }

    /// The rows to pre-fill for the questions that are asked.
    pub(super) fn rows(&self, asked: &[&Question]) -> Vec<FilledRow> {
        let said = asked.iter().filter_map(|question| self.said.get(question.id.as_str()));
        let says = |row: &&FilledRow| {
            row.answer.is_some() || !row.comment.is_empty() || !row.evidence.is_empty()
        };
        said.map(|(row, _)| row).filter(says).cloned().collect()
    }

    /// The day of the oldest answer to the questions that are asked; `None` if one is undated or there is none.
    pub(super) fn since(&self, asked: &[&Question]) -> Option<Date> {
        let said = asked.iter().filter_map(|question| self.said.get(question.id.as_str()));
        let answered = said.filter(|(row, _)| row.answer.is_some());
        answered.map(|(_, day)| *day).min().flatten()
    }

    fn last(&self, question: &Question) -> Last {
        match self.said.get(question.id.as_str()) {
            None => Last::New,
            Some((FilledRow { answer: None, .. }, _)) => Last::Open,
            Some((_, day)) => Last::Answered(*day),
        }
    }

    fn is_reworded(&self, question: &Question) -> bool {
        self.reworded.contains(question.id.as_str())
    }

    /// The text for a question in the column of changes since the last form.
    pub(super) fn mark(&self, question: &Question) -> String {
        let text = match self.last(question) {
            Last::New => "new".to_owned(),
            Last::Open => "left open last time".to_owned(),
            Last::Answered(Some(day)) => format!("answered on {day}"),
            Last::Answered(None) => "answered, without a date".to_owned(),
        };
        if self.is_reworded(question) { format!("{text}; now worded otherwise") } else { text }
    }

    /// The text on the cover: how many questions are new and how many are reworded.
    pub(super) fn changes(&self, asked: &[&Question], questionnaire: &Questionnaire) -> String {
        let new = asked.iter().filter(|question| self.last(question) == Last::New).count();
        let reworded = asked.iter().filter(|question| self.is_reworded(question)).count();
        let edition = match self.edition.as_str() {
            "" => "your last form names no edition".to_owned(),
            edition if edition == questionnaire.edition => "the edition is the same".to_owned(),
            edition => format!("your last form was of edition {edition}"),
        };
        format!("questions that are new: {new}; worded otherwise: {reworded}; {edition}")
    }
}

/// Of repeated rows the worst of yes, partial and no counts; other answers count only if there is none of these.
fn outweighs(new: Answer, known: Answer) -> bool {
    match (new.is_answered(), known.is_answered()) {
        (true, true) => new > known,
        (new, known) => new && !known,
    }
}

fn row(question: &Question, given: &GivenAnswer) -> FilledRow {
    let word = |index: usize| Some(Given::Text(ANSWERS[index].to_owned()));
    let answer = match given.reading {
        Reading::Yes => word(0),
        Reading::Partial => word(1),
        Reading::No => word(2),
        Reading::NotApplicable => word(3),
        Reading::Number(number) => Some(Given::Number(number)),
        Reading::Date(date) => Some(Given::Date(date)),
        Reading::Blank | Reading::Unreadable => None,
    };
    FilledRow {
        question: question.id.to_string(),
        answer,
        comment: given.comment.as_deref().unwrap_or_default().to_owned(),
        evidence: given.evidence.as_deref().unwrap_or_default().to_owned(),
    }
}

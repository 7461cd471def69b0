//! Positions of questions by their ids, to carry answers from one edition of a catalogue to another.

use std::collections::HashMap;

use super::{Catalogue, Questionnaire};
use crate::model::{GivenAnswer, QuestionIndex, Response};

/// The positions of the questionnaires of a catalogue, and of the questions in each.
#[derive(Debug)]
pub struct Positions<'c>(HashMap<&'c str, (u16, HashMap<&'c str, QuestionIndex>)>);

impl<'c> Positions<'c> {
    /// The positions in a catalogue.
    pub fn new(catalogue: &'c Catalogue) -> Self {
        let of = |(position, one): (u16, &'c Questionnaire)| {
            let questions = QuestionIndex::each(&one.questions);
            let questions = questions.map(|(index, question)| (question.id.as_str(), index));
            (one.id.as_str(), (position, questions.collect()))
        };
        Self((0..).zip(&catalogue.questionnaires).map(of).collect())
    }

    /// A questionnaire's position; `u16::MAX`, which is past all of them, if it is not in the catalogue.
    pub fn questionnaire(&self, id: &str) -> u16 {
        self.0.get(id).map_or(u16::MAX, |(position, _)| *position)
    }

    /// A question's position in its questionnaire; `None` if it is not there.
    pub fn question(&self, questionnaire: &str, question: &str) -> Option<QuestionIndex> {
        self.0.get(questionnaire)?.1.get(question).copied()
    }

    /// A response read with another catalogue, in the positions of this one. Rows of questions that are not in this one
    /// are left out.
    pub fn translated(&self, response: &Response, from: &Catalogue) -> Response {
        let asked = from.questionnaires.get(usize::from(response.questionnaire));
        let name = asked.map_or("", |asked| asked.id.as_str());
        let (mut answers, mut ids) = (Vec::new(), Vec::new());
        for (index, given) in response.answers.iter().enumerate() {
            let question = asked.and_then(|asked| asked.questions.get(given.question.get()));
            let at = question.and_then(|question| self.question(name, question.id.as_str()));
            if let Some(question) = at {
                answers.push(GivenAnswer { question, ..given.clone() });
                ids.extend(response.ids.get(index).cloned());
            }
        }
        let mut made =
            Response { questionnaire: self.questionnaire(name), answers, ids, ..response.clone() };
        // They refer to the other edition's texts.
        made.notes.reworded.clear();
        made
    }
}

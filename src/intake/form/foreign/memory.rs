//! What a walk keeps of a row, and what it says of it.

use super::answer;
use super::rows::{Heard, ONE_BY_ONE, Raw, SHOWN, Walk};
use crate::diagnostic::closest;
use crate::intake::form::remarks;
use crate::intake::form::scan::Line;
use crate::intake::value::cut;
use crate::model::{Code, Finding, FormRow, GivenAnswer, Reading};

/// Unknown ids for which the nearest known one is looked up.
const SUGGESTED: usize = 20;

impl<'g> Walk<'_, 'g, '_> {
    pub(super) fn added_row(&mut self, line: Line<'g>, id: &str) {
        self.added += 1;
        if self.added > ONE_BY_ONE {
            return;
        }
        let message = format!("`{}` is no question of {}", cut(id, SHOWN), self.form.adapter.title);
        let place = self.sheets.place(line.spot(&line.cells[0]));
        let finding = Finding::new(Code::QuestionUnknown, message).at(place);
        // A look at every id for each such row; so many of them are no slips of the pen.
        let questions = self.form.questionnaire.filter(|_| self.added <= SUGGESTED);
        let ids = questions.into_iter().flat_map(|one| &one.questions);
        let near = closest(id, ids.map(|question| question.id.as_str()));
        let help = match near {
            Some(near) => format!("the row was not read; did its id read `{near}` before?"),
            None => "the row was not read; its cells are listed".to_owned(),
        };
        self.findings.push(finding.about(cut(id, SHOWN)).help(help));
    }

    /// Keeps a row. A repeat that says the same, or nothing, is the form's own mirror; remarks beside it are not
    /// compared, as mirrors mostly leave them out.
    pub(super) fn remember(
        &mut self,
        id: Box<str>,
        (mut given, words): (GivenAnswer, bool),
        raw: Raw,
        line: Line<'g>,
    ) {
        let next = self.answers.len();
        let text: Box<str> = raw.answer.trim().into();
        let said: Box<str> = format!("{text}\u{1f}{}", raw.second.trim()).into();
        let is_formula = raw.formula && !words;
        let (answer, second) = (raw.answer.into(), raw.second.into());
        let (id_of_row, wording) = (id.clone(), raw.wording);
        let row = FormRow { id: id_of_row, answer, second, reading: given.reading, wording };
        if let Some(known) = self.heard.get_mut(&id) {
            known.rows += 1;
            if said.len() == 1 || known.said == said {
                return;
            }
            // The first row that says anything is the form's; what counts for us is the worst.
            let kept = &mut self.rows[known.row];
            if kept.answer.trim().is_empty() {
                *kept = row;
            } else {
                kept.reading = answer::worse(kept.reading, given.reading);
            }
            if let Some(first) = known.first {
                given.question = self.answers[first].question;
            }
            self.repeated += 1;
            if known.rows == 2 {
                let place = self.sheets.place(line.spot(&line.cells[0]));
                self.findings.push(remarks::repeated(&id, place));
            }
        } else {
            let first = (!words || given.reading != Reading::Unreadable).then_some(next);
            let at = self.rows.len();
            self.heard.insert(id.clone(), Heard { first, rows: 1, said, row: at });
            self.rows.push(row);
        }
        // Words that were asked for are no answer, and nothing is wrong with them.
        if words && given.reading == Reading::Unreadable {
            return;
        }
        if given.reading == Reading::Unreadable {
            self.unreadable(&id, &given, &text);
        }
        if is_formula {
            self.findings.push(remarks::formula(&id, self.sheets.place(given.spot)));
        }
        self.answers.push(given);
        self.ids.push(id);
    }

    fn unreadable(&mut self, id: &str, given: &GivenAnswer, text: &str) {
        let message = format!("`{}` is no answer; it was read as unanswered", cut(text, SHOWN));
        let place = self.sheets.place(given.spot);
        let help = "accepted are yes, partial, no and not applicable, or the form's own words";
        let finding = Finding::new(Code::AnswerUnreadable, message).at(place);
        self.findings.push(finding.about(id).help(help));
    }
}

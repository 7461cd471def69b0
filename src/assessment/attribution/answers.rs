//! The answers that changed between two runs, row by row, and those that were repeated word for word.

use std::collections::HashMap;

use super::sides::Comparison;
use crate::catalogue::Question;
use crate::model::{GivenAnswer, QuestionIndex, Response, SupplierId};

crate::model::words! {
    /// What became of an answer.
    pub enum AnswerMove {
        /// The answer itself is another.
        Answer,
        /// The same answer, and evidence is named now where none was, or the other way round.
        Evidence,
        /// The question was not in the older response.
        New,
        /// The question is no longer in the response.
        Gone,
        /// Another form with the same answer and the same remark or evidence, word for word.
        Repeated,
    }
}

/// A row of a response.
#[derive(Debug, Clone, Copy)]
pub struct GivenRow<'c> {
    /// The response.
    pub response: &'c Response,
    /// The row.
    pub given: &'c GivenAnswer,
}

/// A question with its answers before and after.
#[derive(Debug, Clone, Copy)]
pub struct AnswerChange<'c> {
    /// The supplier that answered, by its id in the newer register.
    pub supplier: &'c SupplierId,
    /// The questionnaire's id.
    pub questionnaire: &'c str,
    /// The question, in the newer catalogue.
    pub question: &'c Question,
    /// How the answer changed.
    pub change: AnswerMove,
    /// The row in the older run's newest response.
    pub before: Option<GivenRow<'c>>,
    /// The row in the newer run's newest response.
    pub after: Option<GivenRow<'c>>,
}

/// A questionnaire of a supplier before and after, with the number of its questions.
#[derive(Debug, Clone, Copy)]
pub struct Renewal<'c> {
    /// The supplier that answered.
    pub supplier: &'c SupplierId,
    /// The questionnaire's id.
    pub questionnaire: &'c str,
    /// The older run's newest response.
    pub before: Option<&'c Response>,
    /// The newer run's newest response.
    pub after: Option<&'c Response>,
    /// The number of questions whose answer differs, is new or is gone.
    pub changed: usize,
    /// The number of questions with the same answer.
    pub same: usize,
    /// The number of these that came in another form with the same remark or evidence, word for word.
    pub repeated: usize,
}

/// The newest form of each supplier and questionnaire on each side; a form with answers of several days has several
/// responses.
type Newest<'c> = std::collections::BTreeMap<(&'c SupplierId, u16), [Vec<&'c Response>; 2]>;

/// Every questionnaire of every supplier before and after, and every question of it that changed or was repeated; by
/// supplier, questionnaire, question.
pub fn answer_changes<'c>(
    comparison: &'c Comparison<'_>,
) -> (Vec<Renewal<'c>>, Vec<AnswerChange<'c>>) {
    let catalogue = comparison.sides[1].side.catalogue;
    let (mut renewals, mut changes) = (Vec::new(), Vec::new());
    for ((supplier, questionnaire), [before, after]) in newest(comparison) {
        let Some(asked) = catalogue.questionnaires.get(usize::from(questionnaire)) else {
            continue;
        };
        let first = changes.len();
        let rows = [rows(&before), rows(&after)];
        let mut same = 0;
        for (at, question) in QuestionIndex::each(&asked.questions) {
            let list = |side: usize| rows[side].get(&at).map_or(&[][..], Vec::as_slice);
            for nth in 0..list(0).len().max(list(1).len()) {
                let (before, after) = (list(0).get(nth).copied(), list(1).get(nth).copied());
                let change = change(before, after);
                same += usize::from(!matches!(
                    change,
                    Some(AnswerMove::Answer | AnswerMove::New | AnswerMove::Gone)
                ));
                changes.extend(change.map(|change| AnswerChange {
                    supplier,
                    questionnaire: &asked.id,
                    question,
                    change,
                    before,
                    after,
                }));
            }
        }
        let of = |wanted: AnswerMove| {
            changes[first..].iter().filter(|one: &&AnswerChange<'_>| one.change == wanted).count()
        };
        renewals.push(Renewal {
            supplier,
            questionnaire: &asked.id,
            before: before.first().copied(),
            after: after.first().copied(),
            changed: of(AnswerMove::Answer) + of(AnswerMove::New) + of(AnswerMove::Gone),
            same,
            repeated: of(AnswerMove::Repeated),
        });
    }
    (renewals, changes)
}

/// The newest form of each supplier and questionnaire on each side, with indexes into the newer catalogue.
fn newest<'c>(comparison: &'c Comparison<'_>) -> Newest<'c> {
    let mut newest = Newest::new();
    for side in 0..2 {
        let day = comparison.sides[side].side.as_of;
        for response in comparison.all_responses(side, 1) {
            if response.completed_on.max(response.returned_on()) > Some(day) {
                continue;
            }
            let key = (&response.supplier, response.questionnaire);
            let form = &mut newest.entry(key).or_default()[side];
            let order = |one: &Response| (one.returned_on(), one.file.clone());
            match form.first().map(|known| order(known).cmp(&order(response))) {
                None => form.push(response),
                Some(std::cmp::Ordering::Equal) => form.push(response),
                Some(std::cmp::Ordering::Less) => *form = vec![response],
                Some(std::cmp::Ordering::Greater) => {}
            }
        }
    }
    newest
}

/// The rows of a form by question, in the order of the file.
fn rows<'c>(form: &[&'c Response]) -> HashMap<QuestionIndex, Vec<GivenRow<'c>>> {
    let mut rows: HashMap<QuestionIndex, Vec<GivenRow<'c>>> = HashMap::new();
    for response in form {
        for given in &response.answers {
            rows.entry(given.question).or_default().push(GivenRow { response, given });
        }
    }
    rows
}

/// Whether two responses are two returned forms; the file name may be the same.
fn another(before: &Response, after: &Response) -> bool {
    before.file != after.file || before.returned_on() != after.returned_on()
}

/// How an answer changed; `None` if it is the same and not a repetition from another form.
fn change(before: Option<GivenRow<'_>>, after: Option<GivenRow<'_>>) -> Option<AnswerMove> {
    let (before, after) = match (before, after) {
        (None, None) => return None,
        (None, Some(_)) => return Some(AnswerMove::New),
        (Some(_), None) => return Some(AnswerMove::Gone),
        (Some(before), Some(after)) => (before, after),
    };
    let words = |row: GivenRow<'_>| (row.given.comment.clone(), row.given.evidence.clone());
    if before.given.reading != after.given.reading {
        Some(AnswerMove::Answer)
    } else if before.given.has_evidence != after.given.has_evidence {
        Some(AnswerMove::Evidence)
    } else if another(before.response, after.response)
        && words(before) == words(after)
        && words(after) != (None, None)
    {
        Some(AnswerMove::Repeated)
    } else {
        None
    }
}

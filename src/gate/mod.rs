//! The answer of `flowdown gate`: whether information may be disclosed on a day, at a tier, to a recipient, for a
//! purpose.
//!
//! [`answer`] compares the question with the decisions of a run at each tier and stage (docs/method.md §8); [`signing`]
//! says whether a recorded approval covers the disclosure. Every clause that does not hold is a [`Refusal`], in the
//! order of the method, with the day from which it would hold. [`GateAnswers`] are shown as text and as JSON.
//!
//! The module knows run folders and the ledger of approvals. It makes no decision of its own, and knows no workbook.

mod answers;
mod ask;
mod json;
mod question;
pub mod signing;
mod text;

use crate::model::Tier;
use crate::run_folder::decisions::EndedEngagement;
use crate::run_folder::finished::{DecidedEngagement, DecisionObject, RecordedDecisions};
use signing::Signed;

pub use answers::{AnswerSubject, GateAnswer, GateAnswers, ReasonCode, Refusal};
pub use json::schema;
pub use question::GateQuestion;

/// Answers a question about engagements of a run; `signature` says whether an approval covers one of them at a tier.
pub fn answer(
    decisions: &RecordedDecisions,
    found: Vec<(DecidedEngagement, DecisionObject)>,
    deal: Option<String>,
    question: GateQuestion,
    signature: impl Fn(&DecidedEngagement, Tier) -> Signed,
) -> GateAnswers {
    let made_on = decisions.as_of();
    let each = found.into_iter();
    let answers =
        each.map(|(decided, object)| ask::ask(decided, object, made_on, &question, &signature));
    GateAnswers { run: decisions.run().to_owned(), deal, answers: answers.collect(), question }
}

/// The answer about an engagement or a deal that the run did not decide, as it is over or unknown. That is the only
/// reason then.
pub fn undecided(
    run: &str,
    ended: &[&EndedEngagement],
    id: &str,
    deal: Option<String>,
    (question, help): (GateQuestion, String),
) -> GateAnswers {
    let one = |id: &str, reason: Refusal| GateAnswer {
        about: AnswerSubject::Undecided(id.to_owned()),
        tier: question.tier,
        reasons: vec![reason],
        signature: Signed::default(),
        valid_until: None,
    };
    let over = |key: &&EndedEngagement| {
        let sentence = format!("the engagement was over on {}", key.ended_on);
        one(key.engagement.as_str(), Refusal::new(ReasonCode::Over, sentence))
    };
    let mut answers: Vec<GateAnswer> = ended.iter().map(over).collect();
    if answers.is_empty() {
        let what = if deal.is_some() { "deal" } else { "engagement" };
        let help = if help.is_empty() { help } else { format!("; {help}") };
        let sentence = format!("the run holds no {what} `{id}`{help}");
        answers.push(one(id, Refusal::new(ReasonCode::Unknown, sentence)));
    }
    GateAnswers { run: run.to_owned(), deal, answers, question }
}

/// The answer about a run that is not as it was written. Of its content nothing is shown but the further reasons for
/// the refusal.
pub fn changed(
    answers: Option<GateAnswers>,
    run: &str,
    id: &str,
    changes: &[String],
    question: GateQuestion,
) -> GateAnswers {
    let sentence = format!("the run is not as it was written: {}", changes.join("; "));
    let reason = Refusal::new(ReasonCode::Changed, sentence);
    let mut found = answers.unwrap_or_else(|| GateAnswers {
        run: run.to_owned(),
        deal: None,
        question: question.clone(),
        answers: vec![GateAnswer {
            about: AnswerSubject::Undecided(id.to_owned()),
            tier: question.tier,
            reasons: Vec::new(),
            signature: Signed::default(),
            valid_until: None,
        }],
    });
    for answer in &mut found.answers {
        answer.reasons.insert(0, reason.clone());
        answer.signature = Signed::default();
        if let AnswerSubject::Decided(decided, _) = &answer.about {
            answer.about = AnswerSubject::Undecided(decided.engagement.to_string());
        }
    }
    found
}

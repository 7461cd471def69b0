//! The answer as JSON.

use serde::Serialize;

use super::answers::{AnswerSubject, GateAnswer, GateAnswers, Refusal};
use super::signing::Approval;
use crate::model::{Date, Decision, Tier};
use crate::run_folder::finished::DecisionObject;

/// Format line of the answer.
const FORMAT: &str = "flowdown-gate/1";

/// A reason as it is written.
#[derive(Serialize)]
struct ReasonFigures<'g> {
    code: &'static str,
    sentence: &'g str,
    from: Option<String>,
}

impl<'g> From<&'g Refusal> for ReasonFigures<'g> {
    fn from(reason: &'g Refusal) -> Self {
        Self {
            code: reason.code.word(),
            sentence: &reason.sentence,
            from: reason.from.map(|day| day.to_string()),
        }
    }
}

/// The answer for an engagement: its object with more keys before it.
#[derive(Serialize)]
struct EngagementAnswer<'g> {
    format: &'static str,
    run: &'g str,
    day: String,
    asked_tier: Option<&'static str>,
    recipient: Option<&'g str>,
    purpose_asked: Option<&'g str>,
    signed: bool,
    approval: Option<&'g Approval>,
    allowed: bool,
    reasons: Vec<ReasonFigures<'g>>,
    #[serde(flatten)]
    object: Option<&'g DecisionObject>,
    /// Where the run did not decide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    engagement: Option<&'g str>,
}

/// The answer for a deal.
#[derive(Serialize)]
struct DealAnswer<'g> {
    format: &'static str,
    run: &'g str,
    day: String,
    asked_tier: Option<&'static str>,
    allowed: bool,
    deal: &'g str,
    decision: Option<&'static str>,
    valid_until: Option<String>,
    engagements: Vec<EngagementAnswer<'g>>,
}

impl GateAnswers {
    /// The worst decision and the first last day of several engagements.
    pub(super) fn worst(&self) -> Option<(Decision, Date)> {
        let decided = || {
            self.answers.iter().filter_map(|answer| match &answer.about {
                AnswerSubject::Decided(decided, _) => Some(decided),
                AnswerSubject::Undecided(_) => None,
            })
        };
        let decision = decided().map(|one| one.decision).max()?;
        Some((decision, decided().map(|one| one.valid_until).min()?))
    }

    fn one<'g>(&'g self, answer: &'g GateAnswer) -> EngagementAnswer<'g> {
        let (object, engagement) = match &answer.about {
            AnswerSubject::Decided(_, object) => (Some(object), None),
            AnswerSubject::Undecided(id) => {
                (None, Some(id.as_str()).filter(|_| self.deal.is_none()))
            }
        };
        EngagementAnswer {
            format: FORMAT,
            run: &self.run,
            day: self.question.day.to_string(),
            asked_tier: answer.tier.map(Tier::name),
            recipient: self.question.recipient.as_deref(),
            purpose_asked: self.question.purpose.as_deref(),
            signed: answer.signature.approval.is_some(),
            approval: answer.signature.approval.as_ref(),
            allowed: answer.allowed(),
            reasons: answer.reasons.iter().map(ReasonFigures::from).collect(),
            object,
            engagement,
        }
    }

    /// The answer as JSON: the engagement's object with what was asked, whether it is allowed and why not before it; for a
    /// deal its worst decision, its first last day, and its engagements.
    ///
    /// # Errors
    /// When it can't be written, which nothing that was read as JSON causes.
    pub fn json(&self) -> serde_json::Result<String> {
        match (&self.deal, self.answers.as_slice()) {
            (None, [answer]) => serde_json::to_string_pretty(&self.one(answer)),
            (deal, answers) => {
                let worst = self.worst();
                serde_json::to_string_pretty(&DealAnswer {
                    format: FORMAT,
                    run: &self.run,
                    day: self.question.day.to_string(),
                    asked_tier: self.question.tier.map(Tier::name),
                    allowed: self.allowed(),
                    deal: deal.as_deref().unwrap_or_default(),
                    decision: worst.map(|(decision, _)| decision.word()),
                    valid_until: worst.map(|(_, until)| until.to_string()),
                    engagements: answers.iter().map(|answer| self.one(answer)).collect(),
                })
            }
        }
    }
}

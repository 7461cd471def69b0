//! The answer as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::answers::{AnswerSubject, GateAnswer, GateAnswers, Refusal};
use super::signing::Approval;
use crate::model::{Date, Decision, Tier};
use crate::run_folder::decisions::EngagementDecision;
use crate::run_folder::finished::DecisionObject;

/// The format line of the answer.
const FORMAT: &str = "flowdown-gate/1";

/// The answer for an engagement: its object with more keys before it.
#[derive(Debug, Serialize, JsonSchema)]
struct EngagementAnswer<'g> {
    /// `flowdown-gate/1`.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    /// The digest over the inputs of the run.
    run: &'g str,
    /// The day that was asked about.
    day: Date,
    /// The tier that was asked about, or that was in force on the day; null: the run does not know the engagement.
    asked_tier: Option<Tier>,
    /// Who is to receive it; null: not asked.
    recipient: Option<&'g str>,
    /// What it is for; null: not asked.
    purpose_asked: Option<&'g str>,
    /// Whether an approval covers it.
    signed: bool,
    /// The approval that covers it.
    approval: Option<&'g Approval>,
    /// Whether it is allowed.
    allowed: bool,
    /// Why not; empty: it is allowed.
    reasons: &'g [Refusal],
    /// The engagement's object as it stands in `decisions.json`. Of a run that did not decide it, or that is no longer as it was
    /// written, there is nothing but `engagement`.
    #[serde(flatten)]
    #[schemars(with = "Option<EngagementDecision>")]
    object: Option<&'g DecisionObject>,
    /// Where the run did not decide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    engagement: Option<&'g str>,
}

/// The answer for a deal.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct DealAnswer<'g> {
    /// `flowdown-gate/1`.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    /// The digest over the inputs of the run.
    run: &'g str,
    /// The day that was asked about.
    day: Date,
    /// The tier that was asked about; null: the one in force on the day.
    asked_tier: Option<Tier>,
    /// Whether all of it is allowed.
    allowed: bool,
    /// The deal.
    deal: &'g str,
    /// The worst decision of its engagements; null: the run decided none.
    decision: Option<Decision>,
    /// The first last day of its engagements.
    valid_until: Option<Date>,
    /// Its engagements by rank.
    engagements: Vec<EngagementAnswer<'g>>,
}

/// What `gate --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum GateJson<'g> {
    /// About an engagement.
    Engagement(Box<EngagementAnswer<'g>>),
    /// About a deal.
    Deal(DealAnswer<'g>),
}

/// The JSON Schema of what `gate --json` prints.
pub fn schema() -> String {
    crate::schema::of::<GateJson<'_>>()
}

impl GateAnswers {
    /// The worst decision and the earliest `valid_until` of several engagements.
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
            day: self.question.day,
            asked_tier: answer.tier,
            recipient: self.question.recipient.as_deref(),
            purpose_asked: self.question.purpose.as_deref(),
            signed: answer.signature.approval.is_some(),
            approval: answer.signature.approval.as_ref(),
            allowed: answer.allowed(),
            reasons: &answer.reasons,
            object,
            engagement,
        }
    }

    /// The answer as JSON: the question, whether it is allowed and the reasons, followed by the engagement's object;
    /// for a deal its worst decision, its earliest `valid_until`, and its engagements.
    ///
    /// # Errors
    /// When it can't be serialised, which can't happen to values that were read from JSON.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&match (&self.deal, self.answers.as_slice()) {
            (None, [answer]) => GateJson::Engagement(Box::new(self.one(answer))),
            (deal, answers) => {
                let worst = self.worst();
                GateJson::Deal(DealAnswer {
                    format: FORMAT,
                    run: &self.run,
                    day: self.question.day,
                    asked_tier: self.question.tier,
                    allowed: self.allowed(),
                    deal: deal.as_deref().unwrap_or_default(),
                    decision: worst.map(|(decision, _)| decision),
                    valid_until: worst.map(|(_, until)| until),
                    engagements: answers.iter().map(|answer| self.one(answer)).collect(),
                })
            }
        })
    }
}

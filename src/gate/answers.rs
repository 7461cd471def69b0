//! What the gate answers: for each engagement whether the disclosure is allowed, and every reason why not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::question::GateQuestion;
use super::signing::Signed;
use crate::model::{Date, Tier, words};
use crate::run_folder::finished::{DecidedEngagement, DecisionObject};

words! {
    /// Why a disclosure is refused.
    pub enum ReasonCode {
        /// The run is not as it was written.
        Changed,
        /// The run knows no such engagement.
        Unknown,
        /// The engagement was over when the run was made.
        Over,
        /// The day is before the run's.
        BeforeRun,
        /// The decision no longer holds.
        AfterValidUntil,
        /// The engagement has not begun.
        NotBegun,
        /// The engagement has ended.
        Ended,
        /// No open stage reaches the tier.
        StageNotOpen,
        /// The decision does not allow it.
        Decision,
        /// The tier is above the disclosure ceiling.
        AboveCeiling,
        /// A condition was to be met before.
        ConditionDue,
        /// The recipient is on no list of an open stage.
        Recipient,
        /// The purpose is not the engagement's.
        Purpose,
        /// No approval covers it.
        NotSigned,
    }
}

/// One reason for a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Refusal {
    /// Which clause does not hold.
    pub code: ReasonCode,
    /// The same in words.
    pub sentence: String,
    /// The day from which it holds by itself; none: no day brings that.
    pub from: Option<Date>,
}

impl Refusal {
    /// A reason that no later day removes.
    pub fn new(code: ReasonCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), from: None }
    }

    /// The same reason with the day from which the clause would hold.
    #[must_use]
    pub fn from(mut self, day: Option<Date>) -> Self {
        self.from = day;
        self
    }
}

/// What the answer is about.
#[derive(Debug)]
pub enum AnswerSubject {
    /// A decided engagement, with its object in `decisions.json`.
    Decided(Box<DecidedEngagement>, DecisionObject),
    /// An engagement or a deal that the run did not decide, by its id.
    Undecided(String),
}

/// The answer for one engagement.
#[derive(Debug)]
pub struct GateAnswer {
    /// What it is about.
    pub about: AnswerSubject,
    /// The tier that was tested.
    pub tier: Option<Tier>,
    /// Why it is refused; empty if it is allowed.
    pub reasons: Vec<Refusal>,
    /// Whether an approval covers it.
    pub signature: Signed,
    /// The last day on which the decision at the tier holds.
    pub valid_until: Option<Date>,
}

impl GateAnswer {
    /// Whether the disclosure is allowed.
    pub fn allowed(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// The answers about engagements of a run.
#[derive(Debug)]
pub struct GateAnswers {
    /// The digest of the inputs of the run.
    pub run: String,
    /// The deal asked about; `None` if it is a single engagement.
    pub deal: Option<String>,
    /// The question.
    pub question: GateQuestion,
    /// One answer for each engagement, by rank.
    pub answers: Vec<GateAnswer>,
}

impl GateAnswers {
    /// Whether every engagement asked about is allowed. Without any answer, nothing is.
    pub fn allowed(&self) -> bool {
        !self.answers.is_empty() && self.answers.iter().all(GateAnswer::allowed)
    }
}

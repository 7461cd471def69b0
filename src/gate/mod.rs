//! What `flowdown gate` answers: may this be disclosed, on a day, at a tier, to somebody, for a purpose?
//!
//! It decides nothing anew: it reads what a run decided of each tier and stage, and holds it against the day (method §10).
//! Every clause that does not hold is a reason, in the order of the method, with the day from which it would hold.

mod ask;
mod json;
pub mod signing;
mod text;

use crate::model::{Date, Tier};
use crate::run_folder::finished::{DecidedEngagement, DecisionObject, EndedKey, RecordedDecisions};
use signing::Signed;

pub use ask::GateQuestion;

/// Why a disclosure is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

impl ReasonCode {
    /// The code's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unknown => "unknown",
            Self::Over => "over",
            Self::BeforeRun => "before-run",
            Self::AfterValidUntil => "after-valid-until",
            Self::NotBegun => "not-begun",
            Self::Ended => "ended",
            Self::StageNotOpen => "stage-not-open",
            Self::Decision => "decision",
            Self::AboveCeiling => "above-ceiling",
            Self::ConditionDue => "condition-due",
            Self::Recipient => "recipient",
            Self::Purpose => "purpose",
            Self::NotSigned => "not-signed",
        }
    }
}

/// One reason for a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which clause does not hold.
    pub code: ReasonCode,
    /// The same in words.
    pub sentence: String,
    /// The day from which it holds by itself; none: no day brings that.
    pub from: Option<Date>,
}

impl Refusal {
    /// A reason that no day mends.
    pub fn new(code: ReasonCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), from: None }
    }

    /// With the day from which it would hold.
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
    /// The tier that was looked at.
    pub tier: Option<Tier>,
    /// Why it is refused; empty: it is allowed.
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

/// Answers for engagements of a run.
#[derive(Debug)]
pub struct GateAnswers {
    /// Digest over the inputs of the run.
    pub run: String,
    /// The deal asked about; none: a single engagement.
    pub deal: Option<String>,
    /// What was asked.
    pub question: GateQuestion,
    /// One for each engagement, by rank.
    pub answers: Vec<GateAnswer>,
}

/// Answers a question about engagements read from a run; `signature` says whether an approval covers one at a tier.
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

/// The answer about what a run did not decide: it is over, or not known. That is the only reason.
pub fn undecided(
    run: &str,
    ended: &[&EndedKey],
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
    let over = |key: &&EndedKey| {
        let sentence = format!("the engagement was over on {}", key.ended_on);
        one(&key.engagement, Refusal::new(ReasonCode::Over, sentence))
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

/// The answer about a run that is not as it was written: nothing of it is passed on but what else stands against it.
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
            answer.about = AnswerSubject::Undecided(decided.engagement.clone());
        }
    }
    found
}

impl GateAnswers {
    /// Whether everything asked about is allowed.
    pub fn allowed(&self) -> bool {
        self.answers.iter().all(GateAnswer::allowed)
    }
}

//! What `flowdown gate` answers: may this be disclosed, on a day, at a tier?
//!
//! It decides nothing anew. A tier below the one that was assessed is allowed up to the disclosure
//! ceiling; one above it is refused, also where a later stage would reach it. A decision counts from
//! the day it was made to its last valid day.

use serde::Serialize;

use super::finished::{Decided, Decisions, Object};
use crate::diagnostic::Lines;
use crate::model::{Date, Decision, Tier};

/// Format line of the answer.
const FORMAT: &str = "flowdown-gate/1";
/// Rules that the text shows at the most.
const SHOWN: usize = 12;

/// What is asked beside the engagement.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// The day of the disclosure.
    pub as_of: Date,
    /// Tier of what is to be disclosed; none: the tier that was assessed.
    pub tier: Option<Tier>,
}

/// The answer for one engagement.
#[derive(Debug)]
pub struct Answer {
    /// What was decided.
    pub decided: Decided,
    /// Its object in `decisions.json`.
    pub object: Object,
    /// Why it is refused; empty: it is allowed.
    pub refusals: Vec<String>,
}

impl Answer {
    /// Whether the disclosure is allowed.
    pub fn allowed(&self) -> bool {
        self.refusals.is_empty()
    }
}

/// Answers for engagements of a run.
#[derive(Debug)]
pub struct Answers {
    /// Digest over the inputs of the run.
    pub run: String,
    /// The deal asked about; none: a single engagement.
    pub deal: Option<String>,
    /// What was asked.
    pub question: Question,
    /// One for each engagement, by rank.
    pub answers: Vec<Answer>,
}

/// Answers a question about engagements read from a run.
pub fn answer(
    decisions: &Decisions,
    found: Vec<(Decided, Object)>,
    deal: Option<String>,
    question: Question,
) -> Answers {
    let answers = found.into_iter().map(|(decided, object)| {
        let refusals = refusals(&decided, decisions.as_of(), question);
        Answer { decided, object, refusals }
    });
    Answers { run: decisions.run().to_owned(), deal, question, answers: answers.collect() }
}

/// Everything that stands against a disclosure.
fn refusals(decided: &Decided, made_on: Date, question: Question) -> Vec<String> {
    let mut found = Vec::new();
    let (as_of, until) = (question.as_of, decided.valid_until);
    if as_of < made_on {
        found.push(format!("the decision was made for {made_on} and later, not for {as_of}"));
    }
    if as_of > until {
        found.push(format!("the decision held until {until}; it is {as_of}"));
    }
    let (assessed, ceiling) = (decided.tier, decided.disclosure_ceiling);
    let tier = question.tier.unwrap_or(assessed);
    if tier > assessed {
        found.push(format!("{tier} is above the tier that was assessed, {assessed}"));
    } else if tier < assessed && tier > ceiling {
        found.push(format!("{tier} is above the disclosure ceiling, {ceiling}"));
    } else if tier == assessed && !decided.decision.allows() {
        found.push(format!("the decision at {assessed} is {}", decided.decision));
    }
    found
}

/// What was asked, in JSON.
#[derive(Serialize)]
struct Asked {
    as_of: String,
    tier: Option<&'static str>,
}

/// The answer for an engagement: its object with more keys before it.
#[derive(Serialize)]
struct EngagementAnswer<'g> {
    format: &'static str,
    run: &'g str,
    allowed: bool,
    refusals: &'g [String],
    asked: Asked,
    #[serde(flatten)]
    object: &'g Object,
}

/// The answer for a deal.
#[derive(Serialize)]
struct DealAnswer<'g> {
    format: &'static str,
    run: &'g str,
    allowed: bool,
    asked: Asked,
    deal: &'g str,
    decision: &'static str,
    valid_until: String,
    engagements: Vec<EngagementAnswer<'g>>,
}

/// The answer for a run that was changed: nothing of it is passed on.
#[derive(Serialize)]
struct ChangedAnswer<'g> {
    format: &'static str,
    run: &'g str,
    allowed: bool,
    refusals: &'g [String],
}

/// The answer for a run that is no longer as it was written, as JSON.
///
/// # Errors
/// When it can't be written, which no text causes.
pub fn changed_json(run: &str, changes: &[String]) -> serde_json::Result<String> {
    let answer = ChangedAnswer { format: FORMAT, run, allowed: false, refusals: changes };
    serde_json::to_string_pretty(&answer)
}

impl Answers {
    /// Whether everything asked about is allowed.
    pub fn allowed(&self) -> bool {
        self.answers.iter().all(Answer::allowed)
    }

    /// The worst decision and the first last day of several engagements.
    fn worst(&self) -> Option<(Decision, Date)> {
        let decided = || self.answers.iter().map(|answer| &answer.decided);
        let decision = decided().map(|one| one.decision).max()?;
        Some((decision, decided().map(|one| one.valid_until).min()?))
    }

    fn asked(&self) -> Asked {
        let Question { as_of, tier } = self.question;
        Asked { as_of: as_of.to_string(), tier: tier.map(Tier::name) }
    }

    fn one<'g>(&'g self, answer: &'g Answer) -> EngagementAnswer<'g> {
        EngagementAnswer {
            format: FORMAT,
            run: &self.run,
            allowed: answer.allowed(),
            refusals: &answer.refusals,
            asked: self.asked(),
            object: &answer.object,
        }
    }

    /// The answer as JSON: the engagement's object with `format`, `run`, `allowed`, `refusals` and
    /// `asked` before it; for a deal its worst decision, its first last day, and its engagements.
    ///
    /// # Errors
    /// When it can't be written, which nothing that was read as JSON causes.
    pub fn json(&self) -> serde_json::Result<String> {
        match (&self.deal, self.worst(), self.answers.as_slice()) {
            (None, _, [answer]) => serde_json::to_string_pretty(&self.one(answer)),
            (deal, worst, answers) => serde_json::to_string_pretty(&DealAnswer {
                format: FORMAT,
                run: &self.run,
                allowed: self.allowed(),
                asked: self.asked(),
                deal: deal.as_deref().unwrap_or_default(),
                decision: worst.map_or("", |(decision, _)| decision.word()),
                valid_until: worst.map_or_else(String::new, |(_, until)| until.to_string()),
                engagements: answers.iter().map(|answer| self.one(answer)).collect(),
            }),
        }
    }

    /// The answer as people read it.
    pub fn text(&self) -> Lines {
        let mut text = Lines::new();
        if let (Some(deal), Some((decision, until))) = (&self.deal, self.worst()) {
            let word = if self.allowed() { "allowed" } else { "refused" };
            text.line(format_args!(
                "{deal}: {word}; worst of its engagements: {decision}, until {until}"
            ));
        }
        for answer in &self.answers {
            text.append(&self.lines(answer));
        }
        text
    }

    fn lines(&self, answer: &Answer) -> Lines {
        let one = &answer.decided;
        let tier = self.question.tier.unwrap_or(one.tier);
        let mut text = Lines::new();
        text.line(format_args!(
            "{} ({}, {}, {}): {}",
            one.engagement, one.deal, one.supplier, one.tier, one.decision
        ));
        match answer.refusals.as_slice() {
            [] => text.line(format_args!("  allowed at {tier} until {}", one.valid_until)),
            refusals => {
                text.line(format_args!("  refused at {tier}: {}", refusals.join("; ")));
            }
        }
        let ceiling = one.disclosure_ceiling;
        text.line(format_args!("  signs: {}; disclosure ceiling: {ceiling}", one.signer));
        let stage = |phase: &super::finished::DecidedPhase| {
            format!("{} ({}) {}", phase.phase, phase.tier, phase.decision)
        };
        let stages: Vec<String> = one.phases.iter().map(stage).collect();
        if !stages.is_empty() {
            text.line(format_args!("  stages: {}", stages.join("; ")));
        }
        if tier != one.tier && !one.rules.is_empty() {
            text.line(format_args!("  what stands against {}:", one.tier));
        }
        for rule in one.rules.iter().take(SHOWN) {
            let due = rule.due.as_ref().map_or_else(String::new, |due| format!(", by {due}"));
            text.line(format_args!(
                "  {} {} {}: {}{due}",
                rule.outcome, rule.rule, rule.supplier, rule.because
            ));
        }
        if let Some(more @ 1..) = one.rules.len().checked_sub(SHOWN) {
            text.line(format_args!("  and {more} more, in decisions.json"));
        }
        text
    }
}

//! The answer as text for people.

use super::answers::{AnswerSubject, GateAnswer, GateAnswers, ReasonCode};
use crate::diagnostic::Lines;
use crate::model::Tier;
use crate::run_folder::decisions::PhaseFigures;
use crate::run_folder::finished::DecidedEngagement;

/// The most rules that the text shows.
const SHOWN: usize = 12;

impl GateAnswers {
    /// The answer as text for people.
    pub fn text(&self) -> Lines {
        let mut text = Lines::new();
        if let Some(deal) = &self.deal {
            let word = if self.allowed() { "allowed" } else { "refused" };
            let worst = self.worst().map_or_else(String::new, |(decision, until)| {
                format!("; worst of its engagements: {decision}, until {until}")
            });
            text.line(format_args!("{deal}: {word}{worst}"));
        }
        for answer in &self.answers {
            match &answer.about {
                AnswerSubject::Decided(decided, _) => text.append(&self.lines(answer, decided)),
                AnswerSubject::Undecided(id) => {
                    text.line(format_args!("{id}: refused"));
                    text.append(&reasons(answer));
                }
            }
        }
        text
    }

    fn lines(&self, answer: &GateAnswer, one: &DecidedEngagement) -> Lines {
        let tier = answer.tier.unwrap_or(one.tier);
        let day = self.question.day;
        let mut text = Lines::new();
        text.line(format_args!(
            "{} ({}, {}, {}): {}",
            one.engagement, one.deal, one.supplier, one.tier, one.decision
        ));
        stage(one).iter().for_each(|line| text.line(line));
        let until = answer.valid_until.unwrap_or(one.valid_until);
        if answer.allowed() {
            text.line(format_args!("  allowed at {tier} on {day}, until {until}"));
        } else {
            text.line(format_args!("  refused at {tier} on {day}"));
            text.append(&reasons(answer));
        }
        let ceiling = one.disclosure_ceiling;
        text.line(format_args!("  signs: {}; disclosure ceiling: {ceiling}", one.signer));
        // A refusal for lack of an approval says so already.
        if !answer.reasons.iter().any(|reason| reason.code == ReasonCode::NotSigned) {
            text.line(format_args!("  {}", answer.signature.line()));
        }
        stages(one).iter().for_each(|line| text.line(line));
        text.append(&against(one, tier));
        text
    }
}

fn reasons(answer: &GateAnswer) -> Lines {
    let line = |reason: &super::answers::Refusal| {
        let from = reason.from.map_or_else(String::new, |day| format!(" (from {day} on)"));
        format!("  {}: {}{from}", reason.code.word(), reason.sentence)
    };
    answer.reasons.iter().map(line).collect()
}

/// The stage in force on the run's day.
fn stage(one: &DecidedEngagement) -> Option<String> {
    let stage = one.stage.as_ref()?;
    let next =
        stage.opens_next.map_or_else(String::new, |day| format!("; the next opens on {day}"));
    Some(match (&stage.phase, stage.tier, stage.decision) {
        (Some(name), Some(tier), Some(decision)) => {
            let purpose =
                stage.purpose.as_ref().map_or_else(String::new, |one| format!(", for {one}"));
            let to = stage
                .recipients
                .as_ref()
                .map_or_else(String::new, |list| format!(", to {}", list.join(", ")));
            format!("  stage in force: {name} ({tier}) {decision}{purpose}{to}{next}")
        }
        _ => format!("  no stage is open{next}"),
    })
}

/// Every stage, with the day it opens.
fn stages(one: &DecidedEngagement) -> Option<String> {
    let word = |phase: &PhaseFigures| {
        let opens =
            phase.starts.map_or_else(|| "never opens".to_owned(), |day| format!("opens {day}"));
        format!("{} ({}, {opens}) {}", phase.phase, phase.tier, phase.decision)
    };
    let stages: Vec<String> = one.phases.iter().map(word).collect();
    (!stages.is_empty()).then(|| format!("  stages: {}", stages.join("; ")))
}

/// The rules that fired: the causes, each with the number of rules that follow from it.
fn against(one: &DecidedEngagement, tier: Tier) -> Lines {
    let mut text = Lines::new();
    if tier != one.tier && !one.rules.is_empty() {
        text.line(format_args!("  what stands against {}:", one.tier));
    }
    let causes: Vec<_> = one.rules.iter().filter(|rule| rule.follows.is_none()).collect();
    for rule in causes.iter().take(SHOWN) {
        let due = rule.due.map_or_else(String::new, |due| format!(", by {due}"));
        let below = one
            .rules
            .iter()
            .filter(|other| other.follows == rule.finding && rule.finding.is_some());
        let below = match below.count() {
            0 => String::new(),
            more => format!(" (and {more} that follow)"),
        };
        text.line(format_args!(
            "  {} {} {}: {}{due}{below}",
            rule.outcome, rule.rule, rule.supplier, rule.because
        ));
    }
    if let Some(more @ 1..) = causes.len().checked_sub(SHOWN) {
        text.line(format_args!("  and {more} more, in decisions.json"));
    }
    text
}

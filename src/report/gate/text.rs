//! The answer as people read it.

use super::{About, Answer, Answers, ReasonCode};
use crate::model::Tier;
use crate::report::finished::{Decided, DecidedPhase};

/// Rules that the text shows at the most.
const SHOWN: usize = 12;

impl Answers {
    /// The answer as people read it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if let Some(deal) = &self.deal {
            let word = if self.allowed() { "allowed" } else { "refused" };
            let worst = self.worst().map_or_else(String::new, |(decision, until)| {
                format!("; worst of its engagements: {decision}, until {until}")
            });
            text.push_str(&format!("{deal}: {word}{worst}\n"));
        }
        for answer in &self.answers {
            match &answer.about {
                About::Decided(decided, _) => text.push_str(&self.lines(answer, decided)),
                About::Undecided(id) => {
                    text.push_str(&format!("{id}: refused\n{}", reasons(answer)));
                }
            }
        }
        text
    }

    fn lines(&self, answer: &Answer, one: &Decided) -> String {
        let tier = answer.tier.unwrap_or(one.tier);
        let day = self.question.day;
        let mut text = format!(
            "{} ({}, {}, {}): {}\n",
            one.engagement, one.deal, one.supplier, one.tier, one.decision
        );
        text.push_str(&stage(one));
        let until = answer.valid_until.unwrap_or(one.valid_until);
        if answer.allowed() {
            text.push_str(&format!("  allowed at {tier} on {day}, until {until}\n"));
        } else {
            text.push_str(&format!("  refused at {tier} on {day}\n{}", reasons(answer)));
        }
        let ceiling = one.disclosure_ceiling;
        text.push_str(&format!("  signs: {}; disclosure ceiling: {ceiling}\n", one.signer));
        // A refusal for want of an approval has said it.
        if !answer.reasons.iter().any(|reason| reason.code == ReasonCode::NotSigned) {
            text.push_str(&format!("  {}\n", answer.signature.line()));
        }
        text.push_str(&stages(one));
        text.push_str(&against(one, tier));
        text
    }
}

fn reasons(answer: &Answer) -> String {
    let line = |reason: &super::Reason| {
        let from = reason.from.map_or_else(String::new, |day| format!(" (from {day} on)"));
        format!("  {}: {}{from}\n", reason.code.word(), reason.sentence)
    };
    answer.reasons.iter().map(line).collect()
}

/// The stage in force when the run was made.
fn stage(one: &Decided) -> String {
    let Some(stage) = &one.stage else { return String::new() };
    let next =
        stage.opens_next.map_or_else(String::new, |day| format!("; the next opens on {day}"));
    match (&stage.phase, stage.tier, stage.decision) {
        (Some(name), Some(tier), Some(decision)) => {
            let purpose =
                stage.purpose.as_ref().map_or_else(String::new, |one| format!(", for {one}"));
            let to = stage
                .recipients
                .as_ref()
                .map_or_else(String::new, |list| format!(", to {}", list.join(", ")));
            format!("  stage in force: {name} ({tier}) {decision}{purpose}{to}{next}\n")
        }
        _ => format!("  no stage is open{next}\n"),
    }
}

/// Every stage, with the day it opens.
fn stages(one: &Decided) -> String {
    let word = |phase: &DecidedPhase| {
        let opens =
            phase.starts.map_or_else(|| "never opens".to_owned(), |day| format!("opens {day}"));
        format!("{} ({}, {opens}) {}", phase.phase, phase.tier, phase.decision)
    };
    let stages: Vec<String> = one.phases.iter().map(word).collect();
    if stages.is_empty() { String::new() } else { format!("  stages: {}\n", stages.join("; ")) }
}

/// The rules that fired: causes, with how many more follow from each.
fn against(one: &Decided, tier: Tier) -> String {
    let mut text = String::new();
    if tier != one.tier && !one.rules.is_empty() {
        text.push_str(&format!("  what stands against {}:\n", one.tier));
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
        text.push_str(&format!(
            "  {} {} {}: {}{due}{below}\n",
            rule.outcome, rule.rule, rule.supplier, rule.because
        ));
    }
    if let Some(more @ 1..) = causes.len().checked_sub(SHOWN) {
        text.push_str(&format!("  and {more} more, in decisions.json\n"));
    }
    text
}

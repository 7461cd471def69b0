//! Official scores beside ours: what people must report by other people's rules. They change no decision.

use std::collections::HashMap;

use crate::catalogue::official::{Official, OnPlan, Requirement};
use crate::model::Answer;

/// A section of an official score, in points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name.
    pub section: String,
    /// Points kept.
    pub score: i64,
    /// Points that could be kept.
    pub maximum: i64,
}

/// A score by an official scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialScore {
    /// The scheme.
    pub scheme: String,
    /// Its points; none: the scheme gives no score.
    pub score: Option<i64>,
    /// The most points.
    pub maximum: i64,
    /// What the score means in the scheme's words.
    pub status: String,
    /// Its sections, in the scheme's order.
    pub sections: Vec<Section>,
}

/// Points that a requirement takes away. What is not answered is not met; what does not apply takes nothing
/// away (DoD Assessment Methodology 1.2.1, section 5: such requirements count as met).
fn lost(requirement: &Requirement, answer: Answer) -> u32 {
    match answer {
        Answer::Yes | Answer::NotApplicable => 0,
        Answer::Partial => requirement.partial.unwrap_or(requirement.weight),
        Answer::No | Answer::Unanswered => requirement.weight,
    }
}

/// The score by a scheme of what was answered, by question.
pub fn score(scheme: &Official, answers: &HashMap<&str, Answer>) -> OfficialScore {
    let said = |one: &Requirement| answers.get(one.id.as_str()).copied();
    let said = |one: &Requirement| said(one).unwrap_or(Answer::Unanswered);
    let is_met = |one: &&Requirement| matches!(said(one), Answer::Yes | Answer::NotApplicable);
    let all = &scheme.requirement;
    let mut sections: Vec<Section> = Vec::new();
    let mut points = i64::from(scheme.maximum);
    for one in all {
        let (weight, lost) = (i64::from(one.weight), i64::from(lost(one, said(one))));
        points -= lost;
        if sections.last().is_none_or(|last| last.section != one.section) {
            sections.push(Section { section: one.section.clone(), score: 0, maximum: 0 });
        }
        if let Some(last) = sections.last_mut() {
            last.score += weight - lost;
            last.maximum += weight;
        }
    }
    let open: Vec<&Requirement> = all.iter().filter(|one| !is_met(one)).collect();
    let gates: Vec<&str> = open.iter().filter(|one| one.gate).map(|one| one.id.as_str()).collect();
    let may_wait = |one: &&Requirement| match one.on_plan {
        OnPlan::Always => true,
        OnPlan::Never => false,
        OnPlan::IfPartial => said(one) == Answer::Partial,
    };
    let least = scheme.conditional_share * f64::from(scheme.maximum);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred points")]
    let enough = points as f64 >= least;
    let status = if !gates.is_empty() {
        format!("no score without {}; the rest comes to {points}", gates.join(", "))
    } else if open.is_empty() {
        "all met".to_owned()
    } else if enough && open.iter().all(may_wait) {
        format!("conditional: {} on a plan of action", open.len())
    } else {
        format!("not met: {} open", open.len())
    };
    OfficialScore {
        scheme: scheme.scheme.clone(),
        score: gates.is_empty().then_some(points),
        maximum: i64::from(scheme.maximum),
        status,
        sections,
    }
}

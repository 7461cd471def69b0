//! The clauses of the gate, one after the other (docs/method.md §8).

use super::answers::{AnswerSubject, GateAnswer, ReasonCode, Refusal};
use super::question::GateQuestion;
use super::signing::Signed;
use crate::model::{Date, Decision, Outcome, Tier, fold_name};
use crate::run_folder::decisions::{ConditionFigures, PhaseFigures};
use crate::run_folder::finished::{DecidedEngagement, DecisionObject};

/// The decision at the tier that is asked for.
struct AtTier<'d> {
    decision: Decision,
    valid_until: Date,
    /// The days by which its conditions must be met.
    due: Vec<Date>,
    /// Whether the tier is above the disclosure ceiling and is neither the engagement's nor a stage's own.
    above: bool,
    /// The stage whose decision it is; `None` if it is not a stage's.
    phase: Option<&'d PhaseFigures>,
}

/// The answer for one engagement.
pub(super) fn ask(
    decided: DecidedEngagement,
    object: DecisionObject,
    made_on: Date,
    question: &GateQuestion,
    signature: &impl Fn(&DecidedEngagement, Tier) -> Signed,
) -> GateAnswer {
    let asked = Inquiry::new(&decided, question);
    let signature = signature(&decided, asked.tier);
    let mut reasons = asked.days(made_on);
    if asked.rest {
        reasons.extend(asked.decision());
        reasons.extend(asked.recipient());
        reasons.extend(asked.purpose());
        reasons.extend(signature.refusal().map(|why| Refusal::new(ReasonCode::NotSigned, why)));
    }
    let (tier, valid_until) = (asked.tier, asked.at.valid_until);
    GateAnswer {
        about: AnswerSubject::Decided(Box::new(decided), object),
        tier: Some(tier),
        reasons,
        signature,
        valid_until: Some(valid_until),
    }
}

/// A question about one engagement on a day.
struct Inquiry<'d> {
    decided: &'d DecidedEngagement,
    question: &'d GateQuestion,
    /// The tier in force on the day; `None` if nothing may be disclosed yet, or any more.
    in_force: Option<Tier>,
    tier: Tier,
    /// Whether the decision, the recipient, the purpose and the signature are tested too.
    rest: bool,
    at: AtTier<'d>,
}

impl<'d> Inquiry<'d> {
    fn new(decided: &'d DecidedEngagement, question: &'d GateQuestion) -> Self {
        let day = question.day;
        let any_open = open(decided, day).next().is_some();
        let in_force = match decided.phases.as_slice() {
            [] => Some(decided.tier).filter(|_| decided.is_running(day)),
            _ => open(decided, day).map(|phase| phase.tier).max(),
        };
        let tier = question.tier.or(in_force).unwrap_or(decided.tier);
        let rest = question.tier.is_some() || decided.phases.is_empty() || any_open;
        Self { decided, question, in_force, tier, rest, at: at(decided, tier) }
    }

    /// The clauses about days.
    fn days(&self, made_on: Date) -> Vec<Refusal> {
        let (day, decided) = (self.question.day, self.decided);
        let mut found = Vec::new();
        if day < made_on {
            let sentence = format!("the decision was made for {made_on} and later, not for {day}");
            found.push(Refusal::new(ReasonCode::BeforeRun, sentence).from(Some(made_on)));
        }
        let until = self.at.valid_until;
        if day > until {
            let sentence = format!("the decision at {} held until {until}; it is {day}", self.tier);
            found.push(Refusal::new(ReasonCode::AfterValidUntil, sentence));
        }
        if day < decided.starts {
            let start = decided.starts;
            let sentence = format!("the engagement starts on {start}");
            found.push(Refusal::new(ReasonCode::NotBegun, sentence).from(Some(start)));
        }
        if let Some(end) = decided.ends.filter(|end| day > *end) {
            let sentence = format!("the engagement ended on {end}");
            found.push(Refusal::new(ReasonCode::Ended, sentence));
        }
        found.extend(self.stage());
        found
    }

    /// Whether the tier is in force; without stages it is the engagement's own.
    fn stage(&self) -> Option<Refusal> {
        let (tier, decided) = (self.tier, self.decided);
        let most = if decided.phases.is_empty() { Some(decided.tier) } else { self.in_force };
        if most.is_some_and(|most| tier <= most) {
            return None;
        }
        let wanted = if self.rest { tier } else { Tier::Public };
        let later = decided.phases.iter().filter(|phase| phase.tier >= wanted);
        let from =
            later.filter_map(|phase| phase.starts).filter(|day| *day > self.question.day).min();
        let then = match (from, decided.phases.is_empty()) {
            (Some(from), _) => format!("; the next stage that reaches it opens on {from}"),
            (None, true) => format!("; {} is the highest that was assessed", decided.tier),
            (None, false) => "; no later stage reaches it".to_owned(),
        };
        let sentence = match most {
            Some(most) => format!("{tier} is above the tier in force, {most}{then}"),
            None => format!("no stage is open{then}"),
        };
        Some(Refusal::new(ReasonCode::StageNotOpen, sentence).from(from))
    }

    /// Whether the decision at the tier allows it, and whether its conditions are not overdue.
    fn decision(&self) -> Vec<Refusal> {
        let (at, tier, day) = (&self.at, self.tier, self.question.day);
        let mut found = Vec::new();
        if !at.decision.allows() {
            let ceiling = self.decided.disclosure_ceiling;
            let stage = at.phase.map_or_else(String::new, |phase| format!(" ({})", phase.phase));
            found.push(if at.above {
                let sentence = format!("{tier} is above the disclosure ceiling, {ceiling}");
                Refusal::new(ReasonCode::AboveCeiling, sentence)
            } else {
                let sentence = format!("the decision at {tier}{stage} is {}", at.decision);
                Refusal::new(ReasonCode::Decision, sentence)
            });
        }
        if let Some(due) = at.due.iter().filter(|due| **due < day).min() {
            let sentence = format!("a condition at {tier} was to be met by {due}; it is {day}");
            found.push(Refusal::new(ReasonCode::ConditionDue, sentence));
        }
        found
    }

    fn recipient(&self) -> Option<Refusal> {
        let name = self.question.recipient.as_deref()?;
        let stages = open(self.decided, self.question.day).filter(|one| one.tier >= self.tier);
        let mut lists = stages.filter_map(|one| one.recipients.as_ref());
        let lists: Vec<&Vec<String>> = lists.by_ref().filter(|list| !list.is_empty()).collect();
        let folded = fold_name(name);
        let listed = lists.iter().any(|list| list.iter().any(|one| fold_name(one) == folded));
        let sentence = format!("`{name}` is not among the permitted recipients of the open stages");
        (!lists.is_empty() && (!listed || folded.is_empty()))
            .then(|| Refusal::new(ReasonCode::Recipient, sentence))
    }

    fn purpose(&self) -> Option<Refusal> {
        let purpose = self.question.purpose.as_deref()?;
        let stages = open(self.decided, self.question.day).filter_map(|one| one.purpose.as_deref());
        let folded = fold_name(purpose);
        let mut named = self.decided.purpose.as_deref().into_iter().chain(stages);
        let sentence =
            format!("`{purpose}` is not the purpose of the engagement or of an open stage");
        let fits = !folded.is_empty() && named.any(|one| fold_name(one) == folded);
        (!fits).then(|| Refusal::new(ReasonCode::Purpose, sentence))
    }
}

/// The stages that are open on a day.
fn open(decided: &DecidedEngagement, day: Date) -> impl Iterator<Item = &PhaseFigures> {
    let phases = decided.phases.iter();
    phases.filter(move |phase| {
        decided.is_running(day) && phase.starts.is_some_and(|opens| opens <= day)
    })
}

/// The decision at a tier: the engagement's own at its tier, a stage's at a stage's tier, else that of the lowest tier
/// from there up that is allowed; above the disclosure ceiling, that of the tier itself.
fn at(decided: &DecidedEngagement, tier: Tier) -> AtTier<'_> {
    if tier == decided.tier {
        let conditions = decided.rules.iter().filter(|rule| rule.outcome == Outcome::Condition);
        return AtTier {
            decision: decided.decision,
            valid_until: decided.valid_until,
            due: conditions.filter_map(|rule| rule.due).collect(),
            above: false,
            phase: None,
        };
    }
    let days =
        |conditions: &[ConditionFigures]| conditions.iter().filter_map(|one| one.due).collect();
    if let Some(phase) = decided.phases.iter().find(|phase| phase.tier == tier) {
        return AtTier {
            decision: phase.decision,
            valid_until: phase.valid_until,
            due: days(&phase.conditions),
            above: false,
            phase: Some(phase),
        };
    }
    let above = tier > decided.disclosure_ceiling;
    let mut up = decided.tiers.iter().filter(|line| line.tier >= tier);
    let allowed = up.clone().find(|line| line.decision.allows()).filter(|_| !above);
    match allowed.or_else(|| up.next()) {
        Some(line) => AtTier {
            decision: line.decision,
            valid_until: line.valid_until,
            due: days(&line.conditions),
            above,
            phase: None,
        },
        None => AtTier {
            decision: decided.decision,
            valid_until: decided.valid_until,
            due: Vec::new(),
            above,
            phase: None,
        },
    }
}

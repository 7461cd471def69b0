//! The claims about one control, and the answer that follows from them (docs/method.md §3).

use super::asked::Ask;
use super::resolved::{AnswerRow, Resolved};
use super::responses::Responses;
use crate::model::{Answer, AnswerIndex, NotApplicableRule, Relation, ResponseIndex};

/// What a response says of a control by one question.
#[derive(Debug, Clone, Copy)]
pub(super) struct ControlClaim<'s> {
    pub(super) ask: &'s Ask<'s>,
    pub(super) response: ResponseIndex,
    /// The form's rows for the question; several if the form repeats it.
    pub(super) rows: &'s [AnswerIndex],
}

/// The reading of a claim at a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClaimReading {
    pub(super) answer: Answer,
    /// Whether the evidence cell of a counted row names something.
    pub(super) has_evidence: bool,
    /// Whether the comment of a counted row names something.
    pub(super) has_reason: bool,
    /// The first counted row.
    pub(super) row: AnswerRow,
}

/// The claims about one control: those of fresh responses and those of stale ones.
#[derive(Debug, Default)]
pub(super) struct Claims<'s> {
    pub(super) fresh: Vec<(ControlClaim<'s>, ClaimReading)>,
    pub(super) stale: Vec<(ControlClaim<'s>, ClaimReading)>,
}

impl Claims<'_> {
    /// The judgement, and whether stale responses gave it. Fresh responses decide; stale ones only if those leave the
    /// control unanswered.
    pub(super) fn judge(&self, rule: NotApplicableRule) -> (Judgement, bool) {
        let fresh = decide(&self.fresh, rule);
        if fresh.resolved.answer != Answer::Unanswered || self.stale.is_empty() {
            return (fresh, false);
        }
        let mut old = decide(&self.stale, rule);
        let stale = old.resolved.answer != Answer::Unanswered;
        old.refused = old.refused.or(fresh.refused);
        if !stale {
            // Nothing decided: the first row of the fresh responses comes first.
            let first = fresh.resolved.first().or(old.resolved.first());
            old.resolved = Resolved::unanswered(first);
        }
        (old, stale)
    }

    /// The claims at the deciding level and those at the levels before it: each of them could decide if its reading
    /// changed.
    pub(super) fn up_to_decision(
        &self,
        rule: NotApplicableRule,
    ) -> impl Iterator<Item = &ControlClaim<'_>> {
        let fresh = decide(&self.fresh, rule);
        let unanswered = fresh.resolved.answer == Answer::Unanswered;
        let old = unanswered.then(|| decide(&self.stale, rule));
        let level = |basis: Basis| match basis {
            Basis::Level(relation) => Some(relation),
            Basis::NotApplicable(_) | Basis::Silence => None,
        };
        let within = |limit: Option<Relation>| {
            move |(claim, _): &&(ControlClaim<'_>, ClaimReading)| {
                limit.is_none_or(|limit| claim.ask.relation <= limit)
            }
        };
        let limit = if unanswered { None } else { level(fresh.basis) };
        let stale: &[(ControlClaim<'_>, ClaimReading)] = if unanswered { &self.stale } else { &[] };
        let stale_limit = old.and_then(|old| level(old.basis));
        let fresh = self.fresh.iter().filter(within(limit));
        fresh.chain(stale.iter().filter(within(stale_limit))).map(|(claim, _)| claim)
    }

    /// The rows behind a judgement.
    pub(super) fn rows(&self, judgement: &Judgement, stale: bool) -> Vec<AnswerRow> {
        let of = |heard: &[(ControlClaim<'_>, ClaimReading)]| -> Vec<AnswerRow> {
            let counts = |(claim, heard): &&(ControlClaim<'_>, ClaimReading)| match judgement.basis
            {
                Basis::Level(relation) => {
                    claim.ask.relation == relation && heard.answer.is_answered()
                }
                Basis::NotApplicable(rule) => accepts(rule, heard),
                Basis::Silence => true,
            };
            heard.iter().filter(counts).map(|(_, heard)| heard.row).collect()
        };
        let old = judgement.resolved.answer == Answer::Unanswered;
        match (stale, old) {
            (true, _) => of(&self.stale),
            (false, true) => [of(&self.fresh), of(&self.stale)].concat(),
            (false, false) => of(&self.fresh),
        }
    }
}

/// What a judgement is based on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Basis {
    /// The answered claims of a level.
    Level(Relation),
    /// The not-applicable claims that the rule accepts.
    NotApplicable(NotApplicableRule),
    /// No claim decided.
    Silence,
}

/// The answer of a control from some of its claims.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) resolved: Resolved,
    pub(super) basis: Basis,
    pub(super) refused: Option<AnswerRow>,
    pub(super) contradiction: Option<(AnswerRow, AnswerRow)>,
}

/// The judgement on a control: the first level that has an answer decides.
fn decide(heard: &[(ControlClaim<'_>, ClaimReading)], rule: NotApplicableRule) -> Judgement {
    // The order of relations is that of the levels.
    let levels = heard.iter().filter(|(_, heard)| heard.answer.is_answered());
    let Some(relation) = levels.map(|(claim, _)| claim.ask.relation).min() else {
        return not_applicable(heard, rule);
    };
    let of_level = |(claim, _): &&(ControlClaim<'_>, ClaimReading)| claim.ask.relation == relation;
    let answered = || heard.iter().filter(of_level).filter(|(_, heard)| heard.answer.is_answered());
    let worst = answered().map(|(_, heard)| heard.answer).max();
    let best = answered().map(|(_, heard)| heard.answer).min();
    let answer = match relation {
        Relation::Equal | Relation::Superset => worst,
        Relation::Subset => Some(of_parts(heard)),
        Relation::Intersect => Some(Answer::Partial).filter(|_| best < Some(Answer::No)),
    };
    // The "no" of an overlapping question proves nothing, but a "not applicable" must not override it either.
    let Some(answer) = answer else {
        return silence(heard);
    };
    let good = |heard: &ClaimReading| matches!(heard.answer, Answer::Yes | Answer::Partial);
    let resolved = Resolved {
        deciding: answered().map(|(claim, _)| Responses::of(claim.response)).collect(),
        answer,
        has_evidence: answered().any(|(_, heard)| good(heard) && heard.has_evidence),
        ..Resolved::unanswered(answered().next().map(|(_, heard)| heard.row))
    };
    Judgement {
        resolved,
        basis: Basis::Level(relation),
        refused: None,
        contradiction: contradiction(heard, relation, answer),
    }
}

/// The answer from questions about parts of a control: yes needs a yes to a whole group, and no less to any other part.
fn of_parts(heard: &[(ControlClaim<'_>, ClaimReading)]) -> Answer {
    let part = |claim: &ControlClaim<'_>| claim.ask.relation == Relation::Subset;
    let level = || heard.iter().filter(|(claim, _)| part(claim));
    let answers = |wanted: Answer| level().any(|(_, heard)| heard.answer == wanted);
    let whole = level().any(|(claim, _)| {
        claim.ask.group.is_some_and(|group| {
            let members = level().filter(|(other, _)| other.ask.group == Some(group));
            let yes = members.filter(|(_, heard)| heard.answer == Answer::Yes).count();
            yes == claim.ask.group_size
        })
    });
    if whole && !answers(Answer::Partial) && !answers(Answer::No) {
        Answer::Yes
    } else if answers(Answer::Yes) || answers(Answer::Partial) {
        Answer::Partial
    } else {
        Answer::No
    }
}

fn contradiction(
    heard: &[(ControlClaim<'_>, ClaimReading)],
    level: Relation,
    answer: Answer,
) -> Option<(AnswerRow, AnswerRow)> {
    let first = heard
        .iter()
        .find(|(claim, heard)| claim.ask.relation == level && heard.answer.is_answered())?;
    let other = heard.iter().find(|(claim, other)| {
        let later_no =
            claim.ask.relation > level && other.answer == Answer::No && answer == Answer::Yes;
        let differs = level == Relation::Equal
            && claim.ask.relation == level
            && other.answer.is_answered()
            && other.answer != first.1.answer;
        later_no || differs
    })?;
    Some((first.1.row, other.1.row))
}

/// Whether a control's rule accepts a claim as not applicable.
const fn accepts(rule: NotApplicableRule, heard: &ClaimReading) -> bool {
    let allowed = match rule {
        NotApplicableRule::Never => false,
        NotApplicableRule::WithReason => heard.has_reason,
        NotApplicableRule::Freely => true,
    };
    allowed && matches!(heard.answer, Answer::NotApplicable)
}

/// The judgement without any answer: not applicable if the control's rule accepts that, else unanswered.
fn not_applicable(
    heard: &[(ControlClaim<'_>, ClaimReading)],
    rule: NotApplicableRule,
) -> Judgement {
    let accepted = || heard.iter().filter(|(_, heard)| accepts(rule, heard));
    let Some((_, first)) = accepted().next() else {
        return silence(heard);
    };
    let resolved = Resolved {
        deciding: accepted().map(|(claim, _)| Responses::of(claim.response)).collect(),
        answer: Answer::NotApplicable,
        ..Resolved::unanswered(Some(first.row))
    };
    Judgement { resolved, basis: Basis::NotApplicable(rule), refused: None, contradiction: None }
}

/// The judgement "unanswered", with the first row that was read and the first refused "not applicable".
fn silence(heard: &[(ControlClaim<'_>, ClaimReading)]) -> Judgement {
    let claim = heard.iter().find(|(_, heard)| heard.answer == Answer::NotApplicable);
    Judgement {
        resolved: Resolved::unanswered(heard.first().map(|(_, heard)| heard.row)),
        basis: Basis::Silence,
        refused: claim.map(|(_, heard)| heard.row),
        contradiction: None,
    }
}

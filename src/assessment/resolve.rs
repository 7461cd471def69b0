//! From the answers of all responses of a supplier to one answer per control (method §3).

use std::sync::Arc;

use crate::catalogue::Catalogue;
use crate::catalogue::questionnaire::{Direction, QuestionKind, Thresholds};
use crate::model::{
    Answer, Date, GivenAnswer, NotApplicableRule, Polarity, Reading, Relation, Response, Tier,
};

use super::calendar::within_months;

/// A row of a response: which response of the supplier, which of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// Index into the supplier's counting responses.
    pub response: u16,
    /// Index into the response's answers.
    pub answer: u32,
}

/// A question that speaks of a control.
#[derive(Debug)]
struct Ask<'a> {
    questionnaire: u16,
    /// As an index into its questionnaire.
    question: u32,
    /// How much of the control it asks for.
    relation: Relation,
    /// Subset entries of one questionnaire that share a group are the whole together.
    group: Option<(u16, &'a str)>,
    /// How many entries the group has, asked in a form or not.
    group_size: usize,
}

/// Which questions speak of each control, in the order of questionnaires and questions. The same for
/// all suppliers.
#[derive(Debug)]
pub struct Asked<'a>(Vec<Vec<Ask<'a>>>);

impl<'a> Asked<'a> {
    /// Sorts the questions of a catalogue by control.
    pub fn new(catalogue: &'a Catalogue) -> Self {
        let mut by_control: Vec<Vec<Ask<'a>>> = Vec::new();
        by_control.resize_with(catalogue.controls.list().len(), Vec::new);
        for (position, questionnaire) in (0_u16..).zip(&catalogue.questionnaires) {
            for (index, question) in (0_u32..).zip(&questionnaire.questions) {
                for reach in &question.reaches {
                    let group = reach.group.as_deref();
                    let size = |group| questionnaire.group_size(reach.control, group);
                    by_control[reach.control].push(Ask {
                        questionnaire: position,
                        question: index,
                        relation: reach.relation,
                        group: group.map(|group| (position, group)),
                        group_size: group.map_or(0, size),
                    });
                }
            }
        }
        Self(by_control)
    }
}

/// A question of a response that speaks of a control.
#[derive(Debug, Clone, Copy)]
struct Candidate<'s> {
    ask: &'s Ask<'s>,
    /// Index into the supplier's counting responses.
    response: u16,
    /// The form's rows for it (several where the form repeats it), as indices into the answers.
    rows: &'s [u32],
}

/// Everything the counting responses of one supplier say.
#[derive(Debug)]
pub struct Statements<'a> {
    /// The responses that count, in the order of their questionnaires.
    pub responses: Vec<&'a Response>,
    /// The rows of each response by question; of one question in the order of the file.
    by_question: Vec<Vec<u32>>,
    asked: Arc<Asked<'a>>,
}

/// What a candidate says at a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Heard {
    answer: Answer,
    /// A counted row's evidence cell names something.
    has_evidence: bool,
    /// A counted row's comment names something.
    has_reason: bool,
    /// The first counted row.
    row: Row,
}

/// The answer of a control: what scores and gates need. Small, as there is one for every supplier,
/// tier and control; where it comes from is worked out anew by [`Statements::resolution`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// Responses that decide it: with an answered candidate at the deciding level, or an accepted
    /// not-applicable. One bit a response.
    pub deciding: u64,
    /// The answer.
    pub answer: Answer,
    /// Whether a yes or partial candidate of the deciding level names evidence.
    pub has_evidence: bool,
}

/// The answer of a control and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The answer.
    pub resolved: Resolved,
    /// Whether stale responses gave it.
    pub stale: bool,
    /// Rows that decided, or that were heard where nothing decided, first of each candidate.
    pub rows: Vec<Row>,
    /// "Not applicable" was said and is not accepted, here.
    pub refused: Option<Row>,
    /// Two rows that say different things.
    pub contradiction: Option<(Row, Row)>,
}

impl Resolution {
    fn unanswered() -> Self {
        let resolved = Resolved { deciding: 0, answer: Answer::Unanswered, has_evidence: false };
        Self { resolved, stale: false, rows: Vec::new(), refused: None, contradiction: None }
    }
}

impl<'a> Statements<'a> {
    /// Sorts what the counting responses say by question.
    pub fn new(responses: Vec<&'a Response>, asked: Arc<Asked<'a>>) -> Self {
        let sorted = |response: &&Response| {
            let mut rows: Vec<u32> = (0_u32..).zip(&response.answers).map(|(row, _)| row).collect();
            rows.sort_by_key(|row| response.answers[*row as usize].question);
            rows
        };
        Self { by_question: responses.iter().map(sorted).collect(), responses, asked }
    }

    /// Which questions speak of each control; shared by all suppliers.
    pub fn asked(&self) -> Arc<Asked<'a>> {
        Arc::clone(&self.asked)
    }

    /// The questions of the responses that speak of a control.
    fn candidates(&self, control: usize) -> impl Iterator<Item = Candidate<'_>> {
        self.asked.0[control].iter().flat_map(move |ask| {
            let all = (0_u16..).zip(&self.responses);
            let of = all.filter(|(_, response)| response.questionnaire == ask.questionnaire);
            of.map(move |(index, _)| Candidate {
                ask,
                response: index,
                rows: self.rows(index, ask.question),
            })
            .filter(|candidate| !candidate.rows.is_empty())
        })
    }

    /// The rows of a question of a response.
    fn rows(&self, response: u16, question: u32) -> &[u32] {
        let rows = &self.by_question[usize::from(response)];
        let answers = &self.responses[usize::from(response)].answers;
        let from = rows.partition_point(|row| answers[*row as usize].question < question);
        let same = |row: &u32| answers[*row as usize].question == question;
        let length = rows[from..].iter().take_while(|row| same(row)).count();
        &rows[from..from + length]
    }

    /// Whether a response is stale at a tier; an undated one always is.
    pub fn is_stale(
        &self,
        response: usize,
        catalogue: &Catalogue,
        tier: Tier,
        as_of: Date,
    ) -> bool {
        let months = catalogue.policy.tier(tier).stale_months;
        !self.responses[response].completed_on.is_some_and(|on| within_months(on, months, as_of))
    }

    /// One answer per control at a tier, in catalogue order; none at public, where nothing applies.
    pub fn resolve(&self, catalogue: &Catalogue, tier: Tier, as_of: Date) -> Vec<Resolved> {
        if tier == Tier::Public {
            return Vec::new();
        }
        (0..catalogue.controls.list().len())
            .map(|control| self.resolution(control, catalogue, tier, as_of).resolved)
            .collect()
    }

    /// The answer of one control at a tier, with where it comes from: of fresh responses, else of
    /// stale ones.
    pub fn resolution(
        &self,
        control: usize,
        catalogue: &Catalogue,
        tier: Tier,
        as_of: Date,
    ) -> Resolution {
        let entry = &catalogue.controls.list()[control];
        if !entry.applies_at(tier) {
            return Resolution::unanswered();
        }
        let (mut fresh, mut stale) = (Vec::new(), Vec::new());
        for candidate in self.candidates(control) {
            let old = self.is_stale(usize::from(candidate.response), catalogue, tier, as_of);
            let heard = (candidate, self.hear(&candidate, catalogue, tier, as_of));
            if old { stale.push(heard) } else { fresh.push(heard) }
        }
        let fresh = decide(&fresh, entry.not_applicable);
        if fresh.resolved.answer != Answer::Unanswered || stale.is_empty() {
            return fresh;
        }
        let mut old = decide(&stale, entry.not_applicable);
        old.stale = old.resolved.answer != Answer::Unanswered;
        old.refused = old.refused.or(fresh.refused);
        if !old.stale {
            old.rows.splice(..0, fresh.rows);
        }
        old
    }

    /// What a candidate says at a tier: of repeated rows the worst of yes, partial and no.
    fn hear(
        &self,
        candidate: &Candidate<'_>,
        catalogue: &Catalogue,
        tier: Tier,
        as_of: Date,
    ) -> Heard {
        let response = self.responses[usize::from(candidate.response)];
        let questionnaire = &catalogue.questionnaires[usize::from(response.questionnaire)];
        let question = &questionnaire.questions[candidate.ask.question as usize];
        let said = |row: &u32| -> (Answer, &GivenAnswer, Row) {
            let given = &response.answers[*row as usize];
            let answer = read_as(
                given.reading,
                question.good,
                question.thresholds.as_ref(),
                question.kind,
                tier,
                as_of,
            );
            (answer, given, Row { response: candidate.response, answer: *row })
        };
        // Answer's order is yes, partial, no, not-applicable, unanswered.
        let worst = candidate
            .rows
            .iter()
            .map(|row| said(row).0)
            .filter(|answer| answer.is_answered())
            .max();
        // Without an answer every repeat must say not applicable; a blank beside it is silence.
        let all_apart = candidate.rows.iter().all(|row| said(row).0 == Answer::NotApplicable);
        let silent = if all_apart { Answer::NotApplicable } else { Answer::Unanswered };
        let answer = worst.unwrap_or(silent);
        let first = candidate.rows.first().copied().unwrap_or_default();
        let row = Row { response: candidate.response, answer: first };
        let mut heard = Heard { answer, has_evidence: false, has_reason: false, row };
        let mut counted_rows =
            candidate.rows.iter().map(said).filter(|(said, _, _)| *said == answer).peekable();
        if let Some((_, _, first)) = counted_rows.peek() {
            heard.row = *first;
        }
        for (_, given, _) in counted_rows {
            heard.has_evidence |= given.has_evidence;
            heard.has_reason |= given.has_reason;
        }
        heard
    }
}

/// What a cell says at a tier, after polarity and thresholds.
pub fn read_as(
    reading: Reading,
    good: Polarity,
    thresholds: Option<&Thresholds>,
    kind: QuestionKind,
    tier: Tier,
    as_of: Date,
) -> Answer {
    match (reading, good) {
        (Reading::Yes, _) | (Reading::Partial, _) | (Reading::No, _)
            if kind != QuestionKind::Choice =>
        {
            Answer::Unanswered
        }
        (Reading::Yes, Polarity::Yes) | (Reading::No, Polarity::No) => Answer::Yes,
        (Reading::No, Polarity::Yes) | (Reading::Yes, Polarity::No) => Answer::No,
        (Reading::Partial, _) => Answer::Partial,
        (Reading::NotApplicable, _) => Answer::NotApplicable,
        (Reading::Number(value), _) => {
            thresholds.map_or(Answer::Unanswered, |t| judge_number(value, t, tier))
        }
        (Reading::Date(date), _) => {
            thresholds.map_or(Answer::Unanswered, |t| judge_date(date, t, tier, as_of))
        }
        (Reading::Blank | Reading::Unreadable, _) => Answer::Unanswered,
    }
}

/// Thresholds are met within this, in the supplier's favour.
const TOLERANCE: f64 = 1e-12;

fn judge_number(value: f64, thresholds: &Thresholds, tier: Tier) -> Answer {
    let Some(band) = thresholds.band(tier) else {
        return Answer::Unanswered;
    };
    let meets = |limit: f64| match thresholds.direction {
        Direction::AtLeast => value >= limit - TOLERANCE,
        Direction::AtMost => value <= limit + TOLERANCE,
    };
    judge(meets(band.yes_at), meets(band.partial_at))
}

/// A date is its age in months; a future date says nothing.
fn judge_date(date: Date, thresholds: &Thresholds, tier: Tier, as_of: Date) -> Answer {
    let Some(band) = thresholds.band(tier) else {
        return Answer::Unanswered;
    };
    if date > as_of {
        return Answer::Unanswered;
    }
    let meets = |months: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "checked whole when the catalogue is read"
        )]
        let reached = super::calendar::add_months(date, months as i32);
        match thresholds.direction {
            Direction::AtLeast => as_of >= reached,
            Direction::AtMost => as_of <= reached,
        }
    };
    judge(meets(band.yes_at), meets(band.partial_at))
}

const fn judge(yes: bool, partial: bool) -> Answer {
    match (yes, partial) {
        (true, _) => Answer::Yes,
        (false, true) => Answer::Partial,
        (false, false) => Answer::No,
    }
}

/// Decides a control from what its candidates say: the first level that has an answer.
fn decide(heard: &[(Candidate<'_>, Heard)], rule: NotApplicableRule) -> Resolution {
    const LEVELS: [Relation; 4] =
        [Relation::Equal, Relation::Superset, Relation::Subset, Relation::Intersect];
    for relation in LEVELS {
        let level: Vec<_> =
            heard.iter().filter(|(candidate, _)| candidate.ask.relation == relation).collect();
        let answered = || level.iter().filter(|(_, heard)| heard.answer.is_answered());
        if answered().next().is_none() {
            continue;
        }
        let worst = answered().map(|(_, heard)| heard.answer).max();
        let best = answered().map(|(_, heard)| heard.answer).min();
        let answer = match relation {
            Relation::Equal | Relation::Superset => worst,
            Relation::Subset => Some(of_parts(&level)),
            Relation::Intersect => Some(Answer::Partial).filter(|_| best < Some(Answer::No)),
        };
        // An overlapping "no" proves nothing, and no "not applicable" can talk it away.
        let Some(answer) = answer else {
            return silence(heard);
        };
        let good = |heard: &Heard| matches!(heard.answer, Answer::Yes | Answer::Partial);
        let resolved = Resolved {
            deciding: answered().fold(0, |bits, (candidate, _)| bits | bit(candidate.response)),
            answer,
            has_evidence: answered().any(|(_, heard)| good(heard) && heard.has_evidence),
        };
        return Resolution {
            resolved,
            rows: answered().map(|(_, heard)| heard.row).collect(),
            contradiction: contradiction(heard, relation, answer),
            ..Resolution::unanswered()
        };
    }
    not_applicable(heard, rule)
}

/// One bit for a response; a supplier with more than 64 questionnaires shares the last.
const fn bit(response: u16) -> u64 {
    1 << (if response < 63 { response } else { 63 })
}

/// Parts of a control: the whole group must say yes, and no other part less.
fn of_parts(level: &[&(Candidate<'_>, Heard)]) -> Answer {
    let answers = |wanted: Answer| level.iter().any(|(_, heard)| heard.answer == wanted);
    let whole = level.iter().any(|(candidate, _)| {
        candidate.ask.group.is_some_and(|group| {
            let members = level.iter().filter(|(other, _)| other.ask.group == Some(group));
            let yes = members.filter(|(_, heard)| heard.answer == Answer::Yes).count();
            yes == candidate.ask.group_size
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
    heard: &[(Candidate<'_>, Heard)],
    level: Relation,
    answer: Answer,
) -> Option<(Row, Row)> {
    let first = heard
        .iter()
        .find(|(candidate, heard)| candidate.ask.relation == level && heard.answer.is_answered())?;
    let other = heard.iter().find(|(candidate, other)| {
        let later_no =
            candidate.ask.relation > level && other.answer == Answer::No && answer == Answer::Yes;
        let differs = level == Relation::Equal
            && candidate.ask.relation == level
            && other.answer.is_answered()
            && other.answer != first.1.answer;
        later_no || differs
    })?;
    Some((first.1.row, other.1.row))
}

/// Nothing decided: not applicable where the control's rule allows it, else unanswered.
fn not_applicable(heard: &[(Candidate<'_>, Heard)], rule: NotApplicableRule) -> Resolution {
    let claims = || heard.iter().filter(|(_, heard)| heard.answer == Answer::NotApplicable);
    let allowed = |heard: &Heard| match rule {
        NotApplicableRule::Never => false,
        NotApplicableRule::WithReason => heard.has_reason,
        NotApplicableRule::Freely => true,
    };
    let accepted: Vec<_> = claims().filter(|(_, heard)| allowed(heard)).collect();
    if accepted.is_empty() {
        return silence(heard);
    }
    let deciding = accepted.iter().fold(0, |bits, (candidate, _)| bits | bit(candidate.response));
    Resolution {
        resolved: Resolved { deciding, answer: Answer::NotApplicable, has_evidence: false },
        rows: accepted.iter().map(|(_, heard)| heard.row).collect(),
        ..Resolution::unanswered()
    }
}

/// Unanswered, with the rows that were heard and the first refused "not applicable".
fn silence(heard: &[(Candidate<'_>, Heard)]) -> Resolution {
    let claim = heard.iter().find(|(_, heard)| heard.answer == Answer::NotApplicable);
    Resolution {
        rows: heard.iter().map(|(_, heard)| heard.row).collect(),
        refused: claim.map(|(_, heard)| heard.row),
        ..Resolution::unanswered()
    }
}

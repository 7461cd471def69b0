//! From the answers of all responses of a supplier to one answer per control (docs/method.md §3).

use std::sync::Arc;

pub use super::asked::Asked;
pub use super::at::At;
use super::hearing::{ClaimReading, Claims, ControlClaim, Judgement};
use super::reading::{date_counts_until, read_as};
pub use super::resolved::{AnswerRow, Answers, Remark, Resolution, Resolved};
use crate::assessment::calendar::within_months;
use crate::model::{
    Answer, AnswerIndex, ControlIndex, Date, GivenAnswer, QuestionIndex, Reading, Response,
    ResponseIndex, Tier,
};

/// The rows of a response, sorted by question and id; rows of one id are in the order of the file.
#[derive(Debug)]
struct ByQuestion {
    /// Where the rows of each question begin, and, last, where all rows end.
    starts: Vec<u32>,
    /// The indexes of the rows among the answers.
    rows: Vec<AnswerIndex>,
}

impl ByQuestion {
    fn new(response: &Response) -> Self {
        let question = |row: AnswerIndex| response.answers[row].question;
        let mut rows: Vec<AnswerIndex> = AnswerIndex::all(response.answers.len()).collect();
        // Where an entry of the questionnaire stands for many ids, rows of one id must be adjacent.
        rows.sort_by_key(|row| (question(*row), response.id(*row)));
        let questions = rows.last().map_or(0, |row| question(*row).get() + 1);
        let mut starts = Vec::with_capacity(questions + 1);
        for (at, row) in (0_u32..).zip(&rows) {
            starts.resize(question(*row).get() + 1, at);
        }
        starts.push(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        Self { starts, rows }
    }

    fn of(&self, question: QuestionIndex) -> &[AnswerIndex] {
        let at = |question: usize| self.starts.get(question).map(|start| *start as usize);
        match (at(question.get()), at(question.get() + 1)) {
            (Some(from), Some(to)) => &self.rows[from..to],
            _ => &[],
        }
    }
}

/// The content of one supplier's counting responses.
#[derive(Debug)]
pub struct Statements<'a> {
    /// The responses that count, in the order of their questionnaires.
    pub responses: Vec<&'a Response>,
    by_question: Vec<ByQuestion>,
    asked: Arc<Asked<'a>>,
    /// The rules and the day by which they are read.
    pub(super) at: At<'a>,
    /// The day against which dates are read: later ones are in the future.
    read_on: Date,
}

impl<'a> Statements<'a> {
    /// Indexes the counting responses by question.
    pub fn new(
        responses: Vec<&'a Response>,
        asked: Arc<Asked<'a>>,
        at: At<'a>,
        read_on: Date,
    ) -> Self {
        let by_question = responses.iter().map(|response| ByQuestion::new(response)).collect();
        Self { by_question, responses, asked, at, read_on }
    }

    /// The questions about each control; shared by all suppliers.
    pub fn asked(&self) -> Arc<Asked<'a>> {
        Arc::clone(&self.asked)
    }

    /// The claims about a control, in the order of questionnaires and questions. One form of each questionnaire counts,
    /// and all rows of a question are in one response.
    fn claims(&self, control: ControlIndex) -> impl Iterator<Item = ControlClaim<'_>> {
        let asks = &self.asked.by_control[control];
        ResponseIndex::each(&self.responses).flat_map(move |(index, response)| {
            let asked = response.questionnaire;
            let from = asks.partition_point(|ask| ask.questionnaire < asked);
            let own = asks[from..].iter().take_while(move |ask| ask.questionnaire == asked);
            own.flat_map(move |ask| {
                let rows = self.by_question[index].of(ask.question);
                let id = |row: &AnswerIndex| response.id(*row);
                let each = rows.chunk_by(move |a, b| id(a) == id(b));
                each.map(move |rows| ControlClaim { ask, response: index, rows })
            })
        })
    }

    /// Whether a response is stale at a tier; an undated one always is.
    pub fn is_stale(&self, response: ResponseIndex, tier: Tier) -> bool {
        let At { catalogue, as_of } = self.at;
        let months = catalogue.policy.tier(tier).stale_months;
        !self.responses[response].completed_on.is_some_and(|on| within_months(on, months, as_of))
    }

    /// Whether each response is stale at a tier.
    pub fn staleness(&self, tier: Tier) -> Vec<bool> {
        ResponseIndex::all(self.responses.len())
            .map(|response| self.is_stale(response, tier))
            .collect()
    }

    /// One answer per control at a tier, in catalogue order; none at public, where no control applies.
    pub fn resolve(&self, tier: Tier) -> Answers {
        let At { catalogue, .. } = self.at;
        let mut answers = Answers::default();
        if tier == Tier::Public {
            return answers;
        }
        let stale = self.staleness(tier);
        let mut hearing = Claims::default();
        for (control, entry) in catalogue.controls.each() {
            if !entry.applies_at(tier) {
                answers.resolved.push(Resolved::unanswered(None));
                continue;
            }
            self.listen(control, tier, &stale, &mut hearing);
            let (judgement, _) = hearing.judge(entry.not_applicable);
            answers.resolved.push(judgement.resolved);
            if judgement.refused.is_some() || judgement.contradiction.is_some() {
                let Judgement { refused, contradiction, .. } = judgement;
                answers.remarks.push(Remark { control, refused, contradiction });
            }
        }
        answers
    }

    /// The answer of one control at a tier, with the rows it comes from: of fresh responses, else of stale ones.
    pub fn resolution(&self, control: ControlIndex, tier: Tier) -> Resolution {
        let At { catalogue, .. } = self.at;
        let entry = &catalogue.controls.list()[control];
        let mut hearing = Claims::default();
        if entry.applies_at(tier) {
            let stale = self.staleness(tier);
            self.listen(control, tier, &stale, &mut hearing);
        }
        let (judgement, stale) = hearing.judge(entry.not_applicable);
        let rows = hearing.rows(&judgement, stale);
        let Judgement { resolved, refused, contradiction, .. } = judgement;
        Resolution { resolved, stale, rows, refused, contradiction }
    }

    /// The last day on which every date answer about a control, up to the deciding level, counts as it does. `None` if
    /// there is no such date, or all count so for ever.
    pub fn dates_count_until(&self, control: ControlIndex, tier: Tier) -> Option<Date> {
        let At { catalogue, .. } = self.at;
        if !self.asked.dated[control] {
            return None;
        }
        let entry = &catalogue.controls.list()[control];
        let mut hearing = Claims::default();
        let stale = self.staleness(tier);
        self.listen(control, tier, &stale, &mut hearing);
        let claims = hearing.up_to_decision(entry.not_applicable);
        claims.filter_map(|one| self.dates_of(one, tier)).min()
    }

    /// The last day on which the dates in the rows of a claim count as they do.
    fn dates_of(&self, claim: &ControlClaim<'_>, tier: Tier) -> Option<Date> {
        let At { catalogue, as_of } = self.at;
        let response = self.responses[claim.response];
        let questionnaire = &catalogue.questionnaires[usize::from(response.questionnaire)];
        let thresholds = questionnaire.questions[claim.ask.question].thresholds.as_ref()?;
        let until = |row: &AnswerIndex| match response.answers[*row].reading {
            Reading::Date(date) => date_counts_until(date, thresholds, tier, as_of),
            _ => None,
        };
        claim.rows.iter().filter_map(until).min()
    }

    /// Collects every claim about a control, with its reading.
    fn listen<'s>(
        &'s self,
        control: ControlIndex,
        tier: Tier,
        stale: &[bool],
        hearing: &mut Claims<'s>,
    ) {
        hearing.fresh.clear();
        hearing.stale.clear();
        for claim in self.claims(control) {
            let heard = (claim, self.hear(&claim, tier));
            let old = stale[claim.response];
            if old { &mut hearing.stale } else { &mut hearing.fresh }.push(heard);
        }
    }

    /// The day on which the age of a date is measured. When two runs are compared, two days are involved: a date is in
    /// the future here exactly if it was for the run that read it.
    fn day(&self, reading: Reading) -> Date {
        let as_of = self.at.as_of;
        match reading {
            Reading::Date(date) if date <= self.read_on => as_of.max(date),
            Reading::Date(_) => as_of.min(self.read_on),
            _ => as_of,
        }
    }

    /// The reading of a claim at a tier: of repeated rows the worst of yes, partial and no counts.
    fn hear(&self, claim: &ControlClaim<'_>, tier: Tier) -> ClaimReading {
        let At { catalogue, .. } = self.at;
        let response = self.responses[claim.response];
        let questionnaire = &catalogue.questionnaires[usize::from(response.questionnaire)];
        let question = &questionnaire.questions[claim.ask.question];
        let said = |row: &AnswerIndex| -> (Answer, &GivenAnswer, AnswerRow) {
            let given = &response.answers[*row];
            let answer = read_as(
                given.reading,
                question.good,
                question.thresholds.as_ref(),
                question.kind,
                tier,
                self.day(given.reading),
            );
            (answer, given, AnswerRow { response: claim.response, answer: *row })
        };
        if let [row] = claim.rows {
            let (answer, given, row) = said(row);
            let (has_evidence, has_reason) = (given.has_evidence, given.has_reason);
            return ClaimReading { answer, has_evidence, has_reason, row };
        }
        // The order of `Answer` is yes, partial, no, not-applicable, unanswered.
        let worst =
            claim.rows.iter().map(|row| said(row).0).filter(|answer| answer.is_answered()).max();
        // Without an answer, every repeated row must be not applicable; a blank row makes it unanswered.
        let all_apart = claim.rows.iter().all(|row| said(row).0 == Answer::NotApplicable);
        let silent = if all_apart { Answer::NotApplicable } else { Answer::Unanswered };
        let answer = worst.unwrap_or(silent);
        let first = claim.rows.first().copied().unwrap_or(AnswerIndex::NOWHERE);
        let row = AnswerRow { response: claim.response, answer: first };
        let mut heard = ClaimReading { answer, has_evidence: false, has_reason: false, row };
        let mut counted_rows =
            claim.rows.iter().map(said).filter(|(said, _, _)| *said == answer).peekable();
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

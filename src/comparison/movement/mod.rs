//! What moved between two runs, and why.
//!
//! What was decided stays as it was recorded: an older run is never decided anew. Only to tell the causes of a move
//! apart is its state looked at again, in worlds made of both runs ([`crate::assessment::attribution`]).

mod past;
mod stand;
mod waterfall;

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

pub use past::{Past, TREND, TrendPoint};
pub use stand::{Node, RecordedRule, Stand};
pub use waterfall::WaterfallStep;

use crate::assessment::attribution::{
    AnswerChange, Attribution, Cause, Change, Comparison, GivenRow, Renewal, Side, answer_changes,
    rename, renamed,
};
use crate::assessment::stage::is_over;
use crate::model::{Date, EngagementId, Reading, SupplierId};
use crate::run_folder::snapshot::Snapshot;

/// Figures that agree to this part are the same: recorded ones have 12 digits.
const SAME: f64 = 1e-11;

/// What became of an engagement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MoveStatus {
    /// Decision, likelihood, ceiling, tier or a rule is another.
    Changed,
    /// It was not there before.
    New,
    /// It is no longer there.
    Gone,
    /// Its work is over.
    Ended,
    /// Nothing but perhaps its rank changed.
    Unchanged,
}

impl MoveStatus {
    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Ended => "ended",
            Self::Unchanged => "unchanged",
        }
    }
}

/// An engagement then and now.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
    /// The prime supplier, by its present id.
    pub supplier: SupplierId,
    /// What became of it.
    pub status: MoveStatus,
    /// Where it stood.
    pub before: Option<Stand>,
    /// Where it stands.
    pub after: Option<Stand>,
    /// ln P after − ln P before; none where it has no likelihood on one side.
    pub log_move: Option<f64>,
    /// The share of every cause in the move, in the order of [`Cause::ALL`]; they add up to it. Empty: there is no move,
    /// or the causes can't be told.
    pub causes: Vec<(Cause, f64)>,
    /// Rules that fire now and did not.
    pub gained: Vec<RecordedRule>,
    /// Rules that fired and no longer do.
    pub lost: Vec<RecordedRule>,
    /// Its likelihoods on the days of the trend.
    pub trend: Vec<Option<f64>>,
}

/// A questionnaire of a supplier then and now.
#[derive(Debug, Clone)]
pub struct RenewalLine {
    /// Who answers.
    pub supplier: String,
    /// The questionnaire.
    pub questionnaire: String,
    /// The file that counted then.
    pub before: Option<String>,
    /// The file that counts now.
    pub after: Option<String>,
    /// Questions answered otherwise, new or gone.
    pub changed: usize,
    /// Questions answered the same.
    pub same: usize,
    /// Of these, those of another form with the same remark or evidence, word for word.
    pub repeated: usize,
}

/// An answer that changed, or was repeated word for word.
#[derive(Debug, Clone)]
pub struct AnswerLine {
    /// Who answers.
    pub supplier: SupplierId,
    /// The questionnaire.
    pub questionnaire: String,
    /// The question's id.
    pub question: String,
    /// What became of the answer: `answer`, `evidence`, `new`, `gone` or `repeated`.
    pub change: &'static str,
    /// What was answered.
    pub before: Option<String>,
    /// Where: `file › Sheet!Cell`.
    pub before_place: Option<String>,
    /// What is answered.
    pub after: Option<String>,
    /// Where.
    pub after_place: Option<String>,
    /// The remark now.
    pub comment: Option<String>,
    /// The evidence now.
    pub evidence: Option<String>,
}

/// Two runs compared.
#[derive(Debug)]
pub struct Movement {
    /// The older run's day.
    pub before: Date,
    /// The newer run's day.
    pub after: Date,
    /// Engagements by their rank now; those that are gone last, by id.
    pub engagements: Vec<Moved>,
    /// The sum of likelihoods, step by step.
    pub waterfall: Vec<WaterfallStep>,
    /// Responses then and now.
    pub renewals: Vec<RenewalLine>,
    /// Answers that changed, then those that were repeated; each by supplier, questionnaire, question.
    pub answers: Vec<AnswerLine>,
    /// Suppliers that were renamed: old and new id.
    pub renamed: Vec<(String, String)>,
    /// The days of the trend, the oldest first, the newer run's last.
    pub days: Vec<Date>,
    /// Why the causes can't be told; none: they are.
    pub untold: Option<String>,
}

/// The newer of two runs.
#[derive(Debug)]
pub struct Present<'a> {
    /// The day it speaks of.
    pub as_of: Date,
    /// Where its engagements stand, by rank.
    pub stands: Vec<Stand>,
    /// What it had read; else why that can't be had.
    pub side: Result<Side<'a>, String>,
}

impl Movement {
    /// Compares a past run with a newer one.
    pub fn between(past: Past, present: Present<'_>) -> Self {
        let Past { as_of: then, mut stands, mut snapshot, trend, .. } = past;
        let mut ids = HashMap::new();
        let told = match (&mut snapshot, &present.side) {
            (Ok(snapshot), Ok(side)) => {
                ids = renamed(&snapshot.register, side.register);
                rename(&mut snapshot.register, &mut snapshot.responses, &ids);
                Ok((side_of(snapshot), *side))
            }
            (Err(reason), _) => Err(format!("of the run of {}: {reason}", then)),
            (_, Err(reason)) => Err(format!("of the run of {}: {reason}", present.as_of)),
        };
        let comparison = told.as_ref().ok().map(|(older, newer)| Comparison::new(*older, *newer));
        let mut renamed: Vec<(String, String)> =
            ids.iter().map(|(old, new)| (old.to_string(), new.to_string())).collect();
        renamed.sort();
        let ids = renamed.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
        stands.iter_mut().for_each(|stand| stand.rename(&ids));
        let pairs = pairs(&stands, &present.stands);
        let over = present.side.as_ref().map(over).unwrap_or_default();
        let of = |(before, after)| {
            let moved = moved(before, after, comparison.as_ref(), &trend);
            let ended =
                moved.status == MoveStatus::Gone && over.contains(moved.engagement.as_str());
            if ended { Moved { status: MoveStatus::Ended, ..moved } } else { moved }
        };
        let engagements: Vec<Moved> = pairs.into_par_iter().map(of).collect();
        let (renewals, answers) = comparison.as_ref().map(answer_changes).unwrap_or_default();
        let mut answers: Vec<AnswerLine> = answers.iter().map(answer).collect();
        answers.sort_by_key(|line| line.change == Change::Repeated.word());
        let label = |day: Date| format!("as of {day}");
        let days = trend.iter().map(|run| run.as_of).chain([present.as_of]);
        Self {
            before: then,
            after: present.as_of,
            waterfall: waterfall::waterfall(&engagements, &label(then), &label(present.as_of)),
            engagements,
            renewals: renewals.iter().map(renewal).collect(),
            answers,
            days: days.collect(),
            untold: told.err(),
            renamed,
        }
    }

    /// Causes that have a share in any move.
    pub fn causes(&self) -> Vec<Cause> {
        let shares = || self.engagements.iter().flat_map(|one| &one.causes);
        let moved = |cause: &Cause| shares().any(|(one, share)| one == cause && *share != 0.0);
        Cause::ALL.into_iter().filter(moved).collect()
    }

    /// Engagements of a status.
    pub fn count(&self, status: MoveStatus) -> usize {
        self.engagements.iter().filter(|one| one.status == status).count()
    }
}

/// A state as a side of a comparison.
pub fn side_of(snapshot: &Snapshot) -> Side<'_> {
    Side {
        catalogue: &snapshot.catalogue,
        register: &snapshot.register,
        responses: &snapshot.responses,
        as_of: snapshot.as_of,
    }
}

/// The engagements of a side that are over on its day.
fn over<'a>(side: &Side<'a>) -> HashSet<&'a str> {
    let over = side.register.engagements.iter().filter(|one| is_over(one, side.as_of));
    over.map(|one| one.id.as_str()).collect()
}

/// Engagements of both runs by the rank they have now, then those that are gone, by id.
fn pairs<'s>(
    older: &'s [Stand],
    newer: &'s [Stand],
) -> Vec<(Option<&'s Stand>, Option<&'s Stand>)> {
    let mut before: BTreeMap<&str, &Stand> =
        older.iter().map(|stand| (stand.engagement.as_str(), stand)).collect();
    let mut pairs: Vec<_> =
        newer.iter().map(|stand| (before.remove(stand.engagement.as_str()), Some(stand))).collect();
    pairs.extend(before.into_values().map(|stand| (Some(stand), None)));
    pairs
}

fn moved(
    before: Option<&Stand>,
    after: Option<&Stand>,
    comparison: Option<&Comparison<'_>>,
    trend: &[TrendPoint],
) -> Moved {
    let any = after.or(before);
    let name = any.map_or_else(String::new, |stand| stand.engagement.clone());
    let likelihoods = before.and_then(Stand::likelihood).zip(after.and_then(Stand::likelihood));
    let attribution = likelihoods.and_then(|_| comparison?.attribute(&EngagementId::new(&name)));
    let (log_move, causes) =
        likelihoods.map_or((None, Vec::new()), |recorded| shares(recorded, attribution.as_ref()));
    let rules = |stand: Option<&Stand>| stand.map_or_else(Vec::new, |stand| stand.rules.clone());
    let (gained, lost) =
        (without(rules(after), rules(before)), without(rules(before), rules(after)));
    let status = match (before, after) {
        (None, _) => MoveStatus::New,
        (_, None) => MoveStatus::Gone,
        (Some(old), Some(new)) => {
            let same = (old.decision, old.ceiling, old.tier)
                == (new.decision, new.ceiling, new.tier)
                && gained.is_empty()
                && lost.is_empty()
                && alike(old.likelihood(), new.likelihood());
            if same { MoveStatus::Unchanged } else { MoveStatus::Changed }
        }
    };
    let earlier = trend.iter().map(|run| run.likelihoods.get(&name).copied());
    Moved {
        deal: any.map_or_else(String::new, |stand| stand.deal.clone()),
        supplier: SupplierId::new(any.map_or("", |stand| stand.supplier.as_str())),
        status,
        before: before.cloned(),
        after: after.cloned(),
        log_move,
        causes,
        gained,
        lost,
        trend: earlier.chain([after.and_then(Stand::likelihood)]).collect(),
        engagement: name,
    }
}

/// Whether two likelihoods agree in what is recorded of them.
fn alike(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= SAME * a.abs().max(b.abs()),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// The move and the share of every cause in it. What the same state came to then and comes to now is the method's.
fn shares(recorded: (f64, f64), found: Option<&Attribution>) -> (Option<f64>, Vec<(Cause, f64)>) {
    let Some(found) = found else {
        return (Some(recorded.1.ln() - recorded.0.ln()), Vec::new());
    };
    let exact = |recorded: f64, found: f64| {
        if alike(Some(recorded), Some(found)) { found } else { recorded }
    };
    let (before, after) = (exact(recorded.0, found.before), exact(recorded.1, found.after));
    let method = (found.before.ln() - before.ln()) + (after.ln() - found.after.ln());
    let share = |cause: &Cause| {
        let known = found.shares.iter().find(|(one, _)| one == cause);
        let share = known.map_or(0.0, |(_, share)| *share);
        (*cause, if *cause == Cause::Method { method } else { share })
    };
    (Some(after.ln() - before.ln()), Cause::ALL.iter().map(share).collect())
}

/// What is in one list more often than in the other.
fn without(mut rules: Vec<RecordedRule>, others: Vec<RecordedRule>) -> Vec<RecordedRule> {
    for other in others {
        if let Some(at) = rules.iter().position(|rule| *rule == other) {
            rules.remove(at);
        }
    }
    rules
}

fn renewal(one: &Renewal<'_>) -> RenewalLine {
    let file = |response: Option<&crate::model::Response>| response.map(|one| one.file.to_string());
    RenewalLine {
        supplier: one.supplier.to_string(),
        questionnaire: one.questionnaire.to_owned(),
        before: file(one.before),
        after: file(one.after),
        changed: one.changed,
        same: one.same,
        repeated: one.repeated,
    }
}

fn answer(one: &AnswerChange<'_>) -> AnswerLine {
    let said = |row: Option<GivenRow<'_>>| row.map(|row| word(row.given.reading));
    let place =
        |row: Option<GivenRow<'_>>| row.map(|row| row.response.place(row.given.spot).to_string());
    let text = |text: Option<&Box<str>>| text.map(ToString::to_string);
    AnswerLine {
        supplier: one.supplier.clone(),
        questionnaire: one.questionnaire.to_owned(),
        question: one.question.id.to_string(),
        change: one.change.word(),
        before: said(one.before),
        before_place: place(one.before),
        after: said(one.after),
        after_place: place(one.after),
        comment: text(one.after.and_then(|row| row.given.comment.as_ref())),
        evidence: text(one.after.and_then(|row| row.given.evidence.as_ref())),
    }
}

/// What a cell said.
fn word(reading: Reading) -> String {
    match reading {
        Reading::Yes => "yes".to_owned(),
        Reading::Partial => "partial".to_owned(),
        Reading::No => "no".to_owned(),
        Reading::NotApplicable => "not applicable".to_owned(),
        Reading::Number(number) => number.to_string(),
        Reading::Date(date) => date.to_string(),
        Reading::Blank => "unanswered".to_owned(),
        Reading::Unreadable => "unreadable".to_owned(),
    }
}

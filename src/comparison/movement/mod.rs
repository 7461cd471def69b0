//! What moved between two runs, and why.
//!
//! The decisions of the older run are taken as recorded. Its snapshot is assessed again only to divide a move among its
//! causes, in mixtures of both runs ([`crate::assessment::attribution`]).

mod moved;
mod past;
mod stand;
mod waterfall;

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use moved::{MoveStatus, Moved};
pub use past::{Past, TREND, TrendPoint};
pub use stand::{Node, RecordedRule, Stand};
pub use waterfall::WaterfallStep;

use crate::assessment::attribution::{
    AnswerChange, AnswerMove, Cause, Comparison, GivenRow, Renewal, Side, answer_changes, rename,
    renamed,
};
use crate::assessment::stage::is_over;
use crate::model::{Date, Reading, SupplierId};
use crate::run_folder::snapshot::Snapshot;

/// A questionnaire of a supplier then and now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RenewalLine {
    /// Who answers.
    pub supplier: SupplierId,
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
    /// The supplier that answered.
    pub supplier: SupplierId,
    /// The questionnaire.
    pub questionnaire: String,
    /// The question's id.
    pub question: String,
    /// What became of the answer: `answer`, `evidence`, `new`, `gone` or `repeated`.
    pub change: &'static str,
    /// The answer in the older run.
    pub before: Option<String>,
    /// Its cell: `file › Sheet!Cell`.
    pub before_place: Option<String>,
    /// The answer in the newer run.
    pub after: Option<String>,
    /// Its cell: `file › Sheet!Cell`.
    pub after_place: Option<String>,
    /// The remark in the newer run.
    pub comment: Option<String>,
    /// The evidence in the newer run.
    pub evidence: Option<String>,
}

/// The comparison of two runs.
#[derive(Debug)]
pub struct Movement {
    /// The as-of date of the older run.
    pub before: Date,
    /// The as-of date of the newer run.
    pub after: Date,
    /// The engagements by their present rank, then those that are gone, by id.
    pub engagements: Vec<Moved>,
    /// The steps from the older sum of likelihoods to the newer one.
    pub waterfall: Vec<WaterfallStep>,
    /// The questionnaires of each supplier in both runs.
    pub renewals: Vec<RenewalLine>,
    /// The answers that changed, then those that were repeated; each by supplier, questionnaire, question.
    pub answers: Vec<AnswerLine>,
    /// Suppliers that were renamed: old and new id.
    pub renamed: Vec<(String, String)>,
    /// The days of the trend, the oldest first, the newer run's last.
    pub days: Vec<Date>,
    /// Why the causes can't be told; `None` if they can.
    pub untold: Option<String>,
}

/// The newer of two runs.
#[derive(Debug)]
pub struct Present<'a> {
    /// Its as-of date.
    pub as_of: Date,
    /// Its engagements, by rank.
    pub stands: Vec<Stand>,
    /// Its content; an error says why it can't be had.
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
            let moved = moved::moved(before, after, comparison.as_ref(), &trend);
            let ended =
                moved.status == MoveStatus::Gone && over.contains(moved.engagement.as_str());
            if ended { Moved { status: MoveStatus::Ended, ..moved } } else { moved }
        };
        let engagements: Vec<Moved> = pairs.into_par_iter().map(of).collect();
        let (renewals, answers) = comparison.as_ref().map(answer_changes).unwrap_or_default();
        let mut answers: Vec<AnswerLine> = answers.iter().map(answer).collect();
        answers.sort_by_key(|line| line.change == AnswerMove::Repeated.word());
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

    /// The causes that have a share in at least one move.
    pub fn causes(&self) -> Vec<Cause> {
        let shares = || self.engagements.iter().flat_map(|one| &one.causes);
        let moved = |cause: &Cause| shares().any(|(one, share)| one == cause && *share != 0.0);
        Cause::ALL.into_iter().filter(moved).collect()
    }

    /// The number of engagements with a status.
    pub fn count(&self, status: MoveStatus) -> usize {
        self.engagements.iter().filter(|one| one.status == status).count()
    }
}

/// A snapshot as one side of a comparison.
pub fn side_of(snapshot: &Snapshot) -> Side<'_> {
    Side {
        catalogue: &snapshot.catalogue,
        register: &snapshot.register,
        responses: &snapshot.responses,
        as_of: snapshot.as_of,
    }
}

/// The engagements of a side that are over on its as-of date.
fn over<'a>(side: &Side<'a>) -> HashSet<&'a str> {
    let over = side.register.engagements.iter().filter(|one| is_over(one, side.as_of));
    over.map(|one| one.id.as_str()).collect()
}

/// The engagements of both runs in pairs, by their present rank, then those that are gone, by id.
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

fn renewal(one: &Renewal<'_>) -> RenewalLine {
    let file = |response: Option<&crate::model::Response>| response.map(|one| one.file.to_string());
    RenewalLine {
        supplier: one.supplier.clone(),
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

/// The word for what a cell says. Written by hand, as numbers and dates are shown as they are.
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

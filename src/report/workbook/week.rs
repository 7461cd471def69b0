//! What to do this week: the most urgent thing to ask of each supplier.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::view::View;
use crate::assessment::certificate::Standing;
use crate::assessment::{EngagementResult, FiredRule};
use crate::model::{Date, Outcome, Rule, SupplierId, words};
use crate::sheet::text::capital;

/// The most lines of the list.
const MOST: usize = 12;

/// The most lines of one kind while tasks of other kinds wait.
const EACH: usize = 4;

/// The reason of a task, the most urgent first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum TaskReason {
    /// A response is missing, before which nothing can be decided.
    #[strum(serialize = "hold: no response")]
    Missing,
    /// A rule rejects.
    Reject,
    /// Another rule holds.
    Hold,
    /// A certificate is about to end.
    #[strum(serialize = "certificate ends soon")]
    Expiring,
    /// An engagement is allowed if something is done by a day.
    Condition,
}

words!(TaskReason);

impl TaskReason {
    /// The outcome whose colour it has.
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Missing | Self::Hold => Outcome::Hold,
            Self::Reject => Outcome::Reject,
            Self::Expiring => Outcome::Escalate,
            Self::Condition => Outcome::Condition,
        }
    }

    fn of(rule: &FiredRule) -> Option<Self> {
        match (rule.rule, rule.outcome) {
            (Rule::ResponseMissing, Outcome::Hold) => Some(Self::Missing),
            (Rule::CertificateExpiring, _) => Some(Self::Expiring),
            (_, Outcome::Reject) => Some(Self::Reject),
            (_, Outcome::Hold) => Some(Self::Hold),
            (_, Outcome::Condition) => Some(Self::Condition),
            _ => None,
        }
    }
}

/// A task about one supplier.
#[derive(Debug, Clone)]
pub(super) struct Task<'v> {
    /// Why.
    pub reason: TaskReason,
    /// The supplier.
    pub supplier: &'v SupplierId,
    /// By when.
    pub due: Option<Date>,
    /// The best rank among its engagements.
    pub rank: usize,
    /// The number of engagements that wait for it.
    pub engagements: usize,
    /// What to do.
    pub what: String,
    /// Whether it is the most urgent task of its supplier.
    pub first: bool,
}

/// The list, and the number of suppliers left out: the most urgent task of each supplier, some of every kind; if there
/// is space left, the next tasks of the same suppliers.
pub(super) fn tasks<'v>(view: &'v View<'v>) -> (Vec<Task<'v>>, usize) {
    let (urgent, later): (Vec<_>, Vec<_>) = all(view).into_iter().partition(|task| task.first);
    let suppliers = urgent.len();
    let mut kinds = [0_usize; TaskReason::ALL.len()];
    let (some, rest): (Vec<_>, Vec<_>) = urgent.into_iter().partition(|task| {
        kinds[task.reason as usize] += 1;
        kinds[task.reason as usize] <= EACH
    });
    let mut list: Vec<Task<'v>> = some.into_iter().chain(rest).chain(later).take(MOST).collect();
    // The sort is stable: within a reason the order of urgency stays.
    list.sort_by_key(|task| task.reason);
    let named = list.iter().filter(|task| task.first).count();
    (list, suppliers - named)
}

/// The tasks of every supplier, one for each reason: conditions and certificates by their day, all others by rank.
fn all<'v>(view: &'v View<'v>) -> Vec<Task<'v>> {
    let mut fired: Vec<Vec<(&EngagementResult<'v>, &FiredRule)>> =
        vec![Vec::new(); view.uses.len()];
    for result in view.results() {
        for rule in &result.rules {
            if let Some(index) = view.use_index(&rule.supplier) {
                fired[index].push((result, rule));
            }
        }
    }
    let mut tasks: Vec<Task<'v>> = Vec::new();
    for (index, fired) in fired.iter().enumerate() {
        let reasons = TaskReason::ALL.into_iter();
        let mut own: Vec<_> =
            reasons.filter_map(|reason| task(view, index, reason, fired)).collect();
        // Until a response is in, everything that is unanswered is one task.
        if own.first().is_some_and(|task| task.reason == TaskReason::Missing) {
            own.retain(|task| matches!(task.reason, TaskReason::Missing | TaskReason::Expiring));
        }
        tasks.extend((0..).zip(own).map(|(at, task)| Task { first: at == 0, ..task }));
    }
    tasks.sort_by_key(|task| {
        let due = task.due.filter(|_| task.reason >= TaskReason::Expiring);
        (task.reason, due.map_or((1, Date::MAX), |due| (0, due)), task.rank)
    });
    tasks
}

fn task<'v>(
    view: &View<'v>,
    index: usize,
    reason: TaskReason,
    fired: &[(&EngagementResult<'v>, &FiredRule)],
) -> Option<Task<'v>> {
    let supplier = view.uses[index].supplier;
    let ends = ends_soon(view, supplier).filter(|_| reason == TaskReason::Expiring);
    let same: Vec<_> =
        fired.iter().filter(|(_, rule)| TaskReason::of(rule) == Some(reason)).copied().collect();
    if same.is_empty() && ends.is_none() {
        return None;
    }
    let engagements: BTreeSet<usize> = same.iter().map(|(result, _)| result.rank).collect();
    Some(Task {
        reason,
        supplier,
        due: ends.or(same.iter().filter_map(|(_, rule)| rule.due).min()),
        rank: engagements.first().copied().unwrap_or(view.uses[index].rank),
        engagements: engagements.len(),
        what: what(&same),
        first: false,
    })
}

/// The end of the first of a supplier's certificates that is about to end.
fn ends_soon(view: &View<'_>, supplier: &SupplierId) -> Option<Date> {
    let certificates = view.profile(supplier)?.certificates.iter();
    let expiring = certificates.filter(|one| one.weighed.standing == Some(Standing::Expiring));
    expiring.filter_map(|one| one.weighed.end).min()
}

/// The most frequent action with its subjects, and the number of other actions.
fn what(same: &[(&EngagementResult<'_>, &FiredRule)]) -> String {
    let mut remedies: Vec<(&str, usize, BTreeSet<&str>)> = Vec::new();
    for (_, rule) in same {
        match remedies.iter_mut().find(|(remedy, ..)| *remedy == rule.remedy) {
            Some((_, times, subjects)) => {
                *times += 1;
                subjects.insert(&rule.subject);
            }
            None => remedies.push((&rule.remedy, 1, BTreeSet::from([&*rule.subject]))),
        }
    }
    // The sort is stable: of equally frequent actions the worst stays in front, as rules come worst first.
    remedies.sort_by_key(|(_, times, _)| Reverse(*times));
    let Some((remedy, _, subjects)) = remedies.first() else {
        return "Ask for the renewed certificate".to_owned();
    };
    let named: Vec<&str> = subjects.iter().copied().filter(|one| !one.is_empty()).collect();
    let about = if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) };
    let more = match remedies.len() - 1 {
        0 => String::new(),
        1 => "; and 1 more thing, see Findings".to_owned(),
        more => format!("; and {more} more things, see Findings"),
    };
    format!("{}{about}{more}", capital(remedy.trim_end_matches('.')))
}

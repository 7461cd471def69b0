//! The path to approval: the changes of least effort that get an engagement allowed.
//!
//! The order of the work for one engagement: `plan` changes the shape of the chain, cheapest first; on each shape
//! `papers` and `notice` clear the edges, and `parties` finds what the suppliers must do (`party` and
//! `renewals` list what each could do, `judge` tests it with the rules, `frontier` computes what a domain can
//! reach). If the likelihood is still above the `appetite`, `together` finds what they must do besides (`relaxed`
//! computes a lower bound of what some points can reach, `curve` the least likelihood for each number of points,
//! `reach` what that means for the chain). `world` evaluates every candidate with the rules of the decision: no rule
//! is written twice, and nothing is proposed that was not evaluated. The points are in `scoring/effort.toml`.

mod action;
mod appetite;
mod change;
mod curve;
mod frontier;
mod judge;
mod kind;
mod notice;
mod papers;
mod parties;
mod party;
mod plan;
mod reach;
mod relaxed;
mod renewals;
mod steps;
mod together;
mod words;
mod world;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use action::Action;
pub use change::Change;
pub use kind::ChangeKind;
pub use world::decided;

use super::context::Context;
use super::decision::EngagementResult;
use crate::catalogue::effort::Points;
use crate::model::{Decision, Tier};

/// A lower tier to start with, besides the changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LowerTier {
    /// The highest tier at which the same chain is allowed as it stands.
    pub tier: Tier,
    /// Its effort points.
    pub effort: Points,
}

/// The path to approval of one engagement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remedy {
    /// The changes; empty if there is no path.
    pub changes: Vec<Change>,
    /// The effort points of all changes together.
    pub effort: Points,
    /// Whether it is proven that no set of changes costs less.
    pub proven: bool,
    /// The most points that a set of changes could cost less; 0 if that is proven.
    pub gap: Points,
    /// The decision that the changes reach; `None` if there is no path.
    pub decision: Option<Decision>,
    /// Why there is no path.
    pub reason: Option<String>,
    /// A lower tier to start with.
    pub lower: Option<LowerTier>,
}

/// Plans the path to approval of an engagement that is not allowed.
pub type Planner<'w> = dyn Fn(&Context<'_>, &EngagementResult<'_>) -> Remedy + Sync + 'w;

/// The path to approval of each engagement, in their order; `None` if it is allowed. Runs in parallel; the result does
/// not depend on the number of threads.
pub fn remedies(
    context: &Context<'_>,
    engagements: &[EngagementResult<'_>],
    planner: &Planner<'_>,
) -> Vec<Option<Remedy>> {
    let of = |result: &EngagementResult<'_>| {
        (!result.decision.allows()).then(|| planner(context, result))
    };
    engagements.par_iter().map(of).collect()
}

/// The path to approval of an engagement that is not allowed. It depends only on the catalogue, the register, the day,
/// the due days that earlier runs set, and the responses of the engagement's supplier and of the suppliers in its chain
/// rows.
pub fn remedy(context: &Context<'_>, result: &EngagementResult<'_>) -> Remedy {
    let (engagement, ceiling) = (result.engagement, result.disclosure_ceiling);
    let usable = ceiling > Tier::Public && ceiling < engagement.tier;
    let effort = context.catalogue.effort.lower_tier.start;
    let lower = usable.then_some(LowerTier { tier: ceiling, effort });
    let none = |plan::NoWay { reason, proven }| Remedy {
        changes: Vec::new(),
        effort: 0,
        proven,
        gap: 0,
        decision: None,
        reason: Some(reason),
        lower,
    };
    let plan = match plan::plan(context, engagement) {
        Ok(plan) => plan,
        Err(no_way) => return none(no_way),
    };
    let effort = action::total(&plan.actions, context.catalogue);
    let teller = words::ChangeTeller { context, engagement };
    let mut changes: Vec<Change> =
        plan.actions.into_iter().map(|action| teller.change(action)).collect();
    // Rows are ordered by their content: their order in the register must have no effect.
    changes.sort_by_cached_key(|change| {
        let row = change.action.is_of_a_row();
        let says = row.then(|| {
            (
                change.action.kind().word(),
                change.subject.clone(),
                change.from.clone(),
                change.to.clone(),
            )
        });
        (!row, says)
    });
    Remedy {
        changes,
        effort,
        proven: plan.proven,
        gap: if plan.proven { 0 } else { effort.saturating_sub(plan.floor) },
        decision: Some(plan.decision),
        reason: None,
        lower,
    }
}

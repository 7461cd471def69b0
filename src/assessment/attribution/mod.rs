//! Why a likelihood moved between two runs.
//!
//! Each run is a *side*: register, responses, rules and a day. The differences between two sides are divided into
//! [`Cause`]s, and a *world* takes each cause from one side or the other: the new answers with the old evidence, the
//! old chain under the new policy, and so on. The likelihood of an engagement is computed in each world by the same
//! functions that assess it. The move, ln P of the newer side − ln P of the older one, is then divided among the causes
//! by the Shapley value (`shapley`): no order of the causes is preferred, the shares add up to the move, and a cause
//! that changes the likelihood in no world gets exactly 0. A share in ln P is a factor of P: e^share.
//!
//! The effect of a day belongs to the cause through which it works: certificates are weighed on the day of their side,
//! register evidence on the day of its own; the ageing of responses and of the dates in them is [`Cause::Staleness`].

mod answers;
mod cause;
mod parties;
mod renamed;
mod shapley;
mod sides;
mod world;

pub use answers::{AnswerChange, AnswerMove, GivenRow, Renewal, answer_changes};
pub use cause::Cause;
pub use renamed::{rename, renamed};
pub use sides::{Comparison, Side};

use shapley::shapley;
use world::{MixedWorld, Worlds};

use crate::model::EngagementId;

/// A likelihood before and after, with the share of each cause in its move.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// P on the older side, in (0, 1).
    pub before: f64,
    /// P on the newer side, in (0, 1).
    pub after: f64,
    /// The shares in ln P of each cause that differs between the sides, in the order of [`Cause::ALL`].
    /// [`Cause::Method`] is never among them: the same program computes both sides.
    pub shares: Vec<(Cause, f64)>,
}

impl Attribution {
    /// ln P after − ln P before.
    pub fn log_move(&self) -> f64 {
        self.after.ln() - self.before.ln()
    }
}

impl Comparison<'_> {
    /// Divides the move of an engagement's likelihood among the causes. `None` if the engagement is not on both sides,
    /// or has no likelihood on one of them.
    pub fn attribute(&self, engagement: &EngagementId) -> Option<Attribution> {
        let parties = self.parties(engagement)?;
        let causes = parties.causes();
        let worlds = Worlds::new(&parties);
        let before = worlds.likelihood(MixedWorld::OLDER)?;
        let after = worlds.likelihood(MixedWorld::newer(&causes))?;
        // A world without a likelihood counts as no move.
        let worth = |set: usize| {
            let taken = causes.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0);
            let world = MixedWorld::newer(taken.map(|(_, cause)| cause));
            worlds.likelihood(world).unwrap_or(before).ln()
        };
        let shares = shapley(causes.len(), worth);
        Some(Attribution { before, after, shares: causes.iter().copied().zip(shares).collect() })
    }
}

//! From answers to decisions: pure functions of the catalogue, the register, the responses and a day.
//!
//! The parts, each using only those before it: `score` (figures), [`chain`] (who receives what), `supplier`,
//! [`context`] and [`scene`], `rules`; everything that follows from a decision is above them.
//!
//! The order of the work: [`profile`] collects the data of a supplier; [`resolve`] gives one answer per control;
//! [`evidence`] and [`certificate`] determine how well it is supported; [`scoring`] and [`likelihood`] compute a
//! likelihood from it; [`chain`] follows the information down; [`gate`] tests the rules, [`waiver`] accepts risks,
//! [`evaluation`] computes the chain's likelihood and takes the worst outcome; [`decision`] adds tiers, stages, signer
//! and days, and [`describe`] states it in words. Besides, [`obligation`] lists what each contract should contain,
//! [`notice`] divides the notice hours, [`concentration`] adds up what depends on whom, [`tracking`] follows findings
//! from run to run, [`remedy`] finds what would get an engagement allowed, and [`attribution`] says why two runs
//! differ. Nothing here reads a file or a clock.

pub mod attribution;
pub mod backtest;
pub mod calendar;
pub mod chain;
pub mod concentration;
pub mod context;
pub mod decision;
pub mod due;
pub mod ended;
mod findings;
pub mod forecast;
pub mod memory;
pub mod notice;
pub mod obligation;
mod ranking;
pub mod remedy;
mod rules;
pub mod scene;
mod score;
mod supplier;
pub mod tracking;
pub mod verify_first;

use std::sync::OnceLock;

use rayon::prelude::*;

pub use chain::{stage, transfer};
pub use context::Context;
pub use decision::{
    ChainLine, DomainLine, EngagementResult, Inherent, PhaseLine, StageLine, TierLine,
};
pub use ended::{Ended, EndedParty, ReturnStatus};
pub use memory::Memory;
pub use obligation::{Obligation, ObligationState, obligations};
pub use ranking::rank_intervals;
pub use remedy::{Planner, Remedy};
pub use rules::conditions::ConditionLine;
pub use rules::describe::FiredRule;
pub use rules::{conditions, describe, evaluation, gate, verdict, waiver};
pub use score::likelihood::Ranged;
pub use score::{beta, likelihood};
pub use supplier::{certificate, evidence, node, profile, reading, resolve, scoring, settled};

use crate::catalogue::Catalogue;
use crate::model::{Date, Finding, Register, Response};

/// The result of an assessment: every engagement decided, and the findings.
#[derive(Debug)]
pub struct Assessment<'a> {
    /// The data that it was computed from.
    pub context: Context<'a>,
    /// The engagements by rank.
    pub engagements: Vec<EngagementResult<'a>>,
    /// The engagements that are over, by id.
    pub ended: Vec<Ended<'a>>,
    /// The findings besides the rules that fired.
    pub findings: Vec<Finding>,
    remedies: OnceLock<Vec<Option<Remedy>>>,
}

impl Assessment<'_> {
    /// The due days for later runs: those of this run, and for engagements that it did not decide, those of earlier
    /// runs.
    pub fn memory(&self) -> Memory {
        let mut days = self.context.memory.0.clone();
        for result in &self.engagements {
            days.insert(result.engagement.id.clone(), result.memory.clone());
        }
        days.retain(|_, days| !days.is_empty());
        Memory(days)
    }

    /// The path to approval of each engagement, by rank; `None` if it is allowed. Computed once, at the first call.
    /// Call it outside parallel code: it uses all threads itself.
    pub fn remedies(&self) -> &[Option<Remedy>] {
        self.remedies
            .get_or_init(|| remedy::remedies(&self.context, &self.engagements, &remedy::remedy))
    }

    /// Computes the paths to approval with a planner that may reuse earlier results of [`remedy::remedy`]. Has no
    /// effect if they are known already.
    pub fn plan_paths(&self, planner: &Planner<'_>) {
        self.remedies.get_or_init(|| remedy::remedies(&self.context, &self.engagements, planner));
    }
}

/// The inputs of an assessment.
#[derive(Debug, Clone)]
pub struct Inputs<'a> {
    /// The questionnaires, the controls and the policy.
    pub catalogue: &'a Catalogue,
    /// The register.
    pub register: &'a Register,
    /// The responses, in any order.
    pub responses: &'a [Response],
    /// The day everything is judged on.
    pub as_of: Date,
    /// The due days that earlier runs set.
    pub memory: Memory,
}

impl<'a> Inputs<'a> {
    /// Inputs without an earlier run.
    pub fn new(
        catalogue: &'a Catalogue,
        register: &'a Register,
        responses: &'a [Response],
        as_of: Date,
    ) -> Self {
        Self { catalogue, register, responses, as_of, memory: Memory::default() }
    }

    /// The same inputs with the due days that earlier runs set.
    #[must_use]
    pub fn remembering(self, memory: Memory) -> Self {
        Self { memory, ..self }
    }
}

/// Assesses all engagements on a day. The result does not depend on the number of threads, nor on the order of the
/// responses or of the register's rows.
pub fn assess(inputs: Inputs<'_>) -> Assessment<'_> {
    let Inputs { catalogue, register, responses, as_of, memory } = inputs;
    let context = Context::new(catalogue, register, responses, as_of).with_memory(memory);
    let all = register.engagements.par_iter();
    let running = all.filter(|engagement| !stage::is_over(engagement, as_of));
    let mut engagements: Vec<EngagementResult<'_>> =
        running.map(|engagement| decision::decide(&context, engagement)).collect();
    ranking::rank(&mut engagements, &catalogue.policy);
    let mut ended: Vec<Ended<'_>> =
        register.engagements.iter().filter_map(|one| ended::ended(&context, one)).collect();
    ended.sort_by(|a, b| a.engagement.id.cmp(&b.engagement.id));
    let findings = findings::findings(&context, &engagements, &ended);
    context.forget_scores();
    Assessment { context, engagements, ended, findings, remedies: OnceLock::new() }
}

//! The suppliers that must be asked and why, in order of urgency.
//!
//! A supplier of the register is looked at if it is reached by an engagement above public that is not over and begins
//! within the days looked ahead. Only the register and the responses count, no earlier run.

mod reason;
mod reasons;

pub use reason::{DueReason, EngagementPart, Reason};

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::calendar::{add_days, days_between};
use super::context::Context;
use super::scene::Scene;
use crate::assessment::chain::stage;
use crate::model::{Date, Engagement, EngagementId, NodeIndex, Supplier, SupplierId, Tier};

/// The default number of days to look ahead.
pub const WITHIN: u16 = 30;

/// A supplier that must be asked.
#[derive(Debug, Clone)]
pub struct DueSupplier<'a> {
    /// The supplier.
    pub supplier: &'a Supplier,
    /// The highest tier that reaches it.
    pub tier: Tier,
    /// The reasons, the earliest first; never empty.
    pub reasons: Vec<Reason>,
}

impl DueSupplier<'_> {
    /// The day of its first reason.
    pub fn day(&self) -> Date {
        self.reasons.iter().map(|reason| reason.day).min().unwrap_or(Date::MAX)
    }

    /// The number of days since that day; negative while it is still to come.
    pub fn overdue_days(&self, as_of: Date) -> i32 {
        days_between(self.day(), as_of)
    }
}

/// The suppliers that must be asked.
#[derive(Debug, Clone)]
pub struct Due<'a> {
    /// The suppliers, the most urgent first: by day, then by tier, then by id.
    pub suppliers: Vec<DueSupplier<'a>>,
    /// The number of suppliers that were looked at and need not be asked.
    pub not_due: usize,
    /// The parties of chains that the register does not have, each with the engagements that name them.
    pub unregistered: Vec<(&'a SupplierId, Vec<&'a EngagementId>)>,
}

/// Finds the suppliers that must be asked within `within` days after the as-of date.
pub fn due<'a>(context: &Context<'a>, within: u16) -> Due<'a> {
    let horizon = add_days(context.as_of, i32::from(within));
    let mut unregistered: BTreeMap<&'a SupplierId, Vec<&'a EngagementId>> = BTreeMap::new();
    let mut parts: BTreeMap<&'a SupplierId, Vec<EngagementPart<'a>>> = BTreeMap::new();
    let running = |one: &&Engagement| !stage::is_over(one, context.as_of) && one.start <= horizon;
    for engagement in context.register.engagements.iter().filter(running) {
        let graph = context.chain(engagement);
        let scene = Scene::new(engagement, &graph, engagement.tier, true);
        for (node, &id) in NodeIndex::each(&graph.nodes) {
            let tier = scene.positions[node].tier;
            if tier == Tier::Public {
                continue;
            }
            if context.profile(id).supplier.is_none() {
                unregistered.entry(id).or_default().push(&engagement.id);
            } else {
                let processing = scene.processing(context, node);
                parts.entry(id).or_default().push(EngagementPart { engagement, tier, processing });
            }
        }
    }
    let looked_at = parts.len();
    let mut suppliers: Vec<DueSupplier<'a>> = context
        .register
        .suppliers
        .iter()
        .filter_map(|supplier| {
            let parts = parts.get(&supplier.id)?;
            let tier = parts.iter().map(|part| part.tier).max()?;
            let reasons = reasons::of(context, &supplier.id, parts, tier, horizon);
            (!reasons.is_empty()).then_some(DueSupplier { supplier, tier, reasons })
        })
        .collect();
    suppliers.sort_by(|a, b| {
        let key = |one: &DueSupplier<'a>| (one.day(), Reverse(one.tier));
        key(a).cmp(&key(b)).then_with(|| a.supplier.id.cmp(&b.supplier.id))
    });
    let not_due = looked_at - suppliers.len();
    Due { suppliers, not_due, unregistered: unregistered.into_iter().collect() }
}

//! Decisions that change by themselves: which one changes on which day if nothing comes in.
//!
//! A decision can change only on days that the input names, or that are a number of the policy away from one: the day
//! after a certificate, a response or a waiver ends, the day on which a date or a piece of evidence becomes too old,
//! the day after a condition was due, the day on which a stage opens or the engagement ends. `days` lists them
//! generously, and on each the engagements it may concern are decided again by the same code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::calendar::{add_days, add_months};
use super::context::{Context, notice_hours};
use super::decision::{EngagementResult, decide};
use super::{Assessment, Memory};
use crate::assessment::chain::stage;
use crate::model::{Date, Decision, Engagement, EngagementId, Reading, Response, SupplierId, Tier};

/// The default number of days to look ahead.
pub const WITHIN: u16 = 90;

/// The decision on an engagement on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The decision; `None` if the engagement is over.
    pub decision: Option<Decision>,
    /// The stage in force with its tier and decision; `None` if there is none.
    pub stage: Option<(String, Tier, Decision)>,
}

impl Standing {
    /// The state of a decided engagement.
    pub fn of(result: &EngagementResult<'_>) -> Self {
        let open = result.stage.as_ref().and_then(|stage| stage.open);
        Self {
            decision: Some(result.decision),
            stage: open.map(|(phase, decision)| (phase.name.clone(), phase.tier, decision)),
        }
    }

    const OVER: Self = Self { decision: None, stage: None };
}

/// A change of a decision without any new input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day from which it holds.
    pub day: Date,
    /// The engagement.
    pub engagement: EngagementId,
    /// The state before it.
    pub before: Standing,
    /// The state from that day on.
    pub after: Standing,
    /// The reason.
    pub because: String,
}

/// The changes in the days after an assessment, by day, then by rank. Each day is decided as by a run that follows this
/// one.
pub fn forecast<'a>(assessment: &Assessment<'a>, horizon: u16) -> Vec<Change> {
    let context = &assessment.context;
    let last = add_days(context.as_of, i32::from(horizon));
    let memory = Arc::new(assessment.memory());
    let mut on: BTreeMap<Date, Vec<(usize, &'a Engagement)>> = BTreeMap::new();
    for (index, result) in assessment.engagements.iter().enumerate() {
        let days = days(context, result, &memory, last);
        days.into_iter()
            .for_each(|day| on.entry(day).or_default().push((index, result.engagement)));
    }
    let looked: Vec<Vec<(usize, Standing, String)>> =
        on.par_iter().map(|(day, engagements)| look(context, &memory, *day, engagements)).collect();
    let mut now: Vec<Standing> = assessment.engagements.iter().map(Standing::of).collect();
    let mut changes = Vec::new();
    for (day, found) in on.keys().zip(looked) {
        for (index, after, because) in found {
            if now[index] == after {
                continue;
            }
            let engagement = assessment.engagements[index].engagement.id.clone();
            let before = std::mem::replace(&mut now[index], after.clone());
            changes.push(Change { day: *day, engagement, before, after, because });
        }
    }
    changes
}

/// The state of some engagements on a later day, each with the reason.
fn look<'a>(
    context: &Context<'a>,
    memory: &Arc<Memory>,
    day: Date,
    engagements: &[(usize, &'a Engagement)],
) -> Vec<(usize, Standing, String)> {
    let running = |engagement: &Engagement| !stage::is_over(engagement, day);
    let suppliers = parties(context, engagements.iter().map(|(_, one)| *one));
    let later = context.on(day, &suppliers, Arc::clone(memory));
    let standing = |(index, engagement): &(usize, &'a Engagement)| {
        if !running(engagement) {
            let end = engagement.end.map_or_else(String::new, |end| end.to_string());
            return (*index, Standing::OVER, format!("the work ended on {end}"));
        }
        let result = decide(&later, engagement);
        let because = result.headline().map_or_else(
            || "nothing stands against it".to_owned(),
            |rule| format!("{}: {}", rule.supplier, rule.because),
        );
        (*index, Standing::of(&result), because)
    };
    engagements.iter().map(standing).collect()
}

/// The suppliers in the chains of some engagements.
fn parties<'a>(
    context: &Context<'a>,
    engagements: impl Iterator<Item = &'a Engagement>,
) -> BTreeSet<&'a SupplierId> {
    let mut found = BTreeSet::new();
    for engagement in engagements {
        found.insert(&engagement.supplier);
        let rows = context.subcontracts(&engagement.id).iter();
        found.extend(rows.flat_map(|row| [&row.from, &row.to]));
    }
    found
}

/// The days, up to a last one, on which the decision on an engagement may change.
fn days(
    context: &Context<'_>,
    result: &EngagementResult<'_>,
    memory: &Memory,
    last: Date,
) -> BTreeSet<Date> {
    let engagement = result.engagement;
    let phases = context.phases(&engagement.id);
    let mut found = vec![engagement.start];
    found.extend(engagement.end);
    found.extend(phases.iter().filter_map(|phase| stage::opens(engagement, phase)));
    found.extend(memory.of(&engagement.id).into_iter().flat_map(|days| days.values()));
    let graph = context.chain(engagement);
    for id in graph.nodes.iter().copied().chain(graph.unreached.iter().map(|row| &row.to)) {
        found.extend(of_supplier(context, id));
    }
    // A fact that holds up to a day changes on the next one.
    let both = found.into_iter().flat_map(|day| [day, add_days(day, 1)]);
    both.filter(|day| *day > context.as_of && *day <= last).collect()
}

/// The days that a supplier's data name, and those that are a number of the policy away from one.
fn of_supplier(context: &Context<'_>, id: &SupplierId) -> Vec<Date> {
    let policy = &context.catalogue.policy;
    let profile = context.profile(id);
    let mut found = Vec::new();
    let current = profile.statements.responses.iter().chain(&profile.future);
    for response in current.copied().chain(profile.superseded.iter().map(|(old, _)| *old)) {
        found.extend(response.completed_on);
        found.extend(response.returned_on());
        let stale = |on: Date| Tier::ALL.map(|tier| add_months(on, policy.tier(tier).stale_months));
        found.extend(response.completed_on.into_iter().flat_map(stale));
        found.extend(dates(context, response));
    }
    found.extend(certificates(context, id));
    for row in context.evidence(id) {
        let Some(dated) = row.dated else { continue };
        let evidence = &policy.evidence;
        found.extend([dated, add_months(dated, evidence.own_test_months)]);
        found.push(add_months(dated, evidence.register_months));
    }
    for waiver in context.waivers(id) {
        found.push(waiver.approved_on);
        found.push(crate::assessment::rules::waiver::end(waiver, policy.waivers.max_months));
    }
    found.extend(incidents(context, id));
    found
}

/// The days on which the date answers of a response begin to count otherwise.
fn dates(context: &Context<'_>, response: &Response) -> Vec<Date> {
    let questions =
        &context.catalogue.questionnaires[usize::from(response.questionnaire)].questions;
    let mut found = Vec::new();
    for given in &response.answers {
        let Reading::Date(date) = given.reading else { continue };
        found.push(date);
        let thresholds = questions[given.question].thresholds.as_ref();
        for band in thresholds.into_iter().flat_map(|all| Tier::ALL.map(|tier| all.band(tier))) {
            let Some(band) = band else { continue };
            #[expect(clippy::cast_possible_truncation, reason = "checked whole when it was read")]
            found.extend([band.yes_at, band.partial_at].map(|at| add_months(date, at as i32)));
        }
    }
    // An age that is reached on a day counts from that day, or from the next.
    found.iter().flat_map(|day| [add_days(*day, -1), *day]).collect()
}

/// The days on which the status of a supplier's certificates may change.
fn certificates(context: &Context<'_>, id: &SupplierId) -> Vec<Date> {
    let days = &context.catalogue.policy.certificates;
    let mut found = Vec::new();
    for one in &context.profile(id).certificates {
        let weighed = &one.weighed;
        let row = weighed.certificate;
        found.extend(row.issued);
        if let Some(end) = weighed.end {
            found.extend([end, add_days(end, -days.expiring_days)]);
        }
        let Some((_, scheme)) = weighed.scheme else { continue };
        let check_in = row.surveillance.or(row.issued).zip(scheme.check_in_months);
        found
            .extend(check_in.map(|(on, months)| {
                add_days(add_months(on, months), days.surveillance_grace_days)
            }));
        found.extend(scheme.editions.as_ref().map(|editions| editions.obsolete_after));
    }
    found
}

/// The days on which a supplier's incidents begin to count, become late, and stop counting. Hours are agreed by link,
/// so for an incident without notification every day within the longest agreed hours is included.
fn incidents(context: &Context<'_>, id: &SupplierId) -> Vec<Date> {
    let months = context.catalogue.policy.thresholds.incident_months;
    let mut found = Vec::new();
    for incident in &context.profile(id).incidents {
        found.extend([incident.detected, add_months(incident.detected, months)]);
        if incident.notified.is_some() {
            continue;
        }
        let agreed = hours_agreed(context, id).into_iter();
        let passed = notice_hours(incident, context.as_of);
        found.extend(agreed.filter(|hours| *hours + 24.0 > passed).flat_map(|hours| {
            let days = ((hours + incident.detected_hour) / 24.0).floor();
            #[expect(clippy::cast_possible_truncation, reason = "cut to what a calendar holds")]
            let last = add_days(incident.detected, days.min(1_000_000.0) as i32);
            [last, add_days(last, 1)]
        }));
    }
    found
}

/// The notice hours agreed with a supplier in any engagement or link.
fn hours_agreed(context: &Context<'_>, id: &SupplierId) -> Vec<f64> {
    let primes = context.register.engagements.iter().filter(|one| one.supplier == *id);
    let links = context.register.subcontracts.iter().filter(|row| row.to == *id);
    let primes = primes.filter_map(|one| one.notice_agreed);
    primes.chain(links.filter_map(|row| row.notice_agreed)).collect()
}

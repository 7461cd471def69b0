//! Each requirement that is not met takes its weight off a maximum (DoD Assessment Methodology for NIST SP 800-171).

use super::{FormRows, MethodResult, met, sections, title};
use crate::catalogue::official::{Official, OnPlan, Requirement};
use crate::intake::form::Sheets;
use crate::model::{Finding, OfficialSection, Reading};

/// Points that a requirement loses. An unanswered one is not met; a not applicable one loses nothing if it has a reason
/// (DoD Assessment Methodology 1.2.1, section 5: such requirements count as met).
fn lost(requirement: &Requirement, reading: Reading) -> u32 {
    match reading {
        Reading::Yes | Reading::NotApplicable => 0,
        Reading::Partial => requirement.partial.unwrap_or(requirement.weight),
        _ => requirement.weight,
    }
}

/// Whether there is a score, and what it means.
fn status(scheme: &Official, points: f64, rows: &FormRows<'_>) -> (bool, String) {
    let open: Vec<&Requirement> = met::open(&scheme.requirement, rows).collect();
    let gates: Vec<&str> = open.iter().filter(|one| one.gate).map(|one| one.id.as_str()).collect();
    let may_wait = |one: &&Requirement| match one.on_plan {
        Some(OnPlan::Always) => true,
        Some(OnPlan::Never) | None => false,
        Some(OnPlan::IfPartial) => rows.reading(&one.id) == Reading::Partial,
    };
    let maximum = f64::from(scheme.maximum.unwrap_or_default());
    let enough = scheme.conditional_share.is_some_and(|share| points >= share * maximum);
    let status = if !gates.is_empty() {
        format!("no score without {}; the rest comes to {points}", gates.join(", "))
    } else if open.is_empty() {
        "all met".to_owned()
    } else if enough && open.iter().all(may_wait) {
        format!("conditional: {} on a plan of action", open.len())
    } else {
        format!("not met: {} open", open.len())
    };
    (gates.is_empty(), status)
}

pub(super) fn score(
    scheme: &Official,
    rows: &FormRows<'_>,
    sheets: &Sheets<'_>,
) -> (MethodResult, Vec<Finding>) {
    let maximum = f64::from(scheme.maximum.unwrap_or_default());
    let total = |of: fn(&Requirement, Reading) -> u32, all: &[&Requirement]| -> f64 {
        all.iter().map(|one| f64::from(of(one, rows.reasoned(&one.id)))).sum()
    };
    let sections = sections(scheme).into_iter().map(|(id, entry, all)| {
        let weight = total(|one, _| one.weight, &all);
        let score = Some(weight - total(lost, &all));
        OfficialSection { section: title(id, entry), score, maximum: weight, answers: None }
    });
    let points = maximum - total(lost, &scheme.requirement.iter().collect::<Vec<_>>());
    let (holds, status) = status(scheme, points, rows);
    let score = holds.then_some(points);
    let outcome = MethodResult { score, maximum, status, sections: sections.collect() };
    (outcome, met::without_reason(scheme, rows, sheets))
}

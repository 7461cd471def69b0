//! The last day on which a decision holds: every fact that can end it (docs/method.md §8, `valid_until`).

use super::evaluation::Evaluation;
use super::gate::{Subject, best_certificate};
use super::waiver;
use crate::assessment::calendar::{add_days, add_months, within_months};
use crate::assessment::context::Context;
use crate::assessment::supplier::node::NodeScore;
use crate::assessment::supplier::profile::Profile;
use crate::model::{
    Branch, ControlIndex, Date, Decision, NodeIndex, Outcome, ResponseIndex, Rule, Tier,
};

/// The last day on which every fact that a decision relies on still holds; never before the as-of date. `due` are the
/// due days of the verdicts, in their order.
pub(in crate::assessment) fn valid_until(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    due: &[Option<Date>],
) -> Date {
    let policy = &context.catalogue.policy;
    let engagement = own.scene.engagement;
    let cadence = policy.tier(own.scene.tier).cadence_months;
    let mut last = add_months(context.as_of, cadence);
    let mut until = |day: Date| last = last.min(day);
    engagement.end.into_iter().for_each(&mut until);
    for (node, score) in NodeIndex::each(&own.scores) {
        of_node(context, own, node, score).into_iter().for_each(&mut until);
    }
    for waiver in changed(own).filter_map(|verdict| verdict.waiver) {
        until(waiver::end(waiver, policy.waivers.max_months));
    }
    if own.decision == Decision(Outcome::Condition) {
        let conditions = own.verdicts.iter().zip(due);
        let open = conditions.filter(|(verdict, _)| verdict.outcome == Outcome::Condition);
        open.filter_map(|(_, due)| *due).for_each(&mut until);
    }
    last.max(context.as_of)
}

/// The verdicts that a waiver changed.
fn changed<'o, 'a>(
    own: &'o Evaluation<'_, 'a>,
) -> impl Iterator<Item = &'o super::verdict::Verdict<'a>> {
    own.verdicts.iter().filter(|verdict| verdict.outcome != verdict.hit.outcome)
}

/// The last days at one node.
fn of_node(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: NodeIndex,
    score: &NodeScore,
) -> Vec<Date> {
    let profile = context.profile(own.scene.graph.nodes[node]);
    let tier = own.scene.positions[node].tier;
    let mut days = responses(context, profile, score, tier);
    days.extend(certificate(context, own, node, score));
    days.extend(score.lines.iter().filter_map(|line| line.support.until));
    let dates = profile.dates(tier).iter();
    let asked = |control: ControlIndex| score.lines.iter().any(|line| line.control() == control);
    days.extend(dates.filter(|(control, _)| asked(*control)).map(|(_, last)| *last));
    days.extend(incidents(context, own, node, profile));
    days.extend(future(profile, context.as_of));
    days
}

/// The last days of the responses that decide an applying control.
fn responses(
    context: &Context<'_>,
    profile: &Profile<'_>,
    score: &NodeScore,
    tier: Tier,
) -> Vec<Date> {
    let months = context.catalogue.policy.tier(tier).stale_months;
    let all = ResponseIndex::each(&profile.statements.responses);
    let deciding = all.filter(|(index, _)| score.deciding.contains(*index));
    let last = |on: Date| add_months(on, months);
    deciding.map(|(_, one)| one.completed_on.map_or(context.as_of, last)).collect()
}

/// The last day of the certificate that `certificate-required` took, if that rule is tested.
fn certificate(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: NodeIndex,
    score: &NodeScore,
) -> Option<Date> {
    let (policy, tier) = (&context.catalogue.policy, own.scene.positions[node].tier);
    let tested = |branch: &Branch| policy.gate(Rule::CertificateRequired, *branch, tier).is_some();
    Rule::CertificateRequired.branches().iter().find(|branch| tested(branch))?;
    let (index, _) = best_certificate(context, &own.scene, node, score)?;
    context.profile(own.scene.graph.nodes[node]).certificates[index].weighed.last_day
}

/// The last day on which each incident without notification is within its hours, and the day before each incident dated
/// after the as-of date begins to count.
fn incidents(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: NodeIndex,
    profile: &Profile<'_>,
) -> Vec<Date> {
    let policy = &context.catalogue.policy;
    let tier = own.scene.positions[node].tier;
    let tested = policy.gate(Rule::IncidentLate, Branch::Any, tier).is_some();
    let Some(agreed) = own.scene.smallest_notice(node).filter(|_| tested) else {
        return Vec::new();
    };
    let months = policy.thresholds.incident_months;
    let open = profile.incidents.iter().enumerate().filter(|(index, incident)| {
        let hit = |verdict: &super::verdict::Verdict<'_>| {
            verdict.hit.node == Some(node) && verdict.hit.subject == Subject::Incident(*index)
        };
        incident.notified.is_none()
            && incident.detected <= context.as_of
            && within_months(incident.detected, months, context.as_of)
            && !own.verdicts.iter().any(hit)
    });
    let later = profile.incidents.iter().filter(|one| one.detected > context.as_of);
    let before = later.map(|one| add_days(one.detected, -1));
    let last = |hour: f64, detected: Date| {
        let days = ((agreed + policy.arithmetic.tolerance + hour) / 24.0).floor();
        #[expect(clippy::cast_possible_truncation, reason = "cut to what a calendar holds")]
        add_days(detected, days.min(1_000_000.0) as i32)
    };
    let within = open.map(|(_, incident)| last(incident.detected_hour, incident.detected));
    within.chain(before).collect()
}

/// The day before each response dated after the as-of date begins to count.
fn future(profile: &Profile<'_>, as_of: Date) -> Vec<Date> {
    let responses = profile.future.iter();
    let later = responses.filter_map(|one| one.completed_on.max(one.returned_on()));
    later.filter(|on| *on > as_of).map(|on| add_days(on, -1)).collect()
}

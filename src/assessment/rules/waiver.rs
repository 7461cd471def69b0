//! Accepted risks: which waiver changes the outcome of a rule (docs/method.md §7, waivers).

use super::gate::{Hit, Subject};
use crate::assessment::calendar::add_months;
use crate::assessment::context::Context;
use crate::catalogue::vocabulary::normalise::header;
use crate::catalogue::vocabulary::same_person;
use crate::model::{Date, EngagementId, SupplierId, Waiver};

/// Why a waiver does not count on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lapse {
    /// Its last day is over, or its longest term.
    Expired,
    /// It was approved by its requester, or one of the two is not named.
    SelfApproved,
    /// It is approved on a later day.
    NotYet,
}

/// The last day of a waiver: its expiry, but at most `max_months` after its approval.
pub fn end(waiver: &Waiver, max_months: i32) -> Date {
    waiver.expires.min(add_months(waiver.approved_on, max_months))
}

/// Why a waiver is not in force on a day; `None` if it is.
pub fn lapse(waiver: &Waiver, max_months: i32, as_of: Date) -> Option<Lapse> {
    // Of several people it is enough that one of them did not ask for it.
    let is_other = |name: &str| is_named(name) && !same_person(name, &waiver.requested_by);
    let approved = is_named(&waiver.requested_by) && waiver.approved_by.split(';').any(is_other);
    if !approved {
        Some(Lapse::SelfApproved)
    } else if waiver.approved_on > as_of {
        Some(Lapse::NotYet)
    } else if end(waiver, max_months) < as_of {
        Some(Lapse::Expired)
    } else {
        None
    }
}

/// Whether a text may be the name of a person.
fn is_named(name: &str) -> bool {
    !header(name).is_empty()
}

/// Whether a waiver is about the rule and the engagement of a hit. The supplier is not tested.
pub fn matches(
    waiver: &Waiver,
    context: &Context<'_>,
    engagement: &EngagementId,
    hit: &Hit,
) -> bool {
    let policy = &context.catalogue.policy.waivers;
    let here = waiver.covers(engagement);
    let subject = waiver.subject.trim();
    let by_control = match hit.subject {
        Subject::Control(control) => {
            let id = context.catalogue.controls.list()[control].id.as_str();
            id.eq_ignore_ascii_case(subject) && policy.a_control_covers.contains(&hit.rule)
        }
        _ => false,
    };
    here && (by_control || hit.rule.word().eq_ignore_ascii_case(subject))
}

/// The waiver that changes the outcome of a hit, or accepts a condition: one in force; of several the one with the
/// latest end, then the last id.
pub fn applying<'a>(
    context: &Context<'a>,
    engagement: &EngagementId,
    supplier: &SupplierId,
    hit: &Hit,
) -> Option<&'a Waiver> {
    let policy = &context.catalogue.policy.waivers;
    let speaks = policy.softens.contains(&hit.outcome) || hit.outcome == policy.becomes;
    if !speaks || policy.not_waivable.contains(&hit.rule) {
        return None;
    }
    let waivers = context.waivers(supplier).iter().copied();
    waivers
        .filter(|waiver| lapse(waiver, policy.max_months, context.as_of).is_none())
        .filter(|waiver| matches(waiver, context, engagement, hit))
        .max_by(|a, b| (end(a, policy.max_months), &a.id).cmp(&(end(b, policy.max_months), &b.id)))
}

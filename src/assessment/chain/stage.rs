//! The days of an engagement: when its stages open, which of them is in force, whether it is over (docs/method.md §8).

use std::cmp::Reverse;

use crate::model::{Date, Engagement, Phase, Tier};

/// The day on which a stage opens; `None` if that would be after the engagement's end, so that it never opens.
pub fn opens(engagement: &Engagement, phase: &Phase) -> Option<Date> {
    let day = phase.starts.unwrap_or(engagement.start).max(engagement.start);
    Some(day).filter(|day| engagement.end.is_none_or(|end| *day <= end))
}

/// Whether an engagement is over on a day.
pub fn is_over(engagement: &Engagement, day: Date) -> bool {
    engagement.end.is_some_and(|end| end < day)
}

/// Whether a day lies between the start and the end of an engagement.
pub fn is_running(engagement: &Engagement, day: Date) -> bool {
    engagement.start <= day && !is_over(engagement, day)
}

/// The stage in force on a day: of the open ones the one that opened last, then the one of the highest tier, then the
/// first by name. `None` if none is open.
pub fn in_force<'a>(engagement: &Engagement, phases: &[&'a Phase], day: Date) -> Option<&'a Phase> {
    let open = open(engagement, phases, day);
    open.max_by_key(|phase| (opens(engagement, phase), phase.tier, Reverse(&phase.name)))
}

/// The stages that are open on a day.
pub fn open<'a>(
    engagement: &Engagement,
    phases: &[&'a Phase],
    day: Date,
) -> impl Iterator<Item = &'a Phase> {
    let is_open = move |phase: &&Phase| {
        is_running(engagement, day) && opens(engagement, phase).is_some_and(|opens| opens <= day)
    };
    phases.iter().copied().filter(is_open)
}

/// The day after `day` on which the next stage opens.
pub fn next(engagement: &Engagement, phases: &[&Phase], day: Date) -> Option<Date> {
    let opening = phases.iter().filter_map(|phase| opens(engagement, phase));
    opening.filter(|opens| *opens > day).min()
}

/// The day from which the due days of an engagement count: if stages reach its tier, the first day on which one of them
/// opens; else its start.
pub fn first_day(engagement: &Engagement, phases: &[&Phase]) -> Date {
    let reach = phases.iter().filter(|phase| phase.tier >= engagement.tier);
    let opens = reach.filter_map(|phase| opens(engagement, phase)).min();
    opens.unwrap_or(engagement.start)
}

/// The tier in force on a day; `None` if nothing may be disclosed.
pub fn tier_in_force(engagement: &Engagement, phases: &[&Phase], day: Date) -> Option<Tier> {
    if phases.is_empty() {
        return Some(engagement.tier).filter(|_| is_running(engagement, day));
    }
    open(engagement, phases, day).map(|phase| phase.tier).max()
}

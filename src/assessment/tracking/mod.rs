//! Findings over several runs: what this run and the previous one found is one finding with one id.
//!
//! [`sighting`] lists what this run found, each with an [`Identity`]: kind, rule or code, engagement, supplier and
//! subject. Cells and file names are part of it only if the finding can't be identified otherwise, so a finding keeps
//! its identity when rows move or a form comes back under another name; `subject` decides what identifies it instead.
//! [`track`] matches this with the findings of the previous run: a finding of both runs keeps its id and the day it was
//! first seen (its due day is kept by `memory`); one that is gone is listed once as closed.

pub mod id;
mod identity;
pub mod sighting;
mod subject;

use std::collections::HashMap;

pub use identity::{Identity, Kind};
pub use sighting::{Found, Sighting, Weight, sightings};

use self::id::Ids;
use super::attribution::renamed;
use super::calendar::days_between;
use super::memory::{ConditionDays, ConditionKey, Memory, earliest};
use super::{EngagementResult, FiredRule};
use crate::model::{Date, EngagementId, Register, SharedText, SupplierId};

/// Whether a finding is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was found in this run.
    Open,
    /// It was open in the previous run and is gone since this day, the as-of date of the first run without it.
    Closed(Date),
}

/// A finding with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// Its id, given when it was first seen and never changed.
    pub id: SharedText,
    /// Its identity.
    pub identity: Identity,
    /// The rule's or the code's word in the last run that found it.
    pub rule: SharedText,
    /// The outcome of the rule after waivers, or the severity of the finding.
    pub outcome: SharedText,
    /// The waiver that accepts it.
    pub waiver: Option<SharedText>,
    /// The as-of date of the first of the consecutive runs that found it.
    pub first_seen: Date,
    /// The number of these runs.
    pub times_seen: u32,
    /// The as-of date of the last run that found it.
    pub last_seen: Date,
    /// The due day.
    pub due: Option<Date>,
    /// Whether it is open.
    pub standing: Standing,
    /// The day it was closed on before it came back.
    pub reopened: Option<Date>,
    /// The id of the finding that it follows from; `None` if it is a cause.
    pub follows: Option<SharedText>,
    /// The reason.
    pub because: SharedText,
}

impl Tracked {
    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }

    /// The number of days by which it is overdue on a day; 0 up to the due day, `None` if it is closed or has no due
    /// day.
    pub fn overdue_days(&self, as_of: Date) -> Option<i32> {
        let due = self.due.filter(|_| self.is_open())?;
        Some(days_between(due, as_of).max(0))
    }
}

/// What the previous run left.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// Its as-of date.
    pub as_of: Date,
    /// Its findings, open and closed.
    pub findings: Vec<Tracked>,
    /// The due days that it and earlier runs set; `None` if an older version of the program wrote it, which kept none.
    pub conditions: Option<Memory>,
    /// Its register, which tells who was renamed since; `None` if nobody was.
    pub register: Option<Register>,
}

impl Earlier {
    /// The due days that it remembers, with suppliers as it knew them.
    pub fn own_memory(&self) -> Memory {
        self.conditions.clone().unwrap_or_else(|| memory_of(&self.findings))
    }

    /// The due days that it remembers, with suppliers under their ids in a newer register.
    pub fn memory(&self, register: &Register) -> Memory {
        let mut kept = self.own_memory();
        let ids = self.register.as_ref().map(|older| renamed(older, register)).unwrap_or_default();
        if !ids.is_empty() {
            kept.0.values_mut().for_each(|days| *days = with_ids(days, &ids));
        }
        kept
    }
}

/// The due days in the findings of a run that wrote no others.
fn memory_of(findings: &[Tracked]) -> Memory {
    let mut memory = Memory::default();
    for one in findings.iter().filter(|one| one.is_open() && one.identity.kind == Kind::Rule) {
        let Identity { engagement: Some(engagement), supplier: Some(supplier), .. } = &one.identity
        else {
            continue;
        };
        let key = ConditionKey {
            supplier: SupplierId::new(&**supplier),
            rule: one.identity.rule.clone(),
            subject: one.identity.subject.clone(),
        };
        if let Some(due) = one.due.filter(|_| one.waiver.is_none()) {
            memory.0.entry(EngagementId::new(&**engagement)).or_default().insert(key, due);
        }
    }
    memory
}

fn with_ids(days: &ConditionDays, ids: &HashMap<SupplierId, SupplierId>) -> ConditionDays {
    let mut kept = ConditionDays::new();
    for (key, day) in days {
        let mut key = key.clone();
        if let Some(new) = ids.get(&key.supplier) {
            key.supplier = new.clone();
        }
        let party = ids.get(key.subject.as_str()).filter(|_| subject::is_party(&key.rule));
        if let Some(new) = party {
            key.subject = new.shared();
        }
        let known = kept.entry(key).or_insert(*day);
        *known = (*known).min(*day);
    }
    kept
}

/// The findings of a run with their history.
#[derive(Debug, Default)]
pub struct Tracking {
    /// The open findings, and those closed since the previous run; by kind, engagement, supplier, rule, subject and id.
    pub entries: Vec<Tracked>,
    /// The as-of date of the previous run; `None` if there is none or it kept no findings.
    pub since: Option<Date>,
    /// The due days for later runs.
    pub conditions: Memory,
    /// The index of the entry of each sighting, in their order.
    of_sighting: Vec<Option<usize>>,
    /// The index of the first sighting of each engagement's rules, by rank from 0.
    starts: Vec<usize>,
}

/// Numbers of findings. All but `following` count only findings that follow from no other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Open findings.
    pub open: usize,
    /// Open findings that follow from another.
    pub following: usize,
    /// Open findings that are seen for the first time.
    pub new: usize,
    /// Open findings that are overdue.
    pub overdue: usize,
    /// The days by which the longest overdue one is overdue.
    pub longest: i32,
    /// Findings closed since the previous run.
    pub closed: usize,
}

impl Tracking {
    /// The entry of a sighting; `None` if it is not tracked from run to run.
    pub fn of_sighting(&self, index: usize) -> Option<&Tracked> {
        let entry = self.of_sighting.get(index).copied().flatten()?;
        self.entries.get(entry)
    }

    /// The entry of a rule that fired in an engagement.
    pub fn of_rule(&self, result: &EngagementResult<'_>, rule: &FiredRule<'_>) -> Option<&Tracked> {
        // A long chain has many rules, so the index is computed from the address, not searched.
        let offset = std::ptr::from_ref(rule).addr().checked_sub(result.rules.as_ptr().addr())?;
        let place = offset / size_of::<FiredRule<'_>>();
        result.rules.get(place).filter(|other| std::ptr::eq(*other, rule))?;
        let start = result.rank.checked_sub(1).and_then(|rank| self.starts.get(rank))?;
        self.of_sighting(start + place)
    }

    /// The numbers of findings on a day.
    pub fn counts(&self, as_of: Date) -> Counts {
        let mut counts = Counts::default();
        for one in &self.entries {
            let days = one.overdue_days(as_of).unwrap_or(0);
            if one.follows.is_some() {
                counts.following += usize::from(one.is_open());
                continue;
            }
            counts.open += usize::from(one.is_open());
            counts.new += usize::from(one.is_open() && one.times_seen == 1);
            counts.overdue += usize::from(days > 0);
            counts.longest = counts.longest.max(days);
            counts.closed += usize::from(!one.is_open());
        }
        counts
    }

    /// The numbers in one line.
    pub fn summary(&self, as_of: Date) -> String {
        let Counts { open, following, new, overdue, longest, closed } = self.counts(as_of);
        let below = match following {
            0 => String::new(),
            more => format!(" (and {more} that follow from them)"),
        };
        let Some(since) = self.since else {
            return format!("{open} open findings{below}, each seen for the first time");
        };
        let by = match longest {
            0 => String::new(),
            1 => " by 1 day".to_owned(),
            days => format!(" by up to {days} days"),
        };
        format!(
            "{open} open findings{below}: {overdue} overdue{by}, {new} new; {closed} closed since {since}"
        )
    }
}

/// The sightings of one finding in a run.
struct Met {
    sighting: Sighting,
    times: usize,
}

impl Met {
    /// Adds another sighting. The worst is shown; of several the one without a waiver, then the first by text, so that
    /// their order has no effect.
    fn add(&mut self, other: Sighting) {
        self.times += 1;
        let due = earliest(self.sighting.due, other.due);
        let shown = |one: &Sighting| {
            let text = (one.because.clone(), one.waiver.clone());
            (one.weight, one.waiver.is_none(), std::cmp::Reverse(text))
        };
        if shown(&other) > shown(&self.sighting) {
            self.sighting = other;
        }
        self.sighting.due = due;
    }

    fn because(&self) -> SharedText {
        let because = &self.sighting.because;
        match self.times {
            0 | 1 => because.clone(),
            times => format!("{because} (and {} more like it)", times - 1).into(),
        }
    }
}

/// Matches the findings of a run with those of the previous run. Suppliers that were renamed are recognised by the
/// aliases in the run's register.
pub fn track(found: Found, earlier: Option<Earlier>, register: &Register, as_of: Date) -> Tracking {
    let since = earlier.as_ref().map(|earlier| earlier.as_of);
    let Found { sightings, starts } = found;
    let causes = causes(&sightings, &starts);
    let (met, places) = meet(sightings);
    let mut kept: Vec<Tracked> =
        earlier.map_or_else(Vec::new, |earlier| known_as(earlier, register));
    // If two findings became one by a renaming, the one that was seen first is kept.
    kept.sort_by(|a, b| {
        let open = |one: &Tracked| !one.is_open();
        (open(a), a.first_seen, &a.id).cmp(&(open(b), b.first_seen, &b.id))
    });
    let mut by_identity: HashMap<&Identity, usize> = HashMap::new();
    for (index, one) in kept.iter().enumerate() {
        by_identity.entry(&one.identity).or_insert(index);
    }
    let mut ids = Ids::new(kept.iter().map(|one| one.id.as_str()));
    let mut order: Vec<usize> = (0..met.len()).collect();
    order.sort_by(|a, b| met[*a].sighting.identity.cmp(&met[*b].sighting.identity));
    let mut lives_on = vec![false; kept.len()];
    let mut entries: Vec<(Option<usize>, Tracked)> = Vec::with_capacity(met.len());
    for index in order {
        let before = by_identity.get(&met[index].sighting.identity).copied();
        before.into_iter().for_each(|before| lives_on[before] = true);
        let before = before.map(|before| &kept[before]);
        entries.push((Some(index), continued(&met[index], before, &mut ids, as_of)));
    }
    let gone = kept.iter().zip(&lives_on).filter(|(one, lives_on)| one.is_open() && !**lives_on);
    entries.extend(
        gone.map(|(one, _)| (None, Tracked { standing: Standing::Closed(as_of), ..one.clone() })),
    );
    entries.sort_by(|(_, a), (_, b)| (&a.identity, &a.id).cmp(&(&b.identity, &b.id)));
    let mut at = vec![0; met.len()];
    for (entry, (index, _)) in entries.iter().enumerate() {
        index.iter().for_each(|index| at[*index] = entry);
    }
    let of_sighting: Vec<Option<usize>> =
        places.into_iter().map(|place| place.map(|place| at[place])).collect();
    let mut entries: Vec<Tracked> = entries.into_iter().map(|(_, one)| one).collect();
    name_causes(&mut entries, &causes, &of_sighting);
    Tracking { entries, since, conditions: Memory::default(), of_sighting, starts }
}

/// The pairs of a sighting and the sighting that it follows from, as indexes.
fn causes(sightings: &[Option<Sighting>], starts: &[usize]) -> Vec<(usize, usize)> {
    let start = |index: usize| starts[..starts.partition_point(|start| *start <= index)].last();
    let named = sightings.iter().enumerate();
    named.filter_map(|(index, one)| Some((index, start(index)? + one.as_ref()?.cause?))).collect()
}

/// Sets the id of the cause in each entry that follows from another.
fn name_causes(entries: &mut [Tracked], causes: &[(usize, usize)], of_sighting: &[Option<usize>]) {
    for (index, cause) in causes {
        let place = |index: usize| of_sighting.get(index).copied().flatten();
        if let (Some(own), Some(cause)) = (place(*index), place(*cause)) {
            entries[own].follows = Some(entries[cause].id.clone());
        }
    }
}

/// Groups sightings by identity; also returns the group of each.
fn meet(found: Vec<Option<Sighting>>) -> (Vec<Met>, Vec<Option<usize>>) {
    let mut met: Vec<Met> = Vec::new();
    let mut known: HashMap<Identity, usize> = HashMap::new();
    let mut places = Vec::with_capacity(found.len());
    for sighting in found {
        let Some(sighting) = sighting else {
            places.push(None);
            continue;
        };
        let place = match known.get(&sighting.identity) {
            Some(place) => {
                met[*place].add(sighting);
                *place
            }
            None => {
                known.insert(sighting.identity.clone(), met.len());
                met.push(Met { sighting, times: 1 });
                met.len() - 1
            }
        };
        places.push(Some(place));
    }
    (met, places)
}

/// The findings of the previous run, with suppliers under their ids in the newer register.
fn known_as(earlier: Earlier, register: &Register) -> Vec<Tracked> {
    let Earlier { mut findings, register: older, .. } = earlier;
    let ids = older.map(|older| renamed(&older, register)).unwrap_or_default();
    if ids.is_empty() {
        return findings;
    }
    let change = |id: &mut SharedText| {
        if let Some(new) = ids.get(id.as_str()) {
            *id = new.shared();
        }
    };
    for one in &mut findings {
        one.identity.supplier.iter_mut().for_each(change);
        if one.identity.kind == Kind::Rule && subject::is_party(&one.identity.rule) {
            change(&mut one.identity.subject);
        }
    }
    findings
}

/// A finding of this run with its history. Its due day is the run's, which includes those of earlier runs.
fn continued(met: &Met, before: Option<&Tracked>, ids: &mut Ids, as_of: Date) -> Tracked {
    let Sighting { identity, outcome, waiver, due, .. } = &met.sighting;
    let open = before.filter(|before| before.is_open());
    let closed = before.and_then(|before| match before.standing {
        Standing::Closed(on) => Some(on),
        Standing::Open => None,
    });
    Tracked {
        id: before.map_or_else(|| ids.give(identity), |before| before.id.clone()),
        identity: identity.clone(),
        rule: met.sighting.rule.into(),
        outcome: (*outcome).into(),
        waiver: waiver.clone(),
        first_seen: open.map_or(as_of, |before| before.first_seen),
        times_seen: open.map_or(1, |before| before.times_seen.saturating_add(1)),
        last_seen: as_of,
        due: *due,
        standing: Standing::Open,
        reopened: closed.or_else(|| open.and_then(|before| before.reopened)),
        follows: None,
        because: met.because(),
    }
}

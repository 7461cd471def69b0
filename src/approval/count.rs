//! Whether an approval counts for a disclosure (docs/method.md §8, *Approvals*).
//!
//! Everything that is compared is passed as plain values: the asked run's decision on the engagement, those of earlier
//! runs of its chain, and the ledger's entries in their order. Where the method leaves a choice, the stricter reading
//! is taken.

use std::collections::BTreeSet;
use std::fmt;

use super::entry::{ApprovalDecision, ApprovalEntry};
use crate::catalogue::vocabulary::same_person;
use crate::model::{Date, Decision, Tier};

/// A rule that fired, by what identifies it in another run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleHit {
    /// The rule's word.
    pub rule: String,
    /// The supplier it names.
    pub supplier: String,
    /// The subject of the rule; may be empty.
    pub subject: String,
}

/// An open condition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenCondition {
    /// The id of its finding.
    pub id: String,
    /// The day by which it must be met; `None` if it has no such day.
    pub due: Option<Date>,
}

/// A run's decision on an engagement at the tier that is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionAtTier {
    /// The SHA-256 of the run's `run.json`.
    pub run: String,
    /// The as-of date of the run.
    pub as_of: Date,
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
    /// The decision digest.
    pub digest: String,
    /// The digest of the decisions of its deal.
    pub deal_digest: String,
    /// The tier at which it was decided.
    pub tier: Tier,
    /// The decision at that tier.
    pub decision: Decision,
    /// The role that must sign.
    pub signer: String,
    /// The last day on which the decision holds.
    pub valid_until: Date,
    /// The rules that fired.
    pub hits: BTreeSet<RuleHit>,
    /// The conditions that are open.
    pub conditions: Vec<OpenCondition>,
    /// The owner of the engagement.
    pub owner: Option<String>,
    /// The requesters of the waivers in the decision.
    pub requesters: Vec<String>,
}

/// A disclosure that is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Disclosure<'a> {
    /// The decision of the asked run.
    pub run: &'a DecisionAtTier,
    /// The decisions of earlier runs of its chain on the engagement, the newest first.
    pub earlier: &'a [DecisionAtTier],
    /// The tier of the information.
    pub tier: Tier,
    /// The day of the disclosure.
    pub day: Date,
    /// The roles of the policy, lowest first.
    pub ladder: &'a [&'a str],
}

/// Why an approval does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It names another decision.
    OtherDecision,
    /// The decision is worse than the one that was approved.
    Worse {
        /// The decision that was approved.
        then: Decision,
        /// The decision of the asked run.
        now: Decision,
    },
    /// Rules fired that had not fired in the approved decision.
    NewHits(Vec<RuleHit>),
    /// It is for a lower tier.
    Tier {
        /// The tier that was approved.
        approved: Tier,
        /// The tier that is asked about.
        asked: Tier,
    },
    /// The policy does not have its role.
    RoleUnknown(String),
    /// Its role is below the one that must sign.
    RoleLow {
        /// Its role.
        role: String,
        /// The role that must sign.
        signer: String,
    },
    /// The signer requested a waiver in the decision.
    Requester(String),
    /// The signer owns the engagement, and a higher role must sign.
    Owner(String),
    /// It was signed before the decision was made.
    BeforeRun {
        /// The day of the signature.
        on: Date,
        /// The day of the run.
        as_of: Date,
    },
    /// It was signed after the last day on which the decision held.
    AfterValid {
        /// The day of the signature.
        on: Date,
        /// The last day of the decision.
        until: Date,
    },
    /// It was signed after the day that is asked about.
    NotYet {
        /// The day of the signature.
        on: Date,
    },
    /// Open conditions that were not accepted.
    NotAccepted(Vec<String>),
    /// Open conditions that were accepted with an earlier day.
    DueLater(Vec<String>),
    /// A later entry declines.
    Declined {
        /// The id of that entry.
        id: String,
        /// The person who declined.
        by: String,
        /// The day of that entry.
        on: Date,
    },
}

/// Why no approval covers the disclosure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCovered {
    /// The ledger holds no approval of the engagement or its deal.
    None,
    /// The newest approval does not count.
    Entry {
        /// The id of its entry.
        id: String,
        /// The signer.
        by: String,
        /// Why it does not count.
        why: Why,
    },
}

/// The most names in a sentence.
const NAMES: usize = 5;

fn listed(all: &[String]) -> String {
    let some = all.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(NAMES) {
        0 => some,
        more => format!("{some} and {more} more"),
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherDecision => f.write_str(
                "it is of another decision than this run's and those of the runs before it",
            ),
            Self::Worse { then, now } => {
                write!(f, "the decision is now {now}; {then} was approved")
            }
            Self::NewHits(hits) => {
                let names: Vec<String> = hits.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "rules fire that did not fire in the approved decision: {}",
                    listed(&names)
                )
            }
            Self::Tier { approved, asked } => write!(f, "it is for {approved}, not for {asked}"),
            Self::RoleUnknown(role) => write!(f, "the policy knows no role `{role}`"),
            Self::RoleLow { role, signer } => write!(f, "{role} is below {signer}, who must sign"),
            Self::Requester(by) => write!(f, "{by} asked for a waiver in the decision"),
            Self::Owner(by) => write!(f, "{by} owns the engagement, and a higher role must sign"),
            Self::BeforeRun { on, as_of } => {
                write!(f, "it was signed on {on}, before the decision of {as_of}")
            }
            Self::AfterValid { on, until } => {
                write!(f, "it was signed on {on}; the decision held until {until}")
            }
            Self::NotYet { on } => write!(f, "it is signed on {on}, which is later"),
            Self::NotAccepted(ids) => {
                write!(f, "open conditions were not accepted: {}", listed(ids))
            }
            Self::DueLater(ids) => {
                write!(f, "conditions were accepted with an earlier day: {}", listed(ids))
            }
            Self::Declined { id, by, on } => write!(f, "{by} declined on {on} ({id})"),
        }
    }
}

impl fmt::Display for RuleHit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rule, self.supplier)?;
        if self.subject.is_empty() { Ok(()) } else { write!(f, " ({})", self.subject) }
    }
}

impl fmt::Display for NotCovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("the ledger holds no approval of it"),
            Self::Entry { id, by, why } => {
                write!(f, "the approval {id} by {by} does not count: {why}")
            }
        }
    }
}

/// The step of a role on the ladder, from 0; `None` if the policy does not have the role.
pub fn role_step(ladder: &[&str], role: &str) -> Option<usize> {
    ladder.iter().position(|known| *known == role)
}

/// The newest approval that counts and so covers a disclosure.
///
/// The entries are those of a ledger whose chain of digests is whole.
///
/// # Errors
/// Every reason against the newest approval of the engagement or its deal, or that there is no approval.
pub fn counts<'e>(
    entries: &'e [ApprovalEntry],
    asked: &Disclosure<'_>,
) -> Result<&'e ApprovalEntry, Vec<NotCovered>> {
    let (engagement, deal) = (&asked.run.engagement, &asked.run.deal);
    let about = |entry: &&ApprovalEntry| entry.subject.covers(engagement, deal);
    let mut declined: Option<&ApprovalEntry> = None;
    let mut newest: Option<Vec<NotCovered>> = None;
    for entry in entries.iter().rev().filter(about) {
        if entry.decision == ApprovalDecision::Decline {
            declined = declined.or(Some(entry));
            continue;
        }
        let whys = against(entry, declined, asked);
        if whys.is_empty() {
            return Ok(entry);
        }
        newest.get_or_insert_with(|| {
            let reason =
                |why| NotCovered::Entry { id: entry.id.clone(), by: entry.by.clone(), why };
            whys.into_iter().map(reason).collect()
        });
    }
    Err(newest.unwrap_or_else(|| vec![NotCovered::None]))
}

/// Every reason against an approval, in the order of the method.
fn against(
    entry: &ApprovalEntry,
    declined: Option<&ApprovalEntry>,
    asked: &Disclosure<'_>,
) -> Vec<Why> {
    let mut whys = Vec::new();
    match named(entry, asked) {
        None => whys.push(Why::OtherDecision),
        Some(named) => {
            decision(&mut whys, named, asked.run);
            tier(&mut whys, entry, named, asked.tier);
            role(&mut whys, entry, [asked.run, named], asked.ladder);
            person(&mut whys, entry, [asked.run, named], asked.ladder);
            day(&mut whys, entry, named, asked.day);
        }
    }
    conditions(&mut whys, entry, asked.run);
    whys.extend(declined.map(|later| Why::Declined {
        id: later.id.clone(),
        by: later.by.clone(),
        on: later.on,
    }));
    whys
}

/// The decision that an approval names: that of the run it names, else the newest with the same digest.
fn named<'a>(entry: &ApprovalEntry, asked: &Disclosure<'a>) -> Option<&'a DecisionAtTier> {
    let same = |one: &&DecisionAtTier| entry.decision_digest == one.digest_for(entry);
    let all = || std::iter::once(asked.run).chain(asked.earlier).filter(same);
    all().find(|one| one.run == entry.run).or_else(|| all().next())
}

impl DecisionAtTier {
    /// The digest that an entry must name.
    fn digest_for(&self, entry: &ApprovalEntry) -> &str {
        match entry.subject {
            super::ApprovalSubject::Deal(_) => &self.deal_digest,
            super::ApprovalSubject::Engagement(_) => &self.digest,
        }
    }
}

/// The decision must not be worse than the approved one, and no new rule may have fired.
fn decision(whys: &mut Vec<Why>, named: &DecisionAtTier, run: &DecisionAtTier) {
    if run.decision > named.decision {
        whys.push(Why::Worse { then: named.decision, now: run.decision });
    }
    let new: Vec<RuleHit> = run.hits.difference(&named.hits).cloned().collect();
    if !new.is_empty() {
        whys.push(Why::NewHits(new));
    }
}

/// An approval of a deal reaches no higher than the tier at which the engagement was decided then.
fn tier(whys: &mut Vec<Why>, entry: &ApprovalEntry, named: &DecisionAtTier, asked: Tier) {
    let approved = entry.tier.min(named.tier);
    if approved < asked {
        whys.push(Why::Tier { approved, asked });
    }
}

/// The role must suffice for the asked decision and for the approved one.
fn role(whys: &mut Vec<Why>, entry: &ApprovalEntry, runs: [&DecisionAtTier; 2], ladder: &[&str]) {
    let Some(step) = role_step(ladder, &entry.role) else {
        return whys.push(Why::RoleUnknown(entry.role.clone()));
    };
    // A role that the policy no longer has ranks above all its roles.
    let needed = |run: &&DecisionAtTier| role_step(ladder, &run.signer).unwrap_or(ladder.len());
    if let Some(highest) = runs.into_iter().max_by_key(needed)
        && needed(&highest) > step
    {
        whys.push(Why::RoleLow { role: entry.role.clone(), signer: highest.signer.clone() });
    }
}

/// The requester of a waiver can't sign the decision, and the owner only where the lowest role signs.
fn person(whys: &mut Vec<Why>, entry: &ApprovalEntry, runs: [&DecisionAtTier; 2], ladder: &[&str]) {
    let is = |cell: &str| same_person(&entry.by, cell);
    if runs.iter().any(|run| run.requesters.iter().any(|one| is(one))) {
        whys.push(Why::Requester(entry.by.clone()));
    }
    let owns = |run: &&DecisionAtTier| {
        run.owner.as_deref().is_some_and(is) && role_step(ladder, &run.signer) != Some(0)
    };
    if runs.iter().any(owns) {
        whys.push(Why::Owner(entry.by.clone()));
    }
}

fn day(whys: &mut Vec<Why>, entry: &ApprovalEntry, named: &DecisionAtTier, day: Date) {
    let on = entry.on;
    if on < named.as_of {
        whys.push(Why::BeforeRun { on, as_of: named.as_of });
    }
    if on > named.valid_until {
        whys.push(Why::AfterValid { on, until: named.valid_until });
    }
    if on > day {
        whys.push(Why::NotYet { on });
    }
}

/// A condition is accepted together with its day; a later day needs a new approval.
fn conditions(whys: &mut Vec<Why>, entry: &ApprovalEntry, run: &DecisionAtTier) {
    let (mut open, mut later) = (Vec::new(), Vec::new());
    for condition in &run.conditions {
        match entry.conditions.iter().find(|one| one.id == condition.id) {
            None => open.push(condition.id.clone()),
            // A condition without a day counts as later than any day.
            Some(one) if one.due.is_some_and(|was| condition.due.is_none_or(|due| due > was)) => {
                later.push(condition.id.clone());
            }
            Some(_) => {}
        }
    }
    if !open.is_empty() {
        whys.push(Why::NotAccepted(open));
    }
    if !later.is_empty() {
        whys.push(Why::DueLater(later));
    }
}

#[cfg(test)]
mod tests;

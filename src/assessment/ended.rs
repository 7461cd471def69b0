//! Engagements that are over: which parties must have returned or destroyed the information, and what is on record
//! (docs/method.md §8).

use super::calendar::add_days;
use super::context::Context;
use crate::assessment::chain::{Received, positions};
use crate::model::{Date, Engagement, EvidenceRecord, SupplierId};

crate::model::words! {
    /// Where a party stands with returning or destroying.
    pub enum ReturnStatus {
        /// It is on record.
        Recorded,
        /// There is time left, or no day is set.
        Due,
        /// The day is over and nothing is on record.
        Overdue,
    }
}

/// A party of the chain of an ended engagement.
#[derive(Debug, Clone)]
pub struct EndedParty<'a> {
    /// The party.
    pub supplier: &'a SupplierId,
    /// The number of levels below the prime.
    pub depth: u32,
    /// The day by which it must have returned or destroyed everything; `None` if the tier has no such obligation.
    pub due: Option<Date>,
    /// Whether the return is recorded, due or overdue.
    pub status: ReturnStatus,
    /// The row that records it.
    pub record: Option<&'a EvidenceRecord>,
}

/// An engagement that is over.
#[derive(Debug, Clone)]
pub struct Ended<'a> {
    /// The engagement.
    pub engagement: &'a Engagement,
    /// Its last day.
    pub ended_on: Date,
    /// The parties of its chain, by depth, then id.
    pub parties: Vec<EndedParty<'a>>,
}

/// The parties of an engagement that is over; `None` if it is not over.
pub(super) fn ended<'a>(context: &Context<'a>, engagement: &'a Engagement) -> Option<Ended<'a>> {
    let ended_on = engagement.end.filter(|end| *end < context.as_of)?;
    let graph = context.chain(engagement);
    let positions = positions(&graph, Received::new(engagement, engagement.tier));
    let days = context.catalogue.policy.return_or_destruction_days.at(engagement.tier);
    let due = days.map(|days| add_days(ended_on, days));
    let nodes = graph.nodes.iter().zip(&positions);
    let mut parties: Vec<EndedParty<'a>> = nodes
        .map(|(supplier, position)| {
            let record = record(context, engagement, supplier);
            let over = due.is_some_and(|due| due < context.as_of);
            let status = match record {
                Some(_) => ReturnStatus::Recorded,
                None if over => ReturnStatus::Overdue,
                None => ReturnStatus::Due,
            };
            EndedParty { supplier, depth: position.depth, due, status, record }
        })
        .collect();
    parties.sort_by(|a, b| (a.depth, a.supplier).cmp(&(b.depth, b.supplier)));
    Some(Ended { engagement, ended_on, parties })
}

/// The row that records that a party returned or destroyed the information of an engagement: dated from its end to the
/// as-of date, with the engagement's id as a whole word in its reference.
fn record<'a>(
    context: &Context<'a>,
    engagement: &Engagement,
    supplier: &SupplierId,
) -> Option<&'a EvidenceRecord> {
    let control = context.catalogue.obligations.return_record()?;
    let end = engagement.end?;
    context.register.evidence.iter().find(|row| {
        let dated = row.dated.is_some_and(|on| on >= end && on <= context.as_of);
        let named =
            row.reference.as_deref().is_some_and(|text| names(text, engagement.id.as_str()));
        row.supplier == *supplier && row.control.as_str() == control && dated && named
    })
}

/// Whether a text contains an id as a whole word, ignoring case: `E-1` is not in `E-10`, nor in `E-1-2`.
fn names(text: &str, id: &str) -> bool {
    let (text, id) = (text.to_lowercase(), id.to_lowercase());
    let mut places = text.match_indices(&id);
    let ends = |mut outwards: &mut dyn Iterator<Item = char>| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        match outwards.next() {
            Some('-' | '.' | '/') => !(&mut outwards).next().is_some_and(is_word),
            next => !next.is_some_and(is_word),
        }
    };
    !id.is_empty()
        && places.any(|(at, _)| {
            ends(&mut text[..at].chars().rev()) && ends(&mut text[at + id.len()..].chars())
        })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn an_id_is_a_whole_word() {
        for text in ["E-1", "destroyed under e-1, by hand", "(E-1)", "E-1 - all", "protocol E-1."] {
            assert!(names(text, "E-1"), "{text}");
        }
        for text in ["E-10", "FE-1", "E 1", "", "E-1a", "E-1-2", "X/E-1", "E-1.b", "_E-1"] {
            assert!(!names(text, "E-1"), "{text}");
        }
        assert!(!names("anything", ""));
    }
}

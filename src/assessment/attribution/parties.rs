//! All parties in the chain of an engagement on either side, and the differences between the sides.

use std::collections::HashMap;

use super::cause::Cause;
use super::sides::Comparison;
use crate::assessment::chain::Graph;
use crate::model::{
    Certificate, Date, Engagement, EngagementId, EvidenceIndex, EvidenceRecord, GivenAnswer, Place,
    QuestionIndex, Reading, RecordLevel, Response, Subcontract, SupplierId,
};

/// A supplier in one of the chains.
#[derive(Debug)]
pub(super) struct ComparedParty<'a> {
    pub id: &'a SupplierId,
    /// The causes that differ for it between the sides, of those on which its profile depends.
    pub differs: Vec<Cause>,
    /// For each pair of a side and a side's rules: the answers of that side with the evidence of the other. Only
    /// present where answers and evidence both differ.
    pub mixed: HashMap<(usize, usize), Vec<Response>>,
}

/// An engagement with all parties of its chains.
#[derive(Debug)]
pub(super) struct Parties<'c, 'a> {
    pub comparison: &'c Comparison<'a>,
    /// Its row on each side.
    pub engagements: [&'a Engagement; 2],
    /// Its chain on each side.
    pub graphs: [Graph<'a>; 2],
    /// For each node of each chain its index in `list`.
    pub places: [Vec<usize>; 2],
    pub list: Vec<ComparedParty<'a>>,
}

impl<'a> Comparison<'a> {
    /// All parties in the chains of an engagement; `None` if it is not on both sides.
    pub(super) fn parties(&self, engagement: &EngagementId) -> Option<Parties<'_, 'a>> {
        let row = |side: usize| self.sides[side].engagements.get(engagement).copied();
        let engagements = [row(0)?, row(1)?];
        let graph = |side: usize| {
            let row: &'a Engagement = engagements[side];
            Graph::new(&row.supplier, self.sides[side].rows(engagement))
        };
        let graphs = [graph(0), graph(1)];
        let mut at: HashMap<&SupplierId, usize> = HashMap::new();
        let mut list: Vec<ComparedParty<'a>> = Vec::new();
        let places = [0, 1].map(|side: usize| {
            let nodes = graphs[side].nodes.iter();
            let place = nodes.map(|id| {
                *at.entry(id).or_insert_with(|| {
                    list.push(self.party(id));
                    list.len() - 1
                })
            });
            place.collect()
        });
        Some(Parties { comparison: self, engagements, graphs, places, list })
    }

    fn party(&self, id: &'a SupplierId) -> ComparedParty<'a> {
        let known = |side: usize| self.sides[side].known.get(id);
        let later = self.sides[0].side.as_of != self.sides[1].side.as_of;
        let rules = if self.same_rules { 0..1 } else { 0..2 };
        let differ = |same: fn(&Response, &Response) -> bool| {
            let under = |rules| {
                let of = |side| self.responses(id, side, rules);
                of(0).count() != of(1).count() || !of(0).zip(of(1)).all(|(a, b)| same(a, b))
            };
            rules.clone().any(under)
        };
        let in_cells = differ(show_the_same);
        let evidence = [0, 1].map(|side| known(side).map_or(&[][..], |known| &known.evidence));
        let papers = [0, 1].map(|side| known(side).map_or(&[][..], |known| &known.certificates));
        let responses = [0, 1].map(|side| known(side).map_or(0, |known| known.responses.len()));
        let mut differs = Vec::new();
        let mut add = |cause, it_does: bool| differs.extend(it_does.then_some(cause));
        add(Cause::Answers, differ(say_the_same) || self.has_later(id));
        let ages = later && evidence.iter().any(|records| !records.is_empty());
        add(Cause::Evidence, in_cells || ages || records(evidence[0]) != records(evidence[1]));
        let ends = later && papers.iter().any(|rows| !rows.is_empty());
        add(Cause::Certificates, ends || certificates(papers[0]) != certificates(papers[1]));
        add(Cause::Staleness, later && responses != [0, 0]);
        add(Cause::Policy, !self.same_rules);
        let mut mixed = HashMap::new();
        if in_cells {
            for rules in rules {
                for side in 0..2 {
                    mixed.insert((side, rules), self.mixed(id, side, rules));
                }
            }
        }
        ComparedParty { id, differs, mixed }
    }

    /// Whether a response, or a date in one, is in the future for one side and not for the other.
    fn has_later(&self, id: &SupplierId) -> bool {
        let days = [0, 1].map(|side: usize| self.sides[side].side.as_of);
        let between = |day: Date| (days[0] < day) != (days[1] < day);
        let later = |response: &Response| {
            let dates = response.answers.iter().filter_map(|given| match given.reading {
                Reading::Date(date) => Some(date),
                _ => None,
            });
            let own = [response.completed_on, response.returned_on()];
            own.into_iter().flatten().chain(dates).any(between)
        };
        (0..2).any(|side| self.responses(id, side, side).any(later))
    }

    /// The answers of a side, each with the evidence of the same question in the other side's newest response.
    fn mixed(&self, id: &SupplierId, side: usize, rules: usize) -> Vec<Response> {
        let other = 1 - side;
        let day = self.sides[other].side.as_of;
        let mut newest: Vec<&Response> = self.responses(id, other, rules).collect();
        newest.retain(|response| response.completed_on.max(response.returned_on()) <= Some(day));
        newest.sort_by_key(|response| {
            std::cmp::Reverse((response.returned_on(), response.file.clone()))
        });
        let mut shown: HashMap<(u16, QuestionIndex), (usize, Vec<bool>)> = HashMap::new();
        for (at, response) in newest.into_iter().enumerate() {
            for given in &response.answers {
                let key = (response.questionnaire, given.question);
                let (first, rows) = shown.entry(key).or_insert_with(|| (at, Vec::new()));
                if *first == at {
                    rows.push(given.has_evidence);
                }
            }
        }
        let mut responses: Vec<Response> = self.responses(id, side, rules).cloned().collect();
        for response in &mut responses {
            let mut seen: HashMap<QuestionIndex, usize> = HashMap::new();
            for given in &mut response.answers {
                let nth = seen.entry(given.question).or_default();
                let rows = shown.get(&(response.questionnaire, given.question));
                let row = rows.and_then(|(_, rows)| rows.get(*nth).or(rows.last()));
                given.has_evidence = row.copied().unwrap_or(false);
                *nth += 1;
            }
        }
        responses
    }
}

impl<'c, 'a> Parties<'c, 'a> {
    /// The causes that differ between the sides, in the order of [`Cause::ALL`].
    pub(super) fn causes(&self) -> Vec<Cause> {
        let [older, newer] = self.engagements;
        let mut causes: Vec<Cause> =
            self.list.iter().flat_map(|party| &party.differs).copied().collect();
        let edges = |side: usize| edges(self.comparison.sides[side].rows(&older.id));
        let home = |side: usize| -> Vec<_> {
            let known = &self.comparison.sides[side].known;
            let country = |party: &ComparedParty<'_>| known.get(party.id)?.supplier?.country;
            self.list.iter().map(country).collect()
        };
        let moved = older.supplier != newer.supplier || older.processing != newer.processing;
        if moved || edges(0) != edges(1) || home(0) != home(1) {
            causes.push(Cause::Chain);
        }
        if older.tier != newer.tier {
            causes.push(Cause::Tier);
        }
        if !self.comparison.same_rules {
            causes.push(Cause::Policy);
        }
        causes.sort();
        causes.dedup();
        causes
    }
}

/// Whether two responses have the same answers, whatever their evidence.
fn say_the_same(a: &Response, b: &Response) -> bool {
    let rows = |(a, b): (&GivenAnswer, &GivenAnswer)| {
        a.question == b.question && a.reading == b.reading && a.has_reason == b.has_reason
    };
    a.questionnaire == b.questionnaire
        && a.completed_on == b.completed_on
        && a.returned_on() == b.returned_on()
        && a.ids == b.ids
        && a.answers.len() == b.answers.len()
        && a.answers.iter().zip(&b.answers).all(rows)
}

/// Whether two responses name evidence for the same questions.
fn show_the_same(a: &Response, b: &Response) -> bool {
    let rows = |(a, b): (&GivenAnswer, &GivenAnswer)| {
        a.question == b.question && a.has_evidence == b.has_evidence
    };
    a.questionnaire == b.questionnaire
        && a.answers.len() == b.answers.len()
        && a.answers.iter().zip(&b.answers).all(rows)
}

/// The certificates without their places.
fn certificates(rows: &[&Certificate]) -> Vec<Certificate> {
    rows.iter().map(|row| Certificate { place: Place::default(), ..(*row).clone() }).collect()
}

/// The fields of evidence rows that have an effect.
fn records<'r>(
    rows: &[(EvidenceIndex, &'r EvidenceRecord)],
) -> Vec<(&'r str, RecordLevel, Option<Date>)> {
    rows.iter().map(|(_, row)| (row.control.as_str(), row.level, row.dated)).collect()
}

/// The edges without their places.
fn edges(rows: &[&Subcontract]) -> Vec<Subcontract> {
    rows.iter().map(|row| Subcontract { place: Place::default(), ..(*row).clone() }).collect()
}

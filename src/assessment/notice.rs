//! How many notice hours each contract of a chain may grant, so that no path runs out of time.
//!
//! Delays add up along a path, and what is left of our own hours is shared by all contracts on it. The most hours that
//! one contract may grant are the least, over all paths through it, of: where its hours are stated, what the other
//! stated hours leave (blank ones take nothing yet); where they are blank, what the stated hours leave, divided equally
//! among the blank contracts of that path. So each stated figure alone may be raised to its most, or all blank ones may
//! be filled in at once.

use super::context::Context;
use super::scene::Scene;
use crate::model::{LinkIndex, NodeIndex};

/// The largest sums of stated hours over paths, by the number of blank contracts on the path.
type HourSums = Vec<Option<f64>>;

/// The hours of the contracts of a chain.
#[derive(Debug)]
pub struct NoticeBudget {
    /// The hours that a path has; `None` at public.
    pub available: Option<f64>,
    /// The prime's contract first, then those of the edges in the graph's order.
    rooms: Vec<Room>,
}

/// The hours that the paths leave to one contract.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// The hours that its row states.
    pub agreed: Option<f64>,
    /// The most hours that the paths leave; below 0 where the other contracts alone take too much.
    pub most: f64,
    /// The number of contracts that share them, this one included: 1 if its own hours are stated.
    pub sharing: usize,
}

impl Room {
    /// The hours that would suffice if every contract of the path were shortened in proportion; `None` if its hours are
    /// blank or the path has enough.
    pub fn alike(&self, available: f64) -> Option<f64> {
        let agreed = self.agreed.filter(|agreed| *agreed > self.most)?;
        Some(agreed * available / (available - self.most + agreed))
    }
}

impl NoticeBudget {
    /// Divides the hours of a scene among its contracts. Paths are not enumerated: sums are kept by the number of blank
    /// contracts, down from the prime and up from the leaves.
    pub fn new(context: &Context<'_>, scene: &Scene<'_, '_>) -> Self {
        let available = scene.available_hours(context);
        let graph = scene.graph;
        let nodes = graph.nodes.len();
        let mut above: Vec<HourSums> = vec![Vec::new(); nodes];
        above[NodeIndex::PRIME] = through(&[Some(0.0)].to_vec(), scene.engagement.notice_agreed);
        for edge in &graph.edges {
            let arriving = through(&above[edge.from], edge.row.notice_agreed);
            merge(&mut above[edge.to], &arriving);
        }
        let mut below: Vec<HourSums> = vec![vec![Some(0.0)]; nodes];
        for edge in graph.edges.iter().rev() {
            let leaving = through(&below[edge.to], edge.row.notice_agreed);
            merge(&mut below[edge.from], &leaving);
        }
        let start = vec![Some(0.0)];
        let hours = available.unwrap_or(0.0);
        let prime = room(hours, scene.engagement.notice_agreed, &start, &below[NodeIndex::PRIME]);
        let edges = graph
            .edges
            .iter()
            .map(|edge| room(hours, edge.row.notice_agreed, &above[edge.from], &below[edge.to]));
        Self { available, rooms: std::iter::once(prime).chain(edges).collect() }
    }

    /// The hours left to the contract of an edge; `None` is the prime's contract.
    pub fn room(&self, edge: Option<LinkIndex>) -> Room {
        self.rooms[edge.map_or(0, |edge| edge.get() + 1)]
    }
}

/// The sums after one more contract.
fn through(sums: &HourSums, agreed: Option<f64>) -> HourSums {
    match agreed {
        Some(hours) => sums.iter().map(|sum| sum.map(|sum| sum + hours)).collect(),
        None => std::iter::once(None).chain(sums.iter().copied()).collect(),
    }
}

/// Keeps the larger sum for each number of blank contracts.
fn merge(into: &mut HourSums, other: &HourSums) {
    into.resize(into.len().max(other.len()), None);
    for (kept, new) in into.iter_mut().zip(other) {
        *kept = match (*kept, *new) {
            (Some(known), Some(new)) => Some(known.max(new)),
            (known, new) => known.or(new),
        };
    }
}

/// The hours that all paths through one contract leave to it.
fn room(available: f64, agreed: Option<f64>, above: &HourSums, below: &HourSums) -> Room {
    let mut tightest = Room { agreed, most: f64::INFINITY, sharing: 1 };
    let known = |sums: &HourSums| -> Vec<(usize, f64)> {
        sums.iter().enumerate().filter_map(|(blank, sum)| Some((blank, (*sum)?))).collect()
    };
    for (blank_above, sum_above) in known(above) {
        for (blank_below, sum_below) in known(below) {
            let left = available - (sum_above + sum_below);
            let sharing = if agreed.is_some() { 1 } else { blank_above + blank_below + 1 };
            #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 contracts")]
            let most = left / sharing as f64;
            if most < tightest.most {
                tightest = Room { agreed, most, sharing };
            }
        }
    }
    tightest
}

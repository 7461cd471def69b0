//! A past run as it was written: its decisions, its snapshot, and the trend up to it.

use std::collections::HashMap;
use std::path::Path;

use super::stand::Stand;
use crate::model::{Date, EngagementId};
use crate::run_folder::finished::{FinishedError, FinishedRun};
use crate::run_folder::snapshot::Snapshot;

/// The most runs of a trend, the present one included.
pub const TREND: usize = 8;

/// The likelihoods of one run, by engagement.
#[derive(Debug)]
pub struct TrendPoint {
    /// The as-of date of the run.
    pub as_of: Date,
    /// The likelihood of each engagement that had one.
    pub likelihoods: HashMap<EngagementId, f64>,
}

/// A past run.
#[derive(Debug)]
pub struct Past {
    /// Its as-of date.
    pub as_of: Date,
    /// The name and version of the program that wrote it.
    pub program: String,
    /// The SHA-256 of its `run.json`.
    pub digest: String,
    /// Its engagements, by rank.
    pub stands: Vec<Stand>,
    /// Its snapshot; an error says why it can't be read.
    pub snapshot: Result<Snapshot, String>,
    /// The earlier runs of its chain, the oldest first, and itself: fewer than [`TREND`], as the present run is added.
    pub trend: Vec<TrendPoint>,
}

impl Past {
    /// Reads a run. Earlier runs are looked up in the folder `runs` by their digests; the trend ends at one that is
    /// missing or not as it was written.
    ///
    /// # Errors
    /// When its decisions are not as recorded.
    pub fn read(run: &FinishedRun, runs: &Path) -> Result<Self, FinishedError> {
        let stands = Stand::of(run)?;
        let mut trend = vec![earlier(run.as_of(), &stands)];
        let mut before = run.previous().map(str::to_owned);
        while let Some(digest) = before.take().filter(|_| trend.len() + 1 < TREND) {
            let Some(found) = FinishedRun::named(&digest, runs) else { break };
            let Ok(stands) = Stand::of(&found) else { break };
            trend.push(earlier(found.as_of(), &stands));
            before = found.previous().map(str::to_owned);
        }
        trend.reverse();
        Ok(Self {
            as_of: run.as_of(),
            program: run.program().to_owned(),
            digest: run.digest().to_owned(),
            stands,
            snapshot: run.snapshot().map_err(|error| error.to_string()),
            trend,
        })
    }
}

fn earlier(as_of: Date, stands: &[Stand]) -> TrendPoint {
    let known = stands.iter().filter_map(|one| Some((one.engagement.clone(), one.likelihood()?)));
    TrendPoint { as_of, likelihoods: known.collect() }
}

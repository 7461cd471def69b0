//! A past run, as it was written: what it decided, what it had read, and the runs before it.

use std::collections::HashMap;
use std::path::Path;

use super::stand::Stand;
use crate::model::{Date, EngagementId};
use crate::run_folder::finished::{FinishedError, FinishedRun};
use crate::run_folder::snapshot::Snapshot;

/// Runs that a trend shows at most, this one among them.
pub const TREND: usize = 8;

/// Likelihoods of one run by engagement.
#[derive(Debug)]
pub struct TrendPoint {
    /// The day it spoke of.
    pub as_of: Date,
    /// The likelihood of each engagement that had one.
    pub likelihoods: HashMap<EngagementId, f64>,
}

/// A past run.
#[derive(Debug)]
pub struct Past {
    /// The day it spoke of.
    pub as_of: Date,
    /// The program that wrote it, with its version.
    pub program: String,
    /// SHA-256 of its `run.json`.
    pub digest: String,
    /// Where its engagements stood, by rank.
    pub stands: Vec<Stand>,
    /// What it had read; else why that can't be had.
    pub snapshot: Result<Snapshot, String>,
    /// The runs before it, the oldest first, and itself; at most [`TREND`].
    pub trend: Vec<TrendPoint>,
}

impl Past {
    /// Reads a run. The runs before it are looked for in a folder by their digests; the trend ends where one is not
    /// there or not as it was written.
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

//! `findings.json`: every finding that is open, and those closed since the previous run, each with its past.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use crate::assessment::Memory;
use crate::assessment::tracking::{Standing, Tracked, Tracking};
use crate::model::Date;

/// Name of the file in a run folder.
pub const FINDINGS: &str = "findings.json";

/// Format line of the file.
pub(super) const FORMAT: &str = "flowdown-findings/1";

/// Word of a finding that still stands.
pub(super) const OPEN: &str = "open";

/// Word of a finding that is gone.
pub(super) const CLOSED: &str = "closed";

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingFigures<'f> {
    /// `F-` and ten hexadecimal digits; the same from run to run.
    pub id: &'f str,
    /// `rule` or `finding`.
    pub kind: &'f str,
    /// The gate rule, or the code of the finding.
    pub rule: &'f str,
    /// What the rule says after waivers, or `note`, `warning` or `error`.
    pub outcome: &'f str,
    /// The engagement.
    pub engagement: Option<&'f str>,
    /// The supplier.
    pub supplier: Option<&'f str>,
    /// What it is about; none: the supplier or the engagement as a whole.
    pub subject: Option<&'f str>,
    /// As-of date of the first run that found it.
    pub first_seen: String,
    /// Runs in a row that found it.
    pub times_seen: u32,
    /// As-of date of the last run that found it.
    pub last_seen: String,
    /// The last day on which mending it is in time: of all runs that found it the earliest they named.
    pub due: Option<String>,
    /// Days by which that day is over, 0 if it is not; none: nothing is due.
    pub overdue_days: Option<i32>,
    /// The waiver that accepts it.
    pub waiver: Option<&'f str>,
    /// `open` or `closed`.
    pub status: &'f str,
    /// As-of date of the first run that found it no more.
    pub closed_on: Option<String>,
    /// The day it was closed on before it came back.
    pub reopened: Option<String>,
    /// The id of the finding that it follows from; none: it is a cause.
    pub follows: Option<&'f str>,
    /// Why it was found.
    pub because: &'f str,
}

/// A condition or a hold with the earliest day that a run named for it, over its engagement's decision and stages.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RememberedCondition<'f> {
    /// The engagement.
    pub engagement: &'f str,
    /// The supplier.
    pub supplier: &'f str,
    /// The word that names the rule over runs: `control` for the rules about a required control.
    pub rule: &'f str,
    /// What it is about over runs; none: the supplier as a whole.
    pub subject: Option<&'f str>,
    /// The earliest day.
    pub due: String,
}

/// The file `findings.json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Findings<'f> {
    /// `flowdown-findings/1`.
    pub format: &'f str,
    /// The day they speak of.
    pub as_of: String,
    /// As-of date of the run before that they go on from; none: each is seen for the first time.
    pub since: Option<String>,
    /// By kind, engagement, supplier, rule, subject and id.
    pub findings: Vec<FindingFigures<'f>>,
    /// The due days that the runs after this one remember.
    pub conditions: Vec<RememberedCondition<'f>>,
}

/// The JSON Schema of [`Findings`].
pub fn schema() -> String {
    let schema = schemars::schema_for!(Findings<'_>);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn figures(one: &Tracked, as_of: Date) -> FindingFigures<'_> {
    let identity = &one.identity;
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    let closed_on = match one.standing {
        Standing::Open => None,
        Standing::Closed(on) => Some(on),
    };
    FindingFigures {
        id: &one.id,
        kind: identity.kind.word(),
        rule: &one.rule,
        outcome: &one.outcome,
        engagement: identity.engagement.as_deref(),
        supplier: identity.supplier.as_deref(),
        subject: Some(identity.subject.as_str()).filter(|subject| !subject.is_empty()),
        first_seen: one.first_seen.to_string(),
        times_seen: one.times_seen,
        last_seen: one.last_seen.to_string(),
        due: day(one.due),
        overdue_days: one.overdue_days(as_of),
        waiver: one.waiver.as_deref(),
        status: if closed_on.is_none() { OPEN } else { CLOSED },
        closed_on: day(closed_on),
        reopened: day(one.reopened),
        follows: one.follows.as_deref(),
        because: &one.because,
    }
}

fn remembered(memory: &Memory) -> impl Iterator<Item = RememberedCondition<'_>> {
    let each = memory.0.iter();
    let each = each.flat_map(|(id, days)| days.iter().map(move |(key, day)| (id, key, day)));
    each.map(|(engagement, key, day)| RememberedCondition {
        engagement: engagement.as_str(),
        supplier: key.supplier.as_str(),
        rule: &key.rule,
        subject: Some(key.subject.as_str()).filter(|subject| !subject.is_empty()),
        due: day.to_string(),
    })
}

/// Writes the findings, one a line: readable, and cheap to compare.
///
/// # Errors
/// When the file can't be written.
pub fn write(mut out: impl Write, tracking: &Tracking, as_of: Date) -> io::Result<()> {
    let since = tracking.since.map(|since| since.to_string());
    write!(
        out,
        "{{\n\"format\": {}, \"as_of\": {}, \"since\": {},\n\"findings\": [",
        serde_json::to_string(FORMAT)?,
        serde_json::to_string(&as_of.to_string())?,
        serde_json::to_string(&since)?,
    )?;
    for (index, one) in tracking.entries.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, &figures(one, as_of))?;
    }
    out.write_all(b"\n],\n\"conditions\": [")?;
    for (index, one) in remembered(&tracking.conditions).enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, &one)?;
    }
    out.write_all(b"\n]\n}\n")
}

//! `findings.json`: every open finding and those closed since the previous run, each with its history.

use std::borrow::Cow;
use std::io::{self, Write};
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::Memory;
use crate::assessment::tracking::{Kind, Standing, Tracked, Tracking};
use crate::model::{Code, Date, EngagementId, Known, Outcome, Rule, Severity, SupplierId};

/// The name of the file in a run folder.
pub const FINDINGS: &str = "findings.json";

/// The format line of the file.
pub(super) const FORMAT: &str = "flowdown-findings/1";

/// Whether a finding still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FindingStatus {
    /// It was found.
    Open,
    /// It is gone.
    Closed,
}

/// What was found: a gate rule, or the code of a finding. No word is both.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(untagged)]
pub enum FindingRule {
    /// A gate rule.
    Rule(Rule),
    /// The code of a finding.
    Code(Code),
}

/// What a rule says after waivers, or how much a finding matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(untagged)]
pub enum FindingOutcome {
    /// What the rule says.
    Outcome(Outcome),
    /// How much the finding matters.
    Severity(Severity),
}

impl FromStr for FindingRule {
    type Err = strum::ParseError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        word.parse().map(Self::Rule).or_else(|_| word.parse().map(Self::Code))
    }
}

impl From<FindingRule> for &'static str {
    fn from(rule: FindingRule) -> Self {
        match rule {
            FindingRule::Rule(rule) => rule.word(),
            FindingRule::Code(code) => code.word(),
        }
    }
}

impl FromStr for FindingOutcome {
    type Err = strum::ParseError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        word.parse().map(Self::Outcome).or_else(|_| word.parse().map(Self::Severity))
    }
}

impl From<FindingOutcome> for &'static str {
    fn from(outcome: FindingOutcome) -> Self {
        match outcome {
            FindingOutcome::Outcome(outcome) => outcome.word(),
            FindingOutcome::Severity(severity) => severity.word(),
        }
    }
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FindingFigures<'f> {
    /// `F-` and ten hexadecimal digits; the same from run to run.
    pub id: Cow<'f, str>,
    /// Whether a gate rule fired, or something else that a person should know.
    pub kind: Kind,
    /// The gate rule, or the code of the finding.
    pub rule: Known<FindingRule>,
    /// What the rule says after waivers, or `note`, `warning` or `error`.
    pub outcome: Known<FindingOutcome>,
    /// The engagement.
    pub engagement: Option<EngagementId>,
    /// The supplier.
    pub supplier: Option<SupplierId>,
    /// What it is about; none: the supplier or the engagement as a whole.
    pub subject: Option<Cow<'f, str>>,
    /// As-of date of the first run that found it.
    pub first_seen: Date,
    /// Runs in a row that found it.
    pub times_seen: u32,
    /// As-of date of the last run that found it.
    pub last_seen: Date,
    /// The last day on which mending it is in time: of all runs that found it the earliest they named.
    pub due: Option<Date>,
    /// Days by which that day is over, 0 if it is not; none: nothing is due.
    pub overdue_days: Option<i32>,
    /// The waiver that accepts it.
    pub waiver: Option<Cow<'f, str>>,
    /// Whether it still stands.
    pub status: FindingStatus,
    /// As-of date of the first run that found it no more.
    pub closed_on: Option<Date>,
    /// The day it was closed on before it came back.
    pub reopened: Option<Date>,
    /// The id of the finding that it follows from; none: it is a cause.
    pub follows: Option<Cow<'f, str>>,
    /// Why it was found.
    pub because: Cow<'f, str>,
}

/// A condition or a hold with the earliest day that a run named for it, over its engagement's decision and stages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RememberedCondition<'f> {
    /// The engagement.
    pub engagement: EngagementId,
    /// The supplier.
    pub supplier: SupplierId,
    /// The word that names the rule over runs: `control` for the rules about a required control.
    pub rule: Cow<'f, str>,
    /// What it is about over runs; none: the supplier as a whole.
    pub subject: Option<Cow<'f, str>>,
    /// The earliest day.
    pub due: Date,
}

/// The file `findings.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Findings<'f> {
    /// `flowdown-findings/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'f, str>,
    /// The day they speak of.
    pub as_of: Date,
    /// As-of date of the run before that they go on from; none: each is seen for the first time.
    pub since: Option<Date>,
    /// By kind, engagement, supplier, rule, subject and id.
    pub findings: Vec<FindingFigures<'f>>,
    /// The due days that the runs after this one remember; none: an older program kept none.
    #[schemars(with = "Vec<RememberedCondition<'f>>")]
    pub conditions: Option<Vec<RememberedCondition<'f>>>,
}

/// The JSON Schema of [`Findings`].
pub fn schema() -> String {
    crate::schema::of::<Findings<'_>>()
}

fn figures(one: &Tracked, as_of: Date) -> FindingFigures<'_> {
    let identity = &one.identity;
    let (status, closed_on) = match one.standing {
        Standing::Open => (FindingStatus::Open, None),
        Standing::Closed(on) => (FindingStatus::Closed, Some(on)),
    };
    FindingFigures {
        id: one.id.as_str().into(),
        kind: identity.kind,
        rule: Known::read(&one.rule),
        outcome: Known::read(&one.outcome),
        engagement: identity.engagement.as_deref().map(EngagementId::new),
        supplier: identity.supplier.as_deref().map(SupplierId::new),
        subject: filled(&identity.subject),
        first_seen: one.first_seen,
        times_seen: one.times_seen,
        last_seen: one.last_seen,
        due: one.due,
        overdue_days: one.overdue_days(as_of),
        waiver: one.waiver.as_deref().map(Cow::from),
        status,
        closed_on,
        reopened: one.reopened,
        follows: one.follows.as_deref().map(Cow::from),
        because: one.because.as_str().into(),
    }
}

fn filled(text: &str) -> Option<Cow<'_, str>> {
    Some(text).filter(|text| !text.is_empty()).map(Cow::from)
}

fn remembered(memory: &Memory) -> impl Iterator<Item = RememberedCondition<'_>> {
    let each = memory.0.iter();
    let each = each.flat_map(|(id, days)| days.iter().map(move |(key, day)| (id, key, day)));
    each.map(|(engagement, key, day)| RememberedCondition {
        engagement: engagement.clone(),
        supplier: key.supplier.clone(),
        rule: key.rule.as_str().into(),
        subject: filled(&key.subject),
        due: *day,
    })
}

/// Writes the findings, one a line: readable and easy to compare.
///
/// # Errors
/// When the file can't be written.
pub fn write(mut out: impl Write, tracking: &Tracking, as_of: Date) -> io::Result<()> {
    write!(
        out,
        "{{\n\"format\": {}, \"as_of\": {}, \"since\": {},\n\"findings\": [",
        serde_json::to_string(FORMAT)?,
        serde_json::to_string(&as_of)?,
        serde_json::to_string(&tracking.since)?,
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

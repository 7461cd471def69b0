//! The decisions that change by themselves, as text for people and as JSON for programs.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::forecast::{Change, Standing};
use crate::diagnostic::Lines;
use crate::model::{Date, Decision, EngagementId};
use crate::sheet::text::clean;

/// The format line of the JSON form.
const FORMAT: &str = "flowdown-forecast/1";

/// How an engagement stands on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StandingView {
    /// The decision; none: the engagement is over.
    pub decision: Option<Decision>,
    /// The stage in force; none: there is none.
    pub stage: Option<String>,
    /// The decision at its tier.
    pub stage_decision: Option<Decision>,
}

impl From<&Standing> for StandingView {
    fn from(one: &Standing) -> Self {
        let stage = one.stage.as_ref();
        Self {
            decision: one.decision,
            stage: stage.map(|(name, ..)| name.clone()),
            stage_decision: stage.map(|(_, _, decision)| *decision),
        }
    }
}

/// A change that comes about by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangeView {
    /// The day from which it holds.
    pub day: Date,
    /// The engagement.
    pub engagement: EngagementId,
    /// How it stands before.
    pub before: StandingView,
    /// How it stands from that day on.
    pub after: StandingView,
    /// Why.
    pub because: String,
}

/// What changes by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ForecastView {
    /// `flowdown-forecast/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// The day from which it looks ahead.
    pub as_of: Date,
    /// Days that it looks ahead.
    pub days: u16,
    /// The changes, by day, then by rank.
    pub changes: Vec<ChangeView>,
}

/// The JSON Schema of [`ForecastView`].
pub fn schema() -> String {
    crate::schema::of::<ForecastView>()
}

/// The changes as they are printed as JSON.
pub fn view(changes: &[Change], as_of: Date, days: u16) -> ForecastView {
    let change = |one: &Change| ChangeView {
        day: one.day,
        engagement: one.engagement.clone(),
        before: (&one.before).into(),
        after: (&one.after).into(),
        because: one.because.clone(),
    };
    ForecastView {
        format: FORMAT.into(),
        as_of,
        days,
        changes: changes.iter().map(change).collect(),
    }
}

/// The changes as text for people.
pub fn text(view: &ForecastView) -> Lines {
    let word = |standing: &StandingView| {
        let decision = standing.decision.map_or("ended", Decision::word);
        match (&standing.stage, standing.stage_decision) {
            (Some(stage), Some(at)) => format!("{decision}, stage {stage}: {at}"),
            _ => decision.to_owned(),
        }
    };
    let mut text = Lines::new();
    text.line(format_args!(
        "within {} days of {}, if nothing comes in, {} decisions or stages change",
        view.days,
        view.as_of,
        view.changes.len()
    ));
    for one in &view.changes {
        let (before, after) = (word(&one.before), word(&one.after));
        let line = format!("{} {}: {before} -> {after}; {}", one.day, one.engagement, one.because);
        text.line(format_args!("  {}", clean(&line)));
    }
    text
}

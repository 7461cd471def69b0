//! Past runs under other rules: which decisions would have differed, and which incidents would have been flagged
//! before.

mod trials;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use trials::{Occurred, occurred, trials};

use crate::assessment::backtest::{Score, Trial, score};
use crate::comparison::movement::Stand;
use crate::diagnostic::Lines;
use crate::model::{Date, Decision, EngagementId, SupplierId};
use crate::run_folder::figure::Figure;
use crate::sheet::text::clean;

/// The format line of the JSON form.
const FORMAT: &str = "flowdown-replay/1";

/// A past run, as it was decided and as it would have been decided.
#[derive(Debug)]
pub struct Replayed {
    /// Its as-of date.
    pub as_of: Date,
    /// The decisions as recorded.
    pub decided: Vec<Stand>,
    /// The decisions under the other rules.
    pub replayed: Vec<Stand>,
    /// The number of responses to questionnaires that the other rules do not have.
    pub unasked: usize,
}

/// A decision that would have differed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Difference {
    /// The run's day.
    pub as_of: Date,
    /// The engagement.
    pub engagement: EngagementId,
    /// Its prime supplier, by its present id.
    pub supplier: SupplierId,
    /// As it was decided.
    pub decided: Decision,
    /// As it would have been.
    pub replayed: Decision,
    /// The likelihood as it was recorded.
    pub likelihood_decided: Option<Figure>,
    /// The likelihood as it would have been.
    pub likelihood_replayed: Option<Figure>,
}

/// An incident and what had been said before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Foreseen {
    /// The incident.
    pub incident: String,
    /// Its supplier, by its present id.
    pub supplier: SupplierId,
    /// The day it was detected.
    pub detected: Date,
    /// The run before it.
    pub run: Date,
    /// Whether a rule of that run that names the supplier said escalate, hold or reject.
    pub flagged_decided: bool,
    /// The same under the other rules.
    pub flagged_replayed: bool,
}

/// How well a policy told beforehand. A case is one supplier from one run to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScoreFigures {
    /// Cases: the fewer, the less all of this says.
    pub cases: usize,
    /// Flagged, and an incident came.
    pub hits: usize,
    /// Not flagged, and an incident came.
    pub misses: usize,
    /// Flagged, and none came.
    pub false_alarms: usize,
    /// Not flagged, and none came.
    pub quiet: usize,
    /// Mean squared distance of the likelihood in its time from what came: 0 the best; null without cases.
    pub brier: Option<Figure>,
    /// The same, had the share of cases with an incident been said of every one.
    pub brier_constant: Option<Figure>,
}

/// Past runs under other rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Replay {
    /// `flowdown-replay/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// The runs' days, the oldest first.
    pub runs: Vec<Date>,
    /// The other policy: its name and edition.
    pub policy: String,
    /// Engagements decided in all runs together.
    pub engagements: usize,
    /// Decisions that would have differed: by run, then by rank.
    pub differences: Vec<Difference>,
    /// Incidents after the first run, up to the last.
    pub incidents: Vec<Foreseen>,
    /// As it was decided.
    pub decided: ScoreFigures,
    /// Under the other rules.
    pub replayed: ScoreFigures,
    /// Responses left out, as the other rules don't have their questionnaire.
    pub unasked: usize,
}

/// The JSON Schema of [`Replay`].
pub fn schema() -> String {
    crate::schema::of::<Replay>()
}

fn figures(score: &Score) -> ScoreFigures {
    ScoreFigures {
        cases: score.cases(),
        hits: score.hits,
        misses: score.misses,
        false_alarms: score.false_alarms,
        quiet: score.quiet,
        brier: score.brier.map(Figure::from),
        brier_constant: score.constant.map(Figure::from),
    }
}

/// Compares the recorded decisions with those under the other rules. `runs` are in the order of their days.
pub fn replay(runs: &[Replayed], incidents: &[Occurred], policy: String) -> Replay {
    let side = |of: fn(&Replayed) -> &Vec<Stand>| -> Vec<Trial> {
        trials(
            &runs.iter().map(|run| (run.as_of, of(run).as_slice())).collect::<Vec<_>>(),
            incidents,
        )
    };
    let (decided, replayed) = (side(|run| &run.decided), side(|run| &run.replayed));
    Replay {
        format: FORMAT.into(),
        runs: runs.iter().map(|run| run.as_of).collect(),
        policy,
        engagements: runs.iter().map(|run| run.decided.len()).sum(),
        differences: runs.iter().flat_map(differences).collect(),
        incidents: foreseen(incidents, &decided, &replayed),
        decided: figures(&score(&decided)),
        replayed: figures(&score(&replayed)),
        unasked: runs.iter().map(|run| run.unasked).sum(),
    }
}

fn differences(run: &Replayed) -> Vec<Difference> {
    let anew: HashMap<&str, &Stand> =
        run.replayed.iter().map(|stand| (stand.engagement.as_str(), stand)).collect();
    let of = |old: &Stand| {
        let new = anew.get(old.engagement.as_str())?;
        (new.decision != old.decision).then(|| Difference {
            as_of: run.as_of,
            engagement: old.engagement.clone(),
            supplier: old.supplier.clone(),
            decided: old.decision,
            replayed: new.decision,
            likelihood_decided: old.likelihood().map(Figure::from),
            likelihood_replayed: new.likelihood().map(Figure::from),
        })
    };
    run.decided.iter().filter_map(of).collect()
}

fn foreseen(incidents: &[Occurred], decided: &[Trial], replayed: &[Trial]) -> Vec<Foreseen> {
    let flags = |trials: &[Trial]| -> BTreeMap<(SupplierId, Date), (Date, bool)> {
        let of = |trial: &Trial| ((trial.supplier.clone(), trial.from), (trial.to, trial.flagged));
        trials.iter().map(of).collect()
    };
    let (decided, replayed) = (flags(decided), flags(replayed));
    let of = |incident: &Occurred| {
        let is_it = |(key, (to, _)): &(&(SupplierId, Date), &(Date, bool))| {
            key.0 == incident.supplier && key.1 < incident.detected && incident.detected <= *to
        };
        let (key, (_, flagged)) = decided.iter().find(is_it)?;
        Some(Foreseen {
            incident: incident.id.clone(),
            supplier: key.0.clone(),
            detected: incident.detected,
            run: key.1,
            flagged_decided: *flagged,
            flagged_replayed: replayed.get(key).is_some_and(|(_, flagged)| *flagged),
        })
    };
    incidents.iter().filter_map(of).collect()
}

/// The replay as text for people: the differences, the incidents, and how well both policies predicted them.
pub fn text(replay: &Replay) -> Lines {
    let mut text = Lines::new();
    let days: Vec<String> = replay.runs.iter().map(ToString::to_string).collect();
    text.line(format_args!(
        "{} runs of {} under {}: {} of {} decisions would have differed",
        replay.runs.len(),
        days.join(", "),
        clean(&replay.policy),
        replay.differences.len(),
        replay.engagements
    ));
    for one in &replay.differences {
        let p = |figure: &Option<Figure>| {
            figure.map_or_else(|| "–".to_owned(), |figure| format!("{:.2} %", 100.0 * figure.0))
        };
        text.line(format_args!(
            "  {}  {:<10} {:<10} {} → {}; likelihood {} → {}",
            one.as_of,
            clean(one.engagement.as_str()),
            clean(one.supplier.as_str()),
            one.decided,
            one.replayed,
            p(&one.likelihood_decided),
            p(&one.likelihood_replayed)
        ));
    }
    if replay.unasked > 0 {
        text.line(format_args!(
            "{} responses were left out: these rules don't have their questionnaire",
            replay.unasked
        ));
    }
    let flagged = |flagged| if flagged { "flagged" } else { "not flagged" };
    text.line(format_args!("{} incidents between the runs", replay.incidents.len()));
    for one in &replay.incidents {
        text.line(format_args!(
            "  {}  {:<14} {:<10} after {}: {} as decided, {} under these rules",
            one.detected,
            clean(&one.incident),
            clean(one.supplier.as_str()),
            one.run,
            flagged(one.flagged_decided),
            flagged(one.flagged_replayed)
        ));
    }
    text.append(&table(&replay.decided, &replay.replayed));
    text
}

/// The scores of two policies side by side.
fn table(decided: &ScoreFigures, replayed: &ScoreFigures) -> Lines {
    let mut text = Lines::new();
    text.line(format_args!("{:<34} {:>11} {:>11}", "", "as decided", "these rules"));
    let counts = [
        ("cases (a supplier between two runs)", decided.cases, replayed.cases),
        ("hits: flagged, and it happened", decided.hits, replayed.hits),
        ("misses: not flagged, it happened", decided.misses, replayed.misses),
        ("false alarms: flagged, it did not", decided.false_alarms, replayed.false_alarms),
        ("quiet: neither", decided.quiet, replayed.quiet),
    ];
    for (what, a, b) in counts {
        text.line(format_args!("{what:<35} {a:>10} {b:>11}"));
    }
    let brier = |figure: Option<Figure>| {
        figure.map_or_else(|| "–".to_owned(), |figure| format!("{:.6}", figure.0))
    };
    for (what, a, b) in [
        ("Brier score, 0 the best", decided.brier, replayed.brier),
        ("  of the share of incidents alone", decided.brier_constant, replayed.brier_constant),
    ] {
        text.line(format_args!("{what:<35} {:>10} {:>11}", brier(a), brier(b)));
    }
    text
}

//! The comparison of two runs, as text for people and as JSON for programs.

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::movement::{MoveStatus, Moved, Movement, RecordedRule, RenewalLine, Stand};
use crate::assessment::attribution::Cause;
use crate::diagnostic::Lines;
use crate::model::{Date, Decision, EngagementId, SupplierId, Tier};
use crate::run_folder::figure::Figure;
use crate::sheet::text::clean;

/// The format line of the JSON form.
const FORMAT: &str = "flowdown-compare/1";

/// Where an engagement stood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StandFigures {
    /// The decision.
    pub decision: Decision,
    /// Its place in the order of attention, from 1.
    pub rank: usize,
    /// The likelihood of its chain; null where no node has one.
    pub likelihood: Option<Figure>,
    /// The highest tier at which it would have been allowed.
    pub ceiling: Tier,
    /// The tier it was assessed for.
    pub tier: Tier,
}

/// A cause with its share in a move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CauseFigures {
    /// The cause.
    pub cause: Cause,
    /// Its share in ln P, not rounded, so that the shares add up to the move; 0 where it changed nothing.
    pub amount: f64,
}

/// An engagement then and now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MovedFigures {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its prime supplier, by its present id.
    pub supplier: SupplierId,
    /// What became of it. A rank alone changes with others and is no change.
    pub status: MoveStatus,
    /// Where it stood; null: it was not there.
    pub before: Option<StandFigures>,
    /// Where it stands; null: it is no longer there.
    pub after: Option<StandFigures>,
    /// ln of the likelihood after less ln of the one before, not rounded; null where one of them is null.
    #[serde(rename = "move")]
    pub log_move: Option<f64>,
    /// All eight causes with their shares, which add up to the move; empty where there is no move or no cause can be told.
    pub causes: Vec<CauseFigures>,
    /// Rules that fire now and did not.
    pub rules_gained: Vec<RecordedRule>,
    /// Rules that fired and no longer do.
    pub rules_lost: Vec<RecordedRule>,
}

/// A step from the older sum of likelihoods to the newer one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StepFigures {
    /// What it is.
    pub step: String,
    /// By how much the sum changes; the first and the last are the sums.
    pub amount: Figure,
}

/// A supplier that was renamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RenamedFigures {
    /// Its id in the older run.
    pub from: SupplierId,
    /// Its id in the newer run, whose register names the other as an alias.
    pub to: SupplierId,
}

/// Two runs compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Compare {
    /// `flowdown-compare/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// The older run's day.
    pub before: Date,
    /// The newer run's day.
    pub after: Date,
    /// Engagements by their rank now; those that are gone last.
    pub engagements: Vec<MovedFigures>,
    /// The sum of likelihoods then, what changed it, and the sum now.
    pub waterfall: Vec<StepFigures>,
    /// Responses then and now.
    pub responses: Vec<RenewalLine>,
    /// Suppliers that were renamed.
    pub renamed: Vec<RenamedFigures>,
    /// Why the causes can't be told; null: they are.
    pub untold: Option<String>,
}

/// The JSON Schema of [`Compare`].
pub fn schema() -> String {
    crate::schema::of::<Compare>()
}

fn stand(stand: &Stand) -> StandFigures {
    StandFigures {
        decision: stand.decision,
        rank: stand.rank,
        likelihood: stand.likelihood().map(Figure::from),
        ceiling: stand.ceiling,
        tier: stand.tier,
    }
}

fn moved(one: &Moved) -> MovedFigures {
    let cause = |(cause, amount): &(Cause, f64)| CauseFigures { cause: *cause, amount: *amount };
    MovedFigures {
        engagement: one.engagement.clone(),
        supplier: one.supplier.clone(),
        status: one.status,
        before: one.before.as_ref().map(stand),
        after: one.after.as_ref().map(stand),
        log_move: one.log_move,
        causes: one.causes.iter().map(cause).collect(),
        rules_gained: one.gained.clone(),
        rules_lost: one.lost.clone(),
    }
}

/// The comparison of two runs as it is printed as JSON.
pub fn view(movement: &Movement) -> Compare {
    let step = |step: &super::movement::WaterfallStep| StepFigures {
        step: step.label.clone(),
        amount: step.amount.into(),
    };
    let renamed = |(from, to): &(String, String)| RenamedFigures {
        from: SupplierId::new(from),
        to: SupplierId::new(to),
    };
    Compare {
        format: FORMAT.into(),
        before: movement.before,
        after: movement.after,
        engagements: movement.engagements.iter().map(moved).collect(),
        waterfall: movement.waterfall.iter().map(step).collect(),
        responses: movement.renewals.clone(),
        renamed: movement.renamed.iter().map(renamed).collect(),
        untold: movement.untold.clone(),
    }
}

/// The comparison of two runs as text: the waterfall, then each engagement that moved with its causes.
pub fn text(movement: &Movement) -> Lines {
    let count = |status| movement.count(status);
    let mut text = Lines::new();
    text.line(format_args!(
        "from {} to {}: {} changed, {} new, {} gone, {} ended, {} unchanged",
        movement.before,
        movement.after,
        count(MoveStatus::Changed),
        count(MoveStatus::New),
        count(MoveStatus::Gone),
        count(MoveStatus::Ended),
        count(MoveStatus::Unchanged)
    ));
    for (from, to) in &movement.renamed {
        text.line(format_args!("{} is now {}", clean(from), clean(to)));
    }
    if let Some(reason) = &movement.untold {
        text.line(format_args!("the causes can't be told, as the snapshot {}", clean(reason)));
    }
    text.line("sum of likelihoods (planning figures: the order matters more than the level)");
    for step in &movement.waterfall {
        let amount = if step.is_sum {
            format!("{:.4}", step.amount)
        } else {
            format!("{:+.4}", step.amount)
        };
        text.line(format_args!("  {:<28} {amount:>9}", step.label));
    }
    let shown = movement.engagements.iter().filter(|one| one.status != MoveStatus::Unchanged);
    shown.for_each(|one| paragraph(&mut text, one));
    text
}

/// Writes an engagement in a few lines.
fn paragraph(text: &mut Lines, one: &Moved) {
    let likelihood = |stand: &Stand| {
        stand.likelihood().map_or_else(|| "–".to_owned(), |p| format!("{:.2} %", 100.0 * p))
    };
    let of = |stand: &Option<Stand>, what: &dyn Fn(&Stand) -> String| {
        stand.as_ref().map_or_else(|| "–".to_owned(), what)
    };
    let pair = |what: &dyn Fn(&Stand) -> String| {
        let (before, after) = (of(&one.before, what), of(&one.after, what));
        if before == after { after } else { format!("{before} → {after}") }
    };
    text.line(format_args!(
        "{:<10} {:<10} {:<8} {}; likelihood {}; rank {}; ceiling {}",
        clean(one.engagement.as_str()),
        clean(one.supplier.as_str()),
        one.status.word(),
        pair(&|stand| stand.decision.word().to_owned()),
        pair(&likelihood),
        pair(&|stand| stand.rank.to_string()),
        pair(&|stand| stand.ceiling.name().to_owned()),
    ));
    let causes: Vec<String> = one
        .causes
        .iter()
        .filter(|(_, amount)| *amount != 0.0)
        .map(|(cause, amount)| format!("{} ×{:.3}", cause.word(), amount.exp()))
        .collect();
    if !causes.is_empty() {
        text.line(format_args!("    {}", causes.join(", ")));
    }
    for (sign, rules) in [("+", &one.gained), ("−", &one.lost)] {
        let counts = counts(rules);
        if !counts.is_empty() {
            text.line(format_args!("    {sign} {}", counts.join(", ")));
        }
    }
}

/// How often each rule fired with each outcome, the worst first.
pub fn counts(rules: &[RecordedRule]) -> Vec<String> {
    let mut counts: IndexMap<(&str, &str), usize> = IndexMap::new();
    for rule in rules {
        *counts.entry((rule.outcome.word(), rule.rule.word())).or_default() += 1;
    }
    let word = |((outcome, rule), count): ((&str, &str), usize)| match count {
        1 => format!("{outcome} {rule}"),
        _ => format!("{outcome} {rule} ×{count}"),
    };
    counts.into_iter().map(word).collect()
}

//! Two runs compared, as a text for people and as JSON for programs.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::movement::{MoveStatus, Moved, Movement, RecordedRule, Stand};
use crate::assessment::attribution::Cause;
use crate::diagnostic::Lines;
use crate::run_folder::figure::Figure;
use crate::sheet::text::clean;

/// Where an engagement stood.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandFigures {
    /// The decision.
    pub decision: String,
    /// Its place in the order of attention, from 1.
    pub rank: usize,
    /// The likelihood of its chain; null where no node has one.
    pub likelihood: Option<Figure>,
    /// The highest tier at which it would have been allowed.
    pub ceiling: String,
    /// The tier it was assessed for.
    pub tier: String,
}

/// A cause with its share in a move.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CauseFigures {
    /// `answers`, `evidence`, `certificates`, `staleness`, `chain`, `tier`, `policy` or `method`.
    pub cause: String,
    /// Its share in ln P, not rounded, so that the shares add up to the move; 0 where it changed nothing.
    pub amount: f64,
}

/// A rule that fires on one side only.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiredFigures {
    /// The rule's name.
    pub rule: String,
    /// What it says after waivers.
    pub outcome: String,
    /// The supplier it names, by its present id.
    pub supplier: String,
    /// What it is about.
    pub subject: Option<String>,
}

/// An engagement then and now.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MovedFigures {
    /// The engagement.
    pub engagement: String,
    /// Its prime supplier, by its present id.
    pub supplier: String,
    /// `changed`, `new`, `gone` or `unchanged`. A rank alone changes with others and is no change.
    pub status: String,
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
    pub rules_gained: Vec<FiredFigures>,
    /// Rules that fired and no longer do.
    pub rules_lost: Vec<FiredFigures>,
}

/// A step from the older sum of likelihoods to the newer one.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepFigures {
    /// What it is.
    pub step: String,
    /// By how much the sum changes; the first and the last are the sums.
    pub amount: Figure,
}

/// A questionnaire of a supplier then and now.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewalFigures {
    /// Who answers.
    pub supplier: String,
    /// The questionnaire.
    pub questionnaire: String,
    /// The file that counted then.
    pub before: Option<String>,
    /// The file that counts now.
    pub after: Option<String>,
    /// Questions answered otherwise, new or gone.
    pub changed: usize,
    /// Questions answered the same.
    pub same: usize,
    /// Of these, those of another form with the same remark or evidence, word for word.
    pub repeated: usize,
}

/// A supplier that was renamed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenamedFigures {
    /// Its id in the older run.
    pub from: String,
    /// Its id in the newer run, whose register names the other as an alias.
    pub to: String,
}

/// Two runs compared.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// `flowdown-compare/1`.
    pub format: &'static str,
    /// The older run's day.
    pub before: String,
    /// The newer run's day.
    pub after: String,
    /// Engagements by their rank now; those that are gone last.
    pub engagements: Vec<MovedFigures>,
    /// The sum of likelihoods then, what changed it, and the sum now.
    pub waterfall: Vec<StepFigures>,
    /// Responses then and now.
    pub responses: Vec<RenewalFigures>,
    /// Suppliers that were renamed.
    pub renamed: Vec<RenamedFigures>,
    /// Why the causes can't be told; null: they are.
    pub untold: Option<String>,
}

/// The JSON Schema of [`Compare`].
pub fn schema() -> String {
    let mut text =
        serde_json::to_string_pretty(&schemars::schema_for!(Compare)).unwrap_or_default();
    text.push('\n');
    text
}

fn stand(stand: &Stand) -> StandFigures {
    StandFigures {
        decision: stand.decision.word().to_owned(),
        rank: stand.rank,
        likelihood: stand.likelihood().map(Figure::from),
        ceiling: stand.ceiling.name().to_owned(),
        tier: stand.tier.name().to_owned(),
    }
}

fn fired(rules: &[RecordedRule]) -> Vec<FiredFigures> {
    let of = |one: &RecordedRule| FiredFigures {
        rule: one.rule.clone(),
        outcome: one.outcome.clone(),
        supplier: one.supplier.clone(),
        subject: one.subject.clone(),
    };
    rules.iter().map(of).collect()
}

fn moved(one: &Moved) -> MovedFigures {
    let cause = |(cause, amount): &(Cause, f64)| CauseFigures {
        cause: cause.word().to_owned(),
        amount: *amount,
    };
    MovedFigures {
        engagement: one.engagement.clone(),
        supplier: one.supplier.to_string(),
        status: one.status.word().to_owned(),
        before: one.before.as_ref().map(stand),
        after: one.after.as_ref().map(stand),
        log_move: one.log_move,
        causes: one.causes.iter().map(cause).collect(),
        rules_gained: fired(&one.gained),
        rules_lost: fired(&one.lost),
    }
}

/// Two runs compared, to be printed as JSON.
pub fn view(movement: &Movement) -> Compare {
    let step = |step: &super::movement::WaterfallStep| StepFigures {
        step: step.label.clone(),
        amount: step.amount.into(),
    };
    let renewal = |one: &super::movement::RenewalLine| RenewalFigures {
        supplier: one.supplier.clone(),
        questionnaire: one.questionnaire.clone(),
        before: one.before.clone(),
        after: one.after.clone(),
        changed: one.changed,
        same: one.same,
        repeated: one.repeated,
    };
    let renamed =
        |(from, to): &(String, String)| RenamedFigures { from: from.clone(), to: to.clone() };
    Compare {
        format: "flowdown-compare/1",
        before: movement.before.to_string(),
        after: movement.after.to_string(),
        engagements: movement.engagements.iter().map(moved).collect(),
        waterfall: movement.waterfall.iter().map(step).collect(),
        responses: movement.renewals.iter().map(renewal).collect(),
        renamed: movement.renamed.iter().map(renamed).collect(),
        untold: movement.untold.clone(),
    }
}

/// Two runs compared: the waterfall, then each engagement that moved with its causes.
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

/// An engagement in a few lines.
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
        clean(&one.engagement),
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

/// How often each rule stands there with each outcome, the worst first.
pub fn counts(rules: &[RecordedRule]) -> Vec<String> {
    let mut counts: IndexMap<(&str, &str), usize> = IndexMap::new();
    for rule in rules {
        *counts.entry((&rule.outcome, &rule.rule)).or_default() += 1;
    }
    let word = |((outcome, rule), count): ((&str, &str), usize)| match count {
        1 => format!("{outcome} {rule}"),
        _ => format!("{outcome} {rule} ×{count}"),
    };
    counts.into_iter().map(word).collect()
}

//! The path to approval as it is in `decisions.json` and in `explain`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::Remedy;
use crate::assessment::remedy::{Change, ChangeKind};
use crate::diagnostic::Lines;
use crate::model::{Decision, SupplierId, Tier};

/// The changes of least effort that get an engagement allowed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RemedyFigures {
    /// The changes; empty where there is no path.
    pub changes: Vec<ChangeFigures>,
    /// Their effort points together; null where there is no path.
    pub effort: Option<u32>,
    /// Whether it was proven that no set of changes costs less (or that there is no path).
    pub proven: bool,
    /// Points that a set of changes could cost less at most; 0 where proven.
    pub gap: u32,
    /// The decision that the changes reach, by the same rules; null where there is no path.
    pub decision: Option<Decision>,
    /// Why there is no path.
    pub reason: Option<String>,
    /// A lower tier to start with, beside the changes: there the same chain is allowed as it stands.
    pub start_lower: Option<LowerTierFigures>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangeFigures {
    /// What is changed.
    pub kind: ChangeKind,
    /// The supplier it concerns.
    pub supplier: SupplierId,
    /// The control, certificate, response or row it is about.
    pub subject: Option<String>,
    /// What it is now.
    pub from: Option<String>,
    /// What it must be.
    pub to: Option<String>,
    /// Its effort points.
    pub effort: u32,
    /// A plain sentence.
    pub text: String,
}

/// A lower tier to start with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LowerTierFigures {
    /// The tier.
    pub tier: Tier,
    /// Its effort points.
    pub effort: u32,
}

impl From<&Change> for ChangeFigures {
    fn from(change: &Change) -> Self {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            kind: change.action.kind(),
            supplier: change.supplier.clone(),
            subject: some(&change.subject),
            from: some(&change.from),
            to: some(&change.to),
            effort: change.effort,
            text: change.text.clone(),
        }
    }
}

impl From<&Remedy> for RemedyFigures {
    fn from(remedy: &Remedy) -> Self {
        Self {
            changes: remedy.changes.iter().map(ChangeFigures::from).collect(),
            effort: remedy.decision.map(|_| remedy.effort),
            proven: remedy.proven,
            gap: remedy.gap,
            decision: remedy.decision,
            reason: remedy.reason.clone(),
            start_lower: remedy
                .lower
                .map(|lower| LowerTierFigures { tier: lower.tier, effort: lower.effort }),
        }
    }
}

impl RemedyFigures {
    /// How certain it is that no cheaper path exists, in a few words.
    pub fn certainty(&self) -> String {
        match (self.proven, self.gap) {
            (true, _) => "least effort, proven".to_owned(),
            (false, gap) => format!("not proven least: {gap} points less may do"),
        }
    }
}

/// The path to approval as lines for a terminal.
pub fn write(out: &mut Lines, remedy: &RemedyFigures) {
    match (&remedy.decision, remedy.effort, &remedy.reason) {
        (Some(decision), Some(effort), _) => {
            out.blank();
            out.line(format_args!(
                "path to approval: {effort} effort points to {decision} ({})",
                remedy.certainty()
            ));
        }
        (_, _, reason) => {
            out.blank();
            out.line(format_args!(
                "path to approval: none. {}",
                reason.as_deref().unwrap_or_default()
            ));
        }
    }
    for change in &remedy.changes {
        out.line(format_args!("  {:>4}  {}: {}", change.effort, change.supplier, change.text));
    }
    if let Some(lower) = &remedy.start_lower {
        out.line(format_args!(
            "  {:>4}  or start with {} information: the chain is allowed there as it stands",
            lower.effort, lower.tier
        ));
    }
}

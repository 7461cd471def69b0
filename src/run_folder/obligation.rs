//! The flow-down schedule as `decisions.json` holds it.

use schemars::JsonSchema;
use serde::Serialize;

use super::figure::Figure;
use crate::assessment::Obligation;

/// What a contract of the chain should contain. A checklist, not legal text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObligationFigures {
    /// Whose contract it belongs into.
    pub supplier: String,
    /// Who passes the information on to it; null: we do.
    pub from: Option<String>,
    /// Key of the obligation.
    pub obligation: String,
    /// What it asks for.
    pub text: String,
    /// How long or how often; of notice hours the most that may be agreed.
    pub value: Option<Figure>,
    /// `hours`, `days`, `months` or `years`.
    pub unit: Option<String>,
    /// What the register shows: `met`, `missing` or `not-known`.
    pub state: String,
    /// What it shows it by.
    pub because: String,
    /// The later stage that adds or tightens it; null: it holds from the start.
    pub phase: Option<String>,
}

impl ObligationFigures {
    /// A line of the schedule, its value rounded.
    pub fn new(line: &Obligation<'_>, digits: usize) -> Self {
        Self {
            supplier: line.supplier.to_string(),
            from: line.from.as_ref().map(ToString::to_string),
            obligation: line.obligation.to_owned(),
            text: line.text.clone(),
            value: line.value.map(|value| Figure::new(value, digits)),
            unit: line.unit.map(|unit| unit.word().to_owned()),
            state: line.state.word().to_owned(),
            because: line.because.clone(),
            phase: line.phase.map(str::to_owned),
        }
    }
}

//! The flow-down schedule as it is in `decisions.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figure::Figure;
use crate::assessment::{Obligation, ObligationState};
use crate::catalogue::obligations::Unit;
use crate::model::SupplierId;

/// What a contract of the chain should contain. A checklist, not legal text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ObligationFigures {
    /// Whose contract it belongs into.
    pub supplier: SupplierId,
    /// Who passes the information on to it; null: we do.
    pub from: Option<SupplierId>,
    /// Key of the obligation.
    pub obligation: String,
    /// What it asks for.
    pub text: String,
    /// How long or how often; of notice hours the most that may be agreed.
    pub value: Option<Figure>,
    /// Its unit.
    pub unit: Option<Unit>,
    /// What the register shows.
    pub state: ObligationState,
    /// What it shows it by.
    pub because: String,
    /// The later stage that adds or tightens it; null: it holds from the start.
    pub phase: Option<String>,
}

impl ObligationFigures {
    /// A line of the schedule with its value rounded to `digits` significant digits.
    pub fn new(line: &Obligation<'_>, digits: usize) -> Self {
        Self {
            supplier: line.supplier.clone(),
            from: line.from.clone(),
            obligation: line.obligation.to_owned(),
            text: line.text.clone(),
            value: line.value.map(|value| Figure::new(value, digits)),
            unit: line.unit,
            state: line.state,
            because: line.because.clone(),
            phase: line.phase.map(str::to_owned),
        }
    }
}

//! The trials of a replay: each supplier from one run to the next, with its incidents.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::assessment::backtest::Trial;
use crate::comparison::movement::Stand;
use crate::model::{Date, Outcome, Register, SupplierId};
use crate::run_folder::figure::Figure;

/// An incident in one of the registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurred {
    /// Its id.
    pub id: String,
    /// Its supplier, by its present id.
    pub supplier: SupplierId,
    /// The day it was detected.
    pub detected: Date,
}

/// The incidents of all registers, each id once as in the newest register; by day, then id. The registers are in the
/// order of their days.
pub fn occurred<'r>(registers: impl Iterator<Item = &'r Register>) -> Vec<Occurred> {
    let mut known: BTreeMap<&str, Occurred> = BTreeMap::new();
    for incident in registers.flat_map(|register| &register.incidents) {
        let (supplier, detected) = (incident.supplier.clone(), incident.detected);
        known.insert(&incident.id, Occurred { id: incident.id.clone(), supplier, detected });
    }
    let mut all: Vec<Occurred> = known.into_values().collect();
    all.sort_by(|a, b| (a.detected, &a.id).cmp(&(b.detected, &b.id)));
    all
}

/// Every supplier with a likelihood, from each run to the next. The last run starts no trial, as what follows is
/// unknown.
pub fn trials(runs: &[(Date, &[Stand])], incidents: &[Occurred]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for pair in runs.windows(2) {
        let [(from, stands), (to, _)] = pair else { continue };
        let mut came: HashMap<&str, usize> = HashMap::new();
        for incident in incidents.iter().filter(|one| *from < one.detected && one.detected <= *to) {
            *came.entry(incident.supplier.as_str()).or_default() += 1;
        }
        let flagged = flagged(stands);
        let known = likelihoods(stands).into_iter();
        trials.extend(known.map(|(supplier, likelihood)| Trial {
            supplier: SupplierId::new(supplier),
            from: *from,
            to: *to,
            likelihood,
            flagged: flagged.contains(supplier),
            incidents: came.get(supplier).copied().unwrap_or(0),
        }));
    }
    trials
}

/// The highest likelihood of each supplier over its chains.
fn likelihoods(stands: &[Stand]) -> BTreeMap<&str, f64> {
    let mut highest: BTreeMap<&str, f64> = BTreeMap::new();
    for node in stands.iter().flat_map(|stand| &stand.chain) {
        if let Some(Figure(likelihood)) = node.likelihood {
            let known = highest.entry(node.supplier.as_str()).or_insert(likelihood);
            *known = known.max(likelihood);
        }
    }
    highest
}

/// The suppliers named by a rule with the outcome escalate, hold or reject.
fn flagged(stands: &[Stand]) -> HashSet<&str> {
    let worst = [Outcome::Escalate, Outcome::Hold, Outcome::Reject];
    let fired = stands.iter().flat_map(|stand| &stand.rules);
    fired.filter(|rule| worst.contains(&rule.outcome)).map(|rule| rule.supplier.as_str()).collect()
}

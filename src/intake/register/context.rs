//! What the readers of all sheets share.

use std::collections::{HashMap, HashSet};

use crate::catalogue::{Controls, Policy, Vocabulary};
use crate::diagnostic::{Problem, closest};
use crate::model::{Finding, Place, Tier};

/// The most suggestions: each is a scan of all ids.
const SUGGESTIONS: usize = 50;

/// Lookup tables, the problems and findings so far, and the ids seen so far.
pub(super) struct RegisterContext<'c> {
    pub(super) vocabulary: &'c Vocabulary,
    pub(super) policy: &'c Policy,
    pub(super) controls: &'c Controls,
    pub(super) problems: Vec<Problem>,
    pub(super) findings: Vec<Finding>,
    /// Ids of suppliers, also of rows with problems, so that one problem does not cause others.
    pub(super) suppliers: HashSet<String>,
    /// Ids of suppliers that a chain names, registered or not.
    pub(super) chained: HashSet<String>,
    /// Ids of engagements, likewise.
    pub(super) engagements: HashSet<String>,
    /// The tier of each engagement that has one.
    pub(super) tiers: HashMap<String, Tier>,
    /// How many more suggestions may be searched.
    suggestions: usize,
    /// The first place of each id, by column and id.
    ids: HashMap<(&'static str, String), Place>,
}

impl<'c> RegisterContext<'c> {
    pub(super) fn new(
        vocabulary: &'c Vocabulary,
        policy: &'c Policy,
        controls: &'c Controls,
    ) -> Self {
        Self {
            vocabulary,
            policy,
            controls,
            problems: Vec::new(),
            findings: Vec::new(),
            suppliers: HashSet::new(),
            chained: HashSet::new(),
            engagements: HashSet::new(),
            tiers: HashMap::new(),
            suggestions: SUGGESTIONS,
            ids: HashMap::new(),
        }
    }

    /// Records an id; a repeated one is a problem.
    pub(super) fn claim(&mut self, column: &'static str, id: &str, place: Place) {
        match self.ids.get(&(column, id.to_owned())) {
            Some(first) => {
                let message = format!("`{id}` stands twice; first at {}", first.within());
                self.problems.push(Problem::cell(place, message, "give each row an id of its own"));
            }
            None => {
                self.ids.insert((column, id.to_owned()), place);
            }
        }
    }

    /// The known id of a supplier or an engagement (`what`) that is nearest to an unknown one.
    pub(super) fn near_id(&mut self, id: &str, what: &str) -> Option<String> {
        self.suggestions = self.suggestions.checked_sub(1)?;
        let known = if what == "supplier" { &self.suppliers } else { &self.engagements };
        let mut known: Vec<&str> = known.iter().map(String::as_str).collect();
        known.sort_unstable();
        closest(id, known).map(str::to_owned)
    }
}

//! What the readers of all sheets share.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::RegisterSource;
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
    /// Where several registers are read as one: the ids of engagements of the register that is read, by its number.
    pub(super) own: HashSet<(usize, String)>,
    /// Whether several registers are read as one.
    pub(super) several: bool,
    /// The number of the register that is read.
    pub(super) register: usize,
    /// The portfolio of the register that is read.
    pub(super) portfolio: Option<Arc<str>>,
    /// The tier of each engagement that has one.
    pub(super) tiers: HashMap<String, Tier>,
    /// How many more suggestions may be searched.
    suggestions: usize,
    /// The first place of each id, by column, register and id.
    ids: HashMap<(&'static str, usize, String), Place>,
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
            own: HashSet::new(),
            several: false,
            register: 0,
            portfolio: None,
            tiers: HashMap::new(),
            suggestions: SUGGESTIONS,
            ids: HashMap::new(),
        }
    }

    /// Goes on to another register.
    pub(super) fn enter(&mut self, number: usize, source: &RegisterSource<'_>) {
        self.register = number;
        self.portfolio.clone_from(&source.portfolio);
    }

    /// Records an id; a repeated one is a problem.
    pub(super) fn claim(&mut self, column: &'static str, id: &str, place: Place) {
        self.claim_in(0, column, id, place);
    }

    /// Records an id that other registers may hold too.
    pub(super) fn claim_here(&mut self, column: &'static str, id: &str, place: Place) {
        self.claim_in(self.register, column, id, place);
    }

    fn claim_in(&mut self, register: usize, column: &'static str, id: &str, place: Place) {
        match self.ids.get(&(column, register, id.to_owned())) {
            Some(first) => {
                let same = first.file == place.file;
                let first = if same { first.within() } else { first.to_string() };
                let message = format!("`{id}` stands twice; first at {first}");
                self.problems.push(Problem::cell(place, message, "give each row an id of its own"));
            }
            None => {
                self.ids.insert((column, register, id.to_owned()), place);
            }
        }
    }

    /// Records an engagement of the register that is read.
    pub(super) fn add_engagement(&mut self, id: &str) {
        self.engagements.insert(id.to_owned());
        if self.several {
            self.own.insert((self.register, id.to_owned()));
        }
    }

    /// Where an engagement stands, if that is not the register that is read.
    pub(super) fn elsewhere(&self, engagement: &str) -> Option<&Place> {
        let is_own = || self.own.contains(&(self.register, engagement.to_owned()));
        if !self.several || is_own() {
            return None;
        }
        self.ids.get(&("engagement", 0, engagement.to_owned()))
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

//! `scoring/obligations.toml`: what the contract with each party of a chain should contain.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decode::{Document, Step};
use super::policy::{DaysByTier, Policy};
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::{InformationKind, Kinds, Tier, words};
use Step::{Index, Key};

/// Format line of `obligations.toml`.
const FORMAT: &str = "flowdown-obligations/1";
/// The placeholders that a text may hold.
const PLACEHOLDERS: [&str; 4] = ["value", "countries", "mechanisms", "regime"];

/// Something said tier by tier; a tier that is left out takes the next lower one.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByTier<T> {
    /// From internal on.
    #[serde(default)]
    pub internal: Option<T>,
    /// From confidential on.
    #[serde(default)]
    pub confidential: Option<T>,
    /// From restricted on.
    #[serde(default)]
    pub restricted: Option<T>,
    /// At critical.
    #[serde(default)]
    pub critical: Option<T>,
}

impl<T> Default for ByTier<T> {
    fn default() -> Self {
        Self { internal: None, confidential: None, restricted: None, critical: None }
    }
}

impl<T> ByTier<T> {
    /// The entry for a tier; `None` at public and below the lowest tier given.
    pub fn at(&self, tier: Tier) -> Option<&T> {
        let said = [&self.internal, &self.confidential, &self.restricted, &self.critical];
        said[..tier.level()].iter().rev().find_map(|one| one.as_ref())
    }

    fn given(&self) -> impl Iterator<Item = (&'static str, &T)> {
        let said = [&self.internal, &self.confidential, &self.restricted, &self.critical];
        let tiers = Tier::ALL[1..].iter().map(|tier| tier.name());
        tiers.zip(said).filter_map(|(tier, one)| Some((tier, one.as_ref()?)))
    }
}

/// What of the register shows that an obligation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShownBy {
    /// Nothing: it is never known.
    Nothing,
    /// Obligations flowed down: without a yes it is missing; with one it is still not known which clauses stand.
    FlowDown,
    /// The same cell, where a yes is all that is asked.
    ObligationsFlowedDown,
    /// Notice hours agreed, beside the hours that the paths leave.
    NoticeHours,
    /// Consent.
    Consent,
    /// A certificate in standing and in scope.
    Certificate,
    /// Countries and transfer mechanism.
    Transfer,
    /// Countries and the exception from local storage.
    LocalStorage,
    /// Countries and licence reference.
    ExportLicence,
}

words! {
    /// Unit of a value.
    pub enum Unit {
        /// Hours.
        Hours,
        /// Days.
        Days,
        /// Months.
        Months,
        /// Years.
        Years,
    }
}

/// Which contracts of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Contract {
    /// Ours with the prime supplier.
    Prime,
    /// Those below it.
    Subcontract,
}

/// One obligation.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObligationRule {
    /// Its key, unique.
    pub obligation: String,
    /// Its name.
    pub title: String,
    /// What of the register shows that it stands.
    pub shown_by: ShownBy,
    /// What it asks for, by tier.
    pub text: ByTier<String>,
    /// How long or how often, by tier.
    #[serde(default)]
    pub value: ByTier<f64>,
    /// Unit of the value.
    #[serde(default)]
    pub unit: Option<Unit>,
    /// Only for information of one of these kinds; empty: of any.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Only in these contracts.
    #[serde(default)]
    pub contract: Option<Contract>,
    /// Only where the engagement has phases.
    #[serde(default)]
    pub staged: bool,
    /// The control whose rows on the register's Evidence sheet record that it was met.
    #[serde(default)]
    pub recorded_by: Option<String>,
}

/// A module of the standard contractual clauses, by role.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClauseModule {
    /// The mechanisms that come in modules.
    pub mechanisms: Vec<String>,
    /// The regimes that use them.
    pub regimes: Vec<String>,
    /// The contracts it fits; none: all.
    #[serde(default)]
    pub contract: Option<Contract>,
    /// Only for information of one of these kinds; empty: of any.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Its name.
    pub name: String,
}

/// The file `obligations.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Obligations {
    /// `flowdown-obligations/1`.
    pub format: String,
    /// The obligations, in the order of every list.
    pub obligation: Vec<ObligationRule>,
    /// Modules of standard clauses; the first that fits counts.
    #[serde(default)]
    pub module: Vec<ClauseModule>,
}

/// Whether a list of kinds is empty or names one that a party receives.
fn speaks_of(kinds: &[String], held: Kinds) -> bool {
    kinds.is_empty() || held.each().any(|kind| kinds.iter().any(|word| word == kind.word()))
}

impl ObligationRule {
    /// Whether it belongs in a contract for information of these kinds.
    pub fn applies(&self, contract: Contract, held: Kinds, staged: bool) -> bool {
        self.contract.is_none_or(|only| only == contract)
            && speaks_of(&self.kinds, held)
            && (staged || !self.staged)
    }
}

/// The obligation to return or destroy what was received, once the work is over.
const RETURN: &str = "return-or-destruction";

impl Obligations {
    fn return_or_destruction(&self) -> Option<&ObligationRule> {
        self.obligation.iter().find(|one| one.obligation == RETURN)
    }

    /// Days within which information is returned or destroyed, by tier.
    pub fn return_days(&self) -> DaysByTier {
        let value = self.return_or_destruction().map(|one| &one.value);
        #[expect(clippy::cast_possible_truncation, reason = "checked whole and below 10,000")]
        let at = |tier| value.and_then(|value| value.at(tier)).map(|days| *days as i32);
        DaysByTier {
            internal: at(Tier::Internal),
            confidential: at(Tier::Confidential),
            restricted: at(Tier::Restricted),
            critical: at(Tier::Critical),
        }
    }

    /// The control whose evidence records a return or destruction.
    pub fn return_record(&self) -> Option<&str> {
        self.return_or_destruction()?.recorded_by.as_deref()
    }

    /// The module of a mechanism's clauses in a contract, if the regime uses modules.
    pub fn module(
        &self,
        mechanism: &str,
        regime: &str,
        contract: Contract,
        held: Kinds,
    ) -> Option<&str> {
        let fits = |one: &&ClauseModule| {
            one.mechanisms.iter().any(|known| known == mechanism)
                && one.regimes.iter().any(|known| known == regime)
                && one.contract.is_none_or(|only| only == contract)
                && speaks_of(&one.kinds, held)
        };
        self.module.iter().find(fits).map(|one| one.name.as_str())
    }
}

/// Collects the problems of the document.
struct ObligationCheck<'c, 'f> {
    document: &'c Document<'f>,
    problems: &'c mut Vec<Problem>,
}

impl ObligationCheck<'_, '_> {
    fn require(&mut self, holds: bool, path: &[Step<'_>], message: String, help: &str) {
        if !holds {
            self.problems.push(self.document.problem(path, message, help));
        }
    }

    /// Reports every word that is not known.
    fn known<'k>(
        &mut self,
        words: &[String],
        known: impl Iterator<Item = &'k str> + Clone,
        path: &[Step<'_>],
        what: &str,
    ) {
        for word in words.iter().filter(|word| !known.clone().any(|one| one == word.as_str())) {
            let help = did_you_mean(word, known.clone());
            self.problems.push(self.document.problem(path, format!("`{word}` is no {what}"), help));
        }
    }
}

/// Checks the file; every problem goes to the list.
pub(super) fn check(
    file: &Obligations,
    document: &Document<'_>,
    policy: Option<&Policy>,
    problems: &mut Vec<Problem>,
) {
    let mut check = ObligationCheck { document, problems };
    let help = "this program reads flowdown-obligations/1; a newer file needs a newer program";
    let message = || "the format is not known".to_owned();
    check.require(file.format == FORMAT, &[Key("format")], message(), help);
    for (index, one) in file.obligation.iter().enumerate() {
        let first = file.obligation.iter().position(|other| other.obligation == one.obligation);
        let at = [Key("obligation"), Index(index), Key("obligation")];
        let message = format!("`{}` stands twice", one.obligation);
        check.require(first == Some(index), &at, message, "give each a key of its own");
        rule(&mut check, index, one);
    }
    let missing = format!("the obligation `{RETURN}` is missing, or names no `recorded_by`");
    let help = "add it: what ended engagements owe is counted by it";
    check.require(file.return_record().is_some(), &[Key("obligation")], missing, help);
    for (index, module) in file.module.iter().enumerate() {
        let at = |key| [Key("module"), Index(index), Key(key)];
        check.known(&module.kinds, kinds(), &at("kinds"), "kind of information");
        if let Some(policy) = policy {
            let words = policy.mechanisms.keys().map(String::as_str);
            check.known(&module.mechanisms, words, &at("mechanisms"), "mechanism");
            let words = policy.regimes.keys().map(String::as_str);
            check.known(&module.regimes, words, &at("regimes"), "transfer regime");
        }
    }
}

fn kinds() -> impl Iterator<Item = &'static str> + Clone {
    InformationKind::ALL.into_iter().map(InformationKind::word)
}

fn rule(check: &mut ObligationCheck<'_, '_>, index: usize, one: &ObligationRule) {
    let at = |key| [Key("obligation"), Index(index), Key(key)];
    check.known(&one.kinds, kinds(), &at("kinds"), "kind of information");
    let message = format!("`{}` has no text", one.obligation);
    check.require(one.text.given().next().is_some(), &at("text"), message, "write one for a tier");
    let computed = one.shown_by == ShownBy::NoticeHours;
    for (tier, text) in one.text.given() {
        let path = [Key("obligation"), Index(index), Key("text"), Key(tier)];
        for open in placeholders(text) {
            let help = did_you_mean(open, PLACEHOLDERS.iter().copied());
            let message = format!("`{{{open}}}` stands for nothing");
            check.require(PLACEHOLDERS.contains(&open), &path, message, &help);
        }
        let valued = tier.parse::<Tier>().ok();
        let valued = computed || valued.is_some_and(|tier| one.value.at(tier).is_some());
        let message = format!("the text says {{value}}, but there is none at {tier}");
        check.require(!text.contains("{value}") || valued, &path, message, "give it a value");
    }
    for (tier, value) in one.value.given() {
        let path = [Key("obligation"), Index(index), Key("value"), Key(tier)];
        let message = format!("the value is {value}, outside 0 to 10000");
        let holds = (0.0..=10_000.0).contains(value);
        check.require(holds, &path, message, "write a number within the range");
    }
    let whole =
        one.unit != Some(Unit::Days) || one.value.given().all(|(_, days)| days.fract() == 0.0);
    let message = format!("`{}` counts parts of days", one.obligation);
    check.require(whole, &at("value"), message, "write whole days");
    let valued = computed || one.value.given().next().is_some();
    let message = format!("`{}` has a value or a unit, but not both", one.obligation);
    check.require(valued == one.unit.is_some(), &at("obligation"), message, "give it both or none");
}

/// The placeholders of a text, in order.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(open, _)| open)
}

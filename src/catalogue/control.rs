//! `scoring/controls.toml`: what a supplier must do.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decode::{Document, Step};
use super::policy::Policy;
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::{
    ControlId, ControlIndex, DomainIndex, InformationKind, Kinds, NotApplicableRule, Tier,
};
use Step::{Index, Key};

/// Format line of `controls.toml`.
const FORMAT: &str = "flowdown-controls/1";

/// A control as typed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlEntry {
    /// Its id, e.g. `ACC-01`.
    pub id: String,
    /// The code of its domain.
    pub domain: String,
    /// What it is, in a few words.
    pub title: String,
    /// How much it weighs: one of the weights of `domains.toml`.
    pub weight: u32,
    /// Lowest tier at which it applies.
    pub applies_from: Tier,
    /// Lowest tier at which a gate tests it; left out: never.
    #[serde(default)]
    pub required_from: Option<Tier>,
    /// Kinds of information that it is about; left out or empty: every kind.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Whether "not applicable" is accepted.
    pub not_applicable: NotApplicableRule,
    /// ISO/IEC 27001:2022 Annex A references.
    pub annex_a: Vec<String>,
    /// What to do to pass, as one imperative sentence.
    pub remedy: String,
}

/// The file `controls.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlsFile {
    /// `flowdown-controls/1`.
    pub format: String,
    /// Its edition.
    pub edition: String,
    /// The controls, in the order of every list.
    pub control: Vec<ControlEntry>,
}

/// One thing a supplier must do.
#[derive(Debug, Clone)]
pub struct Control {
    /// Its id.
    pub id: ControlId,
    /// Its domain, as an index into the policy's.
    pub domain: DomainIndex,
    /// What it is, in a few words.
    pub title: String,
    /// How much it weighs.
    pub weight: u32,
    /// Lowest tier at which it applies.
    pub applies_from: Tier,
    /// Lowest tier at which a gate tests it.
    pub required_from: Option<Tier>,
    /// Kinds of information that it is about; empty: every kind.
    pub kinds: Kinds,
    /// Whether "not applicable" is accepted.
    pub not_applicable: NotApplicableRule,
    /// Annex A references.
    pub annex_a: Vec<String>,
    /// What to do to pass.
    pub remedy: String,
}

impl Control {
    /// Whether it applies at a tier to at least one kind of information. Nothing applies at public: [`check`] refuses
    /// it.
    pub fn applies_at(&self, tier: Tier) -> bool {
        self.applies_from <= tier
    }

    /// Whether it applies at a tier where these kinds of information arrive.
    pub fn applies_to(&self, tier: Tier, kinds: Kinds) -> bool {
        self.applies_at(tier) && self.is_about(kinds)
    }

    /// Whether it is about one of these kinds of information.
    pub fn is_about(&self, kinds: Kinds) -> bool {
        self.kinds.is_empty() || !self.kinds.shared(kinds).is_empty()
    }

    /// Whether a gate tests it at a tier.
    pub fn required_at(&self, tier: Tier) -> bool {
        self.required_from.is_some_and(|from| from <= tier)
    }
}

/// The control catalogue.
#[derive(Debug, Clone)]
pub struct Controls {
    /// Its edition.
    pub edition: String,
    list: Vec<Control>,
    by_id: HashMap<ControlId, ControlIndex>,
    kinds: Kinds,
}

impl Controls {
    /// The controls in catalogue order.
    pub fn list(&self) -> &[Control] {
        &self.list
    }

    /// The controls in catalogue order, each with its index.
    pub fn each(&self) -> impl Iterator<Item = (ControlIndex, &Control)> + Clone {
        ControlIndex::each(&self.list)
    }

    /// The kinds that at least one control names. Only these change which controls apply to a node.
    pub fn kinds(&self) -> Kinds {
        self.kinds
    }

    /// The index of a control.
    pub fn index(&self, id: &str) -> Option<ControlIndex> {
        self.by_id.get(id).copied()
    }

    /// The ids in catalogue order.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.list.iter().map(|control| control.id.as_str())
    }
}

/// Checks a catalogue against the policy. Every problem goes to the list.
pub fn check(
    file: ControlsFile,
    document: &Document<'_>,
    policy: &Policy,
    problems: &mut Vec<Problem>,
) -> Controls {
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        problems.push(document.problem(&[Key("format")], "the format is not known", help));
    }
    let mut list: Vec<Control> = Vec::new();
    let mut by_id = HashMap::new();
    for (index, entry) in file.control.into_iter().enumerate() {
        let domain = check_entry(&entry, index, document, policy, problems);
        let id = ControlId::new(&entry.id);
        if by_id.insert(id.clone(), index.into()).is_some() {
            let at = [Key("control"), Index(index), Key("id")];
            let message = format!("the control `{id}` stands twice");
            problems.push(document.problem(&at, message, "give each control an id of its own"));
        }
        let kinds = kinds(&entry).collect();
        list.push(Control {
            id,
            domain: domain.unwrap_or(0).into(),
            title: entry.title,
            weight: entry.weight,
            applies_from: entry.applies_from,
            required_from: entry.required_from,
            kinds,
            not_applicable: entry.not_applicable,
            annex_a: entry.annex_a,
            remedy: entry.remedy,
        });
    }
    check_domain_weights(&list, document, policy, problems);
    let kinds = list.iter().fold(Kinds::NONE, |all, control| all.and(control.kinds));
    Controls { edition: file.edition, list, by_id, kinds }
}

fn kinds(entry: &ControlEntry) -> impl Iterator<Item = InformationKind> {
    entry.kinds.iter().filter_map(|word| word.parse().ok())
}

/// Checks one control and returns the index of its domain.
fn check_entry(
    entry: &ControlEntry,
    index: usize,
    document: &Document<'_>,
    policy: &Policy,
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let mut report = |key, message: String, help: String| {
        problems.push(document.problem(&[Key("control"), Index(index), Key(key)], message, help));
    };
    if entry.id.trim().is_empty() || entry.id.trim() != entry.id {
        report("id", "the id is blank or has blanks around it".to_owned(), String::new());
    }
    if !policy.controls.weights.contains(&entry.weight) {
        let help = format!("weights are {:?}", policy.controls.weights);
        report("weight", format!("the weight {} is not one of the weights", entry.weight), help);
    }
    if entry.applies_from == Tier::Public {
        let help = "nothing is asked at public; the lowest is internal".to_owned();
        report("applies_from", "a control can't apply from public".to_owned(), help);
    }
    if entry.required_from.is_some_and(|from| from < entry.applies_from) {
        let message = format!("{} is required below the tier it applies from", entry.id);
        report("required_from", message, "raise required_from".to_owned());
    }
    for word in entry.kinds.iter().filter(|word| word.parse::<InformationKind>().is_err()) {
        let help = did_you_mean(word, InformationKind::ALL.into_iter().map(InformationKind::word));
        report("kinds", format!("`{word}` is no kind of information"), help);
    }
    for reference in entry.annex_a.iter().filter(|reference| !super::policy::is_annex_a(reference))
    {
        let help = "5.1–5.37, 6.1–6.8, 7.1–7.14, 8.1–8.34".to_owned();
        report("annex_a", format!("`{reference}` is no Annex A reference"), help);
    }
    let domain = policy.domains.iter().position(|domain| domain.domain == entry.domain);
    if domain.is_none() {
        let codes = policy.domains.iter().map(|domain| domain.domain.as_str());
        let message = format!("`{}` is no domain", entry.domain);
        report("domain", message, did_you_mean(&entry.domain, codes));
    }
    domain
}

/// Checks that each domain has enough weight whatever kinds arrive; otherwise a single answer would decide it.
fn check_domain_weights(
    list: &[Control],
    document: &Document<'_>,
    policy: &Policy,
    problems: &mut Vec<Problem>,
) {
    let rules = &policy.controls;
    for (index, domain) in policy.domains.iter().enumerate() {
        for tier in Tier::ALL.into_iter().filter(|tier| *tier >= rules.domain_weight_min_from) {
            let weight: u32 = list
                .iter()
                .filter(|control| {
                    control.domain == index.into() && control.applies_to(tier, Kinds::NONE)
                })
                .map(|control| control.weight)
                .sum();
            if weight < rules.domain_weight_min {
                let message = format!(
                    "domain {} has weight {weight} at {tier} of controls that name no kinds, less than {}",
                    domain.domain, rules.domain_weight_min
                );
                let help = "add controls to the domain, or let more of them apply to every kind";
                problems.push(document.problem(&[Key("control")], message, help));
                break;
            }
        }
    }
}

//! What the register shows of each obligation in a contract.

use super::contract::{ChainContract, ObligationState, Schedule};
use crate::assessment::chain::transfer::{self, Passage};
use crate::assessment::rules::gate::best_of;
use crate::assessment::supplier::certificate::Standing;
use crate::assessment::supplier::node::Circumstances;
use crate::assessment::supplier::scoring::certificates;
use crate::catalogue::obligations::{ObligationRule, ShownBy};
use crate::catalogue::policy::{Confidence, Equivalence, Regime};
use crate::model::{Country, InformationKind, Rule};
use ObligationState::{Met, Missing, NotKnown};

/// What is specific to one obligation in one contract.
pub(super) struct Clause {
    /// What the register shows.
    pub(super) state: ObligationState,
    /// The reason for the state.
    pub(super) because: String,
    /// The value, if it replaces the policy's.
    pub(super) value: Option<f64>,
    /// The countries that the text names.
    pub(super) countries: String,
    /// The mechanisms that the text names.
    pub(super) mechanisms: String,
    /// The regime that the text names.
    pub(super) regime: String,
}

impl Clause {
    fn new(state: ObligationState, because: impl Into<String>) -> Self {
        Self {
            state,
            because: because.into(),
            value: None,
            countries: String::new(),
            mechanisms: String::new(),
            regime: String::new(),
        }
    }
}

/// Hours as text for people.
fn hours(value: f64) -> String {
    format!("{} h", (value * 100.0).round() / 100.0)
}

impl<'a> Schedule<'_, 'a> {
    /// The clause for a rule in a contract; `None` if the rule does not concern the contract.
    pub(super) fn clause(&self, party: ChainContract, rule: &ObligationRule) -> Option<Clause> {
        Some(match rule.shown_by {
            ShownBy::Nothing => self.stages(),
            ShownBy::FlowDown => self.one_of_many(party),
            ShownBy::ObligationsFlowedDown => self.flowed_down(party),
            ShownBy::NoticeHours => self.notice(party),
            ShownBy::Consent => self.consent(party),
            ShownBy::Certificate => self.certificate(party),
            ShownBy::Transfer => return self.transfer(party),
            ShownBy::LocalStorage => return self.local_storage(party),
            ShownBy::ExportLicence => self.export(party),
        })
    }

    /// Lists the stages of an engagement: tier, first day, permitted recipients, decision.
    fn stages(&self) -> Clause {
        let word = |line: &crate::assessment::decision::PhaseLine<'_>| {
            let phase = line.phase;
            let from = phase.starts.map_or_else(String::new, |day| format!(" from {day}"));
            let to = phase.recipients.as_ref().map_or_else(String::new, |to| format!(", to {to}"));
            format!("{} ({}{from}{to}: {})", phase.name, phase.tier, line.at.decision)
        };
        let stages: Vec<String> = self.result.phases.iter().map(word).collect();
        let because = match stages.len() {
            0 => "the register does not say".to_owned(),
            _ => format!("stages as decided: {}", stages.join(", ")),
        };
        Clause::new(NotKnown, because)
    }

    fn one_of_many(&self, party: ChainContract) -> Clause {
        match party.edge.map(|edge| self.scene.graph.edges[edge].row.flowed_down) {
            None => Clause::new(NotKnown, "the register does not hold our contract"),
            Some(true) => Clause::new(
                NotKnown,
                "obligations are flowed down; the register does not say which",
            ),
            Some(false) => Clause::new(Missing, "no obligations are flowed down in writing"),
        }
    }

    fn flowed_down(&self, party: ChainContract) -> Clause {
        match party.edge.map(|edge| self.scene.graph.edges[edge].row.flowed_down) {
            None => Clause::new(NotKnown, "the register does not hold our contract"),
            Some(true) => Clause::new(Met, "obligations flowed down: yes"),
            Some(false) => Clause::new(Missing, "no obligations are flowed down in writing"),
        }
    }

    fn consent(&self, party: ChainContract) -> Clause {
        match party.edge.map(|edge| self.scene.graph.edges[edge].row.consent.as_deref()) {
            None => Clause::new(NotKnown, "the register does not hold our contract"),
            Some(Some(consent)) => Clause::new(Met, format!("consent: {consent}")),
            Some(None) => Clause::new(Missing, "no consent is registered"),
        }
    }

    /// The most hours that the paths and the tier allow, beside those agreed.
    fn notice(&self, party: ChainContract) -> Clause {
        let policy = &self.context.catalogue.policy;
        let (tier, tolerance) = (self.tier(party), policy.arithmetic.tolerance);
        let room = self.notice.room(party.edge);
        let longest = policy.tier(tier).notice_hours_max.unwrap_or(f64::INFINITY);
        let most = room.most.min(longest);
        // Rounded down to hundredths, so that the figure shown is never more than is left.
        let down = |hours: f64| (hours.max(0.0) * 100.0 + 1e-9).floor() / 100.0;
        let shown = down(most);
        let path = self.notice.available.map_or_else(String::new, hours);
        let limit = if room.most < -tolerance {
            format!("the other parties take {} more than the {path} of the path", hours(-room.most))
        } else if longest < room.most {
            format!("{tier} allows {}, the path leaves {}", hours(longest), hours(room.most))
        } else if room.sharing > 1 {
            format!(
                "of the {path} of the path {} contracts without hours share the rest equally",
                room.sharing
            )
        } else {
            format!("the other parties leave {} of the {path} of the path", hours(room.most))
        };
        // If the other contracts take all the hours, this one alone could grant none, so all are shortened in
        // proportion.
        let alike = room.alike(self.notice.available.unwrap_or(0.0));
        let shown = alike.map_or(shown, |alike| down(alike.min(longest)));
        let alone = alike.map(|_| match down(most) {
            0.0 => "; this contract alone cannot be short enough, so all on the path are shortened alike".to_owned(),
            alone => format!("; all on the path shortened alike, or {} for this one alone", hours(alone)),
        });
        let (state, agreed) = match room.agreed {
            None => (Missing, "no hours are agreed".to_owned()),
            Some(agreed) if agreed <= most + tolerance => {
                (Met, format!("{} agreed", hours(agreed)))
            }
            Some(agreed) => (Missing, format!("{} agreed", hours(agreed))),
        };
        Clause {
            value: Some(shown),
            ..Clause::new(state, format!("{agreed}; {limit}{}", alone.unwrap_or_default()))
        }
    }

    fn certificate(&self, party: ChainContract) -> Clause {
        let profile = self.context.profile(self.scene.graph.nodes[party.node]);
        let at = Circumstances {
            engagement: &self.scene.engagement.id,
            processing: &self.scene.processing(self.context, party.node),
            tier: self.tier(party),
            kinds: self.scene.positions[party.node].kinds,
        };
        let held = certificates(profile, at);
        let best = best_of(self.context, &self.scene, party.node, &held);
        let Some((index, equivalence)) = best else {
            return Clause::new(Missing, "no certificate in standing and in scope is registered");
        };
        let weighed = &profile.certificates[index].weighed;
        let key = weighed.scheme.map_or("", |(key, _)| key);
        let end = weighed.end.map_or_else(String::new, |end| format!(", ends on {end}"));
        let soon = weighed.standing == Some(Standing::Expiring);
        let soon = if soon { ", about to end" } else { "" };
        match equivalence {
            Equivalence::Full => Clause::new(Met, format!("{key}{end}{soon}")),
            _ => {
                let tier = self.tier(party);
                Clause::new(
                    Missing,
                    format!("{key}{end}{soon}; worth part of ISO/IEC 27001 at {tier}"),
                )
            }
        }
    }

    fn regime(&self) -> Option<(&'a str, &'a Regime)> {
        self.context.catalogue.policy.regime(self.scene.engagement.origin?)
    }

    /// The countries of a passage, and the country for which it breaks the rule, if it does.
    fn passage(&self, party: ChainContract, rule: Rule) -> (Vec<Country>, Option<Option<Country>>) {
        let countries = self.scene.countries(self.context, party.node, party.edge);
        let (mechanisms, licence) = self.scene.papers(party.edge);
        let vocabulary = &self.context.catalogue.vocabulary;
        let passage = Passage {
            kinds: self.scene.carried(party.edge),
            origin: self.scene.engagement.origin,
            countries: &countries,
            mechanisms,
            licence: licence.is_some_and(|text| vocabulary.names_something(text)),
        };
        let found = transfer::breaches(passage, &self.context.catalogue.policy);
        let breach = found.into_iter().find(|(fired, _)| *fired == rule);
        (countries, breach.map(|(_, country)| country))
    }

    fn names(&self, countries: &[Country]) -> String {
        let vocabulary = &self.context.catalogue.vocabulary;
        let names: Vec<String> =
            countries.iter().map(|country| vocabulary.country_name(*country)).collect();
        if names.is_empty() { "an unknown country".to_owned() } else { names.join(", ") }
    }

    /// The mechanisms with their meanings, and with the module where their clauses come in modules.
    fn mechanisms(&self, party: ChainContract, words: &[String], regime: &str) -> String {
        let catalogue = self.context.catalogue;
        let kinds = self.scene.carried(party.edge);
        let named = words.iter().map(|word| {
            let meaning = catalogue.policy.mechanisms.get(word).unwrap_or(word);
            match catalogue.obligations.module(word, regime, party.contract(), kinds) {
                Some(module) => format!("{meaning} ({module})"),
                None => meaning.clone(),
            }
        });
        named.collect::<Vec<_>>().join("; ")
    }

    fn transfer(&self, party: ChainContract) -> Option<Clause> {
        let (countries, unknown) = self.passage(party, Rule::TransferUnknown);
        let Some((key, regime)) = self.regime().filter(|_| unknown.is_none()) else {
            let mut clause = Clause::new(
                NotKnown,
                "the origin is under no regime of the policy, or no country is known",
            );
            clause.countries = self.names(&countries);
            clause.mechanisms = "what the law of the origin accepts".to_owned();
            return Some(clause);
        };
        let abroad: Vec<Country> =
            countries.into_iter().filter(|to| !transfer::is_free(regime, *to)).collect();
        let (_, breach) = self.passage(party, Rule::TransferMechanism);
        let (named, _) = self.scene.papers(party.edge);
        if abroad.is_empty() {
            return None;
        }
        let mut accepted = regime.mechanisms.clone();
        for to in abroad.iter().filter(|to| transfer::may_rest_on_word(regime, **to)) {
            let words = regime.adequate_only_with.get(to.code()).into_iter().flatten();
            let new: Vec<String> = words.filter(|word| !accepted.contains(word)).cloned().collect();
            accepted.extend(new);
        }
        let law = law(regime);
        let mut clause = match breach {
            Some(to) => Clause::new(
                Missing,
                format!("no accepted mechanism covers {} ({law})", self.names(to.as_slice())),
            ),
            None => Clause::new(Met, format!("registered: {} ({law})", named.join(", "))),
        };
        clause.countries = self.names(&abroad);
        clause.mechanisms = self.mechanisms(party, &accepted, key);
        clause.regime.clone_from(&regime.title);
        Some(clause)
    }

    fn local_storage(&self, party: ChainContract) -> Option<Clause> {
        let (key, regime) = self.regime()?;
        let local = regime.localisation.as_ref()?;
        let bound = |kind: &InformationKind| local.kinds.iter().any(|word| word == kind.word());
        self.scene.carried(party.edge).each().find(bound)?;
        let (countries, breach) = self.passage(party, Rule::Localisation);
        let law = law(regime);
        let mut clause = match breach {
            Some(to) => Clause::new(
                Missing,
                format!("it goes to {} without the exception ({law})", self.names(to.as_slice())),
            ),
            None if countries.is_empty() => Clause::new(NotKnown, "no country is known"),
            None => Clause::new(Met, format!("it stays, or the exception is registered ({law})")),
        };
        clause.mechanisms = self.mechanisms(party, &local.exception, key);
        clause.regime.clone_from(&regime.title);
        Some(clause)
    }

    fn export(&self, party: ChainContract) -> Clause {
        let (countries, breach) = self.passage(party, Rule::ExportLicence);
        let vocabulary = &self.context.catalogue.vocabulary;
        let licence = self.scene.papers(party.edge).1;
        let licence = licence.filter(|text| vocabulary.names_something(text));
        let mut clause = match (breach, licence) {
            (Some(Some(to)), _) => {
                Clause::new(Missing, format!("no licence is registered for {}", self.names(&[to])))
            }
            (Some(None), _) => Clause::new(NotKnown, "no country is known"),
            (None, Some(licence)) => Clause::new(Met, format!("licence: {licence}")),
            (None, None) => Clause::new(Met, "it stays within the export area"),
        };
        clause.countries = self.names(&countries);
        clause
    }
}

/// The title of a regime; one of low confidence says so.
fn law(regime: &Regime) -> String {
    let counsel = if regime.confidence == Confidence::L { "; check with counsel" } else { "" };
    format!("{}{counsel}", regime.title)
}

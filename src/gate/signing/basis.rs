//! The content of one run that approvals are compared with.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::approval::{DecisionAtTier, OpenCondition, RuleHit, deal_digest, decision_digest};
use crate::catalogue::Policy;
use crate::model::{Date, DealId, Decision, EngagementId, Outcome, Register, Tier};
use crate::run_folder::decisions::{ConditionFigures, RuleFigures};
use crate::run_folder::finished::{EngagementKey, FinishedError, FinishedRun, RecordedDecisions};

/// What was decided for a stage, or at a tier; programs before this one wrote no days and conditions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct TierObject {
    tier: Tier,
    decision: Decision,
    valid_until: Option<Date>,
    conditions: Option<Vec<ConditionFigures>>,
}

/// An engagement: a part of its object, so that runs of programs before this one can be signed, too.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct SignableObject {
    engagement: EngagementId,
    deal: DealId,
    tier: Tier,
    decision: Decision,
    digest: Option<String>,
    signer: String,
    valid_until: Date,
    disclosure_ceiling: Tier,
    rules: Vec<RuleFigures>,
    phases: Vec<TierObject>,
    #[serde(default)]
    tiers: Vec<TierObject>,
}

/// An engagement of the run with its decision digest.
#[derive(Debug, Clone)]
pub struct SignableEngagement {
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
    /// The tier at which it was decided.
    pub tier: Tier,
    /// The decision at that tier.
    pub decision: Decision,
    /// The role that must sign.
    pub signer: String,
    /// The decision digest.
    pub digest: String,
    valid_until: Date,
    ceiling: Tier,
    rules: Vec<RuleFigures>,
    phases: Vec<TierObject>,
    tiers: Vec<TierObject>,
}

/// A condition under the id of its finding; if it has none, under its rule, supplier and subject.
fn condition(
    finding: Option<&String>,
    (rule, supplier, subject): (&str, &str, Option<&str>),
    due: Option<Date>,
) -> OpenCondition {
    let named = || format!("{rule} {supplier} {}", subject.unwrap_or_default());
    let id = finding.cloned().unwrap_or_else(|| named().trim_end().to_owned());
    OpenCondition { id, due }
}

impl TierObject {
    fn open(&self) -> Option<Vec<OpenCondition>> {
        let all = self.conditions.as_ref()?.iter();
        let open = |one: &ConditionFigures| {
            let about = (one.rule.word(), one.supplier.as_str(), one.subject.as_deref());
            condition(one.finding.as_ref(), about, one.due)
        };
        Some(all.map(open).collect())
    }
}

impl SignableEngagement {
    fn read(text: &str) -> serde_json::Result<Self> {
        let object: SignableObject = serde_json::from_str(text)?;
        Ok(Self {
            engagement: object.engagement.to_string(),
            deal: object.deal.to_string(),
            tier: object.tier,
            decision: object.decision,
            signer: object.signer,
            digest: object.digest.unwrap_or_else(|| decision_digest(text)),
            valid_until: object.valid_until,
            ceiling: object.disclosure_ceiling,
            rules: object.rules,
            phases: object.phases,
            tiers: object.tiers,
        })
    }

    /// The decisions that count at a tier below the engagement's: those of its stages of that tier, else that of the
    /// lowest tier from it up that is allowed.
    fn below(&self, tier: Tier) -> Vec<&TierObject> {
        let phases: Vec<_> = self.phases.iter().filter(|one| one.tier == tier).collect();
        if !phases.is_empty() {
            return phases;
        }
        let above = self.tiers.iter().filter(|one| one.tier >= tier && one.decision.allows());
        above.min_by_key(|one| one.tier).into_iter().collect()
    }

    /// The last day on which the decision at a tier holds.
    pub fn valid_until(&self, tier: Tier) -> Date {
        if tier == self.tier {
            return self.valid_until;
        }
        let days = self.below(tier).into_iter().filter_map(|one| one.valid_until);
        days.min().unwrap_or(self.valid_until)
    }

    /// The conditions that are open at a tier; `None` if only the run's findings tell.
    pub fn open(&self, tier: Tier) -> Option<Vec<OpenCondition>> {
        let mut open = Vec::new();
        if tier == self.tier {
            for rule in self.rules.iter().filter(|rule| rule.outcome == Outcome::Condition) {
                open.push(OpenCondition { id: rule.finding.clone()?, due: rule.due });
            }
        } else {
            let below = self.below(tier);
            below.first()?;
            for one in below {
                open.extend(one.open()?);
            }
        }
        open.sort();
        open.dedup();
        Some(open)
    }

    /// The conditions that are open at a tier or below it, as far as the decision lists them.
    pub fn open_up_to(&self, tier: Tier) -> Option<Vec<OpenCondition>> {
        let mut open = self.open(tier)?;
        let below = Tier::ALL.into_iter().filter(|below| *below < tier);
        open.extend(below.filter_map(|below| self.open(below)).flatten());
        open.sort();
        open.dedup();
        Some(open)
    }

    /// The rules that fire.
    fn hits(&self) -> BTreeSet<RuleHit> {
        let hit = |rule: &RuleFigures| RuleHit {
            rule: rule.rule.to_string(),
            supplier: rule.supplier.to_string(),
            subject: rule.subject.clone().unwrap_or_default(),
        };
        self.rules.iter().map(hit).collect()
    }

    /// The highest tier that a person can approve: the engagement's own where its decision allows it or is to escalate,
    /// else the highest of the allowed stages and the disclosure ceiling. `None` if that is public.
    pub fn approvable(&self) -> Option<Tier> {
        if self.decision.allows() || self.decision == Decision(Outcome::Escalate) {
            return Some(self.tier);
        }
        let phases = self.phases.iter().filter(|phase| phase.decision.allows());
        let below = phases.map(|phase| phase.tier).chain([self.ceiling]).max();
        below.map(|tier| tier.min(self.tier)).filter(|tier| *tier > Tier::Public)
    }
}

/// The content of one run that approvals are compared with.
#[derive(Debug)]
pub struct SigningBasis {
    /// The policy that decided.
    pub policy: Policy,
    /// SHA-256 of its `run.json`.
    pub run: String,
    /// Its day.
    pub as_of: Date,
    signables: Vec<SignableEngagement>,
    owners: BTreeMap<String, String>,
    requesters: BTreeMap<String, String>,
}

impl SigningBasis {
    /// Reads it for the wanted engagements and the others of their deals.
    ///
    /// # Errors
    /// When a file of the run can't be read or parsed.
    pub fn read(
        run: &FinishedRun,
        decisions: &RecordedDecisions,
        wanted: impl Fn(&EngagementKey) -> bool,
    ) -> Result<Self, FinishedError> {
        let fail = |reason: String| FinishedError::Unreadable {
            path: run.folder().join("decisions.json"),
            reason,
        };
        let wanted = decisions.keys().iter().filter(|key| wanted(key));
        let deals: HashSet<&str> = wanted.map(|key| key.deal.as_str()).collect();
        let keyed = decisions.keys().iter().zip(decisions.texts().map_err(fail)?);
        let kept = keyed.filter(|(key, _)| deals.contains(key.deal.as_str()));
        let signables: serde_json::Result<Vec<SignableEngagement>> =
            kept.map(|(_, text)| SignableEngagement::read(text)).collect();
        let signables = signables.map_err(|error| fail(format!("it is damaged ({error})")))?;
        let head = run.snapshot_head()?;
        let (owners, requesters) = people(head.register);
        Ok(Self {
            policy: head.policy,
            run: run.digest().to_owned(),
            as_of: run.as_of(),
            signables,
            owners,
            requesters,
        })
    }

    /// The engagements by rank.
    pub fn signables(&self) -> &[SignableEngagement] {
        &self.signables
    }

    /// The engagement with an id.
    pub fn signable(&self, engagement: &str) -> Option<&SignableEngagement> {
        self.signables.iter().find(|one| one.engagement == engagement)
    }

    /// The digest of the decisions of a deal.
    pub fn deal_digest(&self, deal: &str) -> String {
        let of_deal = self.signables.iter().filter(|one| one.deal == deal);
        deal_digest(of_deal.map(|one| (one.engagement.as_str(), one.digest.as_str())))
    }

    /// The decision of the run on an engagement at a tier, with the given open conditions.
    pub fn decided(
        &self,
        engagement: &str,
        tier: Tier,
        conditions: Vec<OpenCondition>,
    ) -> Option<DecisionAtTier> {
        let one = self.signable(engagement)?;
        let waivers: BTreeSet<&String> =
            one.rules.iter().filter_map(|rule| rule.waiver.as_ref()).collect();
        let requesters = waivers.into_iter().filter_map(|id| self.requesters.get(id));
        Some(DecisionAtTier {
            run: self.run.clone(),
            as_of: self.as_of,
            engagement: one.engagement.clone(),
            deal: one.deal.clone(),
            digest: one.digest.clone(),
            deal_digest: self.deal_digest(&one.deal),
            tier: one.tier,
            decision: one.decision,
            signer: one.signer.clone(),
            valid_until: one.valid_until(tier),
            hits: one.hits(),
            conditions,
            owner: self.owners.get(engagement).cloned(),
            requesters: requesters.cloned().collect(),
        })
    }
}

/// The owners by engagement, and the requesters by waiver.
fn people(register: Register) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let owners = register.engagements.into_iter();
    let owners = owners.filter_map(|one| Some((one.id.to_string(), one.owner?)));
    let requesters = register.waivers.into_iter().map(|one| (one.id, one.requested_by));
    (owners.collect(), requesters.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_folder::decisions::EngagementDecision;

    fn signable(more: &str) -> SignableEngagement {
        let text = format!(
            r#"{{"engagement":"E-1","deal":"D-1","tier":"restricted","decision":"hold","rank":1,"signer":"deal owner",
            "valid_until":"2027-01-31","disclosure_ceiling":"internal","chain":[{{"supplier":"S-1"}}],
            "rules":[{{"rule":"notice-long","outcome":"condition","supplier":"S-1","subject":null,"because":"b","remedy":"r","due":"2026-12-01","waiver":null{more}"#
        );
        SignableEngagement::read(&text).expect("an object")
    }

    fn ids(list: Option<Vec<OpenCondition>>) -> Option<Vec<String>> {
        list.map(|list| list.into_iter().map(|one| one.id).collect())
    }

    #[test]
    fn what_is_signed_is_a_part_of_what_was_decided() {
        let found = crate::schema::beyond::<SignableObject, EngagementDecision>();
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_decision_without_ids_leaves_its_conditions_to_the_findings() {
        let old =
            signable(r#"}],"phases":[{"phase":"a","tier":"internal","decision":"approve"}]}"#);
        assert_eq!(old.open(Tier::Restricted), None);
        assert_eq!(old.open(Tier::Internal), None);
        assert_eq!(old.valid_until(Tier::Internal).to_string(), "2027-01-31");
        assert_eq!(old.approvable(), Some(Tier::Internal));
    }

    /// At the own tier the rules count, at a stage's tier its conditions, else those of the lowest allowed tier from
    /// there up.
    #[test]
    fn each_tier_has_its_conditions_and_its_last_day() {
        let new = signable(
            r#","finding":"F-1"}],"digest":"d",
            "phases":[{"phase":"a","tier":"internal","decision":"approve-with-conditions","valid_until":"2026-11-30",
              "conditions":[{"finding":"F-2","rule":"x","supplier":"S-1","subject":null,"due":null}]}],
            "tiers":[{"tier":"public","decision":"hold","valid_until":"2026-11-01","conditions":[]},
              {"tier":"confidential","decision":"approve-with-conditions","valid_until":"2026-12-24",
              "conditions":[{"finding":null,"rule":"notice-long","supplier":"S-2","subject":"S-3","due":"2026-12-24"}]}]}"#,
        );
        assert_eq!(new.digest, "d");
        let some = |all: &[&str]| Some(all.iter().map(|one| (*one).to_owned()).collect());
        assert_eq!(ids(new.open(Tier::Restricted)), some(&["F-1"]));
        assert_eq!(ids(new.open(Tier::Internal)), some(&["F-2"]));
        assert_eq!(ids(new.open(Tier::Public)), some(&["notice-long S-2 S-3"]));
        assert_eq!(ids(new.open(Tier::Critical)), None);
        assert_eq!(ids(new.open_up_to(Tier::Internal)), some(&["F-2", "notice-long S-2 S-3"]));
        let until = |tier| new.valid_until(tier).to_string();
        assert_eq!([until(Tier::Internal), until(Tier::Public)], ["2026-11-30", "2026-12-24"]);
        assert_eq!(until(Tier::Restricted), "2027-01-31");
    }
}

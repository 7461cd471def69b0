//! What one run says of engagements, as far as approvals ask.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Deserialize;

use crate::approval::{Condition, Decided, Hit, deal_digest, decision_digest};
use crate::catalogue::Policy;
use crate::model::{Date, Decision, Outcome, Register, Tier};
use crate::report::finished::{Decisions, FinishedError, FinishedRun, Key};

/// A rule that fired.
#[derive(Debug, Clone, Deserialize)]
struct RuleObject {
    rule: String,
    supplier: String,
    subject: Option<String>,
    waiver: Option<String>,
}

/// A stage.
#[derive(Debug, Clone, Deserialize)]
struct PhaseObject {
    tier: Tier,
    decision: Decision,
    valid_until: Option<Date>,
}

/// An engagement.
#[derive(Debug, Clone, Deserialize)]
struct Object {
    engagement: String,
    deal: String,
    tier: Tier,
    decision: Decision,
    signer: String,
    valid_until: Date,
    disclosure_ceiling: Tier,
    rules: Vec<RuleObject>,
    phases: Vec<PhaseObject>,
}

/// An engagement with its digest.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
    /// The tier for which it was decided.
    pub tier: Tier,
    /// The decision at that tier.
    pub decision: Decision,
    /// The role that must sign.
    pub signer: String,
    /// Digest of the decision.
    pub digest: String,
    valid_until: Date,
    ceiling: Tier,
    hits: BTreeSet<Hit>,
    waivers: BTreeSet<String>,
    phases: Vec<PhaseObject>,
}

impl Standing {
    fn read(text: &str) -> serde_json::Result<Self> {
        let object: Object = serde_json::from_str(text)?;
        let hit = |rule: &RuleObject| Hit {
            rule: rule.rule.clone(),
            supplier: rule.supplier.clone(),
            subject: rule.subject.clone().unwrap_or_default(),
        };
        Ok(Self {
            hits: object.rules.iter().map(hit).collect(),
            waivers: object.rules.iter().filter_map(|rule| rule.waiver.clone()).collect(),
            engagement: object.engagement,
            deal: object.deal,
            tier: object.tier,
            decision: object.decision,
            signer: object.signer,
            digest: decision_digest(text),
            valid_until: object.valid_until,
            ceiling: object.disclosure_ceiling,
            phases: object.phases,
        })
    }

    /// The last day on which the decision at a tier holds.
    pub fn valid_until(&self, tier: Tier) -> Date {
        let phase = || {
            let at = self.phases.iter().filter(|phase| phase.tier == tier);
            at.filter_map(|phase| phase.valid_until).min()
        };
        if tier == self.tier { self.valid_until } else { phase().unwrap_or(self.valid_until) }
    }

    /// The highest tier that a person can approve: the engagement's own where its decision allows it or waits for a
    /// person, else that of a stage that is allowed, else the disclosure ceiling; none: nothing but public.
    pub fn approvable(&self) -> Option<Tier> {
        if self.decision.allows() || self.decision == Decision(Outcome::Escalate) {
            return Some(self.tier);
        }
        let phases = self.phases.iter().filter(|phase| phase.decision.allows());
        let below = phases.map(|phase| phase.tier).chain([self.ceiling]).max();
        below.map(|tier| tier.min(self.tier)).filter(|tier| *tier > Tier::Public)
    }
}

/// What one run says.
#[derive(Debug)]
pub struct Basis {
    /// The policy that decided.
    pub policy: Policy,
    /// SHA-256 of its `run.json`.
    pub run: String,
    /// Its day.
    pub as_of: Date,
    standings: Vec<Standing>,
    owners: BTreeMap<String, String>,
    requesters: BTreeMap<String, String>,
}

impl Basis {
    /// Reads it for engagements that are wanted, and for those of their deals.
    ///
    /// # Errors
    /// When a file of the run can't be understood.
    pub fn read(
        run: &FinishedRun,
        decisions: &Decisions,
        wanted: impl Fn(&Key) -> bool,
    ) -> Result<Self, FinishedError> {
        let fail = |reason: String| FinishedError::Unreadable {
            path: run.folder().join("decisions.json"),
            reason,
        };
        let wanted = decisions.keys().iter().filter(|key| wanted(key));
        let deals: HashSet<&str> = wanted.map(|key| key.deal.as_str()).collect();
        let keyed = decisions.keys().iter().zip(decisions.texts().map_err(fail)?);
        let kept = keyed.filter(|(key, _)| deals.contains(key.deal.as_str()));
        let standings: serde_json::Result<Vec<Standing>> =
            kept.map(|(_, text)| Standing::read(text)).collect();
        let standings = standings.map_err(|error| fail(format!("it is damaged ({error})")))?;
        let head = run.state_head()?;
        let (owners, requesters) = people(head.register);
        Ok(Self {
            policy: head.policy,
            run: run.digest().to_owned(),
            as_of: run.as_of(),
            standings,
            owners,
            requesters,
        })
    }

    /// The engagements by rank.
    pub fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// An engagement.
    pub fn standing(&self, engagement: &str) -> Option<&Standing> {
        self.standings.iter().find(|one| one.engagement == engagement)
    }

    /// Digest of the decisions of a deal.
    pub fn deal_digest(&self, deal: &str) -> String {
        let of_deal = self.standings.iter().filter(|one| one.deal == deal);
        deal_digest(of_deal.map(|one| (one.engagement.as_str(), one.digest.as_str())))
    }

    /// What the run says of an engagement at a tier, with the conditions that are open.
    pub fn decided(
        &self,
        engagement: &str,
        tier: Tier,
        conditions: Vec<Condition>,
    ) -> Option<Decided> {
        let one = self.standing(engagement)?;
        let requesters = one.waivers.iter().filter_map(|id| self.requesters.get(id));
        Some(Decided {
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
            hits: one.hits.clone(),
            conditions,
            owner: self.owners.get(engagement).cloned(),
            requesters: requesters.cloned().collect(),
        })
    }
}

/// Owners by engagement, and requesters by waiver.
fn people(register: Register) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let owners = register.engagements.into_iter();
    let owners = owners.filter_map(|one| Some((one.id.to_string(), one.owner?)));
    let requesters = register.waivers.into_iter().map(|one| (one.id, one.requested_by));
    (owners.collect(), requesters.collect())
}

//! From a person's decision to the entries of the ledger, and the reasons against them.

use std::collections::BTreeSet;

use super::order::{Accept, Order};
use crate::approval::{
    AcceptedCondition, ApprovalDecision, ApprovalEntry, ApprovalSubject, Disclosure, NotCovered,
    OpenCondition, Why, counts, role_step,
};
use crate::commands::outcome::CommandError;
use crate::diagnostic::did_you_mean;
use crate::gate::signing::{OpenConditions, SignableEngagement, SigningBasis};
use crate::model::{Date, Decision, Outcome, Tier};

/// The entries to append to the ledger.
pub(super) struct ApprovalPlan {
    pub(super) entries: Vec<ApprovalEntry>,
    /// Remarks for the person.
    pub(super) remarks: Vec<String>,
}

/// The inputs of the entries.
struct Planner<'p> {
    order: &'p Order,
    basis: &'p SigningBasis,
    conditions: &'p OpenConditions,
    on: Date,
}

/// The entries for a decision.
pub(super) fn plan(
    order: &Order,
    basis: &SigningBasis,
    conditions: &OpenConditions,
    on: Date,
) -> Result<ApprovalPlan, CommandError> {
    let planner = Planner { order, basis, conditions, on };
    planner.role()?;
    planner.findings()?;
    match order.decision {
        ApprovalDecision::Approve => planner.approve(),
        ApprovalDecision::Decline => planner.decline(),
    }
}

impl Planner<'_> {
    /// The engagements that are decided about.
    fn signables(&self) -> impl Iterator<Item = &SignableEngagement> {
        let covered =
            |one: &&SignableEngagement| self.order.subject.covers(&one.engagement, &one.deal);
        self.basis.signables().iter().filter(covered)
    }

    fn open(&self, signable: &SignableEngagement) -> &[OpenCondition] {
        self.conditions.get(&signable.engagement).map_or(&[], Vec::as_slice)
    }

    fn role(&self) -> Result<(), CommandError> {
        let (roles, role) = (self.basis.policy.signers.roles(), &self.order.role);
        if role_step(&roles, role).is_some() {
            return Ok(());
        }
        let guess = did_you_mean(role, roles.iter().copied());
        let known = format!("{guess} (the policy's roles: {})", roles.join(", "));
        let message = format!("the policy knows no role `{}`", role.escape_debug());
        Err(CommandError::failed(message, known.trim().to_owned()))
    }

    /// Every accepted finding must be an open condition.
    fn findings(&self) -> Result<(), CommandError> {
        let Accept::Some(wanted) = &self.order.accept else { return Ok(()) };
        let subject = &self.order.subject;
        let open = || {
            let all = self.signables().flat_map(|one| self.open(one));
            all.map(|condition| condition.id.as_str())
        };
        match wanted.iter().find(|id| !open().any(|known| known == *id)) {
            None => Ok(()),
            Some(id) => {
                let message = format!("`{}` is no open condition of {subject}", id.escape_debug());
                let known: Vec<&str> = open().collect();
                let help = match known.len() {
                    0 => "leave --accept out: no condition is open".to_owned(),
                    _ => did_you_mean(id, known),
                };
                Err(CommandError::failed(message, help))
            }
        }
    }

    /// A refusal needs only a person, and a day that is not before the run's.
    fn decline(&self) -> Result<ApprovalPlan, CommandError> {
        if self.on < self.basis.as_of {
            return Err(self.wrong_day(self.basis.as_of, None));
        }
        let tier = self.signables().map(|one| one.tier).max().unwrap_or(Tier::Public);
        let entry = self.entry(self.order.subject.clone(), tier, BTreeSet::new());
        let remarks = vec![format!("no approval of {} before it counts any longer", entry.subject)];
        Ok(ApprovalPlan { entries: vec![entry], remarks })
    }

    /// One entry if everything can be approved as it was decided; otherwise one for each engagement that can be
    /// approved.
    fn approve(&self) -> Result<ApprovalPlan, CommandError> {
        let capped = |tier: Tier| self.order.tier.map_or(tier, |most| tier.min(most));
        let approvable = |one: &&SignableEngagement| one.approvable().is_some();
        let (good, bad): (Vec<&SignableEngagement>, Vec<&SignableEngagement>) =
            self.signables().partition(approvable);
        let as_decided = good.iter().all(|one| one.approvable() == Some(one.tier));
        let is_deal = matches!(self.order.subject, ApprovalSubject::Deal(_));
        if good.is_empty() {
            return Err(self.nothing(&bad));
        }
        let mut remarks: Vec<String> = bad.iter().map(|one| left_out(one)).collect();
        let parts: Vec<(ApprovalSubject, Vec<&SignableEngagement>)> =
            if is_deal && bad.is_empty() && as_decided {
                vec![(self.order.subject.clone(), good)]
            } else {
                let subject =
                    |one: &SignableEngagement| ApprovalSubject::Engagement(one.engagement.clone());
                good.into_iter().map(|one| (subject(one), vec![one])).collect()
            };
        let mut entries = Vec::new();
        for (subject, signables) in parts {
            let tiers = signables.iter().filter_map(|one| one.approvable()).map(capped);
            let tier = tiers.max().unwrap_or(Tier::Public);
            let accepted = signables.iter().flat_map(|one| self.accepted(one)).collect();
            let entry = self.entry(subject, tier, accepted);
            for signable in signables {
                remarks.extend(self.check(&entry, signable)?);
            }
            entries.push(entry);
        }
        self.asked_tier(&entries)?;
        Ok(ApprovalPlan { entries, remarks })
    }

    /// The conditions of an engagement that the person accepts, with their days.
    fn accepted(&self, signable: &SignableEngagement) -> Vec<AcceptedCondition> {
        let wanted = |condition: &&OpenCondition| match &self.order.accept {
            Accept::All => true,
            Accept::Some(ids) => ids.contains(&condition.id),
        };
        let all = self.open(signable).iter().filter(wanted);
        all.map(|one| AcceptedCondition { id: one.id.clone(), due: one.due }).collect()
    }

    fn entry(
        &self,
        subject: ApprovalSubject,
        tier: Tier,
        accepted: BTreeSet<AcceptedCondition>,
    ) -> ApprovalEntry {
        let decision_digest = match &subject {
            ApprovalSubject::Deal(deal) => self.basis.deal_digest(deal),
            ApprovalSubject::Engagement(id) => {
                self.basis.signable(id).map(|one| one.digest.clone()).unwrap_or_default()
            }
        };
        ApprovalEntry {
            format: ApprovalEntry::format(),
            id: String::new(),
            subject,
            decision_digest,
            run: self.basis.run.clone(),
            decision: self.order.decision,
            tier,
            conditions: accepted.into_iter().collect(),
            by: self.order.by.clone(),
            role: self.order.role.clone(),
            on: self.on,
            note: self.order.note.clone(),
            previous: None,
        }
    }

    /// A reason against an approval is an error; conditions that are not accepted are only remarks, as they may be met
    /// before the information is disclosed.
    fn check(
        &self,
        entry: &ApprovalEntry,
        signable: &SignableEngagement,
    ) -> Result<Vec<String>, CommandError> {
        let id = &signable.engagement;
        let tier = entry.tier.min(signable.tier);
        let open = signable.open(tier).unwrap_or_else(|| self.open(signable).to_vec());
        let Some(run) = self.basis.decided(id, tier, open) else {
            return Ok(Vec::new());
        };
        let roles = self.basis.policy.signers.roles();
        let asked = Disclosure { run: &run, earlier: &[], tier, day: self.on, ladder: &roles };
        let reasons = counts(std::slice::from_ref(entry), &asked).err().unwrap_or_default();
        let mut remarks = Vec::new();
        if signable.decision == Decision(Outcome::Escalate) {
            remarks.push(format!("{id}: the gate says no as long as the decision is escalate; a waiver turns it into a condition"));
        }
        for reason in reasons {
            let NotCovered::Entry { why, .. } = reason else { continue };
            match why {
                Why::NotAccepted(_) => remarks.push(format!("{id}: it does not count yet: {why}")),
                Why::BeforeRun { .. } | Why::AfterValid { .. } => {
                    return Err(self.wrong_day(run.as_of, Some(run.valid_until)));
                }
                why => return Err(CommandError::failed(format!("{id}: {why}"), help(&why))),
            }
        }
        Ok(remarks)
    }

    fn wrong_day(&self, from: Date, until: Option<Date>) -> CommandError {
        let until = until.map_or_else(String::new, |until| format!(" until {until}"));
        let message = format!("the decision can be signed from {from}{until}, not on {}", self.on);
        CommandError::failed(
            message,
            "name the day of the signature with --on, or assess the portfolio again",
        )
    }

    fn nothing(&self, bad: &[&SignableEngagement]) -> CommandError {
        let all: Vec<String> =
            bad.iter().map(|one| format!("{} is {}", one.engagement, one.decision)).collect();
        CommandError::failed(
            format!("nothing of {} can be approved: {}", self.order.subject, all.join(", ")),
            "mend what `flowdown gate` names, or record a waiver in the register, and assess again; a no is recorded with --decision decline",
        )
    }

    /// A tier above the highest that can be approved is an error; it is never lowered silently.
    fn asked_tier(&self, entries: &[ApprovalEntry]) -> Result<(), CommandError> {
        let highest = entries.iter().map(|entry| entry.tier).max();
        match (self.order.tier, highest) {
            (Some(asked), Some(highest)) if asked > highest => {
                let message = format!("{asked} can't be approved for {}", self.order.subject);
                Err(CommandError::failed(message, format!("approve up to {highest}")))
            }
            _ => Ok(()),
        }
    }
}

fn left_out(one: &SignableEngagement) -> String {
    format!("{} is {}: it was left out", one.engagement, one.decision)
}

const fn help(why: &Why) -> &'static str {
    match why {
        Why::RoleLow { .. } => "let a person in that role sign, or in one above it",
        Why::Requester(_) | Why::Owner(_) => "let another person sign",
        _ => "run `flowdown gate` to see what was decided",
    }
}

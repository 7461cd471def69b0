//! Whether an approval in the ledger covers a decision of a run.
//!
//! [`SigningBasis`] is the content of one run; [`crate::approval::counts`] compares. Earlier runs are read only where
//! an approval names another run, and findings only where the decisions hold no ids of conditions.

mod basis;
mod signed;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

pub use basis::{SignableEngagement, SigningBasis};
pub use signed::{Approval, Signed};

use crate::approval::{
    ApprovalDecision, ApprovalEntry, ApprovalLedger, Disclosure, NotCovered, OpenCondition, counts,
};
use crate::assessment::tracking;
use crate::model::{Date, Outcome, Tier};
use crate::run_folder::finished::{
    EngagementKey, FinishedError, FinishedRun, KeptFindings, RecordedDecisions,
};

/// The longest chain of runs that is followed.
const LONGEST: usize = 1_000;

/// The open conditions of some engagements, by engagement.
pub type OpenConditions = BTreeMap<String, Vec<OpenCondition>>;

/// The conditions that a run left open for the wanted engagements, with the ids of their findings.
///
/// # Errors
/// When the run's findings can't be read, or an older version of the program kept none.
pub fn open_conditions(
    run: &FinishedRun,
    wanted: impl Fn(&str) -> bool,
) -> Result<OpenConditions, FinishedError> {
    let Some(KeptFindings { findings, .. }) = run.findings()? else {
        let reason = "it holds no findings.json; assess the portfolio again".to_owned();
        return Err(FinishedError::Unreadable { path: run.folder().to_owned(), reason });
    };
    let mut found = OpenConditions::new();
    for one in findings {
        let is_rule = one.identity.kind == tracking::Kind::Rule;
        if !is_rule || !one.is_open() || one.outcome != Outcome::Condition.word() {
            continue;
        }
        if let Some(engagement) = one.identity.engagement.filter(|id| wanted(id)) {
            let condition = OpenCondition { id: one.id.to_string(), due: one.due };
            found.entry(engagement.to_string()).or_default().push(condition);
        }
    }
    found.values_mut().for_each(|list| list.sort());
    Ok(found)
}

/// Everything that decides whether engagements of a run are approved.
#[derive(Debug)]
pub struct Signatures {
    /// The content of the run.
    pub basis: SigningBasis,
    conditions: OpenConditions,
    earlier: Vec<SigningBasis>,
    entries: Vec<ApprovalEntry>,
    /// Why the ledger can't be used; nothing in it counts then.
    unusable: Option<String>,
}

impl Signatures {
    /// Reads what the ledger's entries about the wanted engagements are compared with. A ledger that can't be used
    /// counts as an empty one, with the reason kept.
    ///
    /// # Errors
    /// When the run can't be read. An earlier run that can't be read counts as absent: an approval that names it does
    /// not count.
    pub fn read(
        run: &FinishedRun,
        decisions: &RecordedDecisions,
        wanted: impl Fn(&EngagementKey) -> bool,
        ledger: Result<ApprovalLedger, String>,
    ) -> Result<Self, FinishedError> {
        let basis = SigningBasis::read(run, decisions, wanted)?;
        let (ledger, unusable) = match ledger {
            Ok(ledger) => (ledger, None),
            Err(reason) => (ApprovalLedger::default(), Some(reason)),
        };
        let about = |entry: &&ApprovalEntry| {
            let mut all = basis.signables().iter();
            all.any(|one| entry.subject.covers(&one.engagement, &one.deal))
        };
        let entries: Vec<ApprovalEntry> = ledger.entries().iter().filter(about).cloned().collect();
        let mut approvals =
            entries.iter().filter(|entry| entry.decision == ApprovalDecision::Approve).peekable();
        let told = basis.signables().iter().all(|one| one.open(one.tier).is_some());
        let conditions = match approvals.peek() {
            Some(_) if !told => open_conditions(run, |id| basis.signable(id).is_some())?,
            _ => OpenConditions::new(),
        };
        // Two runs may make the same decision. The run that was signed sets the days on which a signature counts.
        let elsewhere = approvals.any(|entry| entry.run != basis.run);
        let earlier = if elsewhere { earlier(run, &basis) } else { Vec::new() };
        Ok(Self { basis, conditions, earlier, entries, unusable })
    }

    /// The approval that covers a disclosure.
    ///
    /// # Errors
    /// The reasons why none does, one sentence each.
    pub fn of(
        &self,
        engagement: &str,
        tier: Tier,
        day: Date,
    ) -> Result<&ApprovalEntry, Vec<String>> {
        if let Some(reason) = &self.unusable {
            return Err(vec![reason.clone()]);
        }
        let sentences =
            |reasons: Vec<NotCovered>| reasons.iter().map(ToString::to_string).collect();
        self.counting(engagement, tier, day).map_err(sentences)
    }

    fn counting(
        &self,
        engagement: &str,
        tier: Tier,
        day: Date,
    ) -> Result<&ApprovalEntry, Vec<NotCovered>> {
        let told = self.basis.signable(engagement).and_then(|one| one.open(tier));
        let conditions = told.or_else(|| self.conditions.get(engagement).cloned());
        let conditions = conditions.unwrap_or_default();
        let Some(run) = self.basis.decided(engagement, tier, conditions) else {
            return Err(vec![NotCovered::None]);
        };
        // Only the open conditions of the run that is asked about count, not those of earlier runs.
        let then = |basis: &SigningBasis| basis.decided(engagement, tier, Vec::new());
        let earlier: Vec<_> = self.earlier.iter().filter_map(then).collect();
        let ladder = self.basis.policy.signers.roles();
        let asked = Disclosure { run: &run, earlier: &earlier, tier, day, ladder: &ladder };
        counts(&self.entries, &asked)
    }

    /// Whether the run's policy asks for a signature at a tier.
    pub fn asks(&self, tier: Tier) -> bool {
        self.basis.policy.approvals.signature_from.is_some_and(|from| tier >= from)
    }
}

/// The content of the earlier runs in the chain of a run, the newest first. The chain ends at a run that is missing or
/// can't be read.
fn earlier(run: &FinishedRun, basis: &SigningBasis) -> Vec<SigningBasis> {
    let runs = run.folder().parent().filter(|parent| !parent.as_os_str().is_empty());
    let runs = runs.unwrap_or(Path::new("."));
    let mut found = Vec::new();
    let mut seen: HashSet<String> = HashSet::from([run.digest().to_owned()]);
    let mut before = run.previous().map(str::to_owned);
    while let Some(digest) = before.take().filter(|_| found.len() < LONGEST) {
        if !seen.insert(digest.clone()) {
            break;
        }
        let Some(older) = FinishedRun::named(&digest, runs) else { break };
        let wanted = |key: &EngagementKey| basis.signable(key.engagement.as_str()).is_some();
        let read = older.decisions().and_then(|all| SigningBasis::read(&older, &all, wanted));
        let Ok(read) = read else { break };
        before = older.previous().map(str::to_owned);
        found.push(read);
    }
    found
}

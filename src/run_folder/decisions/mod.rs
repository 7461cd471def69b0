//! `decisions.json` and `decisions.csv`, for deal-approval systems.

mod figures;
mod table;
mod write;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figure::Figure;
use super::obligation::ObligationFigures;
use super::remedies::RemedyFigures;
use crate::assessment::ReturnStatus;
use crate::model::{
    ControlId, Date, DealId, Decision, EngagementId, InformationKind, Known, Outcome, Rule,
    SupplierId, Tier,
};

pub use write::{DecisionsError, write};

/// The format line of `decisions.json`.
pub(super) const FORMAT: &str = "flowdown-decisions/1";

/// The file `decisions.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Decisions {
    /// `flowdown-decisions/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// The day the decisions speak of.
    pub as_of: Date,
    /// SHA-256 of the inputs that `run.json` lists.
    pub run: String,
    /// The policy that decided.
    pub policy: PolicyStamp,
    /// The engagements by rank.
    pub engagements: Vec<EngagementDecision>,
    /// Claims to verify first.
    pub verify_first: Vec<ClaimFigures>,
    /// Engagements that are over, by id.
    pub ended: Vec<EndedEngagement>,
}

/// A claim of an allowed engagement that is not verified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ClaimFigures {
    /// The engagement.
    pub engagement: EngagementId,
    /// Who claims it.
    pub supplier: SupplierId,
    /// The control.
    pub control: ControlId,
    /// The likelihood that it is wrong × what the risk index would rise by.
    pub worth: Figure,
    /// The decision if the answer were no.
    pub decision_if_no: Decision,
}

/// A party of an engagement that is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EndedPartyFigures {
    /// The supplier.
    pub supplier: SupplierId,
    /// The day by which it must have returned or destroyed everything; none: there is no such duty.
    pub due: Option<Date>,
    /// `recorded`, `due` or `overdue`.
    pub status: ReturnStatus,
}

/// An engagement that is over: it is not decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EndedEngagement {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its deal.
    pub deal: DealId,
    /// The prime supplier.
    pub supplier: SupplierId,
    /// Tier of the information.
    pub tier: Tier,
    /// Its last day.
    pub ended_on: Date,
    /// The parties of its chain by depth, then id.
    pub parties: Vec<EndedPartyFigures>,
}

/// Which policy decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyStamp {
    /// Its name.
    pub id: String,
    /// Its edition.
    pub edition: String,
    /// SHA-256 over its files.
    pub sha256: String,
}

/// A likelihood with its range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LikelihoodFigures {
    /// Mean, 0 to 1, within a year. A planning figure.
    pub mean: Figure,
    /// Lower end of the 90 % range.
    pub low: Figure,
    /// Upper end of the 90 % range.
    pub high: Figure,
}

/// Likelihood without assuming independence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Bounds {
    /// At least.
    pub low: Figure,
    /// At most.
    pub high: Figure,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Money {
    /// How much.
    pub amount: Figure,
    /// ISO 4217 code, where the register gives one.
    pub currency: Option<String>,
}

/// A domain of the prime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DomainFigures {
    /// Its code.
    pub domain: String,
    /// Its strength, 0 to 1.
    pub strength: Figure,
    /// Lower end of the 90 % range of the strength.
    pub low: Figure,
    /// Upper end of the 90 % range of the strength.
    pub high: Figure,
    /// Its share in the likelihood; the shares add to 1.
    pub share: Figure,
}

/// A node of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NodeFigures {
    /// The supplier.
    pub supplier: SupplierId,
    /// Levels below the prime along the longest path.
    pub depth: u32,
    /// Its effective tier.
    pub tier: Tier,
    /// Largest product of shares over paths from the prime.
    pub reach: Figure,
    /// Mean of its likelihood.
    pub likelihood: Option<Figure>,
    /// Its share in the chain's likelihood.
    pub share: Option<Figure>,
    /// Hours left over on the tightest path to it.
    pub notice_slack_hours: Option<Figure>,
}

/// Information that passes from one party to the next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Passing {
    /// The giver.
    pub from: SupplierId,
    /// The taker.
    pub to: SupplierId,
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RuleFigures {
    /// The rule's name.
    pub rule: Known<Rule>,
    /// What it says after waivers: `condition`, `escalate`, `hold` or `reject`.
    pub outcome: Outcome,
    /// The supplier it names.
    pub supplier: SupplierId,
    /// The control, domain, certificate, file, incident or other party it is about.
    pub subject: Option<String>,
    /// Why it fired.
    pub because: String,
    /// What to do.
    pub remedy: String,
    /// By when.
    pub due: Option<Date>,
    /// The waiver that changed its outcome.
    pub waiver: Option<String>,
    /// Where the fact stands: `file › Sheet!Cell`.
    pub place: Option<String>,
    /// The id of the finding that it follows from.
    pub follows: Option<String>,
    /// The id of the finding.
    pub finding: Option<String>,
}

/// A condition of a decision at some tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ConditionFigures {
    /// The id of the finding; none: only another tier finds it.
    pub finding: Option<String>,
    /// The rule's name.
    pub rule: Known<Rule>,
    /// The supplier it names.
    pub supplier: SupplierId,
    /// What it is about.
    pub subject: Option<String>,
    /// By when.
    pub due: Option<Date>,
}

/// A stage of the engagement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PhaseFigures {
    /// Its name.
    pub phase: String,
    /// Its tier.
    pub tier: Tier,
    /// The day on which it opens; none: it never does, as the engagement ends before.
    pub starts: Option<Date>,
    /// The decision at that tier.
    pub decision: Decision,
    /// Last day on which that decision holds.
    pub valid_until: Date,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who may receive, as the register lists them.
    pub recipients: Option<Vec<String>>,
    /// Its conditions.
    pub conditions: Vec<ConditionFigures>,
}

/// What the same chain would be decided at a tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TierFigures {
    /// The tier.
    pub tier: Tier,
    /// The decision at that tier.
    pub decision: Decision,
    /// Last day on which it holds.
    pub valid_until: Date,
    /// Its conditions.
    pub conditions: Vec<ConditionFigures>,
}

/// The stage in force on the as-of date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StageFigures {
    /// Its name; none: no stage is open.
    pub phase: Option<String>,
    /// Its tier.
    pub tier: Option<Tier>,
    /// The decision at its tier.
    pub decision: Option<Decision>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who may receive, as the register lists them.
    pub recipients: Option<Vec<String>>,
    /// The day on which the next one opens.
    pub opens_next: Option<Date>,
}

/// Places in the order of attention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RankInterval {
    /// The first that the data allow.
    pub low: usize,
    /// The last that the data allow.
    pub high: usize,
}

/// What there would be to lose with no control at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct InherentFigures {
    /// Likelihood of the chain with no control at all.
    pub likelihood: Option<Figure>,
    /// That × impact × volume.
    pub risk_index: Figure,
}

/// One engagement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EngagementDecision {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its deal.
    pub deal: DealId,
    /// The prime supplier.
    pub supplier: SupplierId,
    /// Tier of the information.
    pub tier: Tier,
    /// Kinds of information.
    pub kinds: Vec<InformationKind>,
    /// `approve`, `approve-with-conditions`, `escalate`, `hold` or `reject`.
    pub decision: Decision,
    /// SHA-256 of this object without itself, the rank and the rank interval.
    pub digest: String,
    /// Place in the order of attention, from 1.
    pub rank: usize,
    /// The places that the data do not tell apart.
    pub rank_interval: RankInterval,
    /// The role that must sign.
    pub signer: String,
    /// Who owns the deal on our side.
    pub owner: Option<String>,
    /// What the information is for.
    pub purpose: Option<String>,
    /// First day.
    pub starts: Date,
    /// Last day; none: it is open.
    pub ends: Option<Date>,
    /// Last day on which the decision holds.
    pub valid_until: Date,
    /// The stage in force on the as-of date; null where there are no stages.
    pub stage: Option<StageFigures>,
    /// What there would be to lose with no control at all.
    pub inherent: InherentFigures,
    /// Likelihood of the chain.
    pub likelihood: Option<LikelihoodFigures>,
    /// Likelihood of the prime alone.
    pub likelihood_own: Option<LikelihoodFigures>,
    /// Likelihood of the chain, whatever depends on what.
    pub bounds: Option<Bounds>,
    /// Likelihood × impact × volume.
    pub risk_index: Figure,
    /// Likelihood × value at risk, a year.
    pub expected_loss: Option<Money>,
    /// Assurance of the prime in percent.
    pub assurance: Option<Figure>,
    /// Coverage of the prime, 0 to 1.
    pub coverage: Option<Figure>,
    /// Highest tier at which the same chain would be allowed.
    pub disclosure_ceiling: Tier,
    /// Domains of the prime.
    pub domains: Vec<DomainFigures>,
    /// The chain by depth, then id.
    pub chain: Vec<NodeFigures>,
    /// Who passes information on to whom within the chain, each pair once.
    pub subcontracts: Vec<Passing>,
    /// Rules that fired, worst first.
    pub rules: Vec<RuleFigures>,
    /// Its stages.
    pub phases: Vec<PhaseFigures>,
    /// What the same chain would be decided at each tier, lowest first: from it the gate answers below the engagement's.
    pub tiers: Vec<TierFigures>,
    /// What each contract of the chain should contain; a checklist, not legal text.
    pub obligations: Vec<ObligationFigures>,
    /// The path to approval; null where it is allowed.
    pub remedies: Option<RemedyFigures>,
}

/// The JSON Schema of `decisions.json`.
pub fn schema() -> String {
    crate::schema::of::<Decisions>()
}

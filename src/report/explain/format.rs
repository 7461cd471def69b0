//! The format of what `explain` prints about an engagement.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    Answer, ControlId, Decision, EngagementId, EvidenceLevel, InformationKind, Known, Outcome,
    Rule, SupplierId, Tier,
};
use crate::run_folder::figure::Figure;
use crate::run_folder::remedies::RemedyFigures;

/// The format line of the JSON form.
pub(super) const FORMAT: &str = "flowdown-explain/1";

/// One engagement, explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Explanation {
    /// `flowdown-explain/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// The engagement.
    pub engagement: EngagementId,
    /// Its tier.
    pub tier: Tier,
    /// The decision.
    pub decision: Decision,
    /// Likelihood of the chain: 1 − Π (1 − reach × likelihood) over the nodes.
    pub likelihood: Option<Figure>,
    /// The nodes, the prime first.
    pub nodes: Vec<NodeExplanation>,
    /// Rules that fired: outcome, rule, supplier, sentence, place.
    pub rules: Vec<RuleLine>,
    /// The path to approval; none where it is allowed.
    pub remedies: Option<RemedyFigures>,
}

/// What `explain --json` prints: an engagement, or a list where it explains several.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Explanations {
    /// One engagement.
    One(Box<Explanation>),
    /// Several, by rank.
    Several(Vec<Explanation>),
}

/// The JSON Schema of [`Explanations`].
pub fn schema() -> String {
    crate::schema::of::<Explanations>()
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RuleLine {
    /// What it says.
    pub outcome: Outcome,
    /// Its name.
    pub rule: Known<Rule>,
    /// Whom it names.
    pub supplier: SupplierId,
    /// Why.
    pub because: String,
    /// What to do.
    pub remedy: String,
    /// Where.
    pub place: Option<String>,
}

/// One node, explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NodeExplanation {
    /// The supplier.
    pub supplier: SupplierId,
    /// Its effective tier.
    pub tier: Tier,
    /// Largest product of shares over paths from the prime.
    pub reach: Figure,
    /// P = 1 − Π factor.
    pub likelihood: Option<Figure>,
    /// Kinds of information that reach it; none: the register names none.
    pub kinds: Option<Vec<InformationKind>>,
    /// Its domains.
    pub domains: Vec<DomainExplanation>,
    /// Answers of domains that are left out, as all of their controls are accepted as not applicable.
    pub left_out: Vec<ControlExplanation>,
    /// The controls that do not apply to it.
    pub not_applying: Vec<NotApplying>,
}

/// A control that does not apply to a node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NotApplying {
    /// The control.
    pub control: ControlId,
    /// Its title.
    pub title: String,
    /// Why.
    pub because: String,
}

/// One domain of a node, explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DomainExplanation {
    /// Its code.
    pub domain: String,
    /// g.
    pub base_rate: f64,
    /// Where it starts.
    pub prior: Pair,
    /// What each control adds.
    pub lines: Vec<ControlExplanation>,
    /// The prior plus all lines.
    pub total: Pair,
    /// m = a / (a + b).
    pub strength: Figure,
    /// f = 1 − g·(1 − m).
    pub factor: Figure,
    /// ln f / Σ ln f.
    pub share: Figure,
}

/// Observations for and against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Pair {
    /// For.
    pub a: Figure,
    /// Against.
    pub b: Figure,
}

/// One control of a domain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ControlExplanation {
    /// The control.
    pub control: ControlId,
    /// Its title.
    pub title: String,
    /// Its weight.
    pub weight: u32,
    /// Its answer.
    pub answer: Answer,
    /// The level of its evidence; none where there is no answer to support.
    pub evidence: Option<EvidenceLevel>,
    /// What lifts the evidence: a certificate or a row of the register.
    pub evidence_place: Option<String>,
    /// What it adds.
    pub adds: Pair,
    /// The cells that decided it: `file › Sheet!Cell`.
    pub places: Vec<String>,
}

//! Every figure with its lines, down to the cell: what `flowdown explain` prints.
//!
//! The lines are kept and the totals derived from them, never the other way round.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::chain::{Graph, Position};
use crate::assessment::evaluation::{Evaluation, evaluate};
use crate::assessment::likelihood::{Observations, factor, shares};
use crate::assessment::node::{ControlLine, DomainScore};
use crate::assessment::remedy::remedy;
use crate::assessment::{Context, EngagementResult};
use crate::catalogue::Control;
use crate::diagnostic::Lines;
use crate::model::{
    Answer, ControlId, Decision, EngagementId, EvidenceLevel, InformationKind, Known, Outcome,
    Rule, SupplierId, Tier,
};
use crate::run_folder::figure::Figure;
use crate::run_folder::remedies::{self, RemedyFigures};

/// Format line of the JSON form.
const FORMAT: &str = "flowdown-explain/1";

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

/// The controls that do not apply to a node, each with why.
fn not_applying(own: &Evaluation<'_, '_>, node: usize, controls: &[Control]) -> Vec<NotApplying> {
    let Position { tier, kinds, .. } = own.scene.positions[node];
    let out = controls.iter().filter(|control| !control.applies_to(tier, kinds));
    out.map(|control| NotApplying {
        control: control.id.clone(),
        title: control.title.clone(),
        because: if control.applies_at(tier) {
            format!("it is about {}, and none of that arrives", control.kinds)
        } else {
            format!("it applies from {} on, {tier} arrives", control.applies_from)
        },
    })
    .collect()
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

impl From<Observations> for Pair {
    fn from(observations: Observations) -> Self {
        Self { a: observations.a.into(), b: observations.b.into() }
    }
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

/// Explains an engagement.
pub fn explain(context: &Context<'_>, result: &EngagementResult<'_>) -> Explanation {
    let engagement = result.engagement;
    let graph = Graph::new(&engagement.supplier, context.subcontracts(&engagement.id));
    let own = evaluate(context, engagement, &graph, engagement.tier, true);
    Explanation {
        format: FORMAT.into(),
        engagement: engagement.id.clone(),
        tier: engagement.tier,
        decision: result.decision,
        likelihood: own.likelihood.map(|chain| chain.moments.mean.into()),
        nodes: (0..own.scores.len()).map(|node| explain_node(context, &own, node)).collect(),
        rules: result
            .rules
            .iter()
            .map(|rule| RuleLine {
                outcome: rule.outcome,
                rule: rule.rule.into(),
                supplier: rule.supplier.clone(),
                because: rule.because.clone(),
                remedy: rule.remedy.clone(),
                place: rule.place.as_ref().map(ToString::to_string),
            })
            .collect(),
        remedies: (!result.decision.allows())
            .then(|| RemedyFigures::from(&remedy(context, result))),
    }
}

fn explain_node(context: &Context<'_>, own: &Evaluation<'_, '_>, node: usize) -> NodeExplanation {
    let score = &own.scores[node];
    let position = &own.scene.positions[node];
    let rates = &context.catalogue.policy.domains;
    let factors: Vec<f64> = score
        .domains
        .iter()
        .map(|one| factor(rates[one.domain].base_rate, one.observations))
        .collect();
    let explained = score.domains.iter().zip(shares(&factors));
    let is_left_out = |line: &&ControlLine| {
        let domain = context.catalogue.controls.list()[line.control()].domain;
        score.domains.iter().all(|one| one.domain != domain)
    };
    let left_out = score.lines.iter().filter(is_left_out);
    NodeExplanation {
        supplier: own.scene.graph.nodes[node].clone(),
        tier: position.tier,
        reach: position.reach.into(),
        kinds: own.scene.knows_kinds().then(|| position.kinds.each().collect()),
        left_out: left_out.map(|line| explain_line(context, own, node, line)).collect(),
        not_applying: not_applying(own, node, context.catalogue.controls.list()),
        likelihood: score.moments.map(|moments| moments.mean.into()),
        domains: explained
            .map(|(one, share)| explain_domain(context, own, node, one, share))
            .collect(),
    }
}

fn explain_domain(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: usize,
    domain: &DomainScore,
    share: f64,
) -> DomainExplanation {
    let policy = &context.catalogue.policy;
    let entry = &policy.domains[domain.domain];
    let of_domain = |line: &&ControlLine| {
        context.catalogue.controls.list()[line.control()].domain == domain.domain
    };
    let lines = own.scores[node].lines.iter().filter(of_domain);
    DomainExplanation {
        domain: entry.domain.clone(),
        base_rate: entry.base_rate,
        prior: Observations::prior(policy).into(),
        lines: lines.map(|line| explain_line(context, own, node, line)).collect(),
        total: domain.observations.into(),
        strength: domain.observations.strength().into(),
        factor: factor(entry.base_rate, domain.observations).into(),
        share: share.into(),
    }
}

fn explain_line(
    context: &Context<'_>,
    own: &Evaluation<'_, '_>,
    node: usize,
    line: &ControlLine,
) -> ControlExplanation {
    let control = &context.catalogue.controls.list()[line.control()];
    let profile = context.profile(own.scene.graph.nodes[node]);
    let tier = own.scene.positions[node].tier;
    let resolved = profile.resolution(line.control(), context.catalogue, tier, context.as_of);
    let places = resolved.rows.iter().filter_map(|row| {
        let response = profile.statements.responses[usize::from(row.response)];
        response
            .answers
            .get(row.answer as usize)
            .map(|given| response.place(given.spot).to_string())
    });
    let certificate = line.support.certificate.map(|index| {
        profile.certificates[usize::from(index)].weighed.certificate.place.to_string()
    });
    let record = line
        .support
        .record
        .map(|index| context.register.evidence[index as usize].place.to_string());
    let supported = matches!(line.answer, Answer::Yes | Answer::Partial);
    ControlExplanation {
        control: control.id.clone(),
        title: control.title.clone(),
        weight: control.weight,
        answer: line.answer,
        evidence: supported.then(|| line.support.level),
        evidence_place: certificate.or(record),
        adds: line.adds(context.catalogue).into(),
        places: places.collect(),
    }
}

/// The explanation as text for a terminal.
pub fn text(explanation: &Explanation) -> Lines {
    let mut out = Lines::new();
    write_text(&mut out, explanation);
    out
}

fn write_text(out: &mut Lines, explanation: &Explanation) {
    let Explanation { engagement, tier, decision, .. } = explanation;
    out.line(format_args!("{engagement} ({tier}): {decision}"));
    for rule in &explanation.rules {
        let place = rule.place.as_deref().unwrap_or("-");
        out.line(format_args!(
            "  {:<9} {:<22} {}: {}",
            rule.outcome, rule.rule, rule.supplier, rule.because
        ));
        out.line(format_args!("  {:<32} {} [{place}]", "", rule.remedy));
    }
    for node in &explanation.nodes {
        write_node(out, node);
    }
    let reached =
        explanation.nodes.iter().filter_map(|node| Some((node.reach.0, node.likelihood?.0)));
    let terms: Vec<String> =
        reached.map(|(reach, likelihood)| format!("(1 − {reach} × {likelihood:.6})")).collect();
    out.blank();
    match explanation.likelihood {
        Some(likelihood) => out.line(format_args!(
            "likelihood of the chain = 1 − {} = {:.6} (a planning figure)",
            terms.join(" × "),
            likelihood.0
        )),
        None => out.line("no likelihood: no control applies"),
    }
    if let Some(remedy) = &explanation.remedies {
        remedies::write(out, remedy);
    }
}

fn write_node(out: &mut Lines, node: &NodeExplanation) {
    out.blank();
    out.line(format_args!("{} at {}, reach {}", node.supplier, node.tier, node.reach.0));
    for domain in &node.domains {
        write_domain(out, domain);
    }
    for one in &node.left_out {
        out.line(format_args!(
            "  {:<8} {}, accepted: nothing is left of its domain  {}",
            one.control.as_str(),
            one.answer,
            one.places.join("; ")
        ));
    }
    for one in &node.not_applying {
        out.line(format_args!("  {:<8} does not apply: {}", one.control.as_str(), one.because));
    }
    let factors: Vec<String> =
        node.domains.iter().map(|domain| format!("{:.6}", domain.factor.0)).collect();
    match node.likelihood {
        Some(likelihood) => out.line(format_args!(
            "  likelihood = 1 − {} = {:.6}",
            factors.join(" × "),
            likelihood.0
        )),
        None => out.line(format_args!("  no likelihood: no control applies")),
    }
}

fn write_domain(out: &mut Lines, domain: &DomainExplanation) {
    out.line(format_args!("  {}  base rate g = {}", domain.domain, domain.base_rate));
    out.line(format_args!(
        "    {:<10} {:>2} {:<14} {:<2} {:>9.4} {:>9.4}",
        "start", "", "", "", domain.prior.a.0, domain.prior.b.0
    ));
    for line in &domain.lines {
        let evidence = line.evidence.map_or("", EvidenceLevel::name);
        let (control, weight, answer) = (line.control.as_str(), line.weight, line.answer);
        let mut places = line.places.clone();
        places.extend(line.evidence_place.as_ref().map(|place| format!("evidence: {place}")));
        out.line(format_args!(
            "    {control:<10} {weight:>2} {answer:<14} {evidence:<2} {:>9.4} {:>9.4}  {}",
            line.adds.a.0,
            line.adds.b.0,
            if places.is_empty() { "no response".to_owned() } else { places.join("; ") }
        ));
    }
    out.line(format_args!(
        "    {:<10} {:>2} {:<14} {:<2} {:>9.4} {:>9.4}",
        "a, b", "", "", "", domain.total.a.0, domain.total.b.0
    ));
    out.line(format_args!(
        "    strength m = a / (a + b) = {:.6}   f = 1 − g·(1 − m) = {:.6}   share {:.1} %",
        domain.strength.0,
        domain.factor.0,
        domain.share.0 * 100.0
    ));
}

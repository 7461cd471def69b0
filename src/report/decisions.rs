//! `decisions.json` and `decisions.csv`: what a deal-approval system reads.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figure::Figure;
use super::obligation::ObligationFigures;
use super::remedies::RemedyFigures;
use super::table::inert;
use crate::assessment::chain::Graph;
use crate::assessment::{
    Assessment, ChainLine, DomainLine, EngagementResult, FiredRule, Ranged, Remedy, obligations,
};
use crate::model::Subcontract;

/// Format line of `decisions.json`.
pub(super) const FORMAT: &str = "flowdown-decisions/1";

/// The file `decisions.json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// `flowdown-decisions/1`.
    pub format: &'static str,
    /// The day the decisions speak of, `YYYY-MM-DD`.
    pub as_of: String,
    /// SHA-256 of the inputs that `run.json` lists.
    pub run: String,
    /// The policy that decided.
    pub policy: PolicyStamp,
    /// The engagements by rank.
    pub engagements: Vec<EngagementDecision>,
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LikelihoodFigures {
    /// Mean, 0 to 1, within a year. A planning figure.
    pub mean: Figure,
    /// Lower end of the 90 % range.
    pub low: Figure,
    /// Upper end of the 90 % range.
    pub high: Figure,
}

/// Likelihood without assuming independence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// At least.
    pub low: Figure,
    /// At most.
    pub high: Figure,
}

/// An amount of money.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// How much.
    pub amount: Figure,
    /// ISO 4217 code, where the register gives one.
    pub currency: Option<String>,
}

/// A domain of the prime.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeFigures {
    /// The supplier.
    pub supplier: String,
    /// Levels below the prime along the longest path.
    pub depth: u32,
    /// Its effective tier.
    pub tier: String,
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Passing {
    /// The giver.
    pub from: String,
    /// The taker.
    pub to: String,
}

/// A rule that fired.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFigures {
    /// The rule's name.
    pub rule: String,
    /// What it says after waivers: `condition`, `escalate`, `hold` or `reject`.
    pub outcome: String,
    /// The supplier it names.
    pub supplier: String,
    /// The control, domain, certificate, file, incident or other party it is about.
    pub subject: Option<String>,
    /// Why it fired.
    pub because: String,
    /// What to do.
    pub remedy: String,
    /// By when, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// The waiver that changed its outcome.
    pub waiver: Option<String>,
    /// Where the fact stands: `file › Sheet!Cell`.
    pub place: Option<String>,
}

/// A stage of the engagement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhaseFigures {
    /// Its name.
    pub phase: String,
    /// Its tier.
    pub tier: String,
    /// The decision at that tier.
    pub decision: String,
}

/// One engagement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EngagementDecision {
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
    /// The prime supplier.
    pub supplier: String,
    /// Tier of the information.
    pub tier: String,
    /// `approve`, `approve-with-conditions`, `escalate`, `hold` or `reject`.
    pub decision: String,
    /// Place in the order of attention, from 1.
    pub rank: usize,
    /// The role that must sign.
    pub signer: String,
    /// Last day on which the decision holds, `YYYY-MM-DD`.
    pub valid_until: String,
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
    pub disclosure_ceiling: String,
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
    /// What each contract of the chain should contain; a checklist, not legal text.
    pub obligations: Vec<ObligationFigures>,
    /// The way to yes; null where it is allowed.
    pub remedies: Option<RemedyFigures>,
}

/// Why decisions can't be written.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// `decisions.json`.
    #[error("decisions.json: {0}")]
    Json(#[from] serde_json::Error),
    /// `decisions.csv`.
    #[error("decisions.csv: {0}")]
    Csv(#[from] csv::Error),
    /// The system said no.
    #[error("decisions: {0}")]
    Io(#[from] io::Error),
}

/// Writes an assessment as `decisions.json` and `decisions.csv`, an engagement at a time: the files
/// of a large portfolio are larger than what it was decided from.
///
/// The JSON has one engagement a line: readable, and cheap to compare.
///
/// # Errors
/// When a file can't be written.
pub fn write(
    assessment: &Assessment<'_>,
    run: &str,
    policy: &PolicyStamp,
    json: &mut dyn Write,
    csv: &mut dyn Write,
) -> Result<(), DecisionsError> {
    let writer = Writer {
        assessment,
        digits: assessment.context.catalogue.policy.arithmetic.figure_significant_digits,
    };
    let mut table = super::table::writer(csv);
    table.write_record(COLUMNS)?;
    write!(
        json,
        "{{\n\"format\": {}, \"as_of\": {}, \"run\": {},\n\"policy\": {},\n\"engagements\": [",
        serde_json::to_string(FORMAT)?,
        serde_json::to_string(&assessment.context.as_of.to_string())?,
        serde_json::to_string(run)?,
        serde_json::to_string(policy)?,
    )?;
    let decided = assessment.engagements.iter().zip(assessment.remedies());
    for (index, (result, remedy)) in decided.enumerate() {
        let engagement = writer.engagement(result, remedy.as_ref());
        json.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *json, &engagement)?;
        table.write_record(record(&engagement, result.headline()))?;
    }
    json.write_all(b"\n]\n}\n")?;
    table.flush()?;
    Ok(())
}

/// Rounds figures on their way out.
struct Writer<'w, 'a> {
    assessment: &'w Assessment<'a>,
    digits: usize,
}

impl Writer<'_, '_> {
    fn figure(&self, value: f64) -> Figure {
        Figure::new(value, self.digits)
    }

    fn option(&self, value: Option<f64>) -> Option<Figure> {
        value.map(|value| self.figure(value))
    }

    fn ranged(&self, value: Option<Ranged>) -> Option<LikelihoodFigures> {
        value.map(|Ranged { mean, low, high }| LikelihoodFigures {
            mean: self.figure(mean),
            low: self.figure(low),
            high: self.figure(high),
        })
    }

    fn engagement(
        &self,
        result: &EngagementResult<'_>,
        remedy: Option<&Remedy>,
    ) -> EngagementDecision {
        let engagement = result.engagement;
        let money =
            |amount| Money { amount: self.figure(amount), currency: engagement.currency.clone() };
        EngagementDecision {
            engagement: engagement.id.to_string(),
            deal: engagement.deal.to_string(),
            supplier: engagement.supplier.to_string(),
            tier: engagement.tier.to_string(),
            decision: result.decision.to_string(),
            rank: result.rank,
            signer: result.signer.to_owned(),
            valid_until: result.valid_until.to_string(),
            likelihood: self.ranged(result.likelihood),
            likelihood_own: self.ranged(result.likelihood_own),
            bounds: result
                .bounds
                .map(|(low, high)| Bounds { low: self.figure(low), high: self.figure(high) }),
            risk_index: self.figure(result.risk_index),
            expected_loss: result.expected_loss.map(money),
            assurance: self.option(result.assurance),
            coverage: self.option(result.coverage),
            disclosure_ceiling: result.disclosure_ceiling.to_string(),
            domains: result.domains.iter().map(|line| self.domain(line)).collect(),
            chain: result.chain.iter().map(|line| self.node(line)).collect(),
            subcontracts: self.subcontracts(result),
            rules: result.rules.iter().map(rule).collect(),
            phases: result
                .phases
                .iter()
                .map(|line| PhaseFigures {
                    phase: line.phase.name.clone(),
                    tier: line.phase.tier.to_string(),
                    decision: line.decision.to_string(),
                })
                .collect(),
            obligations: obligations(&self.assessment.context, result)
                .iter()
                .map(|line| ObligationFigures::new(line, self.digits))
                .collect(),
            remedies: remedy.map(RemedyFigures::from),
        }
    }

    /// The edges of the chain, each pair of parties once, sorted.
    fn subcontracts(&self, result: &EngagementResult<'_>) -> Vec<Passing> {
        let rows = self.assessment.context.subcontracts(&result.engagement.id);
        let graph = Graph::new(&result.engagement.supplier, rows);
        let pair =
            |row: &Subcontract| Passing { from: row.from.to_string(), to: row.to.to_string() };
        let mut pairs: Vec<Passing> = graph.edges.iter().map(|edge| pair(edge.row)).collect();
        pairs.sort();
        pairs.dedup();
        pairs
    }

    fn domain(&self, line: &DomainLine) -> DomainFigures {
        DomainFigures {
            domain: self.assessment.context.catalogue.policy.domains[line.domain].domain.clone(),
            strength: self.figure(line.strength.mean),
            low: self.figure(line.strength.low),
            high: self.figure(line.strength.high),
            share: self.figure(line.share),
        }
    }

    fn node(&self, line: &ChainLine) -> NodeFigures {
        NodeFigures {
            supplier: line.supplier.to_string(),
            depth: line.depth,
            tier: line.tier.to_string(),
            reach: self.figure(line.reach),
            likelihood: self.option(line.likelihood),
            share: self.option(line.share),
            notice_slack_hours: self.option(line.notice_slack_hours),
        }
    }
}

fn rule(rule: &FiredRule) -> RuleFigures {
    RuleFigures {
        rule: rule.rule.to_string(),
        outcome: rule.outcome.to_string(),
        supplier: rule.supplier.to_string(),
        subject: Some(rule.subject.to_string()).filter(|subject| !subject.is_empty()),
        because: rule.because.clone(),
        remedy: rule.remedy.to_string(),
        due: rule.due.map(|due| due.to_string()),
        waiver: rule.waiver.clone(),
        place: rule.place.as_ref().map(ToString::to_string),
    }
}

/// Columns of `decisions.csv`.
const COLUMNS: [&str; 21] = [
    "rank",
    "engagement",
    "deal",
    "supplier",
    "tier",
    "decision",
    "signer",
    "valid_until",
    "likelihood_mean",
    "likelihood_low",
    "likelihood_high",
    "likelihood_own",
    "risk_index",
    "expected_loss",
    "currency",
    "assurance",
    "coverage",
    "disclosure_ceiling",
    "rules",
    "worst_rule",
    "because",
];

/// A line of `decisions.csv`, for people and systems that prefer a table. Text that a spreadsheet
/// would take for a formula gets an apostrophe in front.
fn record(one: &EngagementDecision, worst: Option<&FiredRule>) -> [String; COLUMNS.len()] {
    let figure =
        |value: Option<&Figure>| value.map_or_else(String::new, |figure| figure.0.to_string());
    let mean =
        |likelihood: &Option<LikelihoodFigures>| figure(likelihood.as_ref().map(|all| &all.mean));
    let currency = one.expected_loss.as_ref().and_then(|money| money.currency.as_deref());
    [
        one.rank.to_string(),
        inert(&one.engagement),
        inert(&one.deal),
        inert(&one.supplier),
        one.tier.clone(),
        one.decision.clone(),
        inert(&one.signer),
        one.valid_until.clone(),
        mean(&one.likelihood),
        figure(one.likelihood.as_ref().map(|all| &all.low)),
        figure(one.likelihood.as_ref().map(|all| &all.high)),
        mean(&one.likelihood_own),
        figure(Some(&one.risk_index)),
        figure(one.expected_loss.as_ref().map(|money| &money.amount)),
        inert(currency.unwrap_or_default()),
        figure(one.assurance.as_ref()),
        figure(one.coverage.as_ref()),
        one.disclosure_ceiling.clone(),
        one.rules.len().to_string(),
        worst.map_or_else(String::new, |rule| rule.rule.to_string()),
        inert(worst.map_or("", |rule| rule.because.as_str())),
    ]
}

/// The JSON Schema of `decisions.json`.
pub fn schema() -> String {
    let mut text =
        serde_json::to_string_pretty(&schemars::schema_for!(Decisions)).unwrap_or_default();
    text.push('\n');
    text
}

//! From the results to the figures of `decisions.json`.

use std::collections::HashMap;

use super::{
    Bounds, ClaimFigures, ConditionFigures, DomainFigures, EndedEngagement, EndedPartyFigures,
    EngagementDecision, InherentFigures, LikelihoodFigures, Money, NodeFigures, Passing,
    PhaseFigures, RankInterval, RuleFigures, StageFigures, TierFigures,
};
use crate::assessment::chain::Graph;
use crate::assessment::memory::ConditionKey;
use crate::assessment::tracking::Tracking;
use crate::assessment::verify_first::Claim;
use crate::assessment::{
    Assessment, ChainLine, ConditionLine, DomainLine, Ended, EndedParty, EngagementResult,
    FiredRule, PhaseLine, Ranged, Remedy, StageLine, TierLine, obligations,
};
use crate::model::{Phase, Subcontract, entries};
use crate::run_folder::figure::Figure;
use crate::run_folder::obligation::ObligationFigures;
use crate::run_folder::remedies::RemedyFigures;

/// Converts results to rounded figures.
pub(super) struct Writer<'w, 'a> {
    pub(super) assessment: &'w Assessment<'a>,
    pub(super) tracking: &'w Tracking,
    pub(super) digits: usize,
}

/// The first rule of each condition key that fired in an engagement. A long chain has thousands of rules, and every
/// stage and tier looks up its own, so they are indexed.
type RulesByKey<'r, 'a> = HashMap<&'r ConditionKey, &'r FiredRule<'a>>;

fn by_key<'r, 'a>(result: &'r EngagementResult<'a>) -> RulesByKey<'r, 'a> {
    result.rules.iter().rev().map(|rule| (&rule.key, rule)).collect()
}

impl<'a> Writer<'_, 'a> {
    pub(super) fn claim(&self, one: &Claim) -> ClaimFigures {
        ClaimFigures {
            engagement: one.engagement.clone(),
            supplier: one.supplier.clone(),
            control: one.control.clone(),
            worth: self.figure(one.worth),
            decision_if_no: one.decision,
        }
    }

    /// The id of a rule's finding.
    fn finding(&self, result: &EngagementResult<'_>, rule: &FiredRule<'_>) -> Option<String> {
        self.tracking.of_rule(result, rule).map(|tracked| tracked.id.to_string())
    }

    fn rule(&self, result: &EngagementResult<'_>, rule: &FiredRule<'_>) -> RuleFigures {
        let cause = rule.follows.and_then(|cause| result.rules.get(cause));
        RuleFigures {
            rule: rule.rule.into(),
            outcome: rule.outcome,
            supplier: rule.supplier.clone(),
            subject: Some(rule.subject.to_string()).filter(|subject| !subject.is_empty()),
            because: rule.because.to_string(),
            remedy: rule.remedy.to_string(),
            due: rule.due,
            waiver: rule.waiver.as_ref().map(ToString::to_string),
            place: rule.place.as_ref().map(ToString::to_string),
            follows: cause.and_then(|cause| self.finding(result, cause)),
            finding: self.finding(result, rule),
        }
    }

    /// The conditions of a decision at some tier, each with the id of its finding if the engagement's own decision has
    /// it too.
    fn conditions(
        &self,
        result: &EngagementResult<'_>,
        rules: &RulesByKey<'_, '_>,
        lines: &[ConditionLine],
    ) -> Vec<ConditionFigures> {
        let figures = |line: &ConditionLine| ConditionFigures {
            finding: rules.get(&line.key).and_then(|own| self.finding(result, own)),
            rule: line.rule.into(),
            supplier: line.supplier.clone(),
            subject: Some(line.subject.to_string()).filter(|subject| !subject.is_empty()),
            due: line.due,
        };
        lines.iter().map(figures).collect()
    }

    fn phase(
        &self,
        result: &EngagementResult<'_>,
        rules: &RulesByKey<'_, '_>,
        line: &PhaseLine<'_>,
    ) -> PhaseFigures {
        PhaseFigures {
            phase: line.phase.name.clone(),
            tier: line.phase.tier,
            starts: line.opens,
            decision: line.at.decision,
            valid_until: line.at.valid_until,
            purpose: line.phase.purpose.clone(),
            recipients: recipients(line.phase),
            conditions: self.conditions(result, rules, &line.at.conditions),
        }
    }

    fn tier(
        &self,
        result: &EngagementResult<'_>,
        rules: &RulesByKey<'_, '_>,
        line: &TierLine,
    ) -> TierFigures {
        TierFigures {
            tier: line.tier,
            decision: line.decision,
            valid_until: line.valid_until,
            conditions: self.conditions(result, rules, &line.conditions),
        }
    }

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

    /// The decision on an engagement, without its decision digest.
    pub(super) fn engagement(
        &self,
        result: &EngagementResult<'a>,
        remedy: Option<&Remedy>,
    ) -> EngagementDecision {
        let engagement = result.engagement;
        let rules = by_key(result);
        let money =
            |amount| Money { amount: self.figure(amount), currency: engagement.currency.clone() };
        EngagementDecision {
            engagement: engagement.id.clone(),
            deal: engagement.deal.clone(),
            supplier: engagement.supplier.clone(),
            tier: engagement.tier,
            kinds: engagement.kinds.clone(),
            decision: result.decision,
            digest: String::new(),
            rank: result.rank,
            rank_interval: {
                let (low, high) = result.rank_interval;
                RankInterval { low, high }
            },
            signer: result.signer.to_owned(),
            owner: engagement.owner.clone(),
            purpose: engagement.purpose.clone(),
            starts: engagement.start,
            ends: engagement.end,
            valid_until: result.valid_until,
            stage: result.stage.as_ref().map(stage),
            inherent: InherentFigures {
                likelihood: self.option(result.inherent.likelihood),
                risk_index: self.figure(result.inherent.risk_index),
            },
            likelihood: self.ranged(result.likelihood),
            likelihood_own: self.ranged(result.likelihood_own),
            bounds: result
                .bounds
                .map(|(low, high)| Bounds { low: self.figure(low), high: self.figure(high) }),
            risk_index: self.figure(result.risk_index),
            expected_loss: result.expected_loss.map(money),
            assurance: self.option(result.assurance),
            coverage: self.option(result.coverage),
            disclosure_ceiling: result.disclosure_ceiling,
            domains: result.domains.iter().map(|line| self.domain(line)).collect(),
            chain: result.chain.iter().map(|line| self.node(line)).collect(),
            subcontracts: self.subcontracts(result),
            rules: result.rules.iter().map(|rule| self.rule(result, rule)).collect(),
            phases: result.phases.iter().map(|line| self.phase(result, &rules, line)).collect(),
            tiers: result.tiers.iter().map(|line| self.tier(result, &rules, line)).collect(),
            obligations: obligations(&self.assessment.context, result)
                .iter()
                .map(|line| ObligationFigures::new(line, self.digits))
                .collect(),
            remedies: remedy.map(RemedyFigures::from),
        }
    }

    /// The links of the chain, each pair of parties once, sorted.
    fn subcontracts(&self, result: &EngagementResult<'_>) -> Vec<Passing> {
        let rows = self.assessment.context.subcontracts(&result.engagement.id);
        let graph = Graph::new(&result.engagement.supplier, rows);
        let pair = |row: &Subcontract| Passing { from: row.from.clone(), to: row.to.clone() };
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
            supplier: line.supplier.clone(),
            depth: line.depth,
            tier: line.tier,
            reach: self.figure(line.reach),
            likelihood: self.option(line.likelihood),
            share: self.option(line.share),
            notice_slack_hours: self.option(line.notice_slack_hours),
        }
    }
}

/// The permitted recipients of a stage, as in the register; `None` if it lists none.
fn recipients(phase: &Phase) -> Option<Vec<String>> {
    let list = phase.recipients.as_deref()?;
    Some(entries(list).map(str::to_owned).collect())
}

fn stage(line: &StageLine<'_>) -> StageFigures {
    let open = line.open;
    StageFigures {
        phase: open.map(|(phase, _)| phase.name.clone()),
        tier: open.map(|(phase, _)| phase.tier),
        decision: open.map(|(_, decision)| decision),
        purpose: open.and_then(|(phase, _)| phase.purpose.clone()),
        recipients: open.and_then(|(phase, _)| recipients(phase)),
        opens_next: line.opens_next,
    }
}

pub(super) fn ended(one: &Ended<'_>) -> EndedEngagement {
    let party = |party: &EndedParty<'_>| EndedPartyFigures {
        supplier: party.supplier.clone(),
        due: party.due,
        status: party.status,
    };
    EndedEngagement {
        engagement: one.engagement.id.clone(),
        deal: one.engagement.deal.clone(),
        supplier: one.engagement.supplier.clone(),
        tier: one.engagement.tier,
        ended_on: one.ended_on,
        parties: one.parties.iter().map(party).collect(),
    }
}

//! The parts of an engagement's decision that are compared between runs.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::{Assessment, ChainLine, EngagementResult};
use crate::model::{DealId, Decision, EngagementId, Known, Outcome, Rule, SupplierId, Tier};
use crate::run_folder::figure::Figure;
use crate::run_folder::finished::{FinishedError, FinishedRun};

/// A rule that fired, as far as it can be found again in another run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RecordedRule {
    /// The rule.
    pub rule: Known<Rule>,
    /// What it says after waivers.
    pub outcome: Outcome,
    /// The supplier it names, by its present id.
    pub supplier: SupplierId,
    /// The control, domain, certificate, file, incident or other party it is about.
    pub subject: Option<String>,
}

/// A node of a chain.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
pub struct Node {
    /// The supplier.
    pub supplier: SupplierId,
    /// The tier that reaches it.
    pub tier: Tier,
    /// Its yearly likelihood; none where no domain is left.
    pub likelihood: Option<Figure>,
}

/// The mean of a likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
struct Mean {
    mean: Figure,
}

/// Where an engagement stood: a part of its object in `decisions.json`, as those of eight runs are held at once.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
pub struct Stand {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its deal.
    pub deal: DealId,
    /// The prime supplier.
    pub supplier: SupplierId,
    /// The tier it was assessed for.
    pub tier: Tier,
    /// The decision.
    pub decision: Decision,
    /// Its place in the order of attention, from 1.
    pub rank: usize,
    likelihood: Option<Mean>,
    /// The highest tier at which it would have been allowed.
    #[serde(rename = "disclosure_ceiling")]
    pub ceiling: Tier,
    /// The rules that fired.
    pub rules: Vec<RecordedRule>,
    /// The nodes of its chain.
    pub chain: Vec<Node>,
}

impl Stand {
    /// The engagements of an assessment, by rank.
    pub fn all(assessment: &Assessment<'_>) -> Vec<Self> {
        assessment.engagements.iter().map(Self::from).collect()
    }

    /// The engagements of a run as recorded, by rank.
    ///
    /// # Errors
    /// When its decisions are not as recorded.
    pub fn of(run: &FinishedRun) -> Result<Vec<Self>, FinishedError> {
        let fail = |reason| FinishedError::Unreadable { path: run.folder().to_owned(), reason };
        run.decisions()?.typed().map_err(fail)
    }

    /// The likelihood of its chain; `None` if no node has one.
    pub fn likelihood(&self) -> Option<f64> {
        self.likelihood.map(|likelihood| likelihood.mean.0)
    }

    /// Replaces the old ids of renamed suppliers.
    pub fn rename(&mut self, ids: &HashMap<&str, &str>) {
        let change = |id: &mut SupplierId| {
            if let Some(new) = ids.get(id.as_str()) {
                *id = SupplierId::new(new);
            }
        };
        change(&mut self.supplier);
        self.chain.iter_mut().for_each(|node| change(&mut node.supplier));
        for rule in &mut self.rules {
            change(&mut rule.supplier);
            // The subject may be another party of the chain. No control has the id of a supplier.
            let subject = rule.subject.as_deref().and_then(|subject| ids.get(subject));
            if let Some(new) = subject {
                rule.subject = Some((*new).to_owned());
            }
        }
    }
}

impl From<&EngagementResult<'_>> for Stand {
    fn from(result: &EngagementResult<'_>) -> Self {
        let rules = result.rules.iter().map(|fired| RecordedRule {
            rule: fired.rule.into(),
            supplier: fired.supplier.clone(),
            subject: Some(fired.subject.to_string()).filter(|subject| !subject.is_empty()),
            outcome: fired.outcome,
        });
        Self {
            engagement: result.engagement.id.clone(),
            deal: result.engagement.deal.clone(),
            supplier: result.engagement.supplier.clone(),
            tier: result.engagement.tier,
            decision: result.decision,
            rank: result.rank,
            likelihood: result.likelihood.map(|ranged| Mean { mean: Figure(ranged.mean) }),
            ceiling: result.disclosure_ceiling,
            rules: rules.collect(),
            chain: result.chain.iter().map(Node::from).collect(),
        }
    }
}

impl From<&ChainLine> for Node {
    fn from(line: &ChainLine) -> Self {
        let supplier = line.supplier.clone();
        Self { supplier, tier: line.tier, likelihood: line.likelihood.map(Figure) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_folder::decisions::EngagementDecision;

    #[test]
    fn a_stand_is_a_part_of_a_decision() {
        assert_eq!(crate::schema::beyond::<Stand, EngagementDecision>(), Vec::<String>::new());
    }
}

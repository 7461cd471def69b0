//! The decision, likelihood and rules of an engagement in one run, as far as two runs are compared by them.

use std::collections::HashMap;

use serde::Deserialize;

use crate::assessment::{Assessment, ChainLine, EngagementResult};
use crate::model::{Decision, Tier};
use crate::run_folder::finished::{FinishedError, FinishedRun, decision};

/// A rule that fired, as far as it can be found again in another run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct RecordedRule {
    /// The rule's name.
    pub rule: String,
    /// The supplier it names.
    pub supplier: String,
    /// The control, domain, certificate, file, incident or other party it is about.
    pub subject: Option<String>,
    /// What it says after waivers.
    pub outcome: String,
}

/// A node of a chain.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Node {
    /// The supplier.
    pub supplier: String,
    /// The tier that reaches it.
    pub tier: Tier,
    /// Its yearly likelihood; none where no domain is left.
    pub likelihood: Option<f64>,
}

/// The mean of a likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
struct Mean {
    mean: f64,
}

/// Where an engagement stood.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Stand {
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
    /// The prime supplier.
    pub supplier: String,
    /// The tier it was assessed for.
    pub tier: Tier,
    /// The decision.
    #[serde(deserialize_with = "decision")]
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
    /// Where the engagements of an assessment stand, by rank.
    pub fn all(assessment: &Assessment<'_>) -> Vec<Self> {
        assessment.engagements.iter().map(Self::from).collect()
    }

    /// Where the engagements of a run stood, as it was recorded, by rank.
    ///
    /// # Errors
    /// When its decisions are not as recorded.
    pub fn of(run: &FinishedRun) -> Result<Vec<Self>, FinishedError> {
        let fail = |reason| FinishedError::Unreadable { path: run.folder().to_owned(), reason };
        run.decisions()?.typed().map_err(fail)
    }

    /// The likelihood of its chain; none where no node has one.
    pub fn likelihood(&self) -> Option<f64> {
        self.likelihood.map(|likelihood| likelihood.mean)
    }

    /// Gives renamed suppliers their new ids.
    pub fn rename(&mut self, ids: &HashMap<&str, &str>) {
        let change = |id: &mut String| {
            if let Some(new) = ids.get(id.as_str()) {
                (*new).clone_into(id);
            }
        };
        change(&mut self.supplier);
        self.chain.iter_mut().for_each(|node| change(&mut node.supplier));
        for rule in &mut self.rules {
            change(&mut rule.supplier);
            // The subject may be another party of the chain. No control has the id of a supplier.
            rule.subject.iter_mut().for_each(change);
        }
    }
}

impl From<&EngagementResult<'_>> for Stand {
    fn from(result: &EngagementResult<'_>) -> Self {
        let rules = result.rules.iter().map(|fired| RecordedRule {
            rule: fired.rule.word().to_owned(),
            supplier: fired.supplier.to_string(),
            subject: Some(fired.subject.to_string()).filter(|subject| !subject.is_empty()),
            outcome: fired.outcome.word().to_owned(),
        });
        Self {
            engagement: result.engagement.id.to_string(),
            deal: result.engagement.deal.to_string(),
            supplier: result.engagement.supplier.to_string(),
            tier: result.engagement.tier,
            decision: result.decision,
            rank: result.rank,
            likelihood: result.likelihood.map(|ranged| Mean { mean: ranged.mean }),
            ceiling: result.disclosure_ceiling,
            rules: rules.collect(),
            chain: result.chain.iter().map(Node::from).collect(),
        }
    }
}

impl From<&ChainLine> for Node {
    fn from(line: &ChainLine) -> Self {
        let supplier = line.supplier.to_string();
        Self { supplier, tier: line.tier, likelihood: line.likelihood }
    }
}

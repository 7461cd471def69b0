//! A workbook per deal: the memo that an approver reads in a minute, and the sheets behind it.

mod conditions;
mod group;
mod memo;
mod memo_page;
mod obligations;
mod ranking;
mod signature;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{ReportError, RunFacts, properties};
use super::ranks::RankedAmong;
use super::view::{FindingLine, View};
use super::{chain, findings};
use crate::approval::deal_digest;
use crate::assessment::{Assessment, EngagementResult};
use crate::model::excel::MAX_ROWS;
use crate::model::{DealId, SupplierId};
use crate::sheet::text::clean;
pub use group::Deal;

/// The number of findings from which a deal's sheet is written to disk row by row.
const MANY: usize = 10_000;

/// The inputs of the workbooks of all deals.
#[derive(Debug)]
pub struct DealBooks<'v> {
    view: View<'v>,
    /// The decision digests, by rank.
    digests: &'v [String],
    /// Findings that are not rules, by supplier, as indexes into the view's lines.
    by_supplier: BTreeMap<&'v SupplierId, Vec<usize>>,
    /// Rules that fired, by the rank of their engagement from 0, as indexes into the view's lines.
    by_rank: Vec<Vec<usize>>,
}

impl<'v> DealBooks<'v> {
    /// Collects the inputs, once for all deals. `digests` are the decision digests, by rank.
    pub fn new(
        assessment: &'v Assessment<'v>,
        facts: &'v RunFacts<'v>,
        digests: &'v [String],
    ) -> Self {
        let view = View::new(assessment, facts, MAX_ROWS);
        let mut by_supplier: BTreeMap<&SupplierId, Vec<usize>> = BTreeMap::new();
        let mut by_rank = vec![Vec::new(); assessment.engagements.len()];
        for (index, line) in view.lines.iter().enumerate() {
            match (line.result, line.supplier) {
                (Some(result), _) => by_rank[result.rank - 1].push(index),
                (None, Some(supplier)) => by_supplier.entry(supplier).or_default().push(index),
                (None, None) => {}
            }
        }
        Self { view, digests, by_supplier, by_rank }
    }

    /// The deals of the register, by id.
    pub fn deals(&self) -> Vec<Deal<'v>> {
        let mut deals: BTreeMap<&DealId, Vec<&EngagementResult<'v>>> = BTreeMap::new();
        for result in self.view.results() {
            deals.entry(&result.engagement.deal).or_default().push(result);
        }
        let deal = |(id, results): (_, Vec<&'v EngagementResult<'v>>)| {
            let digest = |result: &EngagementResult<'_>| self.digests[result.rank - 1].as_str();
            let named = results.iter().map(|one| (one.engagement.id.as_str(), digest(one)));
            let digest = deal_digest(named);
            Deal::new(id, results, digest, self.view.policy())
        };
        deals.into_iter().map(deal).collect()
    }

    /// What a deal's workbook says beside the register, the policy, the day and the names of portfolio and program: its
    /// decisions, their figures to the last digit, and its findings, with what earlier runs knew of them. Where all that
    /// is the same, so are its bytes.
    pub fn content(&self, deal: &Deal<'_>) -> Vec<String> {
        let decisions = deal.results.iter().map(|result| {
            let digest = &self.digests[result.rank - 1];
            // The digest is over rounded figures.
            let likelihoods = (result.likelihood, result.likelihood_own, result.inherent);
            let money = (result.risk_index, result.expected_loss);
            let prime = (result.assurance, result.coverage);
            format!("{digest} {likelihoods:?} {money:?} {prime:?} {:?}", result.chain)
        });
        let lines = self.lines(deal).into_iter().map(|line| format!("{:?}", line.content()));
        let intervals = [format!("{:?}", deal.intervals)];
        decisions.chain(lines).chain(intervals).collect()
    }

    /// The workbook of a deal, as the bytes of an `.xlsx` file. Same input, same bytes.
    ///
    /// # Errors
    /// When the library fails.
    pub fn book(&self, deal: &Deal<'_>) -> Result<Vec<u8>, ReportError> {
        let view = &self.view;
        let mut book = view.facts.workbook()?;
        let title = format!("Deal {} on {}", clean(deal.id.as_str()), view.facts.as_of);
        let decisions = format!("Decision digest {}", deal.digest);
        let properties = properties(view.facts)?.set_title(title).set_comment(decisions);
        book.set_properties(&properties);
        let among = RankedAmong::Deal(&deal.results);
        let ticks = memo::write(&mut book, view, deal)?;
        ranking::write(&mut book, view, deal, self.digests)?;
        let results = deal.results.iter().map(|result| &view.results()[result.rank - 1]);
        chain::write_some(&mut book, view, among, results)?;
        obligations::write(&mut book, view, deal)?;
        let note = "Gate rules that fired for the deal's engagements, worst first; then what else \
                    was found about the suppliers of its chains.";
        let lines = self.lines(deal);
        let long = lines.len() > MANY;
        findings::write_lines(&mut book, view, among, note.to_owned(), (lines.into_iter(), long))?;
        conditions::write(&mut book, view, deal, &ticks)?;
        Ok(book.save_to_buffer()?)
    }

    /// The rules and findings of a deal, in the order of the portfolio's sheet.
    fn lines(&self, deal: &Deal<'_>) -> Vec<&FindingLine<'v>> {
        let rules = deal.results.iter().flat_map(|result| &self.by_rank[result.rank - 1]);
        let parties: BTreeSet<&SupplierId> = deal
            .results
            .iter()
            .flat_map(|result| &result.chain)
            .map(|line| &line.supplier)
            .collect();
        let found =
            parties.into_iter().filter_map(|supplier| self.by_supplier.get(supplier)).flatten();
        let mut lines: Vec<usize> = rules.chain(found).copied().collect();
        lines.sort_unstable();
        lines.into_iter().map(|index| &self.view.lines[index]).collect()
    }
}

//! The summary of the portfolio, computed from a small frame of the decisions.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::assessment::{Assessment, DomainLine, EngagementResult};
use crate::catalogue::policy::Domain;
use crate::model::{Decision, Tier};

/// The portfolio in a few figures. Quantiles are interpolated as by a spreadsheet's `PERCENTILE.INC`; `None` if there
/// are no values.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Every decision, worst first, with its number of engagements and the sum of their risk indices.
    pub by_decision: Vec<(Decision, usize, f64)>,
    /// Every tier, highest first.
    pub by_tier: Vec<TierSummary>,
    /// Every deal: worst decision first, then highest risk index, then id.
    pub by_deal: Vec<DealSummary>,
    /// Every domain that a prime has a strength in, in catalogue order.
    pub by_domain: Vec<DomainSummary>,
}

/// The engagements of one tier.
#[derive(Debug, Clone, PartialEq)]
pub struct TierSummary {
    /// The tier.
    pub tier: Tier,
    /// How many engagements.
    pub engagements: usize,
    /// How many of them may go ahead.
    pub allowed: usize,
    /// The median of the likelihoods of their chains, from 0 to 1.
    pub likelihood_median: Option<f64>,
    /// The ninth decile of these likelihoods.
    pub likelihood_p90: Option<f64>,
    /// The sum of their risk indices.
    pub risk_index: f64,
}

/// The engagements of one deal.
#[derive(Debug, Clone, PartialEq)]
pub struct DealSummary {
    /// The deal.
    pub deal: String,
    /// How many engagements.
    pub engagements: usize,
    /// The worst of their decisions.
    pub worst: Decision,
    /// The sum of their risk indices.
    pub risk_index: f64,
    /// The sums of their expected losses by currency; currencies are never added together. Empty if no engagement has
    /// an expected loss.
    pub expected_loss: BTreeMap<Option<String>, f64>,
}

/// One domain over all prime suppliers.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainSummary {
    /// Its code.
    pub domain: String,
    /// The number of suppliers with a strength in it; each counts once, with its lowest.
    pub suppliers: usize,
    /// The median of their strengths, from 0 to 1.
    pub strength_median: Option<f64>,
    /// The first decile of their strengths.
    pub strength_p10: Option<f64>,
    /// The supplier with the lowest strength; of several, the first id.
    pub weakest: Option<String>,
}

impl Summary {
    /// Summarises an assessment.
    ///
    /// # Errors
    /// Never in practice: only if a column is missing or of another type.
    pub fn of(assessment: &Assessment<'_>) -> PolarsResult<Self> {
        let results = &assessment.engagements;
        let frame = decisions(results)?;
        Ok(Self {
            by_decision: by_decision(&frame)?,
            by_tier: by_tier(&frame)?,
            by_deal: by_deal(&frame)?,
            by_domain: by_domain(results, &assessment.context.catalogue.policy.domains)?,
        })
    }
}

/// The figures of the decisions that are summed up, one engagement a row.
fn decisions(results: &[EngagementResult<'_>]) -> PolarsResult<DataFrame> {
    let all = || results.iter();
    let allowed = all().map(|result| Some(result.decision.allows()));
    let currency = all().map(|result| result.engagement.currency.as_deref());
    let columns = vec![
        text("deal", all().map(|result| Some(result.engagement.deal.as_str()))),
        text("tier", all().map(|result| Some(result.engagement.tier.name()))),
        text("decision", all().map(|result| Some(result.decision.word()))),
        BooleanChunked::from_iter_options("allowed".into(), allowed).into_column(),
        number("likelihood", all().map(|result| result.likelihood.map(|range| range.mean))),
        number("risk_index", all().map(|result| Some(result.risk_index))),
        number("expected_loss", all().map(|result| result.expected_loss)),
        text("currency", currency),
    ];
    DataFrame::new(results.len(), columns)
}

fn text<'v>(name: &str, values: impl Iterator<Item = Option<&'v str>>) -> Column {
    StringChunked::from_iter_options(name.into(), values).into_column()
}

fn number(name: &str, values: impl Iterator<Item = Option<f64>>) -> Column {
    Float64Chunked::from_iter_options(name.into(), values).into_column()
}

/// A frame split by the values of a text column: each part with its value, sorted by value; rows keep their order.
fn parts(frame: &DataFrame, by: &str) -> PolarsResult<Vec<(String, DataFrame)>> {
    // On this thread: polars' own pool would not make these small sorts faster.
    let in_turn =
        SortMultipleOptions::default().with_maintain_order(true).with_multithreaded(false);
    let sorted = frame.sort([by], in_turn)?;
    let keys: Vec<&str> = sorted.column(by)?.str()?.iter().map(Option::unwrap_or_default).collect();
    let mut start = 0;
    let part = |run: &[&str]| {
        let offset = start;
        start += run.len();
        // A frame has fewer rows than an `i64` can count.
        (run[0].to_owned(), sorted.slice(i64::try_from(offset).unwrap_or(i64::MAX), run.len()))
    };
    Ok(keys.chunk_by(|a, b| a == b).map(part).collect())
}

/// The part with a value; an empty frame if no row has it.
fn part_of(parts: &[(String, DataFrame)], value: &str, whole: &DataFrame) -> DataFrame {
    let found = parts.iter().find(|(key, _)| key == value);
    found.map_or_else(|| whole.head(Some(0)), |(_, part)| part.clone())
}

fn sum(frame: &DataFrame, column: &str) -> PolarsResult<f64> {
    Ok(frame.column(column)?.f64()?.sum().unwrap_or(0.0))
}

fn quantile(values: &Float64Chunked, share: f64) -> PolarsResult<Option<f64>> {
    values.quantile(share, QuantileMethod::Linear)
}

fn by_decision(frame: &DataFrame) -> PolarsResult<Vec<(Decision, usize, f64)>> {
    let parts = parts(frame, "decision")?;
    let line = |decision: Decision| {
        let part = part_of(&parts, decision.word(), frame);
        Ok((decision, part.height(), sum(&part, "risk_index")?))
    };
    Decision::ALL.into_iter().rev().map(line).collect()
}

fn by_tier(frame: &DataFrame) -> PolarsResult<Vec<TierSummary>> {
    let parts = parts(frame, "tier")?;
    let line = |tier: Tier| {
        let part = part_of(&parts, tier.name(), frame);
        let likelihoods = part.column("likelihood")?.f64()?;
        let allowed = part.column("allowed")?.bool()?.sum().unwrap_or(0);
        Ok(TierSummary {
            tier,
            engagements: part.height(),
            allowed: allowed as usize,
            likelihood_median: quantile(likelihoods, 0.5)?,
            likelihood_p90: quantile(likelihoods, 0.9)?,
            risk_index: sum(&part, "risk_index")?,
        })
    };
    Tier::ALL.into_iter().rev().map(line).collect()
}

fn by_deal(frame: &DataFrame) -> PolarsResult<Vec<DealSummary>> {
    let line = |(deal, part): (String, DataFrame)| {
        let words = part.column("decision")?.str()?;
        let has = |decision: &Decision| words.iter().flatten().any(|word| word == decision.word());
        let worst = Decision::ALL.into_iter().rev().find(has);
        Ok(DealSummary {
            deal,
            engagements: part.height(),
            worst: worst.unwrap_or(Decision::ALL[0]),
            risk_index: sum(&part, "risk_index")?,
            expected_loss: losses(&part)?,
        })
    };
    let lines: PolarsResult<Vec<DealSummary>> =
        parts(frame, "deal")?.into_iter().map(line).collect();
    let mut lines = lines?;
    lines.sort_by(|a, b| {
        let by_risk = b.risk_index.total_cmp(&a.risk_index);
        b.worst.cmp(&a.worst).then(by_risk).then_with(|| a.deal.cmp(&b.deal))
    });
    Ok(lines)
}

fn losses(part: &DataFrame) -> PolarsResult<BTreeMap<Option<String>, f64>> {
    let amounts = part.column("expected_loss")?.f64()?.iter();
    let currencies = part.column("currency")?.str()?.iter();
    let mut losses = BTreeMap::new();
    for (amount, currency) in amounts.zip(currencies) {
        if let Some(amount) = amount {
            *losses.entry(currency.map(str::to_owned)).or_insert(0.0) += amount;
        }
    }
    Ok(losses)
}

fn by_domain(
    results: &[EngagementResult<'_>],
    domains: &[Domain],
) -> PolarsResult<Vec<DomainSummary>> {
    let rows: Vec<(&EngagementResult<'_>, &DomainLine)> = results
        .iter()
        .flat_map(|result| result.domains.iter().map(move |line| (result, line)))
        .collect();
    let all = || rows.iter();
    let columns = vec![
        text("domain", all().map(|row| Some(domains[row.1.domain].domain.as_str()))),
        text("supplier", all().map(|row| Some(row.0.engagement.supplier.as_str()))),
        number("strength", all().map(|row| Some(row.1.strength.mean))),
    ];
    let frame = DataFrame::new(rows.len(), columns)?;
    let parts = parts(&frame, "domain")?;
    let present = domains.iter().filter_map(|domain| {
        let part = parts.iter().find(|(code, _)| *code == domain.domain)?;
        Some(domain_summary(part))
    });
    present.collect()
}

fn domain_summary((domain, part): &(String, DataFrame)) -> PolarsResult<DomainSummary> {
    let suppliers = part.column("supplier")?.str()?.iter();
    let strengths = part.column("strength")?.f64()?.iter();
    let mut lowest: BTreeMap<&str, f64> = BTreeMap::new();
    for (supplier, strength) in suppliers.zip(strengths) {
        if let (Some(supplier), Some(strength)) = (supplier, strength) {
            let known = lowest.entry(supplier).or_insert(strength);
            *known = known.min(strength);
        }
    }
    let weakest = lowest.iter().min_by(|a, b| a.1.total_cmp(b.1)).map(|(id, _)| *id);
    let values = Float64Chunked::from_vec("strength".into(), lowest.values().copied().collect());
    Ok(DomainSummary {
        domain: domain.clone(),
        suppliers: lowest.len(),
        strength_median: quantile(&values, 0.5)?,
        strength_p10: quantile(&values, 0.1)?,
        weakest: weakest.map(str::to_owned),
    })
}

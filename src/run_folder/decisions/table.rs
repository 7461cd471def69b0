//! The rows of `decisions.csv`.

use super::{EngagementDecision, LikelihoodFigures};
use crate::assessment::FiredRule;
use crate::run_folder::csv_table::inert;
use crate::run_folder::figure::Figure;

/// The columns of `decisions.csv`.
pub(super) const COLUMNS: [&str; 21] = [
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

/// A row of `decisions.csv`, for people and systems that prefer a table. Text that a spreadsheet program would read as
/// a formula gets an apostrophe in front.
pub(super) fn record(
    one: &EngagementDecision,
    worst: Option<&FiredRule>,
) -> [String; COLUMNS.len()] {
    let figure =
        |value: Option<&Figure>| value.map_or_else(String::new, |figure| figure.0.to_string());
    let mean =
        |likelihood: &Option<LikelihoodFigures>| figure(likelihood.as_ref().map(|all| &all.mean));
    let currency = one.expected_loss.as_ref().and_then(|money| money.currency.as_deref());
    [
        one.rank.to_string(),
        inert(one.engagement.as_str()),
        inert(one.deal.as_str()),
        inert(one.supplier.as_str()),
        one.tier.to_string(),
        one.decision.to_string(),
        inert(&one.signer),
        one.valid_until.to_string(),
        mean(&one.likelihood),
        figure(one.likelihood.as_ref().map(|all| &all.low)),
        figure(one.likelihood.as_ref().map(|all| &all.high)),
        mean(&one.likelihood_own),
        figure(Some(&one.risk_index)),
        figure(one.expected_loss.as_ref().map(|money| &money.amount)),
        inert(currency.unwrap_or_default()),
        figure(one.assurance.as_ref()),
        figure(one.coverage.as_ref()),
        one.disclosure_ceiling.to_string(),
        one.rules.len().to_string(),
        worst.map_or_else(String::new, |rule| rule.rule.to_string()),
        inert(worst.map_or("", |rule| rule.because.as_str())),
    ]
}

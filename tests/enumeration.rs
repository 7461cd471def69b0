//! Likelihoods and chains compared with the plainest computation: over every pattern of failures, and every path.

use flowdown::model::{Subcontract, SupplierId, Tier};
use proptest::prelude::*;

use crate::random::{any_certificate, case, chain, config, edges, evaluated, said, tier};
use crate::support::Case;

/// The probability that at least one of some independent events happens, summed over all patterns.
fn at_least_one(events: &[f64]) -> f64 {
    (1_u32..1 << events.len())
        .map(|pattern| {
            let happens = |index: usize| pattern & (1 << index) != 0;
            let each = events.iter().enumerate();
            each.map(|(index, p)| if happens(index) { *p } else { 1.0 - p }).product::<f64>()
        })
        .sum()
}

/// The variance of 1 − Π (1 − slope·value), where each value independently is mean ± deviation with equal probability.
/// As the product is linear in each value, only these two moments matter.
fn variance_of_product(terms: &[(f64, f64, f64)]) -> f64 {
    let outcomes: Vec<f64> = (0_u32..1 << terms.len())
        .map(|pattern| {
            let factors = terms.iter().enumerate().map(|(index, (slope, mean, deviation))| {
                let sign = if pattern & (1 << index) == 0 { -1.0 } else { 1.0 };
                1.0 - slope * (mean + sign * deviation)
            });
            1.0 - factors.product::<f64>()
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "at most 2^14")]
    let count = outcomes.len() as f64;
    let mean = outcomes.iter().sum::<f64>() / count;
    outcomes.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / count
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12
}

/// A path from the prime: the supplier at its end and what reaches it.
#[derive(Debug, Clone)]
struct Path {
    end: SupplierId,
    tier: Tier,
    reach: f64,
    depth: u32,
    hours: Option<f64>,
}

/// Every path of a chain without cycles.
fn paths(at: Path, edges: &[Subcontract], found: &mut Vec<Path>) {
    for edge in edges.iter().filter(|edge| edge.from == at.end) {
        let next = Path {
            end: edge.to.clone(),
            tier: edge.tier.unwrap_or(at.tier).min(at.tier),
            reach: at.reach * edge.share,
            depth: at.depth + 1,
            hours: at.hours.zip(edge.notice_agreed).map(|(above, own)| above + own),
        };
        paths(next, edges, found);
    }
    found.push(at);
}

fn all_paths(case: &Case) -> Vec<Path> {
    let one = &case.register.engagements[0];
    let (end, tier, hours) = (one.supplier.clone(), one.tier, one.notice_agreed);
    let mut found = Vec::new();
    paths(Path { end, tier, reach: 1.0, depth: 0, hours }, &case.register.subcontracts, &mut found);
    found
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_node_is_the_sum_over_all_patterns_of_its_domains(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 0..2),
    ) {
        let case = case(tier, &said, &held);
        evaluated(&case, |found| {
            let score = &found.scores[0];
            let domains = score.domains.iter().map(|domain| {
                let g = case.catalogue.policy.domains[domain.domain].base_rate;
                let (a, b) = (domain.observations.a, domain.observations.b);
                let variance = a * b / ((a + b).powi(2) * (a + b + 1.0));
                // A domain fails with probability g·(1 − m): the slope is g, the value 1 − m.
                (g, b / (a + b), variance.sqrt())
            });
            let terms: Vec<_> = domains.collect();
            let events: Vec<f64> = terms.iter().map(|(g, weakness, _)| g * weakness).collect();
            let moments = score.moments.unwrap();
            prop_assert!(near(moments.mean, at_least_one(&events)));
            prop_assert!(near(moments.variance, variance_of_product(&terms)));
            prop_assert!(moments.variance > 0.0);
            Ok(())
        })?;
    }

    #[test]
    fn a_chain_is_the_sum_over_all_patterns_of_its_nodes(
        tier in tier(), said in said(), edges in edges(6, true),
    ) {
        let case = chain(tier, &said, &edges, 6);
        evaluated(&case, |found| {
            let nodes = found.scene.positions.iter().zip(&found.scores);
            let terms: Vec<(f64, f64, f64)> = nodes
                .filter_map(|(position, score)| {
                    let moments = score.moments?;
                    Some((position.reach, moments.mean, moments.variance.sqrt()))
                })
                .collect();
            let events: Vec<f64> = terms.iter().map(|(reach, mean, _)| reach * mean).collect();
            let moments = found.likelihood.unwrap().moments;
            prop_assert!(near(moments.mean, at_least_one(&events)));
            prop_assert!(near(moments.variance, variance_of_product(&terms)));
            Ok(())
        })?;
    }

    /// The tier, reach, depth and hours of every node, computed over all paths to it.
    #[test]
    fn a_node_stands_where_its_paths_lead(
        tier in tier(), said in said(), edges in edges(6, false),
    ) {
        let case = chain(tier, &said, &edges, 6);
        let paths = all_paths(&case);
        evaluated(&case, |found| {
            let mut ends: Vec<_> = paths.iter().map(|path| &path.end).collect();
            ends.sort();
            ends.dedup();
            prop_assert_eq!(ends.len(), found.scene.graph.nodes.len());
            for (id, position) in found.scene.graph.nodes.iter().zip(&found.scene.positions) {
                let to = || paths.iter().filter(|path| path.end == **id);
                prop_assert_eq!(position.tier, to().map(|path| path.tier).max().unwrap());
                prop_assert_eq!(position.depth, to().map(|path| path.depth).max().unwrap());
                let reach = to().map(|path| path.reach).fold(0.0, f64::max);
                prop_assert!(near(position.reach, reach), "{} {reach}", position.reach);
                let hours = to().filter_map(|path| path.hours).reduce(f64::max);
                prop_assert_eq!(position.notice_hours, hours);
            }
            Ok(())
        })?;
    }
}

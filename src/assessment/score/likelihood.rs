//! The likelihood of a compromise through one node, domain by domain (docs/method.md §4).

use super::beta;
use crate::catalogue::policy::{Policy, Reliability};
use crate::model::{Answer, EvidenceLevel};

/// A value with its range of uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranged {
    /// The mean.
    pub mean: f64,
    /// The lower quantile of the policy.
    pub low: f64,
    /// The upper quantile of the policy.
    pub high: f64,
}

/// The observations for (a) and against (b) a domain: the parameters of a Beta distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observations {
    /// Good observations.
    pub a: f64,
    /// Bad observations.
    pub b: f64,
}

impl Observations {
    /// The prior: the observations assumed before any answer.
    pub const fn prior(policy: &Policy) -> Self {
        let prior = &policy.likelihood.prior;
        Self { a: prior.a, b: prior.b }
    }

    /// The observations that one answer adds; not applicable adds none.
    pub fn of(answer: Answer, level: EvidenceLevel, weight: u32, policy: &Policy) -> Self {
        let n = f64::from(weight) / policy.likelihood.weight_unit;
        let Reliability { volume: v, reliability: r, .. } = policy.evidence.of(level);
        let credit = policy.likelihood.partial_credit;
        match answer {
            Answer::Yes => Self { a: r * v * n, b: (1.0 - r) * v * n },
            Answer::Partial => Self { a: credit * r * n, b: (1.0 - credit * r) * n },
            Answer::No | Answer::Unanswered => Self { a: 0.0, b: n },
            Answer::NotApplicable => Self { a: 0.0, b: 0.0 },
        }
    }

    /// Adds other observations.
    pub fn add(&mut self, other: Self) {
        self.a += other.a;
        self.b += other.b;
    }

    /// The strength m = a / (a + b).
    pub fn strength(self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// The variance of the strength: s² = a·b / ((a + b)²·(a + b + 1)).
    pub fn variance(self) -> f64 {
        let sum = self.a + self.b;
        self.a * self.b / (sum * sum * (sum + 1.0))
    }

    /// The lower and upper quantile of the strength, at the policy's probabilities.
    pub fn range(self, policy: &Policy) -> (f64, f64) {
        let range = &policy.likelihood.range;
        (beta::quantile(range.low, self.a, self.b), beta::quantile(range.high, self.a, self.b))
    }
}

/// Mean and variance of a likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean P.
    pub mean: f64,
    /// The variance V.
    pub variance: f64,
}

impl Moments {
    /// The mean with the quantiles of the Beta distribution that has this mean and variance; the quantiles are the mean
    /// itself if there is no variance.
    pub fn ranged(self, policy: &Policy) -> Ranged {
        let Self { mean, variance } = self;
        if variance <= 0.0 || mean <= 0.0 || mean >= 1.0 {
            return Ranged { mean, low: mean, high: mean };
        }
        let k = mean * (1.0 - mean) / variance - 1.0;
        let range = &policy.likelihood.range;
        let quantile = |p| beta::quantile(p, k * mean, k * (1.0 - mean));
        Ranged { mean, low: quantile(range.low), high: quantile(range.high) }
    }
}

/// The factor f = 1 − g·(1 − m) of a domain in the likelihood that nothing happens.
pub fn factor(base_rate: f64, observations: Observations) -> f64 {
    1.0 - base_rate * (1.0 - observations.strength())
}

/// P = 1 − Π f and V = Π (f² + g²·s²) − Π f² over domains given as (base rate, observations). `None` without domains.
pub fn combine(domains: impl Iterator<Item = (f64, Observations)>) -> Option<Moments> {
    let (mut product, mut squares, mut spread) = (1.0, 1.0, 1.0);
    let mut any = false;
    for (base_rate, observations) in domains {
        let f = factor(base_rate, observations);
        product *= f;
        squares *= f * f;
        spread *= f * f + base_rate * base_rate * observations.variance();
        any = true;
    }
    any.then_some(Moments { mean: 1.0 - product, variance: spread - squares })
}

/// The shares ln f / Σ ln f; zeros if the sum is zero.
pub fn shares(factors: &[f64]) -> Vec<f64> {
    let sum: f64 = factors.iter().map(|factor| factor.ln()).sum();
    factors.iter().map(|factor| if sum == 0.0 { 0.0 } else { factor.ln() / sum }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    /// ACC with one heavy yes at E2, one medium partial at E0 and one medium no, by hand:
    /// a = 0.4 + 0.9·2·5/3 + 0.5·0.5·1 = 3.65, b = 1.6 + 0.1·2·5/3 + 0.75 + 1 = 3.683333…
    #[test]
    fn a_domain_by_hand() {
        let catalogue = Catalogue::embedded().expect("the embedded catalogue is valid");
        let policy = &catalogue.policy;
        let mut seen = Observations::prior(policy);
        seen.add(Observations::of(Answer::Yes, EvidenceLevel::E2, 5, policy));
        seen.add(Observations::of(Answer::Partial, EvidenceLevel::E0, 3, policy));
        seen.add(Observations::of(Answer::No, EvidenceLevel::E0, 3, policy));
        assert!((seen.a - 3.65).abs() < 1e-12);
        assert!((seen.b - 3.683_333_333_333_333).abs() < 1e-12);
        assert!((seen.strength() - 0.497_727_272_727_272_7).abs() < 1e-12);
        let moments = combine([(0.08, seen)].into_iter()).expect("one domain");
        assert!((moments.mean - 0.08 * (1.0 - 0.497_727_272_727_272_7)).abs() < 1e-12);
    }
}

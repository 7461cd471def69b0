//! How past likelihoods compare with the incidents that followed: hits and false alarms, the Brier score, and the
//! factor on the base rates that the incidents suggest.

use super::calendar::days_between;
use crate::model::{Date, SupplierId};

/// The days of a year: likelihoods are yearly.
const YEAR: f64 = 365.25;

/// One supplier from one run to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The supplier.
    pub supplier: SupplierId,
    /// The as-of date of the run.
    pub from: Date,
    /// The as-of date of the next run; it still counts.
    pub to: Date,
    /// Its yearly likelihood in the run, in [0, 1): the highest over its chains.
    pub likelihood: f64,
    /// Whether a rule that names it had the outcome escalate, hold or reject.
    pub flagged: bool,
    /// The number of incidents detected after `from`, up to `to`.
    pub incidents: usize,
}

impl Trial {
    fn years(&self) -> f64 {
        f64::from(days_between(self.from, self.to)) / YEAR
    }

    /// The likelihood of at least one event between the runs: 1 − (1 − P)^years.
    pub fn in_time(&self) -> f64 {
        1.0 - (1.0 - self.likelihood).powf(self.years())
    }

    /// The number of events to expect between the runs: −ln(1 − P)·years, as of a Poisson process with a likelihood of
    /// 1 − P for no event in a year.
    pub fn expected(&self) -> f64 {
        -(1.0 - self.likelihood).ln() * self.years()
    }
}

/// How well a policy predicted incidents.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// Flagged, and an incident happened.
    pub hits: usize,
    /// Not flagged, and an incident happened.
    pub misses: usize,
    /// Flagged, and no incident happened.
    pub false_alarms: usize,
    /// Not flagged, and no incident happened.
    pub quiet: usize,
    /// The Brier score: the mean of (likelihood between the runs − outcome)², where the outcome is 1 for an incident
    /// and 0 for none; 0 is the best, `None` without cases.
    pub brier: Option<f64>,
    /// The Brier score of a constant forecast: the share of cases with an incident.
    pub constant: Option<f64>,
}

impl Score {
    /// The number of cases.
    pub const fn cases(&self) -> usize {
        self.hits + self.misses + self.false_alarms + self.quiet
    }
}

/// The score of some trials.
pub fn score(trials: &[Trial]) -> Score {
    let mut score = Score::default();
    let mut squares = 0.0;
    for trial in trials {
        let came = trial.incidents > 0;
        *match (trial.flagged, came) {
            (true, true) => &mut score.hits,
            (false, true) => &mut score.misses,
            (true, false) => &mut score.false_alarms,
            (false, false) => &mut score.quiet,
        } += 1;
        let off = trial.in_time() - f64::from(u8::from(came));
        squares += off * off;
    }
    if !trials.is_empty() {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let (all, came) = (trials.len() as f64, (score.hits + score.misses) as f64);
        score.brier = Some(squares / all);
        score.constant = Some(came / all * (1.0 - came / all));
    }
    score
}

/// What incidents suggest for the base rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// The number of incidents.
    pub incidents: usize,
    /// The number of incidents that the likelihoods predict.
    pub expected: f64,
    /// The strength of the prior, in expected incidents.
    pub strength: f64,
    /// The factor on the base rates: (strength + incidents)/(strength + expected), the mean of the Gamma posterior.
    pub factor: f64,
    /// The standard deviation of the factor: √(strength + incidents)/(strength + expected).
    pub deviation: f64,
}

/// Computes one factor for all base rates. Incidents are Poisson distributed with mean factor × expected. The prior of
/// the factor is a Gamma distribution with mean 1 and the given strength, so the posterior has the shape strength +
/// incidents and the rate strength + expected.
pub fn calibrate(trials: &[Trial], strength: f64) -> Calibration {
    let incidents = trials.iter().map(|trial| trial.incidents).sum();
    let expected = trials.iter().map(Trial::expected).sum::<f64>();
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let (shape, rate) = (strength + incidents as f64, strength + expected);
    Calibration {
        incidents,
        expected,
        strength,
        factor: shape / rate,
        deviation: shape.sqrt() / rate,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn trial(likelihood: f64, flagged: bool, incidents: usize) -> Trial {
        let (from, to) = (date(2025, 1, 1), date(2027, 1, 1));
        Trial { supplier: SupplierId::new("S-1"), from, to, likelihood, flagged, incidents }
    }

    /// 730 days are 1.998631… years. P = 0.19: −ln 0.81 · 1.998631… = 0.421153601…
    #[test]
    fn by_hand() {
        let one = trial(0.19, true, 1);
        let in_time = 1.0 - (730.0 / 365.25 * 0.81_f64.ln()).exp();
        assert!((one.in_time() - in_time).abs() < 1e-15);
        assert!((one.expected() - 0.421_153_601).abs() < 1e-9);
        let score = score(&[one, trial(0.0, false, 0), trial(0.0, false, 2)]);
        assert_eq!((score.hits, score.misses, score.false_alarms, score.quiet), (1, 1, 0, 1));
        let wanted = ((1.0 - in_time).powi(2) + 0.0 + 1.0) / 3.0;
        assert!((score.brier.unwrap_or_default() - wanted).abs() < 1e-15);
        assert!((score.constant.unwrap_or_default() - 2.0 / 9.0).abs() < 1e-15);
    }

    /// Strength 4, and 3 incidents where 1 was expected: the factor is 7/5, its deviation √7/5.
    #[test]
    fn the_factor_lies_between_one_and_what_was_seen() {
        let p = 1.0 - (-365.25_f64 / 730.0).exp();
        let found = calibrate(&[trial(p, true, 3)], 4.0);
        assert!((found.expected - 1.0).abs() < 1e-12);
        assert!((found.factor - 1.4).abs() < 1e-12);
        assert!((found.deviation - 7.0_f64.sqrt() / 5.0).abs() < 1e-12);
        assert_eq!(calibrate(&[], 4.0).factor, 1.0);
    }
}

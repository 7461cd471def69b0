//! Quantiles of the Beta distribution.

use statrs::function::beta::beta_reg;

/// Halvings of the interval; enough to reach the spacing of floating-point numbers.
const STEPS: usize = 200;

/// The value below which a Beta(a, b) lies with probability `p`; a, b > 0 and 0 < p < 1.
///
/// Bisection on the regularised incomplete beta function, in the logarithm while the quantile is
/// small, so that tiny quantiles keep their relative precision.
pub fn quantile(p: f64, a: f64, b: f64) -> f64 {
    let usable = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if !usable || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..STEPS {
        let middle = if high < 0.1 && low > 0.0 {
            (low * high).sqrt()
        } else if low == 0.0 && high < 0.1 {
            high * 1e-3
        } else {
            f64::midpoint(low, high)
        };
        if middle <= low || middle >= high {
            break;
        }
        if beta_reg(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= f64::EPSILON * low {
            break;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values from `scipy.stats.beta.ppf`.
    #[test]
    fn quantiles_agree_with_another_program() {
        let cases = [
            (0.05, 0.4, 1.6, 0.000_312_874_537_644_147_5),
            (0.95, 0.4, 1.6, 0.707_127_445_214_17),
            (0.05, 2.9, 1.9, 0.246_049_727_494_423),
            (0.95, 12.5, 300.0, 0.059_726_207_709_540_51),
            (0.05, 0.4, 60.0, 6.945_531_032_087_111e-6),
        ];
        for (p, a, b, expected) in cases {
            let found = quantile(p, a, b);
            assert!((found / expected - 1.0).abs() < 1e-10, "{p} {a} {b}: {found} {expected}");
        }
    }
}

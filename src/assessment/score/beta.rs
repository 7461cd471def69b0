//! Quantiles of the Beta distribution.

use statrs::function::beta::{beta_reg, ln_beta};

/// The most steps of the iteration; a few are enough.
const STEPS: usize = 100;

/// The quantile at probability `p` of a Beta(a, b) distribution, with a, b > 0 and 0 < p < 1.
///
/// Small quantiles keep their relative precision, and for large ones so does their distance from 1.
pub fn quantile(p: f64, a: f64, b: f64) -> f64 {
    let usable = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if !usable || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    // The upper tail of Beta(a, b) is the lower tail of Beta(b, a), mirrored.
    if p <= 0.5 { logistic(lower_tail(p, a, b)) } else { logistic(-lower_tail(1.0 - p, b, a)) }
}

/// ln(x / (1 − x)) of the quantile x of a Beta(a, b); p is at most one half.
///
/// Newton's method on ln F as a function of u = ln(x / (1 − x)). The density in u is x^a·(1 − x)^b divided by the Beta
/// function. Its logarithm is concave in u, so ln F is concave and increasing, and no tangent crosses ln p to the right
/// of the curve. So from the first step on, u increases towards the quantile and never passes it, whatever the start.
/// Near the quantile the step is corrected by the second derivative (Halley's method), which triples the number of
/// correct digits where Newton's method doubles it.
fn lower_tail(p: f64, a: f64, b: f64) -> f64 {
    let (target, scale) = (p.ln(), ln_beta(a, b));
    let mut u = near(p, a, b);
    let (mut last, mut stride) = (u, f64::INFINITY);
    for _ in 0..STEPS {
        let (x, rest) = (logistic(u), logistic(-u));
        let reached = below(a, b, x, rest);
        let density = (a * x.ln() + b * rest.ln() - scale).exp();
        let slope = density / reached;
        let straight = (target - reached.ln()) / slope;
        // Half the second derivative over the first. The logarithm of the density has the derivative a − (a + b)·x.
        let bend = 1.0 + straight * 0.5 * (a - (a + b) * x - slope);
        let bent = (0.5..2.0).contains(&bend);
        let mut next = u + if bent { straight / bend } else { straight };
        if !next.is_finite() {
            // The step left the range of numbers, so go half-way back.
            next = f64::midpoint(u, last);
        }
        let step = (next - u).abs();
        (last, u) = (u, next);
        // After a corrected step this small, u is exact. Otherwise stop once the steps no longer shrink: the spacing of
        // floating-point numbers is reached.
        let still = step <= 1e-15 * u.abs().max(1.0) || (step < 1e-9 && step >= stride);
        if still || (bent && step < 1e-7) {
            break;
        }
        stride = step;
    }
    u
}

/// A start near the quantile, accurate to a few per cent if a, b > 1; otherwise the mean. Abramowitz and Stegun,
/// Handbook of Mathematical Functions, 26.5.22 and 26.2.23.
fn near(p: f64, a: f64, b: f64) -> f64 {
    let mean = (a / b).ln();
    if a <= 1.0 || b <= 1.0 {
        return mean;
    }
    // The standard normal quantile whose upper tail is p.
    let t = (-2.0 * p.ln()).sqrt();
    let rise = t.mul_add(t.mul_add(0.010_328, 0.802_853), 2.515_517);
    let fall = t.mul_add(t.mul_add(t.mul_add(0.001_308, 0.189_269), 1.432_788), 1.0);
    let y = t - rise / fall;
    let (of_a, of_b) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let h = 2.0 / (of_a + of_b);
    let lambda = (y * y - 3.0) / 6.0;
    let root = (h + lambda).max(0.0).sqrt();
    mean - 2.0 * (y * root / h - (of_b - of_a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h)))
}

/// The probability of a Beta(a, b) below x = 1 − rest. Near 1 numbers are spaced too coarsely, so the upper tail is
/// computed from `rest`, unless the lower tail is tiny.
fn below(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    let complement = if x > 0.5 { 1.0 - beta_reg(b, a, rest) } else { 0.0 };
    if complement > 1e-6 { complement } else { beta_reg(a, b, x) }
}

/// 1 / (1 + e^−u).
fn logistic(u: f64) -> f64 {
    if u < 0.0 { u.exp() / (1.0 + u.exp()) } else { 1.0 / (1.0 + (-u).exp()) }
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
            (0.05, 0.05, 3.0, 2.193_495_751_061_262_6e-27),
            (0.95, 0.05, 3.0, 0.099_212_228_643_135_02),
            (0.05, 0.01, 400.0, 1.117_766_699_602_061_3e-133),
            (0.95, 0.01, 400.0, 8.416_938_375_917_362e-6),
            (0.05, 2_500.0, 3.2, 0.997_367_309_395_853),
            (0.95, 100_000.0, 200_000.0, 0.334_749_627_324_567_64),
            (0.95, 40.0, 0.02, 1.0),
            (0.001, 177.0, 1.0, 0.961_724_871_115_296_4),
            (
                0.520_428_632_499_409_6,
                0.066_874_685_760_812_06,
                6_543.438_132_010_413,
                5.192_201_435_106_553e-9,
            ),
        ];
        for (p, a, b, expected) in cases {
            let found = quantile(p, a, b);
            assert!((found / expected - 1.0).abs() < 1e-10, "{p} {a} {b}: {found} {expected}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

        /// The probability below a quantile is the given one.
        #[test]
        fn a_quantile_cuts_off_its_part(p in 0.001_f64..0.999, a in -2.0_f64..4.0, b in -2.0_f64..4.0) {
            let (a, b) = (10_f64.powf(a), 10_f64.powf(b));
            let found = quantile(p, a, b);
            // Above this, numbers below 1 are spaced more coarsely than the probability requires.
            if found < 0.999_999 {
                let below = beta_reg(a, b, found);
                proptest::prop_assert!((below / p - 1.0).abs() < 1e-9, "{below} for {p}, {a}, {b}");
            }
        }
    }
}

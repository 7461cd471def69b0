//! The base rates in the light of past incidents: before, after, and a new edition of the policy.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::backtest::Calibration;
use crate::catalogue::{Catalogue, Source};
use crate::diagnostic::Lines;
use crate::run_folder::figure::Figure;
use crate::sheet::text::clean;

/// The format line of the JSON form.
const FORMAT: &str = "flowdown-calibrate/1";

/// The base rate of a domain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BaseRate {
    /// The domain.
    pub domain: String,
    /// As the policy has it.
    pub before: Figure,
    /// Times the factor, at most the policy's highest.
    pub after: Figure,
}

/// What is proposed. It changes nothing by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Proposal {
    /// `flowdown-calibrate/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// The policy: its name and edition.
    pub policy: String,
    /// Cases: a supplier from one run to the next.
    pub cases: usize,
    /// Incidents that came.
    pub incidents: usize,
    /// Incidents that the likelihoods under this policy let expect.
    pub expected: Figure,
    /// Strength of the prior, in expected incidents (`calibration.toml`).
    pub prior_strength: Figure,
    /// (strength + incidents)/(strength + expected).
    pub factor: Figure,
    /// Its standard deviation.
    pub deviation: Figure,
    /// The base rates before and after, in catalogue order.
    pub base_rates: Vec<BaseRate>,
}

/// The JSON Schema of [`Proposal`].
pub fn schema() -> String {
    crate::schema::of::<Proposal>()
}

/// The significant digits of a proposed base rate: the incidents give no more precision.
const DIGITS: usize = 3;

/// The proposal as it is printed.
pub fn view(found: &Calibration, cases: usize, rules: &Catalogue) -> Proposal {
    let most = rules.calibration.base_rate_max;
    let rate = |before: f64| Figure::new((before * found.factor).min(most.max(before)), DIGITS);
    let domains = rules.policy.domains.iter().map(|domain| BaseRate {
        domain: domain.domain.clone(),
        before: domain.base_rate.into(),
        after: rate(domain.base_rate),
    });
    Proposal {
        format: FORMAT.into(),
        policy: format!("{} {}", rules.policy.id, rules.policy.edition),
        cases,
        incidents: found.incidents,
        expected: found.expected.into(),
        prior_strength: found.strength.into(),
        factor: found.factor.into(),
        deviation: found.deviation.into(),
        base_rates: domains.collect(),
    }
}

/// The proposal as text for people: the arithmetic, then each base rate.
pub fn text(proposal: &Proposal) -> Lines {
    let mut text = Lines::new();
    text.line(format_args!(
        "{} incidents in {} cases (a supplier between two runs), {:.3} expected under {}",
        proposal.incidents,
        proposal.cases,
        proposal.expected.0,
        clean(&proposal.policy),
    ));
    text.line(format_args!(
        "factor ({} + {})/({} + {:.3}) = {:.4}, give or take {:.4}",
        proposal.prior_strength.0,
        proposal.incidents,
        proposal.prior_strength.0,
        proposal.expected.0,
        proposal.factor.0,
        proposal.deviation.0
    ));
    for rate in &proposal.base_rates {
        text.line(format_args!(
            "  {:<6} {:>8} → {}",
            clean(&rate.domain),
            rate.before.0,
            rate.after.0
        ));
    }
    text.line(
        "One factor says nothing of one domain against another; base rates stay planning assumptions.",
    );
    text
}

/// The files of a policy with the proposed base rates and a new edition; everything else in them stays as it is.
///
/// # Errors
/// When an entry is not on a line of its own.
pub fn edited(scoring: &Source, proposal: &Proposal, edition: &str) -> Result<Source, String> {
    let text = |name: &str| {
        let file = scoring.file(name).ok_or_else(|| format!("{name} is missing"))?;
        Ok::<_, String>(file.text.to_string())
    };
    let rates = proposal.base_rates.iter().map(|rate| rate.after.0.to_string()).collect();
    let domains = replaced(&text("domains.toml")?, "base_rate", rates)
        .ok_or("domains.toml does not hold one line `base_rate = …` for each domain")?;
    let edition = toml::Value::from(edition).to_string();
    let policy = replaced(&text("policy.toml")?, "edition", vec![edition])
        .ok_or("policy.toml does not hold one line `edition = …`")?;
    Ok(scoring.clone().with("domains.toml", &domains).with("policy.toml", &policy))
}

/// A text with new values in its lines `key = value`, in order; remarks after a value stay. `None` if the number of
/// such lines is not that of the values.
fn replaced(text: &str, key: &str, values: Vec<String>) -> Option<String> {
    let mut values = values.into_iter();
    let mut made = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let value = line.trim_start().strip_prefix(key).map(str::trim_start);
        match value.and_then(|rest| rest.strip_prefix('=')) {
            None => made.push_str(line),
            Some(rest) => {
                let remark = rest.find('#').map_or("\n", |at| &rest[at..]);
                let gap = if remark == "\n" { "" } else { "    " };
                made.push_str(&format!("{key} = {}{gap}{remark}", values.next()?));
            }
        }
    }
    values.next().is_none().then_some(made)
}

//! The policy: every number and table of the method, typed and valid.
//!
//! The files under `scoring/` are its parts; [`Policy`] is the whole, in the shape that
//! `flowdown catalogue policy --json` prints.

mod approval;
mod certificates;
mod check;
mod check_papers;
mod domains;
mod evidence;
mod gates;
mod likelihood;
mod number;
mod read;
mod tiers;
mod transfers;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use approval::{Approvals, Signer, Signers, SignersFile, Waivers};
pub use certificates::{
    AnnexA, AnnexAWord, CertificateDays, CertificatesFile, Editions, Equivalence, Equivalences,
    Scheme,
};
pub use check_papers::is_annex_a;
pub use domains::{ControlRules, Domain, DomainsFile};
pub use evidence::{Evidence, Levels, Reliability};
pub use gates::{GateTable, GatesFile, RuleRow, Softening, Thresholds};
pub use likelihood::{Assurance, Likelihood, LikelihoodFile, Prior, Quantiles};
pub use read::{decode, part, read};
pub use tiers::{DaysByTier, TierPolicy, Tiers, TiersFile};
pub use transfers::{Adequate, AnyWord, Confidence, LocalStorage, Regime, TransfersFile};

use crate::model::{Branch, Outcome, Rule, Tier};

/// How figures are compared and rounded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arithmetic {
    /// A threshold missed by no more than this counts as met, in the supplier's favour.
    pub tolerance: f64,
    /// Digits of a figure in JSON.
    pub figure_significant_digits: usize,
    /// Decimals of the risk index that decide the order.
    pub rank_decimals: i32,
}

/// The file `policy.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// `flowdown-policy/1`.
    pub format: String,
    /// Name of the policy.
    pub id: String,
    /// Its edition; changes with every number.
    pub edition: String,
    /// What it is.
    pub about: String,
    /// How many claims to verify first are listed.
    pub verify_first: VerifyFirst,
    /// How long the sheet Findings may be.
    #[serde(default)]
    pub findings: FindingRows,
    /// How figures are compared and rounded.
    pub arithmetic: Arithmetic,
}

/// How many claims to verify first are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyFirst {
    /// At most so many.
    pub most: usize,
}

/// How long the sheet Findings of the portfolio's workbook may be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingRows {
    /// At most so many rows; left out: every row.
    #[schemars(range(min = 1))]
    pub most_rows: Option<usize>,
}

/// Every number and table of the method.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Policy {
    /// `flowdown-policy/1`.
    pub format: String,
    /// Name of the policy.
    pub id: String,
    /// Its edition.
    pub edition: String,
    /// What it is.
    pub about: String,
    /// How many claims to verify first are listed.
    #[serde(skip_serializing)]
    pub verify_first: VerifyFirst,
    /// How long the sheet Findings may be.
    #[serde(skip_serializing)]
    pub findings: FindingRows,
    /// How figures are compared and rounded.
    pub arithmetic: Arithmetic,
    /// What each tier asks for.
    pub tiers: Tiers,
    /// Rules of the control catalogue.
    pub controls: ControlRules,
    /// Families of controls.
    pub domains: Vec<Domain>,
    /// What an answer is worth by its evidence.
    pub evidence: Evidence,
    /// From answers to a likelihood.
    pub likelihood: Likelihood,
    /// Points of an answer in the assurance percentage.
    pub assurance: Assurance,
    /// Numbers that gate rules compare with.
    pub thresholds: Thresholds,
    /// The gate table.
    pub gates: GateTable,
    /// What happens while a response is missing.
    pub response_missing_softens: Softening,
    /// Rules that follow from a missing response at the same node.
    pub response_missing_implies: Vec<Rule>,
    /// What a waiver can do.
    pub waivers: Waivers,
    /// Who signs.
    pub signers: Signers,
    /// When somebody must have signed.
    pub approvals: Approvals,
    /// Days within which information is returned or destroyed; from `obligations.toml`.
    pub return_or_destruction_days: DaysByTier,
    /// Days around the end of a certificate.
    pub certificates: CertificateDays,
    /// Certification schemes.
    pub schemes: IndexMap<String, Scheme>,
    /// Words for transfer mechanisms.
    pub mechanisms: IndexMap<String, String>,
    /// Laws of the countries that information comes from.
    pub regimes: IndexMap<String, Regime>,
}

impl Policy {
    /// The JSON Schema of the policy as it is printed.
    pub fn schema() -> String {
        crate::schema::of::<Self>()
    }

    /// The outcome of a rule in a branch at a tier; `None` if it is not tested there.
    pub fn gate(&self, rule: Rule, branch: Branch, tier: Tier) -> Option<Outcome> {
        self.gates.get(&rule)?.get(&branch)?.at(tier)
    }

    /// What a tier asks for.
    pub const fn tier(&self, tier: Tier) -> &TierPolicy {
        self.tiers.of(tier)
    }

    /// Whether a control of a weight is heavy in the gate table.
    pub const fn is_heavy(&self, weight: u32) -> bool {
        weight >= self.controls.heavy_weight
    }

    /// The scheme that a text names: by its key, name or a spelling, ignoring case, blanks and punctuation other than
    /// `+`.
    pub fn scheme(&self, written: &str) -> Option<(&str, &Scheme)> {
        if let Some((key, scheme)) = self.schemes.get_key_value(written) {
            return Some((key, scheme));
        }
        let wanted = fold_scheme(written);
        self.schemes
            .iter()
            .find(|(key, scheme)| {
                fold_scheme(key) == wanted
                    || fold_scheme(&scheme.name) == wanted
                    || scheme.spellings.iter().any(|known| fold_scheme(known) == wanted)
            })
            .map(|(key, scheme)| (key.as_str(), scheme))
    }

    /// The regime of a country of origin, with its key.
    pub fn regime(&self, origin: crate::model::Country) -> Option<(&str, &Regime)> {
        self.regimes
            .iter()
            .find(|(_, regime)| regime.holds(origin))
            .map(|(key, regime)| (key.as_str(), regime))
    }
}

/// Folds the name of a scheme: its letters, digits and `+`, in lower case.
pub fn fold_scheme(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().filter(|c| c.is_alphanumeric() || *c == '+').flat_map(char::to_lowercase).collect()
}

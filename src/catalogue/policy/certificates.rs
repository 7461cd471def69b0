//! `scoring/certificates.toml`: certification schemes and what each is worth.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::model::{Date, Tier};

/// Days around the end of a certificate and of a check-in.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CertificateDays {
    /// A certificate that ends within so many days is expiring.
    pub expiring_days: i32,
    /// So many days after a check-in was due it is overdue.
    pub surveillance_grace_days: i32,
}

/// How much a certificate is worth beside ISO 27001, best first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Equivalence {
    /// As much.
    Full,
    /// Something.
    Partial,
    /// Nothing.
    No,
}

/// Equivalence at each tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Equivalences {
    /// At public.
    pub public: Equivalence,
    /// At internal.
    pub internal: Equivalence,
    /// At confidential.
    pub confidential: Equivalence,
    /// At restricted.
    pub restricted: Equivalence,
    /// At critical.
    pub critical: Equivalence,
}

impl Equivalences {
    /// Equivalence at a tier.
    pub const fn at(&self, tier: Tier) -> Equivalence {
        match tier {
            Tier::Public => self.public,
            Tier::Internal => self.internal,
            Tier::Confidential => self.confidential,
            Tier::Restricted => self.restricted,
            Tier::Critical => self.critical,
        }
    }
}

/// Editions of a scheme, by the years their names hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Editions {
    /// Years of the current text.
    pub current: Vec<u16>,
    /// Years of superseded texts.
    pub obsolete: Vec<u16>,
    /// Superseded texts count up to and with this day.
    #[schemars(with = "String")]
    pub obsolete_after: Date,
}

/// Annex A references a scheme assures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum AnnexA {
    /// `all` or `none`.
    Word(AnnexAWord),
    /// The references.
    List(Vec<String>),
}

/// All Annex A references, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnnexAWord {
    /// Every reference.
    All,
    /// No reference.
    None,
}

impl AnnexA {
    /// Whether the scheme assures a reference.
    pub fn covers(&self, reference: &str) -> bool {
        match self {
            Self::Word(word) => *word == AnnexAWord::All,
            Self::List(list) => list.iter().any(|known| known == reference),
        }
    }
}

impl Serialize for AnnexA {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Word(word) => word.serialize(serializer),
            Self::List(list) => list.serialize(serializer),
        }
    }
}

/// A certification scheme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Its full name.
    pub name: String,
    /// Other spellings people write.
    pub spellings: Vec<String>,
    /// Months from issue to end where no end is stated.
    #[serde(default)]
    pub validity_months: Option<i32>,
    /// Months between check-ins.
    #[serde(default)]
    pub check_in_months: Option<i32>,
    /// Whether it counts only with an accreditation named.
    pub needs_accreditation: bool,
    /// Editions, where the scheme has obsolete ones.
    #[serde(default)]
    pub editions: Option<Editions>,
    /// Annex A references it assures.
    pub annex_a: AnnexA,
    /// What it is worth beside ISO 27001, by tier.
    pub equivalence: Equivalences,
}

/// The file `certificates.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificatesFile {
    /// A certificate that ends within so many days is expiring.
    pub expiring_days: i32,
    /// So many days after a check-in was due it is overdue.
    pub surveillance_grace_days: i32,
    /// The schemes by key.
    pub schemes: IndexMap<String, Scheme>,
}

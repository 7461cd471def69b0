//! Certificates as the register holds them.

use serde::{Deserialize, Serialize};

use super::{Country, Date, EngagementId, Place, SupplierId};

/// What the register says about a certificate being in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateStatus {
    /// In force: the register says nothing against it.
    #[default]
    Active,
    /// Suspended or withdrawn by its issuer.
    Suspended,
}

/// Which engagements a certificate's scope covers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// No engagement: the cell is blank.
    #[default]
    Nothing,
    /// Every engagement: the cell says `all`.
    All,
    /// The engagements named.
    Engagements(Vec<EngagementId>),
}

/// A row of the register's Certificates sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// The supplier that holds it.
    pub supplier: SupplierId,
    /// The scheme as written; the policy knows its spellings.
    pub scheme: String,
    /// The edition as written.
    pub edition: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// Its scope statement.
    pub scope: Option<String>,
    /// The engagements in its scope.
    pub covers: Covers,
    /// Sites as written.
    pub sites: Option<String>,
    /// Countries that the sites name.
    pub site_countries: Vec<Country>,
    /// The body that issued it.
    pub body: Option<String>,
    /// The accreditation of the body.
    pub accreditation: Option<String>,
    /// First day.
    pub issued: Option<Date>,
    /// Last day; still counts.
    pub expires: Option<Date>,
    /// Day of the last surveillance audit.
    pub surveillance: Option<Date>,
    /// In force, as far as the register says.
    pub status: CertificateStatus,
    /// Annex A references excluded by the statement of applicability.
    pub excluded: Vec<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

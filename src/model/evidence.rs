//! Evidence and its levels.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ControlId, Date, Place, SupplierId};

/// How well an answer is supported, weakest first.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
pub enum EvidenceLevel {
    /// A claim.
    E0,
    /// A document is named.
    E1,
    /// Independently assured.
    E2,
    /// Tested by us.
    E3,
}

super::words!(EvidenceLevel, name);

/// What the register's Evidence sheet claims for a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordLevel {
    /// `document`: we hold a document.
    Document,
    /// `independent`: an independent party assured it.
    Independent,
    /// `own-test`: we tested it.
    OwnTest,
}

/// A row of the register's Evidence sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EvidenceRecord {
    /// The supplier it is about.
    pub supplier: SupplierId,
    /// The control it supports.
    pub control: ControlId,
    /// The level that it claims.
    pub level: RecordLevel,
    /// The document or the test, as written.
    pub reference: Option<String>,
    /// Its date.
    pub dated: Option<Date>,
    /// Who looked at it.
    pub reviewer: Option<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

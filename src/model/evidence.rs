//! Evidence and its levels.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ControlId, Date, Place, SupplierId};

/// How well an answer is supported, weakest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
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

impl EvidenceLevel {
    /// All levels, weakest first.
    pub const ALL: [Self; 4] = [Self::E0, Self::E1, Self::E2, Self::E3];

    /// The level's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::E0 => "E0",
            Self::E1 => "E1",
            Self::E2 => "E2",
            Self::E3 => "E3",
        }
    }
}

impl fmt::Display for EvidenceLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the register's Evidence sheet claims for a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordLevel {
    /// `document`: we hold a document.
    Document,
    /// `independent`: somebody independent assured it.
    Independent,
    /// `own-test`: we tested it.
    OwnTest,
}

/// A row of the register's Evidence sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EvidenceRecord {
    /// Whose it is.
    pub supplier: SupplierId,
    /// The control it supports.
    pub control: ControlId,
    /// Its claim.
    pub level: RecordLevel,
    /// What it is.
    pub reference: Option<String>,
    /// Its date.
    pub dated: Option<Date>,
    /// Who looked at it.
    pub reviewer: Option<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

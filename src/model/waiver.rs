//! Waivers: accepted risks.

use serde::{Deserialize, Serialize};

use super::{Date, EngagementId, Place, SupplierId};

/// A row of the register's Waivers sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Waiver {
    /// Its id, unique in the register.
    pub id: String,
    /// The supplier it covers.
    pub supplier: SupplierId,
    /// The only engagement it covers; `None` means all.
    pub engagement: Option<EngagementId>,
    /// A gate rule or a control.
    pub subject: String,
    /// Why the risk is accepted.
    pub reason: String,
    /// Who asked for it.
    pub requested_by: String,
    /// Who granted it.
    pub approved_by: String,
    /// When it was granted.
    pub approved_on: Date,
    /// Last day.
    pub expires: Date,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

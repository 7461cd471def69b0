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
    /// Where several registers are read as one and it names no engagement: those of its own register, which alone it
    /// covers, sorted. Nobody accepts a risk of another's engagement without naming it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<Vec<EngagementId>>,
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

impl Waiver {
    /// The engagements it covers, as a register's cell names them; `None` means all.
    pub fn scope(&self) -> Option<String> {
        let listed = |all: &Vec<EngagementId>| {
            all.iter().map(EngagementId::as_str).collect::<Vec<_>>().join("; ")
        };
        let only = self.engagement.as_ref().map(ToString::to_string);
        only.or_else(|| self.among.as_ref().map(listed))
    }

    /// Whether it covers an engagement.
    pub fn covers(&self, engagement: &EngagementId) -> bool {
        let is_among = |all: &Vec<EngagementId>| all.binary_search(engagement).is_ok();
        match &self.engagement {
            Some(only) => only == engagement,
            None => self.among.as_ref().is_none_or(is_among),
        }
    }
}

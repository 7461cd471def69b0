//! The gate's answer about approvals.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Signatures;
use crate::approval::ApprovalEntry;
use crate::model::{Date, Tier};

/// The approval that covers a disclosure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Approval {
    /// Id of its entry.
    pub id: String,
    /// Who signed.
    pub by: String,
    /// In which role.
    pub role: String,
    /// The day of the signature.
    pub on: Date,
}

impl From<&ApprovalEntry> for Approval {
    fn from(entry: &ApprovalEntry) -> Self {
        let ApprovalEntry { id, by, role, on, .. } = entry.clone();
        Self { id, by, role, on }
    }
}

/// Whether an approval covers a disclosure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signed {
    /// The approval; `None` if none covers it.
    pub approval: Option<Approval>,
    /// Why none covers it, one sentence each.
    pub because: Vec<String>,
    /// Whether the policy or the caller asks for an approval.
    pub asked: bool,
}

impl Signed {
    /// Looks for the approval of an engagement. If the run's policy can't be read, an approval is required.
    pub fn of(
        signatures: &Result<Signatures, String>,
        (engagement, tier, day): (&str, Tier, Date),
        caller_asks: bool,
    ) -> Self {
        let found = signatures.as_ref().map_err(|reason| vec![reason.clone()]);
        let asked = caller_asks || found.as_ref().map_or(true, |all| all.asks(tier));
        match found.and_then(|all| all.of(engagement, tier, day)) {
            Ok(entry) => Self { approval: Some(entry.into()), because: Vec::new(), asked },
            Err(because) => Self { approval: None, because, asked },
        }
    }

    /// The reason for a refusal for lack of an approval; `None` if there is one, or none is asked for.
    pub fn refusal(&self) -> Option<String> {
        let missing = self.asked && self.approval.is_none();
        missing.then(|| self.because.join("; "))
    }

    /// The state of the approval in one line for people.
    pub fn line(&self) -> String {
        match &self.approval {
            Some(Approval { id, by, role, on }) => {
                format!("signed by {by}, {role}, on {on} ({id})")
            }
            None => format!("not signed: {}", self.because.join("; ")),
        }
    }
}

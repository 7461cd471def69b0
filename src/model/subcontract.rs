//! Links of the subcontracting chain.

use serde::{Deserialize, Serialize};

use super::{Country, EngagementId, InformationKind, Place, SupplierId, Tier};

/// A row of the register's Subcontracts sheet: information passes from one supplier to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subcontract {
    /// The engagement whose information passes.
    pub engagement: EngagementId,
    /// The giver.
    pub from: SupplierId,
    /// The taker.
    pub to: SupplierId,
    /// Tier passed on; `None` means the tier received.
    pub tier: Option<Tier>,
    /// Kinds passed on, sorted, each once; empty: all that the giver receives.
    #[serde(default)]
    pub kinds: Vec<InformationKind>,
    /// Share of the information passed on, in (0, 1]; 1 where the register says nothing.
    pub share: f64,
    /// Hours within which the taker must tell the giver of a breach.
    pub notice_agreed: Option<f64>,
    /// Whether the obligations are flowed down in writing: true only for a yes.
    pub flowed_down: bool,
    /// Consent to this subcontract: a yes, a date or a reference.
    pub consent: Option<String>,
    /// Countries where the taker processes it; if empty, the taker's country.
    pub processing: Vec<Country>,
    /// Countries from which the taker can open it.
    pub access: Vec<Country>,
    /// Transfer mechanisms (the policy's words), sorted.
    pub mechanisms: Vec<String>,
    /// Export licence.
    pub licence: Option<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

//! Disclosure relationships and their stages.

use serde::{Deserialize, Serialize};

use super::{Country, Date, DealId, EngagementId, InformationKind, Place, SupplierId, Tier};

/// A row of the register's Engagements sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Engagement {
    /// Its id, unique in the register.
    pub id: EngagementId,
    /// The prime supplier: the one we contract with.
    pub supplier: SupplierId,
    /// The deal it belongs to.
    pub deal: DealId,
    /// What the information is for.
    pub purpose: Option<String>,
    /// Tier of the information.
    pub tier: Tier,
    /// Kinds of information, sorted, each once.
    pub kinds: Vec<InformationKind>,
    /// The country that the information comes from; its law decides on transfers.
    pub origin: Option<Country>,
    /// Countries where the prime processes it; if empty, the supplier's country.
    pub processing: Vec<Country>,
    /// Countries from which it can be opened.
    pub access: Vec<Country>,
    /// Transfer mechanisms (the policy's words), sorted.
    pub mechanisms: Vec<String>,
    /// Export licence.
    pub licence: Option<String>,
    /// First day of the engagement.
    pub start: Date,
    /// Last day of the engagement.
    pub end: Option<Date>,
    /// Relative amount of information, above 0; 1 where the register says nothing.
    pub volume: f64,
    /// What is at stake, in `currency`.
    pub value_at_risk: Option<f64>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// Hours within which the prime must tell us of a breach.
    pub notice_agreed: Option<f64>,
    /// Hours within which we must tell others.
    pub notice_owed: Option<f64>,
    /// Hours we keep for ourselves.
    pub reserve: Option<f64>,
    /// Who owns the deal on our side.
    pub owner: Option<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

/// A stage of an engagement: information of one tier from one day on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Phase {
    /// The engagement it belongs to.
    pub engagement: EngagementId,
    /// Its name.
    pub name: String,
    /// Tier of what is disclosed in it.
    pub tier: Tier,
    /// First day.
    pub starts: Option<Date>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who may receive it.
    pub recipients: Option<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

//! The register: who our suppliers are, what they receive and what we hold about them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Certificate, Date, Engagement, EvidenceRecord, Finding, Incident, Phase, Place, Subcontract,
    Supplier, SupplierId, Waiver,
};

/// The names that stand in front of the paths of one portfolio alone. With several, the name of a portfolio does.
pub const PORTFOLIO_PARTS: [&str; 2] = ["register", "responses"];

/// A row of the register's Responses sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResponseEntry {
    /// The portfolio whose file it is, if several are read as one.
    #[serde(skip)]
    pub portfolio: Option<Arc<str>>,
    /// Path below `responses/`, or a bare file name.
    pub file: String,
    /// Who sent it.
    pub supplier: SupplierId,
    /// Which questionnaire it answers.
    pub questionnaire: Option<String>,
    /// When it was completed.
    pub completed_on: Option<Date>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

/// Everything the register holds, in the order of its rows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Register {
    /// Suppliers.
    pub suppliers: Vec<Supplier>,
    /// Engagements.
    pub engagements: Vec<Engagement>,
    /// Phases.
    pub phases: Vec<Phase>,
    /// Subcontracts.
    pub subcontracts: Vec<Subcontract>,
    /// Certificates.
    pub certificates: Vec<Certificate>,
    /// Evidence.
    pub evidence: Vec<EvidenceRecord>,
    /// Waivers.
    pub waivers: Vec<Waiver>,
    /// Incidents.
    pub incidents: Vec<Incident>,
    /// Which supplier each response file came from.
    pub responses: Vec<ResponseEntry>,
    /// What was passed over or could not be used: footers, unknown columns, unknown sheets.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

//! The reasons for which a supplier must be asked.

use crate::model::{Country, Date, Engagement, EngagementId, Tier};

crate::model::words! {
    /// Why a supplier must be asked.
    pub enum DueReason {
        /// It has no response that counts.
        Silent,
        /// A stale response decides a control.
        ResponseStale,
        /// The time between two rounds at its tier is over.
        Cadence,
        /// A certificate ends.
        CertificateEnding,
        /// A waiver ends.
        WaiverEnding,
        /// An engagement that its newest response does not know.
        NewEngagement,
        /// Its form was written for a lower tier.
        RaisedTier,
        /// An incident after its newest response.
        IncidentSince,
    }
}

/// One reason, with its day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// The day on which it falls due; before the as-of date it is overdue.
    pub day: Date,
    /// The kind of reason.
    pub reason: DueReason,
    /// The engagement, if it is about one.
    pub engagement: Option<EngagementId>,
    /// The file, certificate, waiver or incident, if it is about one.
    pub subject: Option<String>,
    /// The reason as a plain sentence.
    pub because: String,
}

/// An engagement in which a supplier takes part.
#[derive(Debug, Clone)]
pub struct EngagementPart<'a> {
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The tier that reaches the supplier.
    pub tier: Tier,
    /// The countries in which the supplier processes.
    pub(super) processing: Vec<Country>,
}

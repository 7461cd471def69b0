//! Incidents at suppliers.

use serde::{Deserialize, Serialize};

use super::{Date, Place, SupplierId};

/// A row of the register's Incidents sheet. A date without a time counts from 00:00.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: String,
    /// The supplier where it happened.
    pub supplier: SupplierId,
    /// Day it was detected.
    pub detected: Date,
    /// Hours after 00:00 of that day, in [0, 24).
    pub detected_hour: f64,
    /// Day we were told; `None` if we were not.
    pub notified: Option<Date>,
    /// Hours after 00:00 of that day, in [0, 24).
    pub notified_hour: f64,
    /// The severity, as written.
    pub severity: Option<String>,
    /// The summary, as written.
    pub summary: Option<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

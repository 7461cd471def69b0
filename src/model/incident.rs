//! Incidents at suppliers.

use serde::{Deserialize, Serialize};

use super::{Date, Place, SupplierId};

/// A moment of the register, in hours; a date alone is its first hour.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: String,
    /// Where it happened.
    pub supplier: SupplierId,
    /// Day it was detected.
    pub detected: Date,
    /// Hours after 00:00 of that day, in [0, 24).
    pub detected_hour: f64,
    /// Day we were told.
    pub notified: Option<Date>,
    /// Hours after 00:00 of that day, in [0, 24).
    pub notified_hour: f64,
    /// As written.
    pub severity: Option<String>,
    /// As written.
    pub summary: Option<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

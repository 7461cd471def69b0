//! The question to the gate.

use crate::model::{Date, Tier};

/// What is asked besides the engagement.
#[derive(Debug, Clone)]
pub struct GateQuestion {
    /// The day of the disclosure.
    pub day: Date,
    /// The tier of the information; `None` for the tier in force on the day.
    pub tier: Option<Tier>,
    /// The recipient; `None` if not asked.
    pub recipient: Option<String>,
    /// The purpose; `None` if not asked.
    pub purpose: Option<String>,
}

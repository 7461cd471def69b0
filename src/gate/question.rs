//! What is asked of the gate.

use crate::model::{Date, Tier};

/// What is asked beside the engagement.
#[derive(Debug, Clone)]
pub struct GateQuestion {
    /// The day of the disclosure.
    pub day: Date,
    /// Tier of what is to be disclosed; none: the tier in force on the day.
    pub tier: Option<Tier>,
    /// Who is to receive it; none: not asked.
    pub recipient: Option<String>,
    /// What it is for; none: not asked.
    pub purpose: Option<String>,
}

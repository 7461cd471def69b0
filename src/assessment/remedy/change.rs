//! One change on the path to approval, as people read it.

use serde::{Deserialize, Serialize};

use super::action::Action;
use crate::catalogue::effort::Points;
use crate::model::SupplierId;

/// One change on the path to approval, as people read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What is changed.
    pub action: Action,
    /// The supplier it concerns.
    pub supplier: SupplierId,
    /// The control, certificate, response, mechanism or other party it is about; may be empty.
    pub subject: String,
    /// What it is now; may be empty.
    pub from: String,
    /// What it must be; may be empty.
    pub to: String,
    /// Its effort points.
    pub effort: Points,
    /// A plain sentence.
    pub text: String,
}

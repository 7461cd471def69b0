//! One change on the path to approval, as shown to people.

use serde::{Deserialize, Serialize};

use super::action::Action;
use crate::catalogue::effort::Points;
use crate::model::SupplierId;

/// One change on the path to approval, as shown to people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What is changed.
    pub action: Action,
    /// The supplier it concerns.
    pub supplier: SupplierId,
    /// The control, certificate, response, mechanism or other party; may be empty.
    pub subject: String,
    /// The present state; may be empty.
    pub from: String,
    /// The required state; may be empty.
    pub to: String,
    /// Its effort points.
    pub effort: Points,
    /// The change as a plain sentence.
    pub text: String,
}

//! The digest of what was decided on an engagement.

use indexmap::IndexMap;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::report::folder::hex;

/// An engagement's object, its keys in the file's order.
pub type Object = IndexMap<String, Value>;

/// Keys of an engagement's object that depend on other engagements, or on the object itself.
const OUTSIDE: [&str; 3] = ["digest", "rank", "rank_interval"];

/// SHA-256 of what was decided on an engagement: its object in the file's order, without what depends on others.
///
/// # Errors
/// When it can't be written as JSON, which nothing that was read as JSON causes.
pub fn digest(object: &Object) -> serde_json::Result<String> {
    let own = object.iter().filter(|(key, _)| !OUTSIDE.contains(&key.as_str()));
    let own: IndexMap<&String, &Value> = own.collect();
    Ok(hex(&Sha256::digest(serde_json::to_vec(&own)?)))
}

//! Entries of the ledger as they are printed.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::ApprovalEntry;

/// The format line.
const FORMAT: &str = "flowdown-approvals/1";

/// What was recorded, or what a ledger holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Recorded<'r> {
    /// `flowdown-approvals/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'r, str>,
    /// The file that holds the entries.
    pub ledger: Cow<'r, str>,
    /// The entries, in the order of the file.
    pub entries: Cow<'r, [ApprovalEntry]>,
    /// What the person should know of what was recorded, a sentence each.
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    pub remarks: Cow<'r, [String]>,
}

impl<'r> Recorded<'r> {
    /// Entries of a ledger with remarks about them.
    pub fn new(ledger: String, entries: &'r [ApprovalEntry], remarks: &'r [String]) -> Self {
        let (entries, remarks) = (Cow::Borrowed(entries), Cow::Borrowed(remarks));
        Self { format: FORMAT.into(), ledger: ledger.into(), entries, remarks }
    }

    /// The JSON Schema of [`Recorded`].
    pub fn schema() -> String {
        crate::schema::of::<Recorded<'_>>()
    }
}

//! One line of the ledger.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::digest::sha256;
use crate::model::{Date, Tier, words};

/// The format line of an entry.
pub(super) const FORMAT: &str = "flowdown-approval/1";

/// The prefix of an id.
const BEGIN: &str = "A-";

/// The number of hexadecimal digits of an id.
const DIGITS: usize = 16;

/// The most characters of a name or a role, and of a note.
const NAME: usize = 200;
const NOTE: usize = 4_000;

/// The most conditions of an entry.
const CONDITIONS: usize = 100_000;

words! {
    /// What a person recorded.
    pub enum ApprovalDecision {
        /// Disclose as decided.
        Approve,
        /// Do not disclose.
        Decline,
    }
}

/// A condition that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptedCondition {
    /// Id of the finding.
    pub id: String,
    /// The day by which it had to be met when it was accepted; none: it had no such day.
    pub due: Option<Date>,
}

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ApprovalSubject {
    /// All engagements of a deal.
    Deal(String),
    /// One engagement.
    Engagement(String),
}

impl ApprovalSubject {
    /// Whether the entry is about an engagement of a deal.
    pub fn covers(&self, engagement: &str, deal: &str) -> bool {
        match self {
            Self::Deal(id) => id == deal,
            Self::Engagement(id) => id == engagement,
        }
    }
}

impl fmt::Display for ApprovalSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deal(id) => write!(f, "deal {id}"),
            Self::Engagement(id) => write!(f, "engagement {id}"),
        }
    }
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalEntry {
    /// `flowdown-approval/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: String,
    /// `A-` and the first 16 digits of SHA-256 over the entry with an empty id: an entry guards itself.
    pub id: String,
    /// The deal or the engagement.
    pub subject: ApprovalSubject,
    /// Digest of the decision that the person saw.
    pub decision_digest: String,
    /// SHA-256 of the `run.json` of the run that the person saw.
    pub run: String,
    /// What the person decided.
    pub decision: ApprovalDecision,
    /// Highest tier that it is about.
    pub tier: Tier,
    /// Conditions that the person accepted, by id.
    pub conditions: Vec<AcceptedCondition>,
    /// Name of the person.
    pub by: String,
    /// Role in which the person signed: a word of the policy.
    pub role: String,
    /// The day of the signature.
    pub on: Date,
    /// What the person had to say.
    pub note: Option<String>,
    /// SHA-256 of the line before, without its end; none: this is the first.
    pub previous: Option<String>,
}

impl ApprovalEntry {
    /// The format line of the entries that this program writes.
    pub fn format() -> String {
        FORMAT.to_owned()
    }

    /// The entry with its id, as it follows a line with the given digest.
    pub fn after(mut self, previous: Option<String>) -> Self {
        self.previous = previous;
        self.id = self.own_id();
        self
    }

    /// The id that belongs to the content of the entry.
    pub(super) fn own_id(&self) -> String {
        let blank = Self { id: String::new(), ..self.clone() };
        format!("{BEGIN}{}", &sha256(blank.line().as_bytes())[..DIGITS])
    }

    /// The entry as a line, without its line break.
    pub fn line(&self) -> String {
        // The entry holds texts, dates and words only, all of which JSON can express.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Why the entry is invalid; `None` if it is valid.
    pub fn flaw(&self) -> Option<String> {
        let texts = [("name", &self.by, NAME), ("role", &self.role, NAME)];
        let note = self.note.iter().map(|note| ("note", note, NOTE));
        for (what, text, longest) in texts.into_iter().chain(note) {
            if text.trim().is_empty() {
                return Some(format!("the {what} is blank"));
            }
            if text.chars().count() > longest {
                return Some(format!("the {what} is longer than {longest} characters"));
            }
            if text.chars().any(|c| c.is_control() && c != '\n') {
                return Some(format!("the {what} holds control characters"));
            }
        }
        if self.conditions.len() > CONDITIONS {
            return Some(format!("more than {CONDITIONS} conditions are accepted at once"));
        }
        None
    }
}

/// The JSON Schema of a line of the ledger.
pub fn schema() -> String {
    crate::schema::of::<ApprovalEntry>()
}

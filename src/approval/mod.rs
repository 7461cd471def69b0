//! Approvals: a person's recorded decision on a decision of a run, and whether it counts.
//!
//! [`ApprovalEntry`] is one recorded decision, [`ApprovalLedger`] the file `approvals.jsonl` that holds them; each line
//! names the SHA-256 of the line before. [`append`] adds to the file under a lock. [`decision_digest`] identifies a
//! decision, so that an approval of one decision never counts for another. [`counts`] says whether an approval covers a
//! disclosure; it reads no file: what a run decided of an engagement is passed as a [`DecisionAtTier`]. [`Recorded`] is
//! the printed form of the ledger.

mod append;
mod count;
mod digest;
mod entry;
mod json;
mod ledger;
mod recorded;

pub use append::{append, read};
pub use count::{
    DecisionAtTier, Disclosure, NotCovered, OpenCondition, RuleHit, Why, counts, role_step,
};
pub use digest::{deal_digest, decision_digest, sealed};
pub use entry::{AcceptedCondition, ApprovalDecision, ApprovalEntry, ApprovalSubject, schema};
pub use json::{elements, members};
pub use ledger::{ApprovalLedger, LedgerError};
pub use recorded::Recorded;

/// The name of the ledger in a portfolio folder.
pub const LEDGER: &str = "approvals.jsonl";

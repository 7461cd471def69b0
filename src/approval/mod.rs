//! Approvals: a person's recorded decision on what a run decided, and whether it counts.
//!
//! [`ApprovalEntry`] is one recorded decision, [`ApprovalLedger`] the file `approvals.jsonl` that holds them, each line naming the
//! SHA-256 of the line before. [`append`] adds to the file under a lock. [`decision_digest`] names what was decided, so that
//! an approval of one decision is none of another. [`counts`] says whether an approval covers a disclosure; it reads no
//! file: what a run says of an engagement comes as a [`DecisionAtTier`]. [`Recorded`] is what is printed of the ledger.

mod append;
mod count;
mod digest;
mod entry;
mod json;
mod ledger;
mod person;
mod recorded;

pub use append::{append, read};
pub use count::{
    DecisionAtTier, Disclosure, NotCovered, OpenCondition, RuleHit, Why, counts, role_step,
};
pub use digest::{deal_digest, decision_digest};
pub use entry::{AcceptedCondition, ApprovalDecision, ApprovalEntry, ApprovalSubject, schema};
pub use json::{elements, members};
pub use ledger::{ApprovalLedger, LedgerError};
pub use person::same_person;
pub use recorded::Recorded;

/// Name of the ledger in a portfolio folder.
pub const LEDGER: &str = "approvals.jsonl";

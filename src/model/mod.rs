//! The vocabulary of the program: what a supplier, an engagement, a tier, an answer is.
//!
//! Nothing here reads, writes, computes a score or knows a number of the policy.

mod answer;
mod cell;
mod certificate;
mod country;
mod decision;
mod engagement;
mod evidence;
pub mod excel;
mod finding;
mod id;
mod incident;
mod index;
mod kind;
mod known;
mod list;
mod name;
mod official;
mod register;
mod response;
mod rule;
mod shared;
mod subcontract;
mod supplier;
mod text;
mod tier;
mod waiver;
mod words;

pub use answer::{Answer, NotApplicableRule, Polarity, Relation};
pub use cell::{CellRef, Place, Spot};
pub use certificate::{Certificate, CertificateStatus, Covers};
pub use country::Country;
pub use decision::{Decision, Outcome};
pub use engagement::{Engagement, Phase};
pub use evidence::{EvidenceLevel, EvidenceRecord, RecordLevel};
pub use finding::{Code, Finding, NamedBy, Severity};
pub use id::{ControlId, DealId, EngagementId, QuestionId, SupplierId};
pub use incident::Incident;
pub use index::{
    AnswerIndex, BackLinkIndex, CertificateIndex, ControlIndex, DomainIndex, EvidenceIndex,
    LinkIndex, NodeIndex, QuestionIndex, ResponseIndex, ReturnedIndex, RowIndex, UnreachedIndex,
};
pub use kind::{InformationKind, Kinds};
pub use known::Known;
pub use list::entries;
pub use name::fold_name;
pub use official::{FormRow, OfficialScore, OfficialSection, StatedScore, points};
pub use register::{PORTFOLIO_PARTS, Register, ResponseEntry};
pub use response::{
    FileReport, FileStatus, FormNotes, GivenAnswer, Ledger, Prefilled, Reading, Response, Tally,
    Unaccounted,
};
pub use rule::{About, Branch, Clears, DueDay, Fact, FactValue, Family, Field, FieldKind, Rule};
pub use subcontract::Subcontract;
pub use supplier::Supplier;
pub use text::{SharedText, TextPool};
pub use tier::Tier;
pub use waiver::Waiver;
pub(crate) use words::words;

/// A day of the proleptic Gregorian calendar, without a time zone.
pub use jiff::civil::Date;

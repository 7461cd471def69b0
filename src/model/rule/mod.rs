//! The gate rules. The policy says what each does at each tier; the sentences are in `scoring/rules.toml`.
//!
//! [`table`] has one row per rule: its word, its family, what a hit is about, what clears it, whether its due day is
//! remembered, and the cases that its sentences distinguish. Nothing else lists rules.

mod field;
mod table;

pub use field::{Fact, FactValue, Field, FieldKind};
pub use table::Rule;

/// Rules that are tested together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Whether there is a response, and whether it is recent.
    Response,
    /// How much of the questionnaire is answered.
    Coverage,
    /// The answer of a required control.
    Control,
    /// The evidence for the answer of a required control.
    Evidence,
    /// Certificates.
    Certificate,
    /// Strengths and likelihoods.
    Likelihood,
    /// The shape of the chain.
    Chain,
    /// What a link must have in writing.
    Link,
    /// Breach notice hours.
    Notice,
    /// Countries.
    Transfer,
    /// Kinds of information.
    Kinds,
    /// Incidents.
    Incident,
    /// Conditions of earlier runs.
    Overdue,
}

/// What a hit is about: what its `subject` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The supplier as a whole: the subject is blank.
    Supplier,
    /// A control.
    Control,
    /// A domain.
    Domain,
    /// A response; across runs, its questionnaire.
    Response,
    /// A certificate's scheme; across runs, the supplier as a whole.
    Certificate,
    /// The party that passes the information on; blank if no link is involved.
    Giver,
    /// A country.
    Country,
    /// An incident.
    Incident,
    /// A condition: its rule and its subject.
    Condition,
}

/// Who or what clears a rule on the path to approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clears {
    /// The supplier's answers, evidence and certificates.
    Supplier,
    /// Better answers anywhere in the chain.
    Chain,
    /// A change of the register's links.
    Shape,
    /// A document: obligations, consent, a transfer mechanism, a licence.
    Paper,
    /// Other notice hours.
    Hours,
    /// An entry that we make ourselves.
    Register,
    /// Nothing.
    Nothing,
}

/// How the due day of a hit is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DueDay {
    /// The tier's number of days; the earliest day of the runs that found the hit is kept.
    Remembered,
    /// The last day of the certificate that ends last; earlier runs do not matter.
    CertificateEnd,
    /// None: the hit cannot be undone.
    Never,
}

impl Rule {
    /// The word that names the rule across runs; all rules about one control share one.
    pub fn memory(self) -> &'static str {
        if self.is_about_control() { "control" } else { self.word() }
    }

    /// Whether it is about a required control.
    pub const fn is_about_control(self) -> bool {
        matches!(self.about_what(), About::Control)
    }

    /// Whether its subject is the party that passes the information on.
    pub const fn names_giver(self) -> bool {
        matches!(self.about_what(), About::Giver)
    }
}

crate::model::words! {
    /// A rule may say different things by circumstance.
    pub enum Branch {
        /// Always.
        Any,
        /// The control has the heavy weight.
        Heavy,
        /// The control has another weight.
        Other,
        /// The best certificate found is worth nothing at the tier.
        None,
        /// The best certificate found is worth part of ISO 27001 at the tier.
        Partial,
        /// The engagement states the hours we owe.
        OwedStated,
        /// The hours we owe are the policy's default.
        OwedDefault,
    }
}

//! The gate rules. What each says at each tier is the policy's; its sentences stand in `scoring/rules.toml`.
//!
//! [`table`] has one row a rule: its word, its family, what a hit is about, what clears it, whether its due day is
//! remembered, and the cases that its sentences tell apart. Nothing else lists rules.

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
    /// What must stand in writing on a link.
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

/// What a hit is about: what `subject` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The supplier as a whole: the subject is blank.
    Supplier,
    /// A control.
    Control,
    /// A domain.
    Domain,
    /// A response; over runs its questionnaire.
    Response,
    /// A certificate's scheme; over runs the supplier as a whole.
    Certificate,
    /// The party that passes the information on; blank where no link is meant.
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
    /// What the supplier answers, supports and holds.
    Supplier,
    /// Better answers anywhere in the chain.
    Chain,
    /// A change of the register's links.
    Shape,
    /// A paper: obligations, consent, a mechanism, a licence.
    Paper,
    /// Other notice hours.
    Hours,
    /// An entry that we make ourselves.
    Register,
    /// Nothing.
    Nothing,
}

/// How the due day of a hit comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DueDay {
    /// The tier's days; the earliest day of the runs that found it is kept.
    Remembered,
    /// The last day of the certificate that ends last, without memory.
    CertificateEnd,
    /// None: it cannot be undone.
    Never,
}

impl Rule {
    /// The word that names the rule over runs: rules about one control are one.
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

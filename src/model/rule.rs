//! The gate rules, by name. What each says at each tier is the policy's.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $about:literal;)+) => {
        /// A named test of a node or of the chain.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum Rule { $($(#[$doc])* $name,)+ }

        impl Rule {
            /// Every rule, in the order of the gate table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The rule's word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What fires it, in half a sentence.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)+ }
            }
        }
    };
}

rules! {
    /// No accepted response.
    ResponseMissing = "response-missing", "no accepted response";
    /// An old or undated response decides a control.
    ResponseStale = "response-stale", "an old or undated response decides a control";
    /// Too much unanswered.
    CoverageLow = "coverage-low", "too much is unanswered";
    /// Too much not applicable.
    NaShareHigh = "na-share-high", "too much is called not applicable";
    /// A required control answered no.
    ControlMissing = "control-missing", "a required control is answered no";
    /// A required control answered partial.
    ControlPartial = "control-partial", "a required control is answered partial";
    /// A required control unanswered.
    ControlUnanswered = "control-unanswered", "a required control is unanswered";
    /// A required control answered yes without enough evidence.
    EvidenceInsufficient = "evidence-insufficient", "a yes to a required control lacks evidence";
    /// No certificate equivalent to ISO 27001.
    CertificateRequired = "certificate-required", "no certificate equivalent to ISO 27001";
    /// Every fully equivalent certificate is about to end.
    CertificateExpiring = "certificate-expiring", "every equivalent certificate is about to end";
    /// A domain whose strength is too low.
    DomainWeak = "domain-weak", "the strength of a domain is too low";
    /// The likelihood is above what the tier accepts.
    AppetiteExceeded = "appetite-exceeded", "the likelihood is above the appetite";
    /// Too many levels of subcontractors.
    ChainDepth = "chain-depth", "too many levels of subcontractors";
    /// An edge states a tier above the giver's.
    ChainTierRaised = "chain-tier-raised", "an edge passes on a higher tier than its giver receives";
    /// A node or giver of the chain is unknown.
    ChainUnknown = "chain-unknown", "a party of the chain is unknown";
    /// The chain comes back to itself.
    ChainCycle = "chain-cycle", "the chain comes back to itself";
    /// Obligations are not flowed down on an edge.
    FlowDownMissing = "flow-down-missing", "obligations are not flowed down in writing";
    /// A node agreed no notice hours.
    NoticeMissing = "notice-missing", "no breach notice hours are agreed";
    /// The hours of a path add up to more than there is.
    NoticeSlack = "notice-slack", "the notice hours of a path add up to more than there is";
    /// A node's notice hours are above the tier's longest.
    NoticeLong = "notice-long", "the agreed notice hours are too long";
    /// Personal data leave their regime without a mechanism.
    TransferMechanism = "transfer-mechanism", "personal data leave their regime without a mechanism";
    /// Nobody can say whether a transfer takes place.
    TransferUnknown = "transfer-unknown", "origin or country of a transfer of personal data is unknown";
    /// Information that must stay leaves.
    Localisation = "localisation", "information that must be stored locally leaves";
    /// Export-controlled information leaves without a licence.
    ExportLicence = "export-licence", "export-controlled information leaves without a licence";
    /// An edge without consent.
    OnwardConsent = "onward-consent", "information is passed on without consent";
    /// An incident was notified later than agreed.
    IncidentLate = "incident-late", "an incident was notified later than agreed";
}

impl Rule {
    /// The rule of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.word() == word)
    }

    /// The branches of the gate table that this rule has.
    pub const fn branches(self) -> &'static [Branch] {
        match self {
            Self::ControlMissing
            | Self::ControlPartial
            | Self::ControlUnanswered
            | Self::EvidenceInsufficient => &[Branch::Heavy, Branch::Other],
            Self::CertificateRequired => &[Branch::None, Branch::Partial],
            Self::NoticeSlack => &[Branch::OwedStated, Branch::OwedDefault],
            _ => &[Branch::Any],
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A rule may say different things by circumstance.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
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

impl Branch {
    /// The branch's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Heavy => "heavy",
            Self::Other => "other",
            Self::None => "none",
            Self::Partial => "partial",
            Self::OwedStated => "owed-stated",
            Self::OwedDefault => "owed-default",
        }
    }
}

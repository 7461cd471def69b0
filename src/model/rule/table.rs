//! The table of rules: one row per rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{About, Branch, Clears, DueDay, Family, Field};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident {
        about: $about:literal, family: $family:ident, subject: $subject:ident,
        clears: $clears:ident, due: $due:ident, branches: [$($branch:ident),+],
        cases: { $($case:literal: [$($field:ident),*]),+ $(,)? } $(,)?
    })+) => {
        /// A named test of a node or of the chain.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
            strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
        )]
        #[serde(rename_all = "kebab-case")]
        #[strum(serialize_all = "kebab-case")]
        pub enum Rule { $($(#[$doc])* $name,)+ }

        crate::model::words!(Rule);

        impl Rule {
            /// What makes it fire, as part of a sentence.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)+ }
            }

            /// The family it is tested with.
            pub const fn family(self) -> Family {
                match self { $(Self::$name => Family::$family,)+ }
            }

            /// What its subject names.
            pub const fn about_what(self) -> About {
                match self { $(Self::$name => About::$subject,)+ }
            }

            /// What clears it.
            pub const fn cleared_by(self) -> Clears {
                match self { $(Self::$name => Clears::$clears,)+ }
            }

            /// How its due day is set.
            pub const fn due_day(self) -> DueDay {
                match self { $(Self::$name => DueDay::$due,)+ }
            }

            /// The branches of the gate table that it has.
            pub const fn branches(self) -> &'static [Branch] {
                match self { $(Self::$name => &[$(Branch::$branch),+],)+ }
            }

            /// The cases that its sentences distinguish, each with the placeholders that they may use.
            pub const fn cases(self) -> &'static [(&'static str, &'static [Field])] {
                match self { $(Self::$name => &[$(($case, &[$(Field::$field),*])),+],)+ }
            }
        }
    };
}

rules! {
    /// No accepted response.
    ResponseMissing {
        about: "no accepted response",
        family: Response, subject: Supplier, clears: Supplier, due: Remembered, branches: [Any],
        cases: { "always": [] },
    }
    /// An old or undated response decides a control.
    ResponseStale {
        about: "an old or undated response decides a control",
        family: Response, subject: Response, clears: Supplier, due: Remembered, branches: [Any],
        cases: { "dated": [Completed, Tier, Months], "undated": [Tier] },
    }
    /// Too much unanswered.
    CoverageLow {
        about: "too much is unanswered",
        family: Coverage, subject: Supplier, clears: Supplier, due: Remembered, branches: [Any],
        cases: { "always": [Share, Limit, Tier] },
    }
    /// Too much not applicable.
    NaShareHigh {
        about: "too much is called not applicable",
        family: Coverage, subject: Supplier, clears: Supplier, due: Remembered, branches: [Any],
        cases: { "always": [Share, Limit, Tier] },
    }
    /// A required control answered no.
    ControlMissing {
        about: "a required control is answered no",
        family: Control, subject: Control, clears: Supplier, due: Remembered, branches: [Heavy, Other],
        cases: { "always": [Title, Tier, Answer, Remedy] },
    }
    /// A required control answered partial.
    ControlPartial {
        about: "a required control is answered partial",
        family: Control, subject: Control, clears: Supplier, due: Remembered, branches: [Heavy, Other],
        cases: { "always": [Title, Tier, Answer, Remedy] },
    }
    /// A required control unanswered.
    ControlUnanswered {
        about: "a required control is unanswered",
        family: Control, subject: Control, clears: Supplier, due: Remembered, branches: [Heavy, Other],
        cases: { "always": [Title, Tier, Remedy] },
    }
    /// A required control answered yes without enough evidence.
    EvidenceInsufficient {
        about: "a yes to a required control lacks evidence",
        family: Evidence, subject: Control, clears: Supplier, due: Remembered, branches: [Heavy, Other],
        cases: { "always": [Title, Tier, Have, HaveLevel, Need, NeedLevel, Wanted] },
    }
    /// No certificate equivalent to ISO 27001.
    CertificateRequired {
        about: "no certificate equivalent to ISO 27001",
        family: Certificate, subject: Certificate, clears: Supplier, due: Remembered, branches: [None, Partial],
        cases: { "unregistered": [Tier], "worthless": [Tier], "partial": [Tier, Scheme] },
    }
    /// Every fully equivalent certificate is about to end.
    CertificateExpiring {
        about: "every equivalent certificate is about to end",
        family: Certificate, subject: Certificate, clears: Supplier, due: CertificateEnd, branches: [Any],
        cases: { "always": [Scheme, End, Tier] },
    }
    /// A domain whose strength is too low.
    DomainWeak {
        about: "the strength of a domain is too low",
        family: Likelihood, subject: Domain, clears: Supplier, due: Remembered, branches: [Any],
        cases: { "always": [Title, Domain, Strength, Least, Tier] },
    }
    /// The likelihood is above what the tier accepts.
    AppetiteExceeded {
        about: "the likelihood is above the appetite",
        family: Likelihood, subject: Supplier, clears: Chain, due: Remembered, branches: [Any],
        cases: { "party": [Likelihood, Limit, Tier], "chain": [Likelihood, Limit, Tier] },
    }
    /// Too many levels of subcontractors.
    ChainDepth {
        about: "too many levels of subcontractors",
        family: Chain, subject: Supplier, clears: Shape, due: Remembered, branches: [Any],
        cases: { "always": [Depth, Most, Tier] },
    }
    /// A link states a tier above the giver's.
    ChainTierRaised {
        about: "a link passes on a higher tier than its giver receives",
        family: Chain, subject: Giver, clears: Shape, due: Remembered, branches: [Any],
        cases: { "always": [Giver, Stated, Tier] },
    }
    /// A link states a kind that its giver does not receive.
    ChainKindRaised {
        about: "a link passes on a kind that its giver does not receive",
        family: Kinds, subject: Giver, clears: Shape, due: Remembered, branches: [Any],
        cases: { "always": [Giver, Taker, Kinds, Tier] },
    }
    /// The engagement names no kind of information.
    KindsBlank {
        about: "the engagement names no kind of information",
        family: Kinds, subject: Supplier, clears: Register, due: Remembered, branches: [Any],
        cases: { "always": [Tier] },
    }
    /// A condition was not met by its due day.
    ConditionOverdue {
        about: "a condition was not met by its due day",
        family: Overdue, subject: Condition, clears: Supplier, due: Remembered, branches: [Any],
        cases: { "always": [Rule, Subject, Due, Days, Tier] },
    }
    /// A node or giver of the chain is unknown.
    ChainUnknown {
        about: "a party of the chain is unknown",
        family: Chain, subject: Giver, clears: Shape, due: Remembered, branches: [Any],
        cases: { "party": [Taker], "unreached": [Giver, Taker] },
    }
    /// The chain comes back to itself.
    ChainCycle {
        about: "the chain comes back to itself",
        family: Chain, subject: Giver, clears: Shape, due: Remembered, branches: [Any],
        cases: { "always": [Giver, Taker] },
    }
    /// Obligations are not flowed down on a link.
    FlowDownMissing {
        about: "obligations are not flowed down in writing",
        family: Link, subject: Giver, clears: Paper, due: Remembered, branches: [Any],
        cases: { "always": [Giver, Tier] },
    }
    /// A node agreed no notice hours.
    NoticeMissing {
        about: "no breach notice hours are agreed",
        family: Notice, subject: Giver, clears: Hours, due: Remembered, branches: [Any],
        cases: { "always": [Giver, Tier] },
    }
    /// The hours of a path add up to more than there is.
    NoticeSlack {
        about: "the notice hours of a path add up to more than there is",
        family: Notice, subject: Supplier, clears: Hours, due: Remembered, branches: [OwedStated, OwedDefault],
        cases: { "always": [Agreed, Available, Excess, Tier] },
    }
    /// A node's notice hours are above the tier's longest.
    NoticeLong {
        about: "the agreed notice hours are too long",
        family: Notice, subject: Giver, clears: Hours, due: Remembered, branches: [Any],
        cases: { "always": [Giver, Agreed, Available, Tier] },
    }
    /// Personal data leave their regime without a mechanism.
    TransferMechanism {
        about: "personal data leave their regime without a mechanism",
        family: Transfer, subject: Country, clears: Paper, due: Remembered, branches: [Any],
        cases: { "always": [Country, Law, Mechanisms] },
    }
    /// The origin or the country of a transfer is unknown.
    TransferUnknown {
        about: "origin or country of a transfer of personal data is unknown",
        family: Transfer, subject: Country, clears: Paper, due: Remembered, branches: [Any],
        cases: { "always": [Country, Law] },
    }
    /// Information that must stay leaves.
    Localisation {
        about: "information that must be stored locally leaves",
        family: Transfer, subject: Country, clears: Paper, due: Remembered, branches: [Any],
        cases: { "always": [Country, Law] },
    }
    /// Export-controlled information leaves without a licence.
    ExportLicence {
        about: "export-controlled information leaves without a licence",
        family: Transfer, subject: Country, clears: Paper, due: Remembered, branches: [Any],
        cases: { "country": [Country, Law], "unknown": [Country, Law] },
    }
    /// A link without consent.
    OnwardConsent {
        about: "information is passed on without consent",
        family: Link, subject: Giver, clears: Paper, due: Remembered, branches: [Any],
        cases: { "always": [Giver, Tier] },
    }
    /// An incident was notified later than agreed.
    IncidentLate {
        about: "an incident was notified later than agreed",
        family: Incident, subject: Incident, clears: Nothing, due: Never, branches: [Any],
        cases: { "notified": [Detected, Took, Agreed], "silent": [Detected, Took, Agreed] },
    }
}

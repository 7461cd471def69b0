//! The causes by which a likelihood can move.

crate::model::words! {
    /// What a likelihood can move by.
    pub enum Cause {
        /// What responses say: answers, reasons for not-applicable, responses that came or went.
        Answers,
        /// Evidence named in responses, and the register's Evidence sheet.
        Evidence,
        /// Certificates gained, lost or ended.
        Certificates,
        /// Responses gone stale, and dates in them grown older.
        Staleness,
        /// Who receives the information through whom, where, and which share of it.
        Chain,
        /// The engagement's tier.
        Tier,
        /// Policy, catalogue, questionnaires and crosswalks.
        Policy,
        /// The program: what the same state came to then and comes to now.
        Method,
    }
}

impl Cause {
    /// The meaning of the cause in a few words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Answers => "what the responses say",
            Self::Evidence => "evidence in responses and register",
            Self::Certificates => "certificates gained, lost or ended",
            Self::Staleness => "responses gone stale, dates grown older",
            Self::Chain => "who receives it through whom, and where",
            Self::Tier => "the tier of the information",
            Self::Policy => "policy, questionnaires, crosswalks",
            Self::Method => "another version of the program",
        }
    }
}

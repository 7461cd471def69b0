//! The names of the tables.

use crate::model::words;

/// One of the tables.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum RunTable {
    /// Every row of every response, by file.
    Answers,
    /// Every applying control of every party of every chain, by attention.
    Controls,
    /// Every domain of every party of every chain, by attention.
    Domains,
    /// Every party of every chain, by attention.
    Nodes,
    /// Every link of every chain, by attention.
    Links,
    /// Every engagement, by attention.
    Engagements,
    /// Every rule that fired, by attention, worst first.
    Rules,
    /// Every change on a path to approval, by attention.
    Remedies,
    /// Every stage, by attention.
    Stages,
    /// What each contract of each chain should contain, by attention.
    Obligations,
    /// Every party of every engagement that is over.
    Ended,
    /// Every certificate, in the register's order of suppliers.
    Certificates,
    /// Every waiver, in the register's order.
    Waivers,
    /// Every incident, in the register's order.
    Incidents,
    /// What a person should know: of the register, of the files, of the assessment.
    Findings,
    /// Every file below `responses/`, by name.
    Files,
    /// Every score of a form by its publisher's own rules, by file.
    OfficialScores,
    /// Every section of these scores.
    OfficialSections,
}

words!(RunTable, name);

impl RunTable {
    /// The path of its file below a run folder.
    pub fn path(self) -> String {
        format!("tables/{}.parquet", self.name())
    }
}

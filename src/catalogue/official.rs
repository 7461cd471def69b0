//! Official schemes: points that other people's rules give to the answers of their questionnaires.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::decode::{Document, Step};
use super::questionnaire::Questionnaire;
use crate::diagnostic::{Problem, did_you_mean};
use Step::{Index, Key};

/// Format line of a scheme.
const FORMAT: &str = "flowdown-official/1";

/// Whether a requirement that is not met may stand on a plan of action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnPlan {
    /// Always.
    Always,
    /// Never.
    Never,
    /// Only where it is met in part.
    IfPartial,
}

/// How sure a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum SourceConfidence {
    /// Read in a primary text.
    H,
    /// Read in a secondary text.
    M,
    /// From memory.
    L,
}

/// One requirement.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id.
    pub id: String,
    /// The section it is added up in.
    pub section: String,
    /// Points it takes away where it is not met.
    pub weight: u32,
    /// Points it takes away where it is met in part; none: as many as where it is not met.
    pub partial: Option<u32>,
    /// Whether there is no score at all without it.
    #[serde(default)]
    pub gate: bool,
    /// Whether it may stand on a plan of action.
    pub on_plan: OnPlan,
}

/// A scheme file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// `flowdown-official/1`.
    pub format: String,
    /// The questionnaire whose answers it scores.
    pub questionnaire: String,
    /// Its id.
    pub scheme: String,
    /// Its title.
    pub title: String,
    /// When its figures were taken.
    pub as_of: String,
    /// How sure its figures are.
    pub confidence: SourceConfidence,
    /// The score when everything is met.
    pub maximum: u32,
    /// The least share of the maximum for a conditional status, 0 to 1.
    pub conditional_share: f64,
    /// The requirements.
    pub requirement: Vec<Requirement>,
}

/// Checks a scheme against the questionnaires. Every problem goes to the list.
pub fn check(
    file: &Official,
    document: &Document<'_>,
    questionnaires: &[Questionnaire],
    problems: &mut Vec<Problem>,
) {
    let mut report = |at: &[Step<'_>], message: String, help: String| {
        problems.push(document.problem(at, message, help));
    };
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        report(&[Key("format")], "the format is not known".to_owned(), help);
    }
    if !(0.0..=1.0).contains(&file.conditional_share) {
        let help = "write a share between 0 and 1".to_owned();
        report(&[Key("conditional_share")], "it is no share".to_owned(), help);
    }
    let asked = questionnaires.iter().find(|one| one.id == file.questionnaire && !one.native);
    if asked.is_none() {
        let ids = questionnaires.iter().filter(|one| !one.native).map(|one| one.id.as_str());
        let message = format!("there is no crosswalk of `{}`", file.questionnaire);
        report(&[Key("questionnaire")], message, did_you_mean(&file.questionnaire, ids));
    }
    let mut seen = HashSet::new();
    for (index, one) in file.requirement.iter().enumerate() {
        let at = |key| [Key("requirement"), Index(index), Key(key)];
        if !seen.insert(one.id.as_str()) {
            let help = "give each requirement one entry".to_owned();
            report(&at("id"), format!("`{}` stands twice", one.id), help);
        }
        if let Some(asked) = asked.filter(|asked| asked.index(&one.id).is_none()) {
            let ids = asked.questions.iter().map(|question| question.id.as_str());
            let message = format!("`{}` is no question of {}", one.id, asked.id);
            report(&at("id"), message, did_you_mean(&one.id, ids));
        }
        if one.partial.is_some_and(|partial| partial > one.weight) {
            let help = "what is met in part takes away no more".to_owned();
            report(&at("partial"), "it is more than the weight".to_owned(), help);
        }
    }
}

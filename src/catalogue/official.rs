//! Official schemes: how the rules of a form's publisher score its answers.

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::decode::{Document, Step};
use super::questionnaire::Questionnaire;
use super::scoring_sheet::ScoringSheet;
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::CellRef;
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

/// How a scheme comes to its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// From the maximum, what is not met takes its weight away.
    Deduction,
    /// Each compliant answer earns its weight. The answer has to hold the compliant word, letter for letter.
    Contains,
    /// Each compliant answer earns its weight. The answer has to be the compliant word, in any case.
    Equals,
    /// The mean of the maturity levels, each cut back to its target, half-up to two decimals.
    Maturity,
    /// The mean of two levels over subcategories, then categories.
    Average,
    /// Answers are counted by kind.
    Count,
    /// How many sections have all of their requirements met.
    Met,
}

/// Answers of questions, by id. A blank answer is written as "", and `1*` means one that begins with 1.
pub type Conditions = BTreeMap<String, Vec<String>>;

/// One requirement.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id.
    pub id: String,
    /// The section it is added up in.
    pub section: String,
    /// Points that it takes away or earns; for a maturity its target level.
    #[serde(default)]
    pub weight: u32,
    /// Points it takes away where it is met in part; none: as many as where it is not met.
    pub partial: Option<u32>,
    /// Whether there is no score at all without it.
    #[serde(default)]
    pub gate: bool,
    /// Whether it may stand on a plan of action.
    pub on_plan: Option<OnPlan>,
    /// The word that earns the weight; `1*`: an answer that begins with 1. None: the form never awards it.
    pub compliant: Option<String>,
    /// It counts only if each of these questions has one of these answers.
    #[serde(default)]
    pub only_if: Conditions,
    /// It is left out as soon as one of these questions has one of these answers; the question may be its own.
    #[serde(default)]
    pub unless: Conditions,
}

/// A section of a scheme.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionEntry {
    /// Its id, as requirements name it; where answers are counted: how their ids begin.
    pub id: String,
    /// Its title, in our words.
    pub title: String,
}

/// A grade for the mean of the sections' shares.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// The least mean share, 0 to 1.
    pub least: f64,
    /// Its name.
    pub name: String,
}

/// Where the form itself shows its score.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InFile {
    /// The sheet; `*` stands for anything.
    pub sheet: String,
    /// The label left of the score.
    pub label: Option<String>,
    /// Columns from the label to the score.
    #[serde(default)]
    pub score: u32,
    /// Columns from the label to the maximum.
    pub maximum: Option<u32>,
    /// The score's cell, where no label stands beside it.
    pub cell: Option<String>,
}

/// A scheme file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// `flowdown-official/1`.
    pub format: String,
    /// The questionnaire whose answers it scores.
    pub questionnaire: String,
    /// The editions whose weights these are; `6.` stands for all that begin so. Empty: all.
    #[serde(default)]
    pub editions: Vec<String>,
    /// Its id.
    pub scheme: String,
    /// Its title.
    pub title: String,
    /// When its figures were taken.
    pub as_of: String,
    /// How sure its figures are.
    pub confidence: SourceConfidence,
    /// How it comes to its score.
    pub method: Method,
    /// The score when everything is met, where that is not the sum of the weights.
    pub maximum: Option<u32>,
    /// The least share of the maximum for a conditional status, 0 to 1.
    pub conditional_share: Option<f64>,
    /// The level that is aimed at.
    pub target: Option<f64>,
    /// The highest level, for methods that work with levels.
    pub most: Option<f64>,
    /// What counts as not applicable, in any case, where a level would stand.
    #[serde(default)]
    pub not_applicable: Vec<String>,
    /// The level that such a requirement counts as.
    pub not_applicable_level: Option<f64>,
    /// Grades, the best first.
    #[serde(default)]
    pub grade: Vec<Grade>,
    /// The requirements.
    #[serde(default)]
    pub requirement: Vec<Requirement>,
    /// The sections, in order. Those that are not listed follow as they come.
    #[serde(default)]
    pub section: Vec<SectionEntry>,
    /// Where the form itself shows its score.
    #[serde(default)]
    pub in_file: Vec<InFile>,
    /// Where the form keeps the weights of its own edition, which then count instead of those of this file.
    pub scoring: Option<ScoringSheet>,
}

impl Official {
    /// Whether its weights are those of an edition.
    pub fn knows(&self, edition: Option<&str>) -> bool {
        let of = |edition: &str| {
            let is = |known: &String| {
                edition == known || known.ends_with('.') && edition.starts_with(known.as_str())
            };
            self.editions.iter().any(is)
        };
        self.editions.is_empty() || edition.is_some_and(of)
    }
}

/// Checks that a file has what its method needs.
struct Needs<'c, 'f, 'd> {
    file: &'c Official,
    document: &'c Document<'f>,
    problems: &'d mut Vec<Problem>,
}

impl Needs<'_, '_, '_> {
    fn report(&mut self, at: &[Step<'_>], message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(self.document.problem(at, message.into(), help.into()));
    }

    fn whole(&mut self) {
        let file = self.file;
        let deduction = file.method == Method::Deduction;
        if deduction && file.maximum.is_none() {
            self.report(&[Key("method")], "the maximum is missing", "add maximum = 110");
        }
        if !deduction && file.maximum.is_some() {
            let help = "take it out: the maximum is worked out from the requirements";
            self.report(&[Key("maximum")], "this method has no fixed maximum", help);
        }
        let share = file.conditional_share;
        if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            let help = "write a share between 0 and 1";
            self.report(&[Key("conditional_share")], "it is no share", help);
        }
        let bare = file.method == Method::Count;
        if bare && !file.requirement.is_empty() {
            let help = "take them out, or choose another method";
            self.report(&[Key("method")], "this method has no requirements", help);
        }
        if !bare && file.requirement.is_empty() {
            self.report(&[Key("method")], "there are no requirements", "add [[requirement]]");
        }
        let averages = file.method == Method::Average;
        if (averages || file.method == Method::Maturity) && file.most.is_none() {
            self.report(&[Key("method")], "the highest level is missing", "add most = 5");
        }
        if averages && file.not_applicable_level.is_none() {
            let help = "add not_applicable_level = 3, or another level";
            self.report(&[Key("method")], "what does not apply has no level", help);
        }
        let earns = matches!(file.method, Method::Contains | Method::Equals);
        if let Some(sheet) = &file.scoring {
            for (key, message, help) in sheet.problems(earns) {
                self.report(&[Key("scoring"), Key(key)], message, help);
            }
        }
        for (index, entry) in file.in_file.iter().enumerate() {
            let bad = entry.cell.as_ref().is_some_and(|cell| CellRef::parse(cell).is_none());
            if bad || entry.cell.is_some() == entry.label.is_some() {
                let help = "give a label with the columns to its right, or a cell such as M4";
                let at = [Key("in_file"), Index(index)];
                self.report(&at, "it is not clear where the score stands", help);
            }
        }
    }

    fn requirement(&mut self, index: usize, one: &Requirement) {
        let at = |key| [Key("requirement"), Index(index), Key(key)];
        if one.partial.is_some_and(|partial| partial > one.weight) {
            let help = "what is met in part takes away no more";
            self.report(&at("partial"), "it is more than the weight", help);
        }
        let method = self.file.method;
        if method == Method::Deduction && one.on_plan.is_none() {
            let help = "add on_plan = \"always\", \"never\" or \"if-partial\"";
            self.report(&at("id"), "it is not said whether it may wait", help);
        }
        let weighs = !matches!(method, Method::Average | Method::Met);
        if weighs && one.weight == 0 && !one.gate {
            self.report(&at("id"), "the weight is missing", "add weight = 1 or more");
        }
    }
}

/// Checks a scheme against the questionnaires. Every problem goes to the list.
pub fn check(
    file: &Official,
    document: &Document<'_>,
    questionnaires: &[Questionnaire],
    problems: &mut Vec<Problem>,
) {
    let mut needs = Needs { file, document, problems };
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        needs.report(&[Key("format")], "the format is not known", help);
    }
    needs.whole();
    let asked = questionnaires.iter().find(|one| one.id == file.questionnaire && !one.native);
    if asked.is_none() {
        let ids = questionnaires.iter().filter(|one| !one.native).map(|one| one.id.as_str());
        let message = format!("there is no crosswalk of `{}`", file.questionnaire);
        let help = did_you_mean(&file.questionnaire, ids);
        needs.report(&[Key("questionnaire")], message, help);
    }
    let mut sections = HashSet::new();
    for (index, one) in file.section.iter().enumerate() {
        if !sections.insert(one.id.as_str()) {
            let at = [Key("section"), Index(index), Key("id")];
            let help = "give each section one entry";
            needs.report(&at, format!("the section `{}` stands twice", one.id), help);
        }
    }
    let mut seen = HashSet::new();
    for (index, one) in file.requirement.iter().enumerate() {
        let at = |key| [Key("requirement"), Index(index), Key(key)];
        if !seen.insert(one.id.as_str()) {
            let help = "give each requirement one entry";
            needs.report(&at("id"), format!("`{}` stands twice", one.id), help);
        }
        let known = |id: &str| asked.is_none_or(|asked| asked.find(id).is_some());
        let asks = [&one.id].into_iter().chain(one.only_if.keys()).chain(one.unless.keys());
        for id in asks.filter(|id| !known(id)) {
            let ids = asked.into_iter().flat_map(|asked| &asked.questions);
            let help = did_you_mean(id, ids.map(|question| question.id.as_str()));
            needs.report(&at("id"), format!("`{id}` is no question of the form"), help);
        }
        needs.requirement(index, one);
    }
}

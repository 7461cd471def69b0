//! Questionnaires: what is asked, and which control each question reaches.

use foldhash::HashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::control::Controls;
use super::decode::{Document, Step};
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::{ControlIndex, Polarity, QuestionId, QuestionIndex, Relation, Tier};
use Step::Key;

/// Format line of a questionnaire.
const FORMAT: &str = "flowdown-questionnaire/1";

/// What kind of answer a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// Yes, partial, no or not applicable.
    Choice,
    /// A number, compared with thresholds.
    Number,
    /// A date, whose age in months is compared with thresholds.
    Date,
    /// Words, which are never scored. Only other people's questionnaires ask for them.
    #[serde(skip_deserializing)]
    Text,
}

/// Which way a number is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    AtLeast,
    /// Less is better.
    AtMost,
}

/// From where on a number is a yes, and from where on a partial.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// As good as this: yes.
    pub yes_at: f64,
    /// As good as this: partial.
    pub partial_at: f64,
}

/// Bands by tier. A tier that is missing takes the next lower one that is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// Which way a number is good.
    pub direction: Direction,
    /// The bands.
    pub tiers: indexmap::IndexMap<Tier, Band>,
}

impl Bands {
    /// The band of a tier: its own, else the next lower given, else the lowest given.
    pub fn band(&self, tier: Tier) -> Option<Band> {
        let given = |tier: &Tier| self.tiers.get(tier).copied();
        Tier::ALL[..=tier.level()]
            .iter()
            .rev()
            .find_map(given)
            .or_else(|| Tier::ALL.iter().find_map(given))
    }
}

/// A question as typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionEntry {
    /// Its id, unique in the questionnaire.
    pub id: String,
    /// The control it asks for.
    pub control: String,
    /// What kind of answer it asks for.
    pub kind: QuestionKind,
    /// Unit of a number, e.g. `hours`.
    #[serde(default)]
    pub unit: Option<String>,
    /// Which answer is the good one.
    #[serde(default)]
    pub good: Polarity,
    /// The question.
    pub text: String,
    /// What a good answer looks like.
    pub guidance: String,
    /// What good evidence looks like.
    pub evidence: String,
    /// Bands of a number or date.
    #[serde(default)]
    pub thresholds: Option<Bands>,
}

/// A questionnaire file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireFile {
    /// `flowdown-questionnaire/1`.
    pub format: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its edition.
    pub edition: String,
    /// The questions, in the order of the form.
    pub question: Vec<QuestionEntry>,
}

/// A control that a question reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The control, as an index into the catalogue.
    pub control: ControlIndex,
    /// How much of it the question asks for.
    pub relation: Relation,
    /// Subset entries that share a group are the whole control together.
    pub group: Option<String>,
}

/// One question of a questionnaire.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its id.
    pub id: QuestionId,
    /// The controls it reaches.
    pub reaches: Vec<Reach>,
    /// What kind of answer it asks for.
    pub kind: QuestionKind,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Which answer is the good one.
    pub good: Polarity,
    /// The question.
    pub text: String,
    /// What a good answer looks like.
    pub guidance: String,
    /// What good evidence looks like.
    pub evidence: String,
    /// Bands of a number or date.
    pub thresholds: Option<Bands>,
}

/// The questions of a form.
#[derive(Debug, Clone)]
pub struct Questionnaire {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its edition.
    pub edition: String,
    /// Whether it is our own, written by `request`.
    pub native: bool,
    /// The questions, in the order of the form.
    pub questions: Vec<Question>,
    pub(super) ids: Index,
}

/// Positions of the questions of a questionnaire, by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    whole: HashMap<QuestionId, QuestionIndex>,
    /// Beginnings of ids, the longest first.
    beginnings: Vec<(QuestionId, QuestionIndex)>,
}

impl Index {
    /// Adds a question; false if its id is already there.
    pub(super) fn insert(&mut self, id: &str, beginning: bool, position: QuestionIndex) -> bool {
        let id = QuestionId::new(id);
        if !beginning {
            return self.whole.insert(id, position).is_none();
        }
        let known = self.beginnings.iter().any(|(other, _)| *other == id);
        self.beginnings.push((id, position));
        self.beginnings.sort_by_key(|(id, _)| std::cmp::Reverse(id.as_str().len()));
        !known
    }
}

impl Questionnaire {
    /// The index of a question.
    pub fn index(&self, id: &str) -> Option<QuestionIndex> {
        self.ids.whole.get(id).copied()
    }

    /// The index of the question that an id of a form belongs to: the question with this id, or the entry with the
    /// longest beginning of it.
    pub fn find(&self, id: &str) -> Option<QuestionIndex> {
        let begins =
            || self.ids.beginnings.iter().find(|(known, _)| id.starts_with(known.as_str()));
        self.index(id).or_else(|| begins().map(|(_, position)| *position))
    }

    /// Whether an entry covers all ids that begin like it.
    pub fn is_beginning(&self, question: QuestionIndex) -> bool {
        self.ids.beginnings.iter().any(|(_, position)| *position == question)
    }

    /// How many questions reach parts of a control under one group.
    pub fn group_size(&self, control: ControlIndex, group: &str) -> usize {
        let reaches = self.questions.iter().flat_map(|question| &question.reaches);
        reaches
            .filter(|reach| reach.control == control && reach.group.as_deref() == Some(group))
            .count()
    }

    /// The lowest tier at which any control of a question applies; critical if it reaches none.
    pub fn applies_from(&self, question: &Question, controls: &Controls) -> Tier {
        let tiers =
            question.reaches.iter().map(|reach| controls.list()[reach.control].applies_from);
        tiers.min().unwrap_or(Tier::Critical)
    }
}

/// Checks a questionnaire against the controls. Every problem goes to the list.
pub fn check(
    file: QuestionnaireFile,
    document: &Document<'_>,
    controls: &Controls,
    problems: &mut Vec<Problem>,
) -> Questionnaire {
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        problems.push(document.problem(&[Key("format")], "the format is not known", help));
    }
    let mut questions = Vec::new();
    let mut ids = Index::default();
    for (index, entry) in file.question.into_iter().enumerate() {
        check_entry(&entry, index, document, controls, problems);
        let id = QuestionId::new(&entry.id);
        if !ids.insert(&entry.id, false, index.into()) {
            let at = [Key("question"), Step::Index(index), Key("id")];
            let message = format!("the question `{id}` stands twice");
            problems.push(document.problem(&at, message, "give each question an id of its own"));
        }
        let control = controls.index(&entry.control);
        let reach = |control| Reach { control, relation: Relation::Equal, group: None };
        questions.push(Question {
            id,
            reaches: control.map(reach).into_iter().collect(),
            kind: entry.kind,
            unit: entry.unit,
            good: entry.good,
            text: entry.text,
            guidance: entry.guidance,
            evidence: entry.evidence,
            thresholds: entry.thresholds,
        });
    }
    Questionnaire {
        id: file.id,
        title: file.title,
        edition: file.edition,
        native: true,
        questions,
        ids,
    }
}

fn check_entry(
    entry: &QuestionEntry,
    index: usize,
    document: &Document<'_>,
    controls: &Controls,
    problems: &mut Vec<Problem>,
) {
    let mut report = |key, message: String, help: String| {
        problems.push(document.problem(
            &[Key("question"), Step::Index(index), Key(key)],
            message,
            help,
        ));
    };
    if entry.id.trim().is_empty() || entry.id.trim() != entry.id {
        report("id", "the id is blank or has blanks around it".to_owned(), String::new());
    }
    if controls.index(&entry.control).is_none() {
        let message = format!("`{}` is no control", entry.control);
        report("control", message, did_you_mean(&entry.control, controls.ids()));
    }
    let needs = entry.kind != QuestionKind::Choice;
    if needs && entry.good == Polarity::No {
        let help = "say with direction which numbers are good".to_owned();
        report("good", "a number or date question has no polarity".to_owned(), help);
    }
    let whole = |band: &Band| band.yes_at.fract() == 0.0 && band.partial_at.fract() == 0.0;
    let mut bands = entry.thresholds.iter().flat_map(|thresholds| thresholds.tiers.values());
    if entry.kind == QuestionKind::Date && !bands.all(whole) {
        let help = "write whole months".to_owned();
        report("thresholds", "the age of a date is counted in whole months".to_owned(), help);
    }
    match &entry.thresholds {
        None if needs => {
            let help = "add [question.thresholds]".to_owned();
            report("kind", "a number or date question needs thresholds".to_owned(), help);
        }
        Some(_) if !needs => {
            let help = "take them out, or make it a number or date question".to_owned();
            report("thresholds", "a choice question has no thresholds".to_owned(), help);
        }
        Some(thresholds) => check_bands(thresholds, &mut report),
        None => {}
    }
}

fn check_bands(thresholds: &Bands, report: &mut impl FnMut(&'static str, String, String)) {
    if thresholds.tiers.is_empty() {
        report("thresholds", "no tier has a band".to_owned(), "give at least one tier".to_owned());
    }
    for (tier, band) in &thresholds.tiers {
        let ordered = match thresholds.direction {
            Direction::AtMost => band.yes_at <= band.partial_at,
            Direction::AtLeast => band.yes_at >= band.partial_at,
        };
        if !ordered || !band.yes_at.is_finite() || !band.partial_at.is_finite() {
            let message = format!("the bands of {tier} overlap");
            report("thresholds", message, "a yes must be at least as good as a partial".to_owned());
        }
    }
}

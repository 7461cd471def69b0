//! Crosswalks: which of our controls the questions of other people's questionnaires reach.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::control::Controls;
use super::decode::{Document, Step};
use super::questionnaire::{Index as Ids, Question, QuestionKind, Questionnaire, Reach};
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::{ControlIndex, Polarity, QuestionId, Relation};
use Step::{Index, Key};

/// Format line of a crosswalk.
const FORMAT: &str = "flowdown-crosswalk/1";

/// What a question of another questionnaire asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AskedFor {
    /// Yes, partial, no or not applicable.
    #[default]
    Choice,
    /// Words: a name, an address, a description. Never scored.
    Text,
}

/// How a question is found by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IdMatch {
    /// The id as it stands.
    #[default]
    Exact,
    /// Every id that begins so; an exact entry, then the longest beginning, goes first.
    Prefix,
}

/// How sure a link is. It changes no score; it tells a reviewer where to look first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkConfidence {
    /// The id asks for just this.
    High,
    /// A careful reader would agree.
    Medium,
    /// Somebody should check it.
    Low,
}

/// A control that a question reaches, as typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkEntry {
    /// The control.
    pub control: String,
    /// How much of the control the question asks for.
    pub relation: Relation,
    /// Subset links of one control that share a group are the whole together.
    #[serde(default)]
    pub group: Option<String>,
    /// How sure the link is.
    pub confidence: LinkConfidence,
}

/// A question of another questionnaire, as typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrosswalkEntry {
    /// Its id, or the beginning of ids.
    pub id: String,
    /// How its id is compared.
    #[serde(default, rename = "match")]
    pub id_match: IdMatch,
    /// What it asks for.
    #[serde(default)]
    pub kind: AskedFor,
    /// Which answer is the good one.
    #[serde(default)]
    pub good: Polarity,
    /// The controls it reaches.
    #[serde(default)]
    pub reaches: Vec<LinkEntry>,
    /// Why it reaches none.
    #[serde(default)]
    pub no_counterpart: Option<String>,
}

/// A crosswalk file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrosswalkFile {
    /// `flowdown-crosswalk/1`.
    pub format: String,
    /// The questionnaire whose questions it links.
    pub questionnaire: String,
    /// The questionnaire's title.
    pub title: String,
    /// Edition of the crosswalk.
    pub edition: String,
    /// What it rests on.
    pub about: String,
    /// The questions, in the order of the form.
    pub question: Vec<CrosswalkEntry>,
}

/// Checks a crosswalk against the controls and makes a questionnaire of it. Every problem goes to the list.
pub fn check(
    file: CrosswalkFile,
    document: &Document<'_>,
    controls: &Controls,
    problems: &mut Vec<Problem>,
) -> Questionnaire {
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        problems.push(document.problem(&[Key("format")], "the format is not known", help));
    }
    let mut ids = Ids::default();
    let mut questions = Vec::with_capacity(file.question.len());
    let mut groups: HashMap<(ControlIndex, String), (usize, usize)> = HashMap::new();
    for (index, entry) in file.question.into_iter().enumerate() {
        let mut report = |key, message: String, help: String| {
            let at = [Key("question"), Index(index), Key(key)];
            problems.push(document.problem(&at, message, help));
        };
        check_entry(&entry, controls, &mut report);
        if !ids.insert(&entry.id, entry.id_match == IdMatch::Prefix, index.into()) {
            let message = format!("the question `{}` stands twice", entry.id);
            report("id", message, "give each question one entry".to_owned());
        }
        let question = question(entry, controls);
        for reach in &question.reaches {
            if let Some(group) = &reach.group {
                let members = groups.entry((reach.control, group.clone())).or_insert((0, index));
                members.0 += 1;
            }
        }
        questions.push(question);
    }
    let mut lonely: Vec<_> = groups.into_iter().filter(|(_, (members, _))| *members < 2).collect();
    lonely.sort_unstable_by_key(|(_, (_, index))| *index);
    for ((_, group), (_, index)) in lonely {
        let message = format!("the group `{group}` has one member");
        let help = "a group is the whole of a control in parts: add the others, or take it out";
        problems.push(document.problem(&[Key("question"), Index(index)], message, help));
    }
    Questionnaire {
        id: file.questionnaire,
        title: file.title,
        edition: file.edition,
        native: false,
        questions,
        ids,
    }
}

fn question(entry: CrosswalkEntry, controls: &Controls) -> Question {
    let reaches = entry.reaches.into_iter().filter_map(|link| {
        let control = controls.index(&link.control)?;
        Some(Reach { control, relation: link.relation, group: link.group })
    });
    Question {
        id: QuestionId::new(&entry.id),
        reaches: reaches.collect(),
        kind: match entry.kind {
            AskedFor::Choice => QuestionKind::Choice,
            AskedFor::Text => QuestionKind::Text,
        },
        unit: None,
        good: entry.good,
        text: String::new(),
        guidance: String::new(),
        evidence: String::new(),
        thresholds: None,
    }
}

fn check_entry(
    entry: &CrosswalkEntry,
    controls: &Controls,
    report: &mut impl FnMut(&'static str, String, String),
) {
    if entry.id.trim().is_empty() || entry.id.trim() != entry.id {
        report("id", "the id is blank or has blanks around it".to_owned(), String::new());
    }
    match (&entry.no_counterpart, entry.reaches.is_empty()) {
        (Some(reason), true) if reason.trim().is_empty() => {
            let help = "say in a few words why no control is reached".to_owned();
            report("no_counterpart", "the reason is blank".to_owned(), help);
        }
        (Some(_), true) | (None, false) => {}
        (None, true) => {
            let help = "add reaches = [..], or no_counterpart = \"the reason\"".to_owned();
            report("id", "it reaches no control and says no reason".to_owned(), help);
        }
        (Some(_), false) => {
            let help = "keep one of the two".to_owned();
            report("no_counterpart", "it reaches controls and says why not".to_owned(), help);
        }
    }
    if entry.kind == AskedFor::Text && !entry.reaches.is_empty() {
        let help = "words are never scored: take out the links, or kind = \"text\"".to_owned();
        report("kind", "a text question reaches a control".to_owned(), help);
    }
    for (at, link) in entry.reaches.iter().enumerate() {
        if controls.index(&link.control).is_none() {
            let message = format!("`{}` is no control", link.control);
            report("reaches", message, did_you_mean(&link.control, controls.ids()));
        }
        if link.group.is_some() && link.relation != Relation::Subset {
            let help = "groups are for relation = \"subset\" only".to_owned();
            report("reaches", format!("the link to {} has a group", link.control), help);
        }
        if link.group.is_some() && entry.id_match == IdMatch::Prefix {
            let help = "give each id an entry of its own".to_owned();
            report("reaches", "a beginning of ids can't be part of a group".to_owned(), help);
        }
        if entry.reaches[..at].iter().any(|other| other.control == link.control) {
            let help = "keep the truer of the two".to_owned();
            report("reaches", format!("{} is reached twice", link.control), help);
        }
    }
}

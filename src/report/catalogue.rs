//! The catalogue as `flowdown catalogue` prints it as JSON: lists without a format line.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Bands, Catalogue, QuestionKind};
use crate::model::{ControlId, InformationKind, NotApplicableRule, Polarity, Relation, Tier};

/// A control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ControlView<'c> {
    /// Its id.
    pub id: ControlId,
    /// Code of its domain.
    pub domain: Cow<'c, str>,
    /// What it asks for, in a few words.
    pub title: Cow<'c, str>,
    /// Its weight.
    pub weight: u32,
    /// The lowest tier at which it is asked.
    pub applies_from: Tier,
    /// The lowest tier at which a gate rule asks for it; null: none does.
    pub required_from: Option<Tier>,
    /// The kinds of information that it is about; null: all.
    pub kinds: Option<Vec<InformationKind>>,
    /// Whether it accepts "not applicable".
    pub not_applicable: NotApplicableRule,
    /// References of ISO/IEC 27001:2022 Annex A.
    pub annex_a: Cow<'c, [String]>,
}

/// A question. It is not read back: no file says that a question asks for text.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct QuestionView<'c> {
    /// Its questionnaire.
    pub questionnaire: Cow<'c, str>,
    /// Its id there.
    pub id: Cow<'c, str>,
    /// The control that a question of our own is about; null: a question of others reaches its controls through a crosswalk.
    pub control: Option<ControlId>,
    /// What kind of answer it asks for.
    pub kind: QuestionKind,
    /// Which answer is the good one.
    pub good: Polarity,
    /// What a number or a day is worth; null: it asks for neither.
    pub thresholds: Option<Cow<'c, Bands>>,
}

/// A question with a control that it reaches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CrosswalkView<'c> {
    /// The questionnaire.
    pub questionnaire: Cow<'c, str>,
    /// The question's id there.
    pub question: Cow<'c, str>,
    /// The control.
    pub control: ControlId,
    /// How much of the control the question asks for.
    pub relation: Relation,
    /// Entries that share a group are the whole together.
    pub group: Option<Cow<'c, str>>,
}

/// The controls, in the order of their file.
pub fn controls(catalogue: &Catalogue) -> Vec<ControlView<'_>> {
    let all = catalogue.controls.list().iter();
    all.map(|control| ControlView {
        id: control.id.clone(),
        domain: Cow::from(&catalogue.policy.domains[control.domain].domain),
        title: Cow::from(&control.title),
        weight: control.weight,
        applies_from: control.applies_from,
        required_from: control.required_from,
        kinds: (!control.kinds.is_empty()).then(|| control.kinds.each().collect()),
        not_applicable: control.not_applicable,
        annex_a: Cow::from(&control.annex_a),
    })
    .collect()
}

/// The questions, one questionnaire after the other.
pub fn questions(catalogue: &Catalogue) -> Vec<QuestionView<'_>> {
    let all = catalogue
        .questionnaires
        .iter()
        .flat_map(|one| one.questions.iter().map(move |question| (one, question)));
    all.map(|(questionnaire, question)| {
        // Only a question of our own questionnaire names a control; others reach controls through a crosswalk.
        let reach = question.reaches.first().filter(|_| questionnaire.native);
        QuestionView {
            questionnaire: Cow::from(&questionnaire.id),
            id: Cow::from(question.id.as_str()),
            control: reach.map(|reach| catalogue.controls.list()[reach.control].id.clone()),
            kind: question.kind,
            good: question.good,
            thresholds: question.thresholds.as_ref().map(Cow::Borrowed),
        }
    })
    .collect()
}

/// The entries of the crosswalks, one questionnaire after the other.
pub fn crosswalks(catalogue: &Catalogue) -> Vec<CrosswalkView<'_>> {
    let entries = catalogue.crosswalks();
    entries
        .map(|(questionnaire, question, control, relation, group)| CrosswalkView {
            questionnaire: Cow::from(&questionnaire.id),
            question: question.into(),
            control: ControlId::new(control),
            relation,
            group: group.map(Cow::from),
        })
        .collect()
}

/// The JSON Schemas of the three lists, each with the name of its topic.
pub fn schemas() -> [(&'static str, String); 3] {
    [
        ("controls", crate::schema::of::<Vec<ControlView<'_>>>()),
        ("questions", crate::schema::of::<Vec<QuestionView<'_>>>()),
        ("crosswalks", crate::schema::of::<Vec<CrosswalkView<'_>>>()),
    ]
}

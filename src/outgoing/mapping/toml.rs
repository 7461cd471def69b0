//! The two data files made from an accepted workbook: an adapter and a crosswalk.
//!
//! They hold ids, header words and a person's choices, but no text of the form's questions.

use ::toml::Value;

use crate::catalogue::{Catalogue, Part};
use crate::intake::accepted::{Accepted, AcceptedQuestion, FormLayout};
use crate::intake::discover::IdRule;
use crate::model::{Polarity, Relation};

/// A text as a TOML string, escaped.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A TOML array of texts.
fn list<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// The text of the adapter file.
pub fn adapter(accepted: &Accepted, layout: &FormLayout) -> String {
    let (id, title) = (quoted(&accepted.id), quoted(&accepted.title));
    let mut text = format!(
        "#:schema adapter.schema.json\n# Written by `flowdown map --accept`; see the README of this folder.\n\
         format = \"flowdown-adapter/1\"\nid = {id}\ntitle = {title}\nquestionnaire = {id}\n\n[recognise]\n"
    );
    if !layout.sheets.is_empty() {
        text.push_str(&format!("sheets = {}\n", list(&layout.sheets)));
    }
    if let Some(pattern) = &layout.id {
        text.push_str(&format!("id = {}\n", quoted(pattern)));
    }
    text.push_str(&format!("least = {}\n\n[layout]\n", layout.least));
    text.push_str(&format!("header_rows = {}\n", layout.header_rows));
    let flag = match layout.ids {
        IdRule::Column => "",
        IdRule::ColumnOfSheet => "ids_per_sheet = true\n",
        IdRule::InText => "id_in_question = true\n",
        IdRule::Ordinal => "made_ids = true\n",
    };
    text.push_str(flag);
    if !layout.own_sheets.is_empty() {
        text.push_str(&format!("furniture_sheets = {}\n", list(&layout.own_sheets)));
    }
    text.push_str("\n[layout.headers]\n");
    for (part, words) in &layout.headers {
        text.push_str(&format!("{} = {}\n", key(*part), list(words)));
    }
    text.push_str("\n[answers]\n");
    for (meaning, words) in &layout.answers {
        text.push_str(&format!("{meaning} = {}\n", list(words)));
    }
    if let Some((yes, partial, most)) = layout.numbers {
        text.push_str(&format!(
            "numbers = {{ yes = {yes:?}, partial = {partial:?}, most = {most:?} }}\n"
        ));
    }
    text
}

const fn key(part: Part) -> &'static str {
    match part {
        Part::Id => "id",
        Part::Question => "question",
        Part::Answer => "answer",
        Part::Second => "second",
        Part::Yes => "yes",
        Part::Partial => "partial",
        Part::No => "no",
        Part::NotApplicable => "not-applicable",
        Part::Comment => "comment",
        Part::Evidence => "evidence",
        Part::Ownership => "ownership",
        Part::Furniture => "furniture",
        Part::Compliance => "compliance",
        Part::Status => "status",
        Part::Assessor => "assessor",
        Part::Supplier => "supplier",
        Part::Flag => "flag",
    }
}

/// The text of the crosswalk file.
pub fn crosswalk(accepted: &Accepted, catalogue: &Catalogue) -> String {
    let mut text = format!(
        "#:schema crosswalk.schema.json\n# Written by `flowdown map --accept`; see the README of this folder.\n\
         format = \"flowdown-crosswalk/1\"\nquestionnaire = {}\ntitle = {}\nedition = {}\n\
         about = \"Links that a person chose in the workbook of flowdown map.\"\n",
        quoted(&accepted.id),
        quoted(&accepted.title),
        quoted(&accepted.edition)
    );
    for question in &accepted.questions {
        text.push_str(&entry(question, catalogue));
    }
    text
}

fn entry(question: &AcceptedQuestion, catalogue: &Catalogue) -> String {
    let mut text = format!("\n[[question]]\nid = {}\n", quoted(&question.id));
    if question.text {
        text.push_str("kind = \"text\"\n");
    }
    if question.good == Polarity::No {
        text.push_str("good = \"no\"\n");
    }
    if let Some(reason) = &question.reason {
        text.push_str(&format!("no_counterpart = {}\n", quoted(reason)));
        return text;
    }
    let links: Vec<String> = question
        .links
        .iter()
        .map(|link| {
            let control = catalogue.controls.list()[link.control].id.as_str();
            let group = link.group.as_ref().map(|group| format!(", group = {}", quoted(group)));
            format!(
                "{{ control = {}, relation = \"{}\"{}, confidence = \"medium\" }}",
                quoted(control),
                relation(link.relation),
                group.unwrap_or_default()
            )
        })
        .collect();
    text.push_str(&format!("reaches = [{}]\n", links.join(", ")));
    text
}

const fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "equal",
        Relation::Superset => "superset",
        Relation::Subset => "subset",
        Relation::Intersect => "intersect",
    }
}

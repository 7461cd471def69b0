//! Scores by the form's own schemes: what people must report by other people's rules. They stand beside
//! our score and change no decision.
//!
//! A scheme is data of `questionnaires/official`; each method has a file here. All of them see the rows of
//! one form and nothing else.

mod average;
mod count;
mod deduction;
mod earned;
mod maturity;
mod stated;

use std::collections::HashMap;

use crate::catalogue::official::{Conditions, Method, Official, Requirement, SectionEntry};
use crate::intake::form::Sheets;
use crate::model::{
    Code, Finding, FormRow, OfficialScore, OfficialSection, Place, Reading, points,
};

/// The rows of a form by their ids.
#[derive(Debug)]
struct Rows<'r>(HashMap<&'r str, &'r FormRow>);

impl<'r> Rows<'r> {
    fn new(rows: &'r [FormRow]) -> Self {
        Self(rows.iter().map(|row| (row.id.as_ref(), row)).collect())
    }

    fn get(&self, id: &str) -> Option<&'r FormRow> {
        self.0.get(id).copied()
    }

    /// The raw answer; a question that is not in the form is blank.
    fn answer(&self, id: &str) -> &'r str {
        self.get(id).map_or("", |row| row.answer.as_ref())
    }

    /// Whether a question has one of some answers, in any case, as spreadsheets compare.
    fn has(&self, id: &str, answers: &[String]) -> bool {
        let said = self.answer(id);
        answers.iter().any(|answer| same(answer, said))
    }

    fn all(&self, conditions: &Conditions) -> bool {
        conditions.iter().all(|(id, answers)| self.has(id, answers))
    }

    fn any(&self, conditions: &Conditions) -> bool {
        conditions.iter().any(|(id, answers)| self.has(id, answers))
    }

    fn reading(&self, id: &str) -> Reading {
        self.get(id).map_or(Reading::Blank, |row| row.reading)
    }
}

/// Whether an answer is the wanted one, in any case; `1*` wants one that begins with 1.
fn same(wanted: &str, said: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(begin) => said.starts_with(begin),
        None => wanted == said || wanted.to_lowercase() == said.to_lowercase(),
    }
}

/// The sections of a scheme in order, each with its requirements: those listed, then those that only
/// requirements name.
fn sections(scheme: &Official) -> Vec<(&str, Option<&SectionEntry>, Vec<&Requirement>)> {
    let mut sections: Vec<(&str, Option<&SectionEntry>, Vec<&Requirement>)> =
        scheme.section.iter().map(|entry| (entry.id.as_str(), Some(entry), Vec::new())).collect();
    for one in &scheme.requirement {
        match sections.iter_mut().find(|(id, ..)| *id == one.section) {
            Some((_, _, all)) => all.push(one),
            None => sections.push((&one.section, None, vec![one])),
        }
    }
    sections
}

fn title(id: &str, entry: Option<&SectionEntry>) -> String {
    entry.map_or_else(|| id.to_owned(), |entry| format!("{id} {}", entry.title))
}

/// A level; what is blank or none is nought.
fn level(scheme: &Official, text: &str) -> f64 {
    let known = |level: &f64| (0.0..=scheme.most.unwrap_or_default()).contains(level);
    text.trim().replace(',', ".").parse().ok().filter(known).unwrap_or(0.0)
}

/// The mean; of nothing it is nought.
fn mean(values: &[f64]) -> f64 {
    let count = u32::try_from(values.len()).map_or(f64::INFINITY, f64::from);
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / count }
}

/// What a method comes to.
struct Outcome {
    score: Option<f64>,
    maximum: f64,
    status: String,
    sections: Vec<OfficialSection>,
}

/// The score of a form's rows by a scheme.
fn score(scheme: &Official, rows: &[FormRow]) -> OfficialScore {
    let by_id = Rows::new(rows);
    let outcome = match scheme.method {
        Method::Deduction => deduction::score(scheme, &by_id),
        Method::Contains | Method::Equals => earned::score(scheme, &by_id),
        Method::Maturity => maturity::score(scheme, &by_id),
        Method::Average => average::score(scheme, &by_id),
        Method::Count => count::score(scheme, rows),
        Method::Stated => Outcome {
            score: None,
            maximum: 0.0,
            status: "the rules of this edition are not known: only the file's own score is shown"
                .to_owned(),
            sections: Vec::new(),
        },
    };
    OfficialScore {
        scheme: scheme.scheme.clone(),
        title: scheme.title.clone(),
        score: outcome.score,
        maximum: outcome.maximum,
        status: outcome.status,
        sections: outcome.sections,
        in_file: None,
    }
}

/// The scores of a form by every scheme for its questionnaire and edition, each beside what the file itself
/// holds; findings where the two differ.
pub fn scores(
    schemes: &[Official],
    (questionnaire, edition): (&str, Option<&str>),
    rows: &[FormRow],
    sheets: &Sheets<'_>,
) -> (Vec<OfficialScore>, Vec<Finding>) {
    let mut findings = Vec::new();
    let fit = schemes.iter().filter(|scheme| scheme.scores(questionnaire, edition));
    let scores = fit.map(|scheme| {
        let mut ours = score(scheme, rows);
        ours.in_file = stated::find(scheme, sheets);
        if scheme.method == Method::Stated {
            ours.maximum = ours.in_file.as_ref().and_then(|own| own.maximum).unwrap_or_default();
        }
        findings.extend(differs(&ours));
        ours
    });
    let scores: Vec<OfficialScore> = scores.collect();
    let of_form = |scheme: &&Official| scheme.questionnaire == questionnaire;
    if let Some(scheme) = schemes.iter().find(of_form).filter(|_| scores.is_empty()) {
        let edition = edition.unwrap_or("none");
        let message = format!(
            "{}: no rules are known for edition {edition}, so this score is not worked out",
            scheme.title
        );
        let help = "add the edition to a scheme of questionnaires/official";
        let finding = Finding::new(Code::OfficialEdition, message).about(scheme.scheme.clone());
        findings.push(finding.at(Place::file(sheets.file.clone())).help(help));
    }
    (scores, findings)
}

/// Whether two figures are the same but for how they were stored.
fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one.abs().max(other.abs()).max(1.0)
}

/// The finding, where the file says something else than its answers.
fn differs(ours: &OfficialScore) -> Option<Finding> {
    let (score, stated) = (ours.score?, ours.in_file.as_ref()?);
    let maximum = stated.maximum.unwrap_or(ours.maximum);
    if near(score, stated.score) && near(ours.maximum, maximum) {
        return None;
    }
    let of = |score: f64, maximum: f64| format!("{} of {}", points(score), points(maximum));
    let message = format!(
        "the file shows {} for {}; its answers come to {}",
        of(stated.score, maximum),
        ours.title,
        of(score, ours.maximum)
    );
    let help = "the file may have been saved without working out its formulas, or somebody overrode an answer or a weight";
    let finding = Finding::new(Code::OfficialDiffers, message).at(stated.place.clone());
    Some(finding.about(ours.scheme.clone()).help(help))
}

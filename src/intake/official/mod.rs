//! Scores by the form's own schemes: what suppliers must report by the rules of its publisher. They are shown beside
//! our score and change no decision.
//!
//! A scheme is data in `questionnaires/official`; each method has a file here. A method sees only the rows of one form,
//! and the weights that the form itself keeps on a sheet: see `own`. The weights of one edition never score another.

mod average;
mod count;
mod deduction;
mod earned;
mod maturity;
mod met;
mod own;
mod stated;
mod weighed;

use std::collections::HashMap;

use crate::catalogue::Questionnaire;
use crate::catalogue::official::{Conditions, Method, Official, Requirement, SectionEntry};
use crate::intake::form::Sheets;
use crate::intake::value::cut;
use crate::model::{
    Code, Finding, FormRow, GivenAnswer, OfficialScore, OfficialSection, Reading, Spot, points,
};

/// The most ids that a sentence names.
const NAMED: usize = 8;

/// Characters of a cell's text in a sentence.
const SHOWN: usize = 40;

/// A form that was read.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'r> {
    /// What it asks.
    pub questionnaire: &'r Questionnaire,
    /// The edition that it states.
    pub edition: Option<&'r str>,
    /// Its rows, as its own scheme sees them.
    pub rows: &'r [FormRow],
    /// Its answers, with what is written beside them.
    pub answers: &'r [GivenAnswer],
}

/// The rows of a form by their ids.
#[derive(Debug)]
struct FormRows<'r> {
    by_id: HashMap<&'r str, &'r FormRow>,
    /// The cell of each answer, and whether a reason is beside it.
    given: HashMap<&'r str, (Spot, bool)>,
}

impl<'r> FormRows<'r> {
    fn new(form: &Answered<'r>) -> Self {
        let mut given: HashMap<&str, (Spot, bool)> = HashMap::new();
        for one in form.answers {
            let question = form.questionnaire.questions.get(one.question.get());
            let Some(id) = question.map(|question| question.id.as_str()) else { continue };
            let reason = one.has_reason || one.has_evidence;
            given.entry(id).or_insert((one.spot, false)).1 |= reason;
        }
        let by_id = form.rows.iter().map(|row| (row.id.as_ref(), row)).collect();
        Self { by_id, given }
    }

    fn get(&self, id: &str) -> Option<&'r FormRow> {
        self.by_id.get(id).copied()
    }

    /// The cells of the answers.
    fn spots(&self) -> impl Iterator<Item = Spot> {
        self.given.values().map(|(spot, _)| *spot)
    }

    /// The cell of an answer.
    fn spot(&self, id: &str) -> Option<Spot> {
        self.given.get(id).map(|(spot, _)| *spot)
    }

    /// Whether a requirement counts: no answer leaves it out.
    fn counts(&self, one: &Requirement) -> bool {
        self.all(&one.only_if) && !self.any(&one.unless)
    }

    /// The reading of a requirement where only a reasoned "not applicable" counts as met: without a reason it is a no.
    fn reasoned(&self, id: &str) -> Reading {
        match self.reading(id) {
            Reading::NotApplicable if !self.given.get(id).is_some_and(|(_, reason)| *reason) => {
                Reading::No
            }
            reading => reading,
        }
    }

    /// The raw answer; blank if the question is not in the form.
    fn answer(&self, id: &str) -> &'r str {
        self.get(id).map_or("", |row| row.answer.as_ref())
    }

    /// Whether a question has one of some answers, ignoring case, as spreadsheets compare.
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

/// Whether an answer is the wanted one, ignoring case; `1*` wants one that begins with 1.
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

/// A level; 0 if the text is blank or no level.
fn level(scheme: &Official, text: &str) -> f64 {
    let known = |level: &f64| (0.0..=scheme.most.unwrap_or_default()).contains(level);
    text.trim().replace(',', ".").parse().ok().filter(known).unwrap_or(0.0)
}

/// The mean; 0 if there are no values.
fn mean(values: &[f64]) -> f64 {
    let count = u32::try_from(values.len()).map_or(f64::INFINITY, f64::from);
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / count }
}

/// Ids in a sentence: the first few, and how many more.
fn few(ids: &[&str]) -> String {
    let more = ids.len().saturating_sub(NAMED);
    let first = ids[..ids.len() - more].join(", ");
    if more > 0 { format!("{first} and {more} more") } else { first }
}

/// A cell's text in a sentence.
fn short(text: &str) -> std::borrow::Cow<'_, str> {
    cut(text, SHOWN)
}

/// The result of a method.
struct MethodResult {
    score: Option<f64>,
    maximum: f64,
    status: String,
    sections: Vec<OfficialSection>,
}

impl MethodResult {
    /// No score, and why.
    fn none(status: String) -> Self {
        Self { score: None, maximum: 0.0, status, sections: Vec::new() }
    }
}

/// The score of a form's rows by a scheme, with findings.
fn score(
    scheme: &Official,
    form: &Answered<'_>,
    rows: &FormRows<'_>,
    sheets: &Sheets<'_>,
) -> (MethodResult, Vec<Finding>) {
    let alone = |outcome| (outcome, Vec::new());
    if matches!(scheme.method, Method::Contains | Method::Equals) {
        return weighed::score(scheme, form.edition, rows, sheets);
    }
    if !scheme.knows(form.edition) {
        return weighed::unknown(scheme, form.edition, sheets);
    }
    match scheme.method {
        Method::Deduction => deduction::score(scheme, rows, sheets),
        Method::Met => met::score(scheme, rows, sheets),
        Method::Maturity => alone(maturity::score(scheme, rows)),
        Method::Average => alone(average::score(scheme, rows)),
        Method::Contains | Method::Equals | Method::Count => alone(count::score(scheme, form.rows)),
    }
}

/// The scores of a form by the schemes for its questionnaire and edition, each with the score that the file itself
/// states; findings where the two differ. If no scheme knows the edition, the first one reports that.
pub fn scores(
    schemes: &[Official],
    form: &Answered<'_>,
    sheets: &Sheets<'_>,
) -> (Vec<OfficialScore>, Vec<Finding>) {
    let of_form = || schemes.iter().filter(|one| one.questionnaire == form.questionnaire.id);
    let known = of_form().filter(|scheme| scheme.knows(form.edition)).count();
    let fit = of_form()
        .enumerate()
        .filter(|(at, scheme)| if known > 0 { scheme.knows(form.edition) } else { *at == 0 });
    let rows = FormRows::new(form);
    let mut findings = Vec::new();
    let scores = fit.map(|(_, scheme)| {
        let (outcome, remarks) = score(scheme, form, &rows, sheets);
        let ours = OfficialScore {
            scheme: scheme.scheme.clone(),
            title: scheme.title.clone(),
            score: outcome.score,
            maximum: outcome.maximum,
            status: outcome.status,
            sections: outcome.sections,
            in_file: stated::find(scheme, sheets),
        };
        let remarks = remarks.into_iter().chain(differs(&ours));
        findings.extend(remarks.map(|one| one.about(scheme.scheme.clone())));
        ours
    });
    (scores.collect(), findings)
}

/// Whether two figures are the same, apart from how they were stored.
fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one.abs().max(other.abs()).max(1.0)
}

/// The finding if the file states another score than its answers come to.
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
    Some(finding.help(help))
}

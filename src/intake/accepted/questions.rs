//! Reads the sheet `Questions` back.

use std::collections::HashMap;

use super::page::{Page, TableRow};
use super::words::{NONE, NOT_MAPPED, QUESTION_COLUMNS};
use super::{AcceptedLink, AcceptedQuestion};
use crate::catalogue::Catalogue;
use crate::diagnostic::did_you_mean;
use crate::intake::discover::MOST_QUESTIONS;
use crate::intake::value::cut;
use crate::model::{CellRef, ControlIndex, Polarity, Relation};

/// Characters of the longest id.
const LONGEST_ID: usize = 120;

const RELATIONS: [(&str, Relation); 4] = [
    ("intersect", Relation::Intersect),
    ("subset", Relation::Subset),
    ("equal", Relation::Equal),
    ("superset", Relation::Superset),
];

/// A row of the sheet.
struct AcceptedRow {
    at: CellRef,
    id: String,
    control: Option<ControlIndex>,
    relation: Relation,
    group: Option<String>,
    good: Polarity,
    text: bool,
    reason: String,
}

/// The questions in order; rows with the same id are one question.
pub(super) fn read(page: &mut Page<'_>, catalogue: &Catalogue) -> Vec<AcceptedQuestion> {
    let lines = page.table(&QUESTION_COLUMNS);
    if lines.len() > 2 * MOST_QUESTIONS {
        let message = format!("the sheet has more than {} rows", 2 * MOST_QUESTIONS);
        page.report(CellRef::new(0, 0), message, "split the form");
        return Vec::new();
    }
    let mut questions: Vec<AcceptedQuestion> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for line in &lines {
        let Some(row) = row(page, line, catalogue) else { continue };
        match known.get(&row.id) {
            Some(index) => merge(page, &mut questions[*index], row),
            None => {
                known.insert(row.id.clone(), questions.len());
                questions.push(question(page, row));
            }
        }
    }
    for question in &mut questions {
        let blank = question.links.is_empty() && question.reason.is_none();
        question.reason = if blank { Some(NOT_MAPPED.to_owned()) } else { question.reason.take() };
    }
    groups(page, &questions, catalogue);
    questions
}

fn row(page: &mut Page<'_>, line: &TableRow, catalogue: &Catalogue) -> Option<AcceptedRow> {
    let cell = |name: &str| {
        let column = QUESTION_COLUMNS.iter().position(|known| *known == name)?;
        line.1.get(&column).copied()
    };
    let at = cell("ID")?;
    let id = page.text(at);
    if id.is_empty() || id.chars().count() > LONGEST_ID {
        page.report(
            at,
            "the question has no id, or one that is too long",
            "take the row out, or write the id",
        );
        return None;
    }
    let control = control(page, cell("Control")?, catalogue);
    let names = RELATIONS.map(|(name, _)| name);
    let relation =
        page.word(cell("Relation")?, &names).map_or(Relation::Intersect, |at| RELATIONS[at].1);
    let group_at = cell("Group")?;
    let group = Some(page.text(group_at)).filter(|group| !group.is_empty());
    if group.is_some() && relation != Relation::Subset {
        page.report(
            group_at,
            "only subset links have a group",
            "choose subset, or take the group out",
        );
    }
    let good = match page.word(cell("Good answer")?, &["yes", "no"]) {
        Some(1) => Polarity::No,
        _ => Polarity::Yes,
    };
    let text = page.word(cell("Kind")?, &["choice", "text"]) == Some(1);
    if text && control.is_some() {
        page.report(
            cell("Kind")?,
            "a question that asks for words is never scored, so it reaches no control",
            "choose choice, or write none under Control",
        );
    }
    let reason = page.text(cell("Reason for none")?);
    Some(AcceptedRow { at, id, control, relation, group, good, text, reason })
}

fn control(page: &mut Page<'_>, at: CellRef, catalogue: &Catalogue) -> Option<ControlIndex> {
    let text = page.text(at);
    if text.is_empty() || text.eq_ignore_ascii_case(NONE) {
        return None;
    }
    // A candidate's cell may be copied whole: `ACC-02 title (0.43)`.
    let id = text.split_whitespace().next().unwrap_or_default().to_uppercase();
    let found = catalogue.controls.index(&text).or_else(|| catalogue.controls.index(&id));
    if found.is_none() {
        let help = did_you_mean(&id, catalogue.controls.ids());
        page.report(at, format!("`{}` is no control", cut(&text, 80)), help);
    }
    found
}

fn link(row: &AcceptedRow) -> Option<AcceptedLink> {
    let group = row.group.clone();
    row.control.map(|control| AcceptedLink { control, relation: row.relation, group })
}

fn question(page: &mut Page<'_>, row: AcceptedRow) -> AcceptedQuestion {
    let links: Vec<AcceptedLink> = link(&row).into_iter().collect();
    if !links.is_empty() && !row.reason.is_empty() {
        page.report(
            row.at,
            "the question has a control and a reason for none",
            "take one of them out",
        );
    }
    let reason = Some(row.reason).filter(|reason| !reason.is_empty());
    AcceptedQuestion { id: row.id, links, good: row.good, text: row.text, reason }
}

/// Adds a further row of a question.
fn merge(page: &mut Page<'_>, question: &mut AcceptedQuestion, row: AcceptedRow) {
    let Some(link) = link(&row) else {
        let help = "take the row out, or choose a second control in it";
        page.report(row.at, format!("`{}` stands twice", cut(&row.id, 80)), help);
        return;
    };
    if question.links.iter().any(|known| known.control == link.control) {
        page.report(row.at, "the question has this control already", "take the row out");
    } else if (question.good, question.text) != (row.good, row.text) {
        page.report(
            row.at,
            "the rows of a question differ in Good answer or Kind",
            "write the same in all of them",
        );
    } else {
        question.reason = None;
        question.links.push(link);
    }
}

/// Reports groups of one question: a group is the whole of a control only if it has several members.
fn groups(page: &mut Page<'_>, questions: &[AcceptedQuestion], catalogue: &Catalogue) {
    let mut sizes: std::collections::BTreeMap<(ControlIndex, &str), (usize, &str)> =
        Default::default();
    for question in questions {
        for link in &question.links {
            if let Some(group) = &link.group {
                sizes.entry((link.control, group)).or_insert((0, &question.id)).0 += 1;
            }
        }
    }
    for ((control, group), (size, id)) in sizes {
        if size < 2 {
            let control = &catalogue.controls.list()[control].id;
            let message = format!(
                "the group `{}` of {control} has one question only, `{}`",
                cut(group, 40),
                cut(id, 80)
            );
            page.report(CellRef::new(0, 10), message, "name a second one, or take the group out");
        }
    }
}

//! Which form a file is.

use crate::catalogue::{Questionnaire, Vocabulary};
use crate::intake::form::foreign::{Foreign, Miss, Reply};
use crate::intake::form::{Form, Native, Sheets};
use crate::model::{FormRow, Tally};

/// A file as the form that it is.
pub(super) struct Recognised<'c> {
    /// How it was read: `native`, or the adapter.
    pub(super) adapter: String,
    /// What it is called in messages.
    pub(super) name: String,
    /// Its questionnaire; none: its questions reach no control.
    pub(super) asked: Option<&'c Questionnaire>,
    /// The questionnaire's position in the catalogue.
    pub(super) questionnaire: Option<u16>,
    /// Names that it goes by.
    pub(super) titles: Vec<String>,
    /// What it says.
    pub(super) form: Form,
    /// The ids of its answers, where the questions' own don't say it all.
    pub(super) ids: Vec<Box<str>>,
    /// Questions it should hold.
    pub(super) expected: usize,
    /// The edition it states.
    pub(super) edition: Option<String>,
    /// The newest edition that is known.
    pub(super) newest: Option<String>,
    /// Answers by kind, where none is scored.
    pub(super) unmapped: Option<Tally>,
    /// Every question's row, for the form's own schemes; none for our own form.
    pub(super) rows: Vec<FormRow>,
}

impl<'c> Recognised<'c> {
    /// Our own form.
    pub(super) fn native(native: &Native<'c>, form: Form) -> Self {
        let asked = native.questionnaire;
        Self {
            adapter: "native".to_owned(),
            name: asked.id.clone(),
            asked: Some(asked),
            questionnaire: Some(native.position),
            titles: vec![asked.id.clone(), asked.title.clone()],
            edition: form.cover.text("edition"),
            newest: Some(asked.edition.clone()),
            expected: asked.questions.len(),
            form,
            ids: Vec::new(),
            unmapped: None,
            rows: Vec::new(),
        }
    }

    fn of(foreign: &Foreign<'c>, reply: Reply) -> Self {
        let (adapter, asked) = (foreign.adapter, foreign.questionnaire);
        let mut titles = vec![adapter.id.clone(), adapter.title.clone()];
        titles.extend(asked.into_iter().flat_map(|one| [one.id.clone(), one.title.clone()]));
        Self {
            adapter: adapter.id.clone(),
            name: asked.map_or(&adapter.title, |one| &one.id).clone(),
            asked,
            questionnaire: adapter.questionnaire,
            titles,
            edition: reply.edition,
            newest: adapter.edition.clone(),
            expected: reply.expected,
            unmapped: asked.is_none().then_some(reply.tally),
            form: reply.form,
            ids: reply.ids,
            rows: reply.rows,
        }
    }
}

/// Why a file is no form that is known.
pub(super) struct Unknown {
    pub(super) reason: String,
    pub(super) help: String,
}

/// The one form of somebody else that a file fits: of those for one questionnaire, else of those
/// for many.
pub(super) fn foreign<'c>(
    forms: &[Foreign<'c>],
    sheets: &Sheets<'_>,
    vocabulary: &'c Vocabulary,
) -> Result<Recognised<'c>, Unknown> {
    let mut misses: Vec<Miss> = Vec::new();
    for general in [false, true] {
        let mut fits: Vec<(&Foreign<'c>, Reply)> = Vec::new();
        for form in forms.iter().filter(|form| form.adapter.general == general) {
            match form.read(sheets, vocabulary) {
                Ok(reply) => match untold(form, &reply) {
                    None => fits.push((form, reply)),
                    Some(miss) => misses.push(miss),
                },
                Err(miss) => misses.push(miss),
            }
        }
        yield_to_others(&mut fits);
        match fits.len() {
            0 => {}
            1 => {
                return fits
                    .pop()
                    .map(|(form, reply)| Recognised::of(form, reply))
                    .ok_or_else(|| nothing(&misses));
            }
            _ => {
                let titles: Vec<&str> =
                    fits.iter().map(|(form, _)| form.adapter.title.as_str()).collect();
                return Err(Unknown {
                    reason: format!("the file fits several layouts: {}", titles.join(", ")),
                    help: "take out the sheets that do not belong to the answers".to_owned(),
                });
            }
        }
    }
    Err(nothing(&misses))
}

/// What keeps a file from being a form whose ids others have, too: it holds none that only this one has.
fn untold(form: &Foreign<'_>, reply: &Reply) -> Option<Miss> {
    let told = form.adapter.is_told_by(reply.rows.iter().map(|row| row.id.as_ref()));
    (!told).then(|| Miss {
        title: form.adapter.title.clone(),
        found: 0,
        why: "it holds no id that only this form has".to_owned(),
    })
}

/// Takes out forms that leave the file to another one that fits.
fn yield_to_others(fits: &mut Vec<(&Foreign<'_>, Reply)>) {
    let before: Vec<String> =
        fits.iter().flat_map(|(form, _)| form.adapter.before.iter().cloned()).collect();
    fits.retain(|(form, _)| !before.contains(&form.adapter.id));
}

/// No layout fits; the nearest one and what it misses.
fn nothing(misses: &[Miss]) -> Unknown {
    let nearest = misses.iter().enumerate().max_by_key(|(at, miss)| (miss.found, usize::MAX - at));
    let near = nearest.filter(|(_, miss)| miss.found > 0).map(|(_, miss)| miss);
    let near =
        near.map_or_else(String::new, |miss| format!("; nearest is {}: {}", miss.title, miss.why));
    Unknown {
        reason: format!("no layout is known for this file{near}"),
        help: "ask the supplier to fill in our form (`flowdown request` writes it), or describe this one: `flowdown map FILE`".to_owned(),
    }
}

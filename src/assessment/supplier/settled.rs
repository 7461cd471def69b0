//! What is left to ask a supplier: its accepted answers, on any form, settle the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::profile::Profile;
use crate::catalogue::{Catalogue, Control, Question, Questionnaire};
use crate::model::{Kinds, Tier};

/// The questions of our own questionnaire for one supplier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The ids of the questions that are still to be asked.
    pub open: BTreeSet<String>,
    /// The number of questions that need not be asked, by the title of the form that settled them.
    pub by_form: BTreeMap<String, usize>,
}

/// The title of another publisher's form that settles a question; `None` if it must be asked. It is settled if every
/// applying control that it is about has an answer from a response that is neither stale nor contradicted; a no settles
/// it too, as it is known. Answers of our own form do not settle a question, as a newer form of ours supersedes the
/// older one as a whole.
fn settled_by<'c>(
    catalogue: &'c Catalogue,
    profile: &Profile<'_>,
    question: &Question,
    received: &[ReceivedTier],
) -> Option<&'c str> {
    let controls = catalogue.controls.list();
    let mut form = None;
    let tier = received.iter().map(|(tier, _)| *tier).max()?;
    let applying = question.reaches.iter().filter(|one| applies(&controls[one.control], received));
    for reach in applying {
        let found = profile.resolution(reach.control, tier);
        let known =
            !found.resolved.deciding.is_empty() && !found.stale && found.contradiction.is_none();
        if !known {
            return None;
        }
        for row in &found.rows {
            let response = profile.statements.responses.get(row.response.get())?;
            let asked = &catalogue.questionnaires[usize::from(response.questionnaire)];
            if asked.native {
                return None;
            }
            form.get_or_insert(asked.title.as_str());
        }
    }
    form
}

/// A tier and the kinds of information that are received at it.
pub type ReceivedTier = (Tier, Kinds);

/// Whether a control applies to anything that is received.
fn applies(control: &Control, received: &[ReceivedTier]) -> bool {
    received.iter().any(|(tier, kinds)| control.applies_to(*tier, *kinds))
}

/// Which of the questions that apply to what is received are settled and which are open; without a profile, all are
/// open.
pub fn settled(
    catalogue: &Catalogue,
    questionnaire: &Questionnaire,
    profile: Option<&Profile<'_>>,
    received: &[ReceivedTier],
) -> Settled {
    let mut settled = Settled::default();
    let controls = catalogue.controls.list();
    let asked = |one: &&Question| {
        one.reaches.iter().any(|reach| applies(&controls[reach.control], received))
    };
    for question in questionnaire.questions.iter().filter(asked) {
        let form = profile.and_then(|one| settled_by(catalogue, one, question, received));
        match form {
            Some(form) => *settled.by_form.entry(form.to_owned()).or_default() += 1,
            None => {
                settled.open.insert(question.id.to_string());
            }
        }
    }
    settled
}

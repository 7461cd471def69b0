//! What is left to ask of a supplier: its accepted answers, on whatever form, settle the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::profile::Profile;
use crate::catalogue::{Catalogue, Control, Question, Questionnaire};
use crate::model::{Kinds, Tier};

/// Questions of our questionnaire, for one supplier at one tier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// Questions that are still to be asked, by id.
    pub open: BTreeSet<String>,
    /// Questions that need not be asked, by the title of the form that settled them.
    pub by_form: BTreeMap<String, usize>,
}

/// The form of somebody else that settles a question: every control that it asks about and that applies has an
/// answer from a response that is neither stale nor contradicted. A no settles it too: we know. None: it is to
/// be asked. What only our own form says is asked again, as a newer form of ours replaces the older one whole.
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

/// A tier and the kinds of information that arrive with it.
pub type ReceivedTier = (Tier, Kinds);

/// Whether a control applies to anything that is received.
fn applies(control: &Control, received: &[ReceivedTier]) -> bool {
    received.iter().any(|(tier, kinds)| control.applies_to(*tier, *kinds))
}

/// What is settled and what is open of the questions that apply to what is received; without a profile, everything is
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

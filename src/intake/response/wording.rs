//! Whether the questions of another publisher's form have their original text.

use std::sync::Arc;

use super::recognised::Recognised;
use crate::catalogue::fingerprint::{Fingerprint, Fingerprints};
use crate::intake::form::Sheets;
use crate::model::{Code, Finding, FormRow, Place, Spot};

/// The most changed questions that are listed one by one.
const ONE_BY_ONE: usize = 20;

/// Questions whose text was found.
fn worded(rows: &[FormRow]) -> impl Iterator<Item = (&str, Fingerprint, Spot)> {
    rows.iter().filter_map(|row| {
        let (text, spot) = row.wording.as_ref()?;
        Some((&*row.id, Fingerprint::of(text)?, *spot))
    })
}

/// Reports questions whose text is not the one of their edition. An edition that is not listed is not compared.
pub(super) fn look(
    read: &Recognised<'_>,
    sheets: &Sheets<'_>,
    all: &[Fingerprints],
) -> Vec<Finding> {
    let Some(known) =
        read.asked.and_then(|asked| all.iter().find(|one| one.questionnaire == asked.id))
    else {
        return Vec::new();
    };
    let asked: Vec<(&str, Fingerprint, Spot)> = worded(&read.form.rows).collect();
    let rows = asked.iter().map(|(id, found, _)| (*id, *found));
    let Some((edition, known)) = known.edition(read.edition.as_deref(), rows) else {
        return Vec::new();
    };
    let total = asked.iter().filter(|(id, ..)| known.contains_key(*id)).count();
    let differs = |(id, found, _): &(&str, Fingerprint, Spot)| {
        known.get(*id).is_some_and(|known| known != found)
    };
    let changed: Vec<(&str, Fingerprint, Spot)> = asked.into_iter().filter(differs).collect();
    let help = "it was read by its id; ask the supplier what it answered";
    if changed.len() > ONE_BY_ONE {
        let message = format!(
            "{} of {total} questions do not read as in edition {edition}: a translation, or a changed form",
            changed.len()
        );
        let place = Place::file(Arc::clone(&sheets.file));
        return vec![Finding::new(Code::QuestionReworded, message).at(place).help(help)];
    }
    let finding = |(id, _, spot): (&str, Fingerprint, Spot)| {
        let message = format!("{id} does not read as in edition {edition}");
        let place = sheets.place(spot);
        Finding::new(Code::QuestionReworded, message).about(id).at(place).help(help)
    };
    changed.into_iter().map(finding).collect()
}

/// The fingerprints of a form's questions, as a table for a file of `questionnaires/fingerprints`.
pub(super) fn table(read: &Recognised<'_>) -> String {
    let edition = read.edition.as_deref().unwrap_or("?");
    let mut rows: Vec<(&str, Fingerprint)> =
        worded(&read.form.rows).map(|(id, found, _)| (id, found)).collect();
    rows.sort_by_key(|(id, _)| *id);
    let quoted = |text: &str| format!("\"{}\"", text.replace(['\\', '"'], "").escape_default());
    let mut text = format!("[[edition]]\nedition = {}\n\n[edition.questions]\n", quoted(edition));
    for (id, found) in rows {
        text.push_str(&format!("{} = \"{found}\"\n", quoted(id)));
    }
    text
}
